/**
 * Among all optimal flows, one that keeps most of an earlier assignment: the last step of the objective.
 *
 * With optimal prices at hand, the optimal flows are exactly the feasible flows on arcs of slack 0 that leave nothing spare at entries
 * with a price (complementary slackness holds between any two optimal solutions). So a second, small problem on the tight arcs finds
 * it: weight = kept + M * [u_i > 0] + M * [p_j > 0], kept = 1 on the pairs to keep, M = min(L, R) + 1. A simple residual path or cycle
 * loses at most min(L, R) kept units, so no optimum of the small problem leaves an entry with a price unsaturated. The prices of the
 * first solve still prove the new flow.
 *
 * Cost: a solve with as many arcs as are tight, usually a small part.
 */
import { ExactSum } from './exact-sum.js';
import type { TransportProblem } from './problem.js';
import type { OnProgress } from './solver/pulse.js';
import { solve, type Solution } from './solver/solve.js';

export interface FewestChanges {
  readonly status: Solution['status'];
  /** [m] an optimal flow of the problem; the given one when cancelled. */
  readonly flow: Int32Array;
  /** Units of the flow on pairs to keep. */
  readonly keptUnits: bigint;
}

/**
 * @param proved an optimal flow and its prices, as `solve` returns them.
 * @param isKept [m] 1 on the arcs whose pair is to be kept. Units count, whatever the earlier amount was.
 * @throws Error when flow and prices do not prove each other.
 */
export function keepMost(
  problem: TransportProblem,
  proved: { readonly flow: Int32Array; readonly supplyPrice: Float64Array; readonly demandPrice: Float64Array },
  isKept: Uint8Array,
  options: { readonly onProgress?: OnProgress | undefined; readonly shouldCancel?: (() => boolean) | undefined } = {},
): FewestChanges {
  const { supplyCapacity, demandCapacity, rowStart, column, fit, bonus } = problem, { supplyPrice, demandPrice } = proved;
  const L = supplyCapacity.length, R = demandCapacity.length, step = Math.min(L, R) + 1;
  const start = new Int32Array(L + 1), isTight = (i: number, e: number): boolean => {
    const j = column[e]!;
    return supplyCapacity[i]! > 0 && demandCapacity[j]! > 0 && supplyPrice[i]! + demandPrice[j]! === fit[e]! + bonus[i]!;
  };
  for (let i = 0; i < L; i++) {
    let count = start[i]!;
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) if (isTight(i, e)) count++;
    start[i + 1] = count;
  }
  const tightArcs = new Int32Array(start[L]!);
  for (let i = 0, k = 0; i < L; i++) for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) if (isTight(i, e)) tightArcs[k++] = e;
  const small: TransportProblem = {
    supplyCapacity, demandCapacity, rowStart: start,
    column: tightArcs.map((e) => column[e]!),
    fit: tightArcs.map((e) => isKept[e]! + (demandPrice[column[e]!]! > 0 ? step : 0)),
    bonus: Float64Array.from(supplyPrice, (u) => u > 0 ? step : 0),
  };
  const solution = solve(small, options);
  if (solution.status === 'OUT_OF_RANGE') throw new Error(`tight arcs out of range: ${solution.reason}`);
  let flow = proved.flow;
  if (solution.status === 'OPTIMAL') {
    flow = new Int32Array(column.length);
    tightArcs.forEach((e, k) => { flow[e] = solution.flow[k]!; });
    expectSaturated(problem, flow, supplyPrice, demandPrice);
  }
  const kept = new ExactSum();
  for (let e = 0; e < flow.length; e++) if (isKept[e] === 1 && flow[e]! > 0) kept.addProduct(1, flow[e]!);
  return { status: solution.status, flow, keptUnits: kept.value() };
}

function expectSaturated(problem: TransportProblem, flow: Int32Array, supplyPrice: Float64Array, demandPrice: Float64Array): void {
  const spare = Float64Array.from(problem.supplyCapacity), free = Float64Array.from(problem.demandCapacity);
  for (let i = 0; i < spare.length; i++) {
    for (let e = problem.rowStart[i]!; e < problem.rowStart[i + 1]!; e++) {
      spare[i]! -= flow[e]!;
      free[problem.column[e]!]! -= flow[e]!;
    }
  }
  const isBad = spare.some((x, i) => x > 0 && supplyPrice[i]! > 0) || free.some((x, j) => x > 0 && demandPrice[j]! > 0);
  if (isBad) throw new Error('the flow and prices given do not prove each other: an entry with a price cannot be saturated on tight arcs');
}
