/**
 * Any minimum-cost flow network as a two-sided matching problem.
 *
 * Construction, after lower bounds are taken out and negative cycles used up (`lower-bounds`, `bounded-costs`). b_v balance of node
 * v, u_e capacity of arc e = (v, w), c_e its cost, S the sum of all b_v > 0, o_v = min(S, max(b_v, 0) + sum of u into v):
 *
 *   node v   a demand entry v'' and, if a direct arc leaves it, a supply entry v' of o_v units with an arc v' -> v'' of cost 0 (what
 *            does not pass through v);  v'' takes  o_v (if v' exists) - b_v + sum of u_e over the limited arcs out of v
 *   arc e    direct, when u_e >= o_v, or when nothing leaves w and u_e >= -b_w: one arc v' -> w'' of cost c_e
 *            limited, otherwise: a supply entry e of u_e units, e -> w'' of cost c_e (the flow) and e -> v'' of cost 0 (the rest)
 *
 * Why it is exact. Every flow x of the network with at most o_v units out of each node is a complete placement of the same cost, and
 * the other way round: what v'' takes, written out, is the balance of v, and o_v keeps direct arcs within their capacity. No cycle
 * costs less than 0, so some cheapest flow is a sum of paths without cycles; it sends S units at most through a node, and no more than
 * can come in: the limit o_v cuts nothing off. Supply and demand of the problem sum to the same, so "all supply is placed" is "there
 * is a flow"; the bonus of `shippingBonus` makes an optimum place all that can be placed. Greatest weight = -(least cost) + constant.
 *
 * Size: at most nodes + limited arcs supply entries, nodes demand entries, nodes + direct + 2 * limited arcs. A network that is two-sided
 * already, its limits never binding, comes out as itself. Memory: about 20 bytes an arc. Limits: every capacity below 2^31, costs within
 * +-2^31, weights within +-2^46 (`checkProblem`); beyond them the status is out-of-range.
 *
 * Sources: Orden 1956 (nodes on both sides, direct arcs); Wagner 1959 and Ahuja, Magnanti and Orlin 1993, section 2.4 (an entry for each
 * limited arc). Departure: both at once, each arc by what it needs, and o_v in place of S.
 */
import { solve } from '../solver/solve.js';
import { boundedCosts } from './bounded-costs.js';
import { isShipped, MAX_INT32, shippingBonus, type FlowNetwork, type NetworkForm, type NetworkRefusal } from './flow-network.js';
import { withoutLowerBounds } from './lower-bounds.js';

/** Entries of a problem in the making. */
interface Layout {
  readonly network: FlowNetwork;
  readonly room: Float64Array;
  readonly isReversed: Uint8Array;
  /** [arcs] DIRECT or LIMITED; 0 when it cannot carry anything. */
  readonly kind: Uint8Array;
  /** [nodes] o_v where v has a supply entry, else 0. */
  readonly through: Float64Array;
  /** [nodes] what v'' takes; below 0 when there is no flow. */
  readonly takes: Float64Array;
}

const DIRECT = 1, LIMITED = 2;

export function reduceNetwork(network: FlowNetwork): NetworkForm | NetworkRefusal {
  const start = withoutLowerBounds(network);
  if (start.status !== 'ready') return start;
  const { nodes, cost } = network, { room } = start;
  for (let e = 0; e < cost.length; e++) if (Math.abs(cost[e]!) > MAX_INT32) return { status: 'out-of-range', reason: `a cost of ${cost[e]}, expected within +-2^31` };
  if (nodes > 2 ** 21) return { status: 'out-of-range', reason: `${nodes} nodes, expected at most 2^21 in a network that is not two lists` }; // price sums below 2^53
  const bounded = boundedCosts(network, start.balance, room);
  if (bounded.status === 'out-of-range') return bounded;
  if (bounded.status === 'negative-cycle') {
    return unboundedUnlessInfeasible(network, `the cost falls for ever along a cycle of arcs without limit through node ${bounded.node + 1}`);
  }
  const layout = layOut(network, bounded.balance, room, bounded.isReversed);
  for (let v = 0; v < nodes; v++) {
    const units = layout.takes[v]!;
    if (units < 0) return { status: 'infeasible', reason: `node ${v + 1} has to send ${-units} more than its arcs carry` };
    if (units > MAX_INT32 || layout.through[v]! > MAX_INT32) return { status: 'out-of-range', reason: `${Math.max(units, layout.through[v]!)} units at node ${v + 1}, expected below 2^31` };
  }
  return build(layout);
}

/** A negative cycle without limit only matters when there is a flow at all: the same network at cost 0 tells. */
function unboundedUnlessInfeasible(network: FlowNetwork, reason: string): NetworkRefusal {
  const free = reduceNetwork({ ...network, cost: new Float64Array(network.cost.length) });
  if (free.status !== 'transport') return free;
  const solution = solve(free.problem);
  if (solution.status === 'OUT_OF_RANGE') return { status: 'out-of-range', reason: solution.reason };
  return isShipped(free, solution.flow) ? { status: 'unbounded', reason } : { status: 'infeasible', reason: 'not all of the supply can be shipped' };
}

