/**
 * The scaled forward auction: good prices fast, exact nowhere.
 *
 * Each phase starts from empty posts and the last phase's prices, lowered, with a smaller step eps. At its end every placed unit
 * is within eps of its best choice, every post with a free place that nobody left has its starting price, and that is all that is
 * claimed: exactness comes from the repair that follows. Prices are in points with a fraction: the last eps is 1/16, so that after
 * rounding prices down to whole points few units are still off their best choice (`roundDown`).
 *
 * Schedule: eps starts at a fifth of the greatest weight and falls fivefold. A phase that met little competition (bids < 1.05 x
 * placed) skips one step. While a price war lasts (bids > 3 x placed, and not growing by half from phase to phase) prices are
 * lowered by one eps between phases, else by two; a post that did not fill starts again from 0, or a single high early price
 * would leave a hole that the fill has to dig out.
 *
 * Weights in bands far apart (folded tiers) skip the steps between the two scales: see `price-levels`.
 *
 * Sources: Bertsekas and Castanon 1989 (auction for transportation problems), Bertsekas 1992 (eps-scaling); the schedule is by experiment.
 */
import type { TransportProblem } from '../problem.js';
import { nearestLevel, priceLevels } from './price-levels.js';
import type { Pulse } from './pulse.js';

export interface PhaseCount { readonly bids: number; readonly members: number }

export interface Auction {
  /** [R] points, multiples of 1/16; Infinity at capacity 0. */
  readonly price: Float64Array;
  /** Runs one phase from empty posts; gives up after more than `maxBids` bids. */
  runPhase(eps: number, maxBids: number, pulse: Pulse, fractionBefore: number, fractionAfter: number): PhaseCount;
  isFull(post: number): boolean;
}

/** The last step, in points. A power of two, so that sums of doubles stay exact. */
export const LAST_EPS = 1 / 16;

/** Bids a lot that a phase may take after prices jumped to levels; beyond it the jump was wrong and is taken back. */
const BIDS_AFTER_JUMP = 20;

export function runAuction(auction: Auction, problem: TransportProblem, maxWeight: number, pulse: Pulse): void {
  const fractionAt = (step: number): number => 1 - Math.log(step / LAST_EPS + 1) / Math.log(maxWeight / LAST_EPS + 2);
  const { price } = auction, bidLimit = BIDS_AFTER_JUMP * problem.supplyCapacity.length + 1000;
  pulse.report('auction', 0);
  let levels = priceLevels(problem), eps = Math.max(LAST_EPS, Math.floor(maxWeight / 5)), previous = Infinity, isWar = true;
  let beforeJump: { readonly price: Float64Array; readonly eps: number } | undefined;
  for (;;) {
    const { bids, members } = auction.runPhase(eps, beforeJump === undefined ? Infinity : bidLimit, pulse, fractionAt(eps * 5), fractionAt(eps));
    if (beforeJump !== undefined) {
      if (bids > bidLimit) {
        price.set(beforeJump.price);
        eps = beforeJump.eps;
        previous = Infinity;
        beforeJump = undefined;
        continue;
      }
      beforeJump = undefined;
    }
    if (eps <= LAST_EPS) break;
    isWar = isWar && bids > 3 * members && bids < 1.5 * previous;
    previous = bids;
    const next = nextStep(eps, bids < 1.05 * members);
    const canJump = levels !== undefined && eps <= levels.gap / 5 && eps > 8 * levels.spread;
    const before = canJump ? price.slice() : price;
    lowerPrices(auction, before, eps * (isWar ? 1 : 2));
    if (canJump) {
      const found = levels!;
      beforeJump = { price: before, eps: next };
      for (let j = 0; j < price.length; j++) if (price[j] !== Infinity) price[j] = auction.isFull(j) ? nearestLevel(found, price[j]! - eps) : 0;
      eps = Math.max(1, Math.floor(found.spread / 3));
      levels = undefined;
    } else eps = next;
  }
}

function nextStep(eps: number, hasLittleCompetition: boolean): number {
  const step = eps / (hasLittleCompetition ? 25 : 5);
  return step >= 1 ? Math.floor(step) : Math.max(LAST_EPS, Math.floor(step / LAST_EPS) * LAST_EPS);
}

/** Prices for the next phase: full posts lower by `cut`, the others from 0. */
function lowerPrices(auction: Auction, price: Float64Array, cut: number): void {
  for (let j = 0; j < price.length; j++) {
    if (price[j] === Infinity) continue;
    price[j] = auction.isFull(j) ? Math.max(0, price[j]! - cut) : 0;
  }
}

/** Prices to whole points: floor. As weights are whole, what was a best choice exactly still is one. */
export function roundDown(price: Float64Array): void {
  for (let j = 0; j < price.length; j++) price[j] = Math.floor(price[j]!);
}
