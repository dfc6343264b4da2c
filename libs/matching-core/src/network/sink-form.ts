/**
 * The sink form: two lists written as a network, as `writeDimacs` gives them. It becomes a matching problem arc for arc.
 *
 * Supplies, demands of balance 0, and one sink T that takes everything: arcs supply -> demand, demand -> T (the demand's capacity),
 * supply -> T (stay out). A supply without its arc to T must be shipped and gets the bonus M of `shippingBonus`; one with an arc to T
 * of cost s gains s when it is placed. Then w = bonus - c(i, j) - c(j, T), and the proof for the problem is the proof for the network.
 *
 * Anything else, arcs whose limit could bind and numbers past 32 bits included, is no sink form: the caller goes on to `reduceNetwork`. Cost O(nodes + arcs);
 * memory 8 bytes an arc, for networks of tens of millions of them.
 */
import { MAX_INT32, shippingBonus, type FlowNetwork, type NetworkForm, type NetworkRefusal } from './flow-network.js';
import { withoutLowerBounds } from './lower-bounds.js';

/** What a node is, and its index on its side. */
interface Sides {
  readonly sink: number;
  /** [nodes] */
  readonly isSupply: Uint8Array;
  readonly side: Int32Array;
  /** [L] */
  readonly supply: Float64Array;
  readonly isForced: Uint8Array;
  readonly stayOutCost: Float64Array;
  /** [R] */
  readonly demand: Float64Array;
  readonly sinkCost: Float64Array;
}

/** The network's form, a refusal that holds for any road, or undefined when it is not two lists and a sink. */
export function sinkForm(network: FlowNetwork): NetworkForm | NetworkRefusal | undefined {
  const start = withoutLowerBounds(network);
  if (start.status !== 'ready') return start;
  const { balance, room } = start, sides = findSides(network, balance, room);
  if (sides === undefined || !limitDemands(network, room, sides)) return undefined;
  return packRows(network, sides);
}

function findSides(network: FlowNetwork, balance: Float64Array, room: Float64Array): Sides | undefined {
  const { nodes, from, to, cost } = network, hasOut = new Uint8Array(nodes), hasIn = new Uint8Array(nodes);
  for (let e = 0; e < from.length; e++) {
    hasOut[from[e]!] = 1;
    hasIn[to[e]!] = 1;
  }
  const sink = findSink(balance, hasOut, hasIn);
  if (sink < 0) return undefined;
  const side = new Int32Array(nodes), isSupply = new Uint8Array(nodes);
  let L = 0, R = 0;
  for (let v = 0; v < nodes; v++) {
    if (v === sink) continue;
    if (balance[v]! < 0 || (balance[v]! > 0 && hasIn[v] === 1)) return undefined;
    isSupply[v] = balance[v]! > 0 || hasIn[v] === 0 ? 1 : 0;
    side[v] = isSupply[v] === 1 ? L++ : R++;
  }
  const supply = new Float64Array(L), isForced = new Uint8Array(L).fill(1), stayOutCost = new Float64Array(L);
  const demand = new Float64Array(R), sinkCost = new Float64Array(R), hasSink = new Uint8Array(R);
  for (let v = 0; v < nodes; v++) if (isSupply[v] === 1) supply[side[v]!] = balance[v]!;
  for (let e = 0; e < from.length; e++) {
    const u = from[e]!, k = side[u]!;
    if (to[e] !== sink) {
      if (isSupply[u] === 0) return undefined; // passes flow on
    } else if (isSupply[u] === 0) {
      if (hasSink[k] === 1) return undefined;
      hasSink[k] = 1;
      demand[k] = room[e]!;
      sinkCost[k] = cost[e]!;
    } else {
      if (isForced[k] === 0 || room[e]! < supply[k]!) return undefined; // two ways to stay out, or one too small
      isForced[k] = 0;
      stayOutCost[k] = cost[e]!;
    }
  }
  return { sink, isSupply, side, supply, isForced, stayOutCost, demand, sinkCost };
}