function layOut(network: FlowNetwork, balance: Float64Array, room: Float64Array, isReversed: Uint8Array): Layout {
  const { nodes, from, to } = network, m = from.length, kind = new Uint8Array(m), most = new Float64Array(nodes), hasOut = new Uint8Array(nodes);
  const total = balance.reduce((s, b) => s + Math.max(b, 0), 0);
  for (let v = 0; v < nodes; v++) most[v] = Math.max(balance[v]!, 0);
  for (let e = 0; e < m; e++) {
    if (room[e] === 0 || from[e] === to[e]) continue; // a loop: reversed or not, it carries nothing more
    most[isReversed[e] === 1 ? from[e]! : to[e]!]! += room[e]!;
    hasOut[isReversed[e] === 1 ? to[e]! : from[e]!] = 1;
  }
  for (let v = 0; v < nodes; v++) most[v] = Math.min(most[v]!, total);
  const through = new Float64Array(nodes), takes = new Float64Array(nodes);
  for (let v = 0; v < nodes; v++) takes[v] = 0 - balance[v]!;
  for (let e = 0; e < m; e++) {
    const v = isReversed[e] === 1 ? to[e]! : from[e]!, w = isReversed[e] === 1 ? from[e]! : to[e]!;
    if (room[e] === 0 || v === w || most[v] === 0) continue;
    if (room[e]! >= most[v]! || (hasOut[w] === 0 && room[e]! >= -balance[w]!)) {
      kind[e] = DIRECT;
      if (through[v] === 0) takes[v]! += most[v]!;
      through[v] = most[v]!;
    } else {
      kind[e] = LIMITED;
      takes[v]! += room[e]!;
    }
  }
  return { network, room, isReversed, kind, through, takes };
}

function build({ network, room, isReversed, kind, through, takes }: Layout): NetworkForm {
  const { nodes, from, to, cost, low } = network, m = from.length, supplyOf = new Int32Array(nodes).fill(-1), demandOf = new Int32Array(nodes).fill(-1);
  let L = 0, R = 0;
  for (let v = 0; v < nodes; v++) if (through[v]! > 0) supplyOf[v] = L++;
  for (let v = 0; v < nodes; v++) if (takes[v]! > 0) demandOf[v] = R++;
  const tailNode = (e: number): number => isReversed[e] === 1 ? to[e]! : from[e]!, headNode = (e: number): number => isReversed[e] === 1 ? from[e]! : to[e]!;
  // Nodes that take nothing have no demand entry: an arc into one carries nothing, and one out of it carries all it can.
  const isPlaced = (e: number): boolean => kind[e] === DIRECT && demandOf[headNode(e)]! >= 0;
  const nodeEntries = L;
  for (let e = 0; e < m; e++) if (kind[e] === LIMITED) L++;
  const rowStart = new Int32Array(L + 1), supplyCapacity = new Int32Array(L), demandCapacity = new Int32Array(R);
  for (let v = 0; v < nodes; v++) {
    if (demandOf[v]! >= 0) demandCapacity[demandOf[v]!] = takes[v]!;
    if (supplyOf[v]! < 0) continue;
    supplyCapacity[supplyOf[v]!] = through[v]!;
    if (demandOf[v]! >= 0) rowStart[supplyOf[v]! + 1] = 1; // v' -> v''
  }
  for (let e = 0; e < m; e++) if (isPlaced(e)) rowStart[supplyOf[tailNode(e)]! + 1]! += 1;
  for (let e = 0, i = nodeEntries; e < m; e++) {
    if (kind[e] !== LIMITED) continue;
    supplyCapacity[i] = room[e]!;
    rowStart[++i] = (demandOf[headNode(e)]! >= 0 ? 1 : 0) + (demandOf[tailNode(e)]! >= 0 ? 1 : 0);
  }
  for (let i = 0; i < L; i++) rowStart[i + 1]! += rowStart[i]!;
  const next = rowStart.slice(), column = new Int32Array(rowStart[L]!), fit = new Int32Array(rowStart[L]!), place = new Int32Array(m).fill(-1);
  const put = (i: number, j: number, c: number): number => {
    const at = next[i]!++;
    column[at] = j;
    fit[at] = 0 - c;
    return at;
  };
  for (let v = 0; v < nodes; v++) if (supplyOf[v]! >= 0 && demandOf[v]! >= 0) put(supplyOf[v]!, demandOf[v]!, 0);
  for (let e = 0, i = nodeEntries; e < m; e++) {
    const c = isReversed[e] === 1 ? 0 - cost[e]! : cost[e]!;
    if (isPlaced(e)) place[e] = put(supplyOf[tailNode(e)]!, demandOf[headNode(e)]!, c);
    else if (kind[e] === LIMITED) {
      if (demandOf[headNode(e)]! >= 0) place[e] = put(i, demandOf[headNode(e)]!, c);
      if (demandOf[tailNode(e)]! >= 0) put(i, demandOf[tailNode(e)]!, 0);
      i++;
    }
  }
  let row = 0; // shippingBonus asks in the order of arcs
  const tail = (e: number): number => {
    while (rowStart[row + 1]! <= e) row++;
    return row;
  };
  const M = shippingBonus(L, R, tail, column, (e) => fit[e]!), bonus = new Float64Array(L).fill(M);
  return {
    status: 'transport', problem: { supplyCapacity, demandCapacity, rowStart, column, fit, bonus }, isForced: new Uint8Array(L).fill(1),
    potentials: (supplyPrice, demandPrice) => Float64Array.from({ length: nodes }, (_, v) => supplyOf[v]! >= 0 ? M - supplyPrice[supplyOf[v]!]! : demandOf[v]! >= 0 ? demandPrice[demandOf[v]!]! : 0),
    forEachArc: (flow, visit) => {
      for (let e = 0; e < m; e++) {
        const units = place[e]! < 0 ? 0 : flow[place[e]!]!;
        visit(e, (isReversed[e] === 1 ? room[e]! - units : units) + (low === undefined ? 0 : low[e]!));
      }
    },
  };
}
