/**
 * What a change would be worth, exactly: the optimum is made anew with the change and compared.
 *
 *   gain of edits         V(after) - V(now): one more place, a certificate granted to all who lack only that, a post that closes
 *   distance of a pair    V - (w_ij + V(a - e_i, b - e_j)): what everybody together would lose if one unit had to go from i to j;
 *                         0 when some optimum uses the pair
 *   nearest miss          the pair of an entry with the least distance
 *
 * Prices alone do not say it: dual optima are not unique, and the reduced cost u_i + p_j - w_ij is only a lower bound of the distance
 * (weak duality on the problem with the unit forced). It serves to look at pairs in order of promise and to stop early.
 *
 * Values are in folded weight and taken apart into tier steps and fit by `splitWeight`. Cost: two updates of `LiveMatching` a question
 * and one pass over the pairs in use.
 *
 * Source: sensitivity analysis, e.g. Ahuja, Magnanti and Orlin 1993, section 9.11.
 */
import type { Edit, LiveMatching } from './live-matching.js';

/** Weight that the optimum gains by the edits, negative when it loses. @throws RangeError as `LiveMatching.whatIf`. */
export function gainOf(matching: LiveMatching, edits: readonly Edit[]): bigint {
  const now = matching.weight();
  return matching.whatIf(edits, () => matching.weight()) - now;
}

/** Weight lost by forcing one unit onto a pair; null when the pair is not eligible or one of the two has no unit at all. */
export function distanceOf(matching: LiveMatching, supply: number, demand: number): bigint | null {
  const fit = matching.fitOf(supply, demand), { capacity, bonus } = matching.supplyOf(supply), room = matching.capacityOf(demand);
  if (fit === null || capacity === 0 || room === 0) return null;
  const without = gainOf(matching, [{ kind: 'supply', supply, capacity: capacity - 1 }, { kind: 'demand', demand, capacity: room - 1 }]);
  return -without - BigInt(fit + bonus);
}

/** The eligible pair of a supply entry that is nearest to being chosen, and its distance; null when it has none. Ties go to the least reduced cost. */
export function nearestMiss(matching: LiveMatching, supply: number): { readonly demand: number; readonly distance: bigint } | null {
  const { capacity, bonus } = matching.supplyOf(supply);
  if (capacity === 0) return null;
  const price = matching.demandPrice();
  // By w - p falling, that is by reduced cost rising: the entry's own price is the same for all.
  const pairs = Array.from(matching.demandsOf(supply).filter((demand) => matching.capacityOf(demand) > 0), (demand) => ({ demand, value: matching.fitOf(supply, demand)! + bonus - price[demand]! })).sort((a, b) => b.value - a.value);
  const own = Math.max(0, pairs[0]?.value ?? 0);
  let nearest: { demand: number; distance: bigint } | null = null;
  for (const { demand, value } of pairs) {
    if (nearest !== null && BigInt(own - value) >= nearest.distance) break;
    const distance = distanceOf(matching, supply, demand);
    if (distance !== null && (nearest === null || distance < nearest.distance)) nearest = { demand, distance };
  }
  return nearest;
}

/** A folded weight as tier steps and points of fit: the fit lies in -step/2 .. step/2, so that what costs a tier reads as one. */
export function splitWeight(weight: bigint, step: number): { readonly tierSteps: bigint; readonly fit: bigint } {
  const m = BigInt(step), half = m / 2n, tierSteps = weight >= 0n ? (weight + half) / m : -((-weight + half) / m);
  return { tierSteps, fit: weight - tierSteps * m };
}
