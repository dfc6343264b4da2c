/**
 * The scaled forward auction: good prices fast, exact nowhere.
 *
 * Each phase starts from empty posts and the last phase's prices, lowered, with a smaller step eps. At its end every placed unit
 * is within eps of its best choice, every post with a free place that nobody left has its starting price, and that is all that is
 * claimed: exactness comes from the repair that follows. Prices are in points with a fraction: the last eps is 1/4, so that after
 * rounding prices down to whole points few units are still off their best choice (`roundDown`).
 *
 * Schedule: eps starts at a fifth of the greatest weight and falls fivefold. A phase that met little competition (bids < 1.05 x
 * placed) skips one step. While a price war lasts (bids > 3 x placed, and not growing by half from phase to phase) prices are
 * lowered by one eps between phases, else by two; a post that did not fill starts again from 0, or a single high early price
 * would leave a hole that the fill has to dig out.
 *
 * Sources: Bertsekas and Castanon 1989 (auction for transportation problems), Bertsekas 1992 (eps-scaling); the schedule is by experiment.
 */
import type { Pulse } from './pulse.js';

export interface PhaseCount { readonly bids: number; readonly members: number }

export interface Auction {
  /** [R] points, multiples of 1/4; Infinity at capacity 0. */
  readonly price: Float64Array;
  /** Runs one phase from empty posts. */
  runPhase(eps: number, pulse: Pulse, fractionBefore: number, fractionAfter: number): PhaseCount;
  isFull(post: number): boolean;
}

/** The last step, in points. A power of two, so that sums of doubles stay exact. */
export const LAST_EPS = 0.25;

export function runAuction(auction: Auction, maxWeight: number, pulse: Pulse): void {
  let eps = Math.max(LAST_EPS, Math.floor(maxWeight / 5)), previous = Infinity, isWar = true;
  const fractionAt = (step: number): number => 1 - Math.log(step / LAST_EPS + 1) / Math.log(maxWeight / LAST_EPS + 2);
  pulse.report('auction', 0);
  for (;;) {
    const next = eps <= LAST_EPS ? 0 : eps;
    const { bids, members } = auction.runPhase(eps, pulse, fractionAt(eps * 5), fractionAt(eps));
    if (next === 0) break;
    isWar = isWar && bids > 3 * members && bids < 1.5 * previous;
    previous = bids;
    const cut = eps * (isWar ? 1 : 2), price = auction.price;
    for (let j = 0; j < price.length; j++) {
      if (price[j] === Infinity) continue;
      price[j] = auction.isFull(j) ? Math.max(0, price[j]! - cut) : 0;
    }
    const step = eps / (bids < 1.05 * members ? 25 : 5);
    eps = step >= 1 ? Math.floor(step) : Math.max(LAST_EPS, Math.floor(step * 4) / 4);
  }
}

/** Prices to whole points: floor(p + shift), shift 0..3/4. Arcs that were best by 1/4 or more of slack to spare stay best. */
export function roundDown(price: Float64Array, shift: number): void {
  for (let j = 0; j < price.length; j++) price[j] = Math.floor(price[j]! + shift);
}
