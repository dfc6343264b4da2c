/**
 * Exact marginal values: what one unit more, or one unit less, of an entry's capacity changes in the optimum.
 *
 * Let V(a, b) be the greatest weight with capacities a and b. V is concave in each capacity and, all data being whole, linear between
 * whole capacities. Its two slopes at b_j are the ends of the range of p_j over all optimal prices (linear programming duality):
 *
 *   lossOfOneUnit(j) = V(b) - V(b - e_j) = greatest optimal p_j      gainOfOneUnit(j) = V(b + e_j) - V(b) = least optimal p_j
 *
 * and the same for supply entries with u. The optimal prices form a lattice (Shapley and Shubik 1971), so one vector has all p_j
 * greatest and all u_i least, and another the reverse. Starting from any optimal p they are shortest distances over reduced costs:
 *
 *   rise   delta_j = 0 with free room, else least over lots k on j of  min( u_k,  slack(k, j') + delta_j' over arcs of k )
 *   fall   gamma_j = least of  p_j,  slack(i, j) over lots i with stock to spare,  slack(k, j) + gamma_q over lots k placed on q
 *
 * one Dijkstra each: "rise" from the posts with free room over columns, "fall" from the sink over rows.
 *
 * What it answers. A supply entry i that is not placed (at all, or in full) is given one new arc (i, j) of weight w'. It uses that arc
 * in every optimum if and only if w' > lossOfOneUnit(j). Proof: the best flow with a unit on the new arc weighs w' + V(a - e_i, b - e_j).
 * V(a - e_i, b) = V(a, b), as i has a unit to spare; supply and demand are complements (Shapley 1962: a supply entry's marginal value
 * never rises when demand is taken away), so V(a - e_i, b - e_j) = V(a, b - e_j) too. Hence the best flow that uses the arc gains
 * w' - lossOfOneUnit(j) on V. If that is positive every optimum uses it; if not, the present flow, without it, is still optimal.
 *
 * Cost: O((m + L) log R) time; 8 bytes an arc for the columns while it runs.
 */
import { DistanceQueue } from './solver/distance-queue.js';
import type { TransportProblem } from './problem.js';

export interface MarginalValues {
  /** [R], [L] weight lost when one unit of capacity is taken away; Infinity at capacity 0, where there is none to take. */
  readonly demandLoss: Float64Array;
  readonly supplyLoss: Float64Array;
  /** [R], [L] weight gained by one unit of capacity more. */
  readonly demandGain: Float64Array;
  readonly supplyGain: Float64Array;
}

/** An optimal flow with its demand prices, as `solve` returns them and `verify` proves them. */
export interface ProvedFlow { readonly flow: Int32Array; readonly demandPrice: Float64Array }

export function marginalValues(problem: TransportProblem, proved: ProvedFlow): MarginalValues {
  const view = new ResidualView(problem, proved);
  const rise = demandRise(view), fall = demandFall(view), { R } = view;
  const demandLoss = new Float64Array(R), demandGain = new Float64Array(R), greatest = new Float64Array(R), least = new Float64Array(R);
  for (let j = 0; j < R; j++) {
    const isClosed = problem.demandCapacity[j] === 0;
    demandLoss[j] = isClosed ? Infinity : view.price[j]! + rise[j]!;
    demandGain[j] = view.price[j]! - fall[j]!;
    greatest[j] = demandLoss[j]!;
    least[j] = isClosed ? Infinity : demandGain[j]!;
  }
  const supplyGain = view.supplyPricesAt(greatest), supplyLoss = view.supplyPricesAt(least);
  for (let i = 0; i < view.L; i++) if (problem.supplyCapacity[i] === 0) supplyLoss[i] = Infinity;
  return { demandLoss, demandGain, supplyLoss, supplyGain };
}

/** Prices, stocks and placements of both sides, and the arcs by column. */
class ResidualView {
  readonly L: number;
  readonly R: number;
  /** [R]; a post of capacity 0 gets the least price that keeps all arcs of lots with stock dual feasible. */
  readonly price: Float64Array;
  /** [L] best value over posts with capacity, 0 or more. */
  readonly value: Float64Array;
  readonly spare: Float64Array;
  readonly free: Float64Array;
  readonly columnStart: Int32Array; // [R+1]
  readonly columnArc: Int32Array; // [m]
  readonly rowOf: Int32Array; // [m] supply entry of each arc

