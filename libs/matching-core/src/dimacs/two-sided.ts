/**
 * Two-sided networks turned into matching problems, and back into a least cost.
 *
 * Two shapes are known; lower bounds are taken out of every network first (flow = low + rest).
 *
 *  transportation  every arc leads from a node without arcs in to a node without arcs out. All supply must be shipped, all demand met.
 *  sink form       supplies, demands of balance 0, one sink T that takes everything: arcs supply -> demand, demand -> T (the demand's
 *                  capacity), supply -> T (stay out). A supply without its arc to T must be shipped.
 *
 * What must be shipped gets a bonus M a unit, M = 2 W (min(L, R) + 1) + 1 with W the greatest |weight|: a simple residual path changes
 * the weight by less than M, so an optimum ships all of it if that can be done (the argument of lexicographic-weights). A unit of
 * forced supply left over therefore proves that the network has no feasible flow.
 *
 * An arc i -> j with a capacity k below what its ends could send becomes three arcs over two new entries of capacity k, all forced:
 * i -> e' (its cost), e'' -> e' (0), e'' -> j (0): flow x goes i -> e' and e'' -> j, the rest k - x from e'' to e' (Wagner 1959). In
 * the sink form this needs the demand side balanced first: an entry Z takes the free room of demands, and T becomes a demand.
 */
import type { TransportProblem } from '../problem.js';
import { ExactSum } from '../exact-sum.js';
import type { DimacsNetwork } from './parse-dimacs.js';

export interface TwoSided {
  readonly status: 'two-sided';
  readonly problem: TransportProblem;
  /** [L] 1 where every unit must be placed, else the network has no feasible flow. */
  readonly isForced: Uint8Array;
  readonly forceBonus: number;
  /** Cost when nothing is placed and nothing was forced: lower bounds and staying out. */
  readonly baseCost: bigint;
}

export type TwoSidedResult =
  | TwoSided
  /** Total supply and total demand differ; looked at first. */
  | { readonly status: 'unbalanced'; readonly supply: number; readonly demand: number }
  | { readonly status: 'infeasible'; readonly reason: string }
  | { readonly status: 'not-two-sided'; readonly reason: string }
  | { readonly status: 'out-of-range'; readonly reason: string };

const MAX_CAPACITY = 0x7fffffff;

/** A two-sided network in the making: arcs by index of their two sides, costs to be paid a unit. */
interface Draft {
  readonly supply: number[];
  readonly demand: number[];
  readonly isForced: number[];
  readonly stayOutCost: number[]; // [L]
  readonly tail: Int32Array;
  readonly head: Int32Array;
  readonly cost: Float64Array;
  readonly capacity: Float64Array;
}

export function toTwoSided(network: DimacsNetwork): TwoSidedResult {
  const { nodes, from, to, cost } = network, balance = network.supply.slice();
  let supply = 0, demand = 0;
  for (let v = 0; v < nodes; v++) {
    if (balance[v]! > 0) supply += balance[v]!;
    else demand -= balance[v]!;
  }
  if (supply !== demand) return { status: 'unbalanced', supply, demand };
  if (supply > Number.MAX_SAFE_INTEGER) return { status: 'out-of-range', reason: 'the supplies sum to 2^53 or more' };
  const base = new ExactSum();
  let capacity = network.capacity, isNegativeRoom = false;
  if (network.low !== undefined) {
    const low = network.low;
    capacity = capacity.slice();
    for (let e = 0; e < from.length; e++) {
      if (low[e] === 0) continue;
      capacity[e]! -= low[e]!;
      balance[from[e]!]! -= low[e]!;
      balance[to[e]!]! += low[e]!;
      base.addProduct(low[e]!, cost[e]!);
      if (capacity[e]! < 0) isNegativeRoom = true;
    }
  }
  const hasOut = new Uint8Array(nodes), hasIn = new Uint8Array(nodes);
  for (let e = 0; e < from.length; e++) {
    hasOut[from[e]!] = 1;
    hasIn[to[e]!] = 1;
  }
  const isTransport = hasOut.every((out, v) => out === 0 || hasIn[v] === 0);
  const draft = isTransport ? draftTransport(network, balance, capacity, hasOut, hasIn) : draftSinkForm(network, balance, capacity, hasOut, hasIn);
  if ('status' in draft) return draft;
  if (isNegativeRoom) return { status: 'infeasible', reason: 'an arc has a lower bound above its capacity' };
  return finishDraft(limitArcs(draft, isTransport), base);
}

