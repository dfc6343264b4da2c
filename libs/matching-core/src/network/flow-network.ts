/**
 * A minimum-cost flow network, and the matching problem it is turned into.
 *
 *   minimise   sum over arcs e of  c_e * x_e
 *   subject to flow out of v - flow into v = b_v  for every node v,   low_e <= x_e <= cap_e,  x whole.
 *
 * Two roads lead to a `TransportProblem`: `sinkForm` for networks that are two lists already, `reduceNetwork` for all others. Both
 * give a `NetworkForm`, which knows the way back. All sums of capacities stay below 2^53, so that doubles hold them exactly.
 */
import type { TransportProblem } from '../problem.js';
import { ExactSum } from '../exact-sum.js';

export interface FlowNetwork {
  /** Nodes are 0 .. nodes-1. */
  readonly nodes: number;
  /** [nodes] above 0 = supply, below 0 = demand. */
  readonly supply: Float64Array;
  /** [arcs] parallel arcs and loops are fine. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** [arcs] least flow, 0 or more; undefined when it is 0 on every arc. */
  readonly low: Float64Array | undefined;
  /** [arcs] greatest flow, Infinity for no limit. */
  readonly capacity: Float64Array;
  readonly cost: Float64Array;
}

/** Why a network has no least cost, or none that can be computed here. */
export type NetworkRefusal =
  /** Total supply and total demand differ; looked at before all else. */
  | { readonly status: 'unbalanced'; readonly reason: string }
  | { readonly status: 'infeasible'; readonly reason: string }
  /** A flow exists, and a cycle without limit makes it cheaper for ever. */
  | { readonly status: 'unbounded'; readonly reason: string }
  | { readonly status: 'out-of-range'; readonly reason: string };

/** A network as a matching problem. */
export interface NetworkForm {
  readonly status: 'transport';
  readonly problem: TransportProblem;
  /** [L] 1 where every unit must be placed, else the network has no flow. */
  readonly isForced: Uint8Array;
  /** [nodes] node prices from the prices of the problem: a start for `settlePotentials`. Undefined when `verify` on the problem is the proof. */
  readonly potentials: ((supplyPrice: Float64Array, demandPrice: Float64Array) => Float64Array) | undefined;
  /** Calls `visit` for every arc of the network, in its order, with the units on it, lower bounds included. */
  readonly forEachArc: (flow: Int32Array, visit: (arc: number, units: number) => void) => void;
}

/** Greatest capacity and greatest |cost| of a `TransportProblem` (32-bit arrays). */
export const MAX_INT32 = 0x7fffffff;

/** Whether a flow of the problem places all that must be shipped; when an optimal one does not, the network has no flow at all. */
export function isShipped(form: NetworkForm, flow: Int32Array): boolean {
  const { problem: { supplyCapacity, rowStart }, isForced } = form;
  for (let i = 0; i < supplyCapacity.length; i++) {
    if (isForced[i] === 0) continue;
    let units = 0;
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) units += flow[e]!;
    if (units < supplyCapacity[i]!) return false;
  }
  return true;
}

/** Cost of a flow, exact. */
export function flowCost(network: FlowNetwork, form: NetworkForm, flow: Int32Array): bigint {
  const total = new ExactSum();
  form.forEachArc(flow, (e, units) => { if (units !== 0) total.addProduct(units, network.cost[e]!); });
  return total.value();
}

/**
 * Bonus a unit that makes shipping one more always pay: a simple residual path passes each entry at most once, on two arcs, so it
 * changes the weight by at most twice the sum over the entries of one side of their greatest |weight|.
 *
 * @param weights [arcs] |weight| of each arc, whole; tail, head the entries of its two sides.
 */
export function shippingBonus(L: number, R: number, tail: (e: number) => number, head: Int32Array, weight: (e: number) => number): number {
  const bySupply = new Float64Array(L), byDemand = new Float64Array(R);
  for (let e = 0; e < head.length; e++) {
    const w = Math.abs(weight(e)), i = tail(e), j = head[e]!;
    if (w > bySupply[i]!) bySupply[i] = w;
    if (w > byDemand[j]!) byDemand[j] = w;
  }
  return 2 * Math.min(bySupply.reduce((s, w) => s + w, 0), byDemand.reduce((s, w) => s + w, 0)) + 1;
}