  constructor(readonly problem: TransportProblem, readonly proved: ProvedFlow) {
    const { supplyCapacity, demandCapacity, rowStart, column, fit, bonus } = problem, { flow, demandPrice } = proved;
    const L = this.L = supplyCapacity.length, R = this.R = demandCapacity.length, m = column.length;
    this.spare = Float64Array.from(supplyCapacity);
    this.free = Float64Array.from(demandCapacity);
    this.columnStart = new Int32Array(R + 1);
    this.columnArc = new Int32Array(m);
    this.rowOf = new Int32Array(m);
    for (let i = 0; i < L; i++) {
      for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
        this.rowOf[e] = i;
        this.columnStart[column[e]! + 1]! += 1;
        this.spare[i]! -= flow[e]!;
        this.free[column[e]!]! -= flow[e]!;
      }
    }
    for (let j = 0; j < R; j++) this.columnStart[j + 1]! += this.columnStart[j]!;
    const next = this.columnStart.slice();
    for (let e = 0; e < m; e++) {
      const j = column[e]!, at = next[j]!;
      next[j] = at + 1;
      this.columnArc[at] = e;
    }
    const closed = Float64Array.from(demandPrice, (p, j) => demandCapacity[j] === 0 ? Infinity : p);
    this.value = this.supplyPricesAt(closed);
    this.price = demandPrice.slice();
    for (let j = 0; j < R; j++) {
      if (demandCapacity[j]! > 0) continue;
      let p = 0;
      for (let c = this.columnStart[j]!; c < this.columnStart[j + 1]!; c++) {
        const e = this.columnArc[c]!, i = this.rowOf[e]!;
        if (supplyCapacity[i]! > 0) p = Math.max(p, fit[e]! + bonus[i]! - this.value[i]!);
      }
      this.price[j] = p;
    }
  }

  slack(e: number): number {
    const i = this.rowOf[e]!;
    return this.value[i]! + this.price[this.problem.column[e]!]! - this.problem.fit[e]! - this.problem.bonus[i]!;
  }

  /** [L] least supply prices that go with given demand prices. */
  supplyPricesAt(price: Float64Array): Float64Array {
    const { rowStart, column, fit, bonus } = this.problem, result = new Float64Array(this.L);
    for (let i = 0; i < this.L; i++) {
      let u = 0;
      for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) u = Math.max(u, fit[e]! + bonus[i]! - price[column[e]!]!);
      result[i] = u;
    }
    return result;
  }
}

/** delta of the header. */
function demandRise(view: ResidualView): Float64Array {
  const { L, R, problem, value } = view, { rowStart, column, demandCapacity, supplyCapacity } = problem, { flow } = view.proved;
  const delta = new Float64Array(R).fill(Infinity), mayLose = new Float64Array(L), queue = new DistanceQueue(R, delta);
  for (let i = 0; i < L; i++) {
    mayLose[i] = value[i]!;
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) if (flow[e]! > 0) delta[column[e]!] = Math.min(delta[column[e]!]!, value[i]!);
  }
  for (let j = 0; j < R; j++) {
    if (demandCapacity[j] === 0) delta[j] = Infinity;
    else if (view.free[j]! > 0) delta[j] = 0;
    if (delta[j]! < Infinity) queue.push(j);
  }
  while (queue.size > 0) {
    const j = queue.pop(), d = delta[j]!;
    for (let c = view.columnStart[j]!; c < view.columnStart[j + 1]!; c++) {
      const e = view.columnArc[c]!, k = view.rowOf[e]!;
      if (supplyCapacity[k] === 0) continue;
      const lose = d + view.slack(e);
      if (lose >= mayLose[k]!) continue;
      mayLose[k] = lose;
      for (let f = rowStart[k]!; f < rowStart[k + 1]!; f++) {
        const q = column[f]!;
        if (flow[f]! > 0 && lose < delta[q]!) {
          delta[q] = lose;
          queue.push(q);
        }
      }
    }
  }
  return delta;
}

/** gamma of the header. */
function demandFall(view: ResidualView): Float64Array {
  const { L, R, problem, price } = view, { rowStart, column, supplyCapacity } = problem, { flow } = view.proved;
  const gamma = price.slice(), mayGain = new Float64Array(L).fill(Infinity), queue = new DistanceQueue(R, gamma);
  const relaxRow = (i: number, from: number): void => {
    mayGain[i] = from;
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
      const j = column[e]!, d = from + view.slack(e);
      if (d < gamma[j]!) {
        gamma[j] = d;
        queue.push(j);
      }
    }
  };
  for (let j = 0; j < R; j++) queue.push(j);
  for (let i = 0; i < L; i++) if (supplyCapacity[i]! > 0 && view.spare[i]! > 0) relaxRow(i, 0);
  while (queue.size > 0) {
    const q = queue.pop(), d = gamma[q]!;
    for (let c = view.columnStart[q]!; c < view.columnStart[q + 1]!; c++) {
      const e = view.columnArc[c]!, k = view.rowOf[e]!;
      if (flow[e]! > 0 && d < mayGain[k]!) relaxRow(k, d);
    }
  }
  return gamma;
}