/** The one node with a demand; when nothing is supplied at all, the one node where arcs end. -1 when there is no such node. */
function findSink(balance: Float64Array, hasOut: Uint8Array, hasIn: Uint8Array): number {
  let sink = -1;
  for (let v = 0; v < balance.length; v++) {
    if (balance[v]! >= 0) continue;
    if (sink >= 0) return -1;
    sink = v;
  }
  if (sink < 0 && balance.every((b) => b === 0)) sink = hasIn.findIndex((b, v) => b === 1 && hasOut[v] === 0);
  return sink >= 0 && hasOut[sink] === 0 ? sink : -1;
}

/** Cuts demands down to what can reach them; false when an arc's own limit could bind. */
function limitDemands(network: FlowNetwork, room: Float64Array, sides: Sides): boolean {
  const { from, to } = network, { sink, side, supply, demand } = sides, inward = new Float64Array(demand.length);
  for (let e = 0; e < from.length; e++) if (to[e] !== sink) inward[side[to[e]!]!]! += supply[side[from[e]!]!]!;
  for (let j = 0; j < demand.length; j++) demand[j] = Math.min(demand[j]!, inward[j]!);
  for (let e = 0; e < from.length; e++) {
    if (to[e] !== sink && room[e]! < Math.min(supply[side[from[e]!]!]!, demand[side[to[e]!]!]!)) return false;
  }
  return true;
}

function packRows(network: FlowNetwork, sides: Sides): NetworkForm | undefined {
  const { from, to, cost, low } = network, { sink, isSupply, side, supply, isForced, stayOutCost, demand, sinkCost } = sides, L = supply.length, R = demand.length;
  if (supply.some((a) => a > MAX_INT32) || demand.some((b) => b > MAX_INT32) || stayOutCost.some((s) => Math.abs(s) > MAX_INT32)) return undefined;
  const rowStart = new Int32Array(L + 1);
  for (let e = 0; e < from.length; e++) if (to[e] !== sink) rowStart[side[from[e]!]! + 1]! += 1;
  for (let i = 0; i < L; i++) rowStart[i + 1]! += rowStart[i]!;
  const next = rowStart.slice(), column = new Int32Array(rowStart[L]!), fit = new Int32Array(rowStart[L]!);
  for (let e = 0; e < from.length; e++) {
    if (to[e] === sink) continue;
    const i = side[from[e]!]!, j = side[to[e]!]!, at = next[i]!++, c = cost[e]! + sinkCost[j]!;
    if (Math.abs(c) > MAX_INT32) return undefined;
    column[at] = j;
    fit[at] = -c;
  }
  let bonus = stayOutCost;
  if (isForced.includes(1)) {
    let row = 0; // shippingBonus asks in the order of arcs
    const tail = (e: number): number => {
      while (rowStart[row + 1]! <= e) row++;
      return row;
    };
    const M = shippingBonus(L, R, tail, column, (e) => Math.abs(fit[e]!) + Math.abs(stayOutCost[row]!));
    bonus = stayOutCost.map((s, i) => isForced[i] === 1 ? M : s);
  }
  const problem = { supplyCapacity: Int32Array.from(supply), demandCapacity: Int32Array.from(demand), rowStart, column, fit, bonus };
  return {
    status: 'transport', problem, isForced, potentials: undefined,
    forEachArc: (flow, visit) => {
      const cursor = rowStart.slice(), placed = new Float64Array(L), taken = new Float64Array(R);
      for (let i = 0; i < L; i++) {
        for (let k = rowStart[i]!; k < rowStart[i + 1]!; k++) {
          placed[i]! += flow[k]!;
          taken[column[k]!]! += flow[k]!;
        }
      }
      for (let e = 0; e < from.length; e++) {
        const u = from[e]!, k = side[u]!;
        const units = to[e] !== sink ? flow[cursor[k]!++]! : isSupply[u] === 1 ? supply[k]! - placed[k]! : taken[k]!;
        visit(e, units + (low === undefined ? 0 : low[e]!));
      }
    },
  };
}
