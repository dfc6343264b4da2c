/**
 * The best flow met so far and the least bound proved so far, for a solve that may have to stop.
 *
 * Any demand prices of 0 or more, with the supply prices that go with them, are dual feasible: by weak duality no flow weighs more
 * than sum a u + sum b p. Flow and prices need not come from the same moment: a coarse phase of the auction may have the better
 * flow, a fine one the better prices.
 */
import { dualObjective } from '../certificate.js';
import { flowWeight } from '../lexicographic-weights.js';
import type { FlowState } from './flow-state.js';
import { pricesOf } from './price-pair.js';

interface Best { readonly flow: Int32Array; readonly weight: bigint; readonly supplyPrice: Float64Array; readonly demandPrice: Float64Array; readonly bound: bigint }

export class Incumbent {
  private best: Best | undefined;

  /** Completes the state's flow greedily, and keeps what is better than before. The state is not fit for a repair afterwards. */
  offer(state: FlowState): Best {
    placeGreedily(state);
    const { problem } = state, flow = state.toFlow(), weight = flowWeight(problem, flow), prices = pricesOf(state), bound = dualObjective(problem, prices.supplyPrice, prices.demandPrice), { best } = this;
    return this.best = {
      ...(best === undefined || weight > best.weight ? { flow, weight } : { flow: best.flow, weight: best.weight }),
      ...(best === undefined || bound < best.bound ? { ...prices, bound } : { supplyPrice: best.supplyPrice, demandPrice: best.demandPrice, bound: best.bound }),
    };
  }
}

/**
 * Spare stock onto free posts, the lots of greatest bonus first: each on its best arc at the prices at hand, which spread the lots
 * over the posts as a greedy choice by fit alone would not.
 */
function placeGreedily(state: FlowState): void {
  const { problem, spare, free, price } = state, { rowStart, column, fit, bonus } = problem;
  const lots = Array.from({ length: state.L }, (_, i) => i).filter((i) => spare[i]! > 0).sort((a, b) => bonus[b]! - bonus[a]! || a - b);
  for (const i of lots) {
    while (spare[i]! > 0) {
      let best = -1, value = -Infinity;
      for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
        const j = column[e]!, v = fit[e]! - price[j]!;
        if (free[j]! > 0 && v > value && fit[e]! + bonus[i]! > 0) {
          best = e;
          value = v;
        }
      }
      if (best < 0) break;
      state.place(i, best, Math.min(spare[i]!, free[column[best]!]!));
    }
  }
}