function draftTransport(network: DimacsNetwork, balance: Float64Array, capacity: Float64Array, hasOut: Uint8Array, hasIn: Uint8Array): Draft | TwoSidedResult {
  const { nodes, from, to, cost } = network, side = new Int32Array(nodes), supply: number[] = [], demand: number[] = [];
  for (let v = 0; v < nodes; v++) {
    const b = balance[v]!;
    if (hasOut[v] === 1) {
      if (b < 0) return { status: 'infeasible', reason: `node ${v + 1} has to send ${-b} more than it has` };
      side[v] = supply.push(b) - 1;
    } else if (hasIn[v] === 1) {
      if (b > 0) return { status: 'infeasible', reason: `node ${v + 1} has to take ${b} more than it needs` };
      side[v] = demand.push(-b) - 1;
    } else if (b !== 0) return { status: 'infeasible', reason: `node ${v + 1} has a balance of ${b} and no arcs` };
  }
  return { supply, demand, isForced: supply.map(() => 1), stayOutCost: supply.map(() => 0), tail: from.map((v) => side[v]!), head: to.map((v) => side[v]!), cost: cost.slice(), capacity };
}

function draftSinkForm(network: DimacsNetwork, balance: Float64Array, capacity: Float64Array, hasOut: Uint8Array, hasIn: Uint8Array): Draft | TwoSidedResult {
  const no = (reason: string): TwoSidedResult => ({ status: 'not-two-sided', reason });
  const { nodes, from, to, cost } = network, sink = findSink(balance, hasOut, hasIn);
  if (sink < 0) return no('arcs pass through nodes, and no sink takes everything');
  const side = new Int32Array(nodes), isSupply = new Uint8Array(nodes), supply: number[] = [], demand: number[] = [];
  for (let v = 0; v < nodes; v++) {
    const b = balance[v]!;
    if (v === sink) continue;
    if (b < 0) return no(`arcs pass through nodes, and both ${sink + 1} and ${v + 1} have a demand`);
    if (b > 0 && hasIn[v] === 1) return no(`node ${v + 1} has a supply and arcs in`);
    isSupply[v] = b > 0 || hasIn[v] === 0 ? 1 : 0;
    side[v] = isSupply[v] === 1 ? supply.push(b) - 1 : demand.push(0) - 1;
  }
  const isForced = supply.map(() => 1), stayOutCost = supply.map(() => 0), sinkCost = new Float64Array(demand.length), hasSink = new Uint8Array(demand.length);
  let kept = 0;
  for (let e = 0; e < from.length; e++) {
    const u = from[e]!, v = to[e]!;
    if (v !== sink) {
      if (isSupply[u] === 0) return no(`node ${u + 1} passes flow on to node ${v + 1}, which is not the sink`);
      kept++;
    } else if (isSupply[u] === 0) {
      const j = side[u]!;
      if (hasSink[j] === 1) return no(`node ${u + 1} has two arcs to the sink`);
      hasSink[j] = 1;
      demand[j] = Math.max(0, capacity[e]!);
      sinkCost[j] = cost[e]!;
    } else {
      const i = side[u]!;
      if (isForced[i] === 0 || capacity[e]! < balance[u]!) return no(`supply ${u + 1} has more than one arc to the sink, or one too small for it`);
      isForced[i] = 0;
      stayOutCost[i] = cost[e]!;
    }
  }
  const tail = new Int32Array(kept), head = new Int32Array(kept), arcCost = new Float64Array(kept), arcCapacity = new Float64Array(kept), inward = new Float64Array(demand.length);
  for (let e = 0, k = 0; e < from.length; e++) {
    if (to[e] === sink) continue;
    tail[k] = side[from[e]!]!;
    head[k] = side[to[e]!]!;
    arcCost[k] = cost[e]! + sinkCost[head[k]!]!;
    arcCapacity[k] = capacity[e]!;
    inward[head[k]!]! += Math.min(capacity[e]!, supply[tail[k]!]!);
    k++;
  }
  for (let j = 0; j < demand.length; j++) demand[j] = Math.min(demand[j]!, inward[j]!);
  return { supply, demand, isForced, stayOutCost, tail, head, cost: arcCost, capacity: arcCapacity };
}

/** The one node with a demand; when nothing is supplied at all, the one node where arcs end. -1 when there is no such node. */
function findSink(balance: Float64Array, hasOut: Uint8Array, hasIn: Uint8Array): number {
  let sink = balance.findIndex((b) => b < 0);
  if (sink < 0 && balance.every((b) => b === 0)) sink = hasIn.findIndex((b, v) => b === 1 && hasOut[v] === 0);
  return sink >= 0 && hasOut[sink] === 0 ? sink : -1;
}

