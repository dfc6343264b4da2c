/**
 * Protection tiers folded into arc weights, and the objective taken apart again.
 *
 * Objective, strictly in this order: most units of tier 1 placed, then of tier 2, 3, 4, then the greatest total fit. It folds
 * without loss into one weight an arc:
 *
 *   w = fit + (5 - tier) * M,   M = F * min(L, R) + 1,   F = greatest fit, L and R = number of entries of each side.
 *
 * Why M is large enough whatever the capacities: let x be an optimum of the folded weights and y any flow. y - x splits into
 * simple paths and cycles of the residual network of x, of unit amounts. Each visits an entry at most once, so it uses at most
 * min(L, R) arcs forward and gains at most F * min(L, R) < M of fit. Suppose y were better in the vector order. The placeable
 * supply vectors form an integral polymatroid, on which the greatest sum of vertex weights has the greatest count at every
 * level at once, so it suffices to look at single paths: one that places a unit more of a better tier, in exchange for nothing
 * or for a unit of a worse tier, changes the folded weight by at least M less the fit it costs, which is above 0; x would not
 * be an optimum. With equal counts in every tier, the folded weight and the fit differ by a constant, so x has the greatest fit.
 *
 * Source: Edmonds 1971 (matroids and the greedy algorithm) for the transversal case; Federgruen and Groenevelt 1986 for polymatroids.
 */
import { ExactSum } from './exact-sum.js';
import type { TransportProblem } from './problem.js';

/** Protection tiers, 1 (most protected) to 4. */
export const TIERS = 4;

/** Units placed in tiers 1..4, and the total fit of all placed units. Compare with `compareObjective`. */
export interface ObjectiveVector {
  readonly placedByTier: readonly [bigint, bigint, bigint, bigint];
  readonly totalFit: bigint;
}

/** M of the header: what one tier step is worth in points. Its greatest use, 4 M, stays far below 2^46 for any market. */
export function tierStep(maxFit: number, supplyEntries: number, demandEntries: number): number {
  return maxFit * Math.min(supplyEntries, demandEntries) + 1;
}

/**
 * Bonus of every supply entry for the fold.
 *
 * @param tiers [L] 1..4.
 * @throws RangeError on a tier outside 1..4.
 */
export function tierBonuses(tiers: ArrayLike<number>, demandEntries: number, maxFit: number): Float64Array {
  const step = tierStep(maxFit, tiers.length, demandEntries);
  const bonus = new Float64Array(tiers.length);
  for (let i = 0; i < tiers.length; i++) {
    const tier = tiers[i]!;
    if (!Number.isInteger(tier) || tier < 1 || tier > TIERS) throw new RangeError(`supply entry ${i} has tier ${tier}, expected 1..${TIERS}`);
    bonus[i] = (TIERS + 1 - tier) * step;
  }
  return bonus;
}

/** Takes a flow (one amount an arc) apart into the objective vector, exactly. */
export function objectiveVector(problem: TransportProblem, flow: Int32Array, tiers: ArrayLike<number>): ObjectiveVector {
  const placed = [0, 0, 0, 0, 0];
  const fit = new ExactSum();
  for (let i = 0; i < tiers.length; i++) {
    let units = 0;
    for (let e = problem.rowStart[i]!; e < problem.rowStart[i + 1]!; e++) {
      const x = flow[e]!;
      if (x === 0) continue;
      units += x;
      fit.addProduct(x, problem.fit[e]!);
    }
    const tier = tiers[i]!;
    placed[tier] = placed[tier]! + units;
  }
  return { placedByTier: [BigInt(placed[1]!), BigInt(placed[2]!), BigInt(placed[3]!), BigInt(placed[4]!)], totalFit: fit.value() };
}

/** The folded sum of a vector: sum over tiers of (5 - tier) * M * placed, plus the fit. For checks only; people see the vector. */
export function foldObjective(vector: ObjectiveVector, step: number): bigint {
  let sum = vector.totalFit;
  vector.placedByTier.forEach((units, index) => { sum += BigInt(TIERS - index) * BigInt(step) * units; });
  return sum;
}

/** Orders two vectors: above 0 when `a` is better, 0 when equal. */
export function compareObjective(a: ObjectiveVector, b: ObjectiveVector): number {
  for (let t = 0; t < TIERS; t++) {
    const x = a.placedByTier[t]!, y = b.placedByTier[t]!;
    if (x !== y) return x > y ? 1 : -1;
  }
  return a.totalFit === b.totalFit ? 0 : a.totalFit > b.totalFit ? 1 : -1;
}

/** Sum of weight times flow, bonus and all, exactly. */
export function flowWeight(problem: TransportProblem, flow: Int32Array): bigint {
  const sum = new ExactSum();
  for (let i = 0; i < problem.supplyCapacity.length; i++) {
    const bonus = problem.bonus[i]!;
    for (let e = problem.rowStart[i]!; e < problem.rowStart[i + 1]!; e++) {
      const x = flow[e]!;
      if (x !== 0) sum.addProduct(x, problem.fit[e]! + bonus);
    }
  }
  return sum.value();
}
