/** The prices of both sides that go with the demand prices at hand. */
import type { FlowState } from './flow-state.js';

/** Greatest fit less price of a row, -Infinity when it is empty. */
export function bestOfRow(fit: Int16Array | Int32Array, column: Int32Array, price: Float64Array, start: number, end: number): number {
  let best = -Infinity;
  for (let e = start; e < end; e++) {
    const v = fit[e]! - price[column[e]!]!;
    if (v > best) best = v;
  }
  return best;
}

/**
 * Prices of both sides of a repaired state without a look at the rows: every parcel is on a best choice of its lot, and a lot with
 * units to spare has nothing to gain.
 */
export function optimalPrices(state: FlowState): { supplyPrice: Float64Array; demandPrice: Float64Array } {
  const { problem, price, spare, headOfLot } = state, { bonus } = problem, supplyPrice = new Float64Array(state.L);
  for (let i = 0; i < state.L; i++) {
    const p = headOfLot[i]!;
    if (spare[i] === 0 && p >= 0) supplyPrice[i] = state.fitOf[p]! - price[state.postOf[p]!]! + bonus[i]!;
  }
  return { supplyPrice, demandPrice: price.map((p) => (p === Infinity ? 0 : p)) };
}

/**
 * Whole prices of both sides, from the rows: demand prices rounded down, each supply price the best value its lot sees, 0 at capacity 0. Dual
 * feasible whatever the demand prices are.
 */
export function pricesOf(state: FlowState): { supplyPrice: Float64Array; demandPrice: Float64Array } {
  const { problem, price } = state, { rowStart, column, fit, bonus, supplyCapacity } = problem;
  const demandPrice = new Float64Array(state.R), supplyPrice = new Float64Array(state.L);
  for (let j = 0; j < state.R; j++) demandPrice[j] = price[j] === Infinity ? 0 : Math.floor(price[j]!);
  for (let i = 0; i < state.L; i++) {
    if (supplyCapacity[i] === 0) continue;
    supplyPrice[i] = Math.max(0, bestOfRow(fit, column, price, rowStart[i]!, rowStart[i + 1]!) + bonus[i]!);
  }
  return { supplyPrice, demandPrice };
}