/** Replaces arcs whose capacity could bind by the three-arc form of the header; leaves the usual draft alone. */
function limitArcs(draft: Draft, isBalanced: boolean): Draft {
  const { tail, head, cost, capacity } = draft;
  const binds = (e: number): boolean => capacity[e]! < Math.min(draft.supply[tail[e]!]!, draft.demand[head[e]!]!);
  let count = 0;
  for (let e = 0; e < tail.length; e++) if (binds(e)) count++;
  if (count === 0) return draft;
  const supply = [...draft.supply], demand = [...draft.demand], arcs: { tail: number; head: number; cost: number }[] = [];
  if (!isBalanced) {
    const units = draft.supply.reduce((s, a) => s + a, 0), sink = demand.push(units) - 1, z = supply.push(draft.demand.reduce((s, b) => s + b, 0)) - 1;
    draft.supply.forEach((_, i) => { if (draft.isForced[i] === 0) arcs.push({ tail: i, head: sink, cost: draft.stayOutCost[i]! }); });
    draft.demand.forEach((_, j) => arcs.push({ tail: z, head: j, cost: 0 }));
    arcs.push({ tail: z, head: sink, cost: 0 });
  }
  for (let e = 0; e < tail.length; e++) {
    if (!binds(e)) arcs.push({ tail: tail[e]!, head: head[e]!, cost: cost[e]! });
    else {
      const upper = demand.push(capacity[e]!) - 1, lower = supply.push(capacity[e]!) - 1;
      arcs.push({ tail: tail[e]!, head: upper, cost: cost[e]! }, { tail: lower, head: upper, cost: 0 }, { tail: lower, head: head[e]!, cost: 0 });
    }
  }
  return {
    supply, demand, isForced: supply.map(() => 1), stayOutCost: supply.map(() => 0), tail: Int32Array.from(arcs, (a) => a.tail), head: Int32Array.from(arcs, (a) => a.head),
    cost: Float64Array.from(arcs, (a) => a.cost), capacity: new Float64Array(arcs.length).fill(Infinity),
  };
}

function finishDraft(draft: Draft, base: ExactSum): TwoSidedResult {
  const { supply, demand, isForced, stayOutCost, tail, head, cost } = draft, L = supply.length, R = demand.length;
  let greatest = 0;
  for (const side of [supply, demand]) for (const a of side) if (a > MAX_CAPACITY) return { status: 'out-of-range', reason: `a capacity of ${a}, expected below 2^31` };
  for (let e = 0; e < cost.length; e++) {
    if (Math.abs(cost[e]!) > MAX_CAPACITY) return { status: 'out-of-range', reason: `a cost of ${cost[e]}, expected within +-2^31` };
    greatest = Math.max(greatest, Math.abs(cost[e]!) + Math.abs(stayOutCost[tail[e]!]!));
  }
  const forceBonus = 2 * greatest * (Math.min(L, R) + 1) + 1;
  for (let i = 0; i < L; i++) base.addProduct(supply[i]!, stayOutCost[i]!);
  const bonus = Float64Array.from(supply, (_, i) => stayOutCost[i]! + (isForced[i] === 1 ? forceBonus : 0));
  const problem = packRows(Int32Array.from(supply), Int32Array.from(demand), tail, head, cost, bonus);
  return { status: 'two-sided', problem, isForced: Uint8Array.from(isForced), forceBonus, baseCost: base.value() };
}

/** Arcs into rows without one object an arc: networks come with tens of millions. */
function packRows(supplyCapacity: Int32Array, demandCapacity: Int32Array, tail: Int32Array, head: Int32Array, cost: Float64Array, bonus: Float64Array): TransportProblem {
  const L = supplyCapacity.length, m = tail.length, rowStart = new Int32Array(L + 1), column = new Int32Array(m), fit = new Int32Array(m);
  for (let e = 0; e < m; e++) rowStart[tail[e]! + 1]! += 1;
  for (let i = 0; i < L; i++) rowStart[i + 1]! += rowStart[i]!;
  const next = rowStart.slice();
  for (let e = 0; e < m; e++) {
    const at = next[tail[e]!]!;
    next[tail[e]!] = at + 1;
    column[at] = head[e]!;
    fit[at] = -cost[e]!;
  }
  return { supplyCapacity, demandCapacity, rowStart, column, fit, bonus };
}

/** Least cost of the network from an optimal flow of its problem, or null when forced supply is left over: no feasible flow. */
export function leastCost(twoSided: TwoSided, flow: Int32Array): bigint | null {
  const { problem, isForced, forceBonus, baseCost } = twoSided, gained = new ExactSum();
  for (let i = 0; i < problem.supplyCapacity.length; i++) {
    const own = problem.bonus[i]! - (isForced[i] === 1 ? forceBonus : 0);
    let units = 0;
    for (let e = problem.rowStart[i]!; e < problem.rowStart[i + 1]!; e++) {
      if (flow[e] === 0) continue;
      units += flow[e]!;
      gained.addProduct(flow[e]!, problem.fit[e]! + own);
    }
    if (isForced[i] === 1 && units < problem.supplyCapacity[i]!) return null;
  }
  return baseCost - gained.value();
}
