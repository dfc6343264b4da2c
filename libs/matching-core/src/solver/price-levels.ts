/**
 * Levels of weight far apart, as the fold of protection tiers makes them, found from the weights alone.
 *
 * With tiers folded in, weights lie in a few bands: thousands of points wide, millions apart. In an optimum the price of a full post
 * is near the band of the lots that were outbid there, or near 0. Running the auction's step down through all sizes between the
 * two scales repeats the same bids with nothing learnt; once prices are surely nearest to one level, they may jump to it and go on at
 * the scale of the fit. A wrong level costs time, never exactness; the schedule limits that too.
 */
import type { RowRanges, TransportProblem } from '../problem.js';

export interface PriceLevels {
  /** Ascending, 0 first: the least best-weight of each band. */
  readonly level: Float64Array;
  /** Greatest difference of two arcs of one lot: the scale of the fit. */
  readonly spread: number;
  /** Least distance of two levels. */
  readonly gap: number;
}

/** Bands must be this many spreads apart, and at most so many. */
const MIN_GAP = 64, MAX_LEVELS = 16;

/** The levels, or undefined when the weights form no such bands. */
export function priceLevels(problem: TransportProblem, { least, greatest }: RowRanges): PriceLevels | undefined {
  const { supplyCapacity, rowStart, bonus } = problem, L = supplyCapacity.length, best = new Float64Array(L);
  let rows = 0, spread = 1;
  for (let i = 0; i < L; i++) {
    if (supplyCapacity[i] === 0 || rowStart[i + 1] === rowStart[i]) continue;
    const high = greatest[i]!;
    spread = Math.max(spread, high - least[i]!);
    if (high + bonus[i]! > 0) best[rows++] = high + bonus[i]!;
  }
  const sorted = best.subarray(0, rows).sort(), level = [0];
  let last = 0, gap = Infinity;
  for (const w of sorted) {
    if (w - last > MIN_GAP * spread) {
      gap = Math.min(gap, w - level.at(-1)!);
      level.push(w);
      if (level.length > MAX_LEVELS) return undefined;
    } else if (w - level.at(-1)! > 8 * spread) return undefined; // one broad band
    last = w;
  }
  return level.length > 1 ? { level: Float64Array.from(level), spread, gap } : undefined;
}

/** The level nearest to a price. */
export function nearestLevel({ level }: PriceLevels, price: number): number {
  let nearest = 0;
  for (let k = 1; k < level.length; k++) if (Math.abs(level[k]! - price) < Math.abs(nearest - price)) nearest = level[k]!;
  return nearest;
}
