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
 * lowered by one eps between phases, else by two; a post that did not fill loses many steps at once, or a single high early
 * price would leave a hole that the fill has to dig out. Posts of several places each, whose price is the lowest of several bids,
 * lose one step only as long as steps are coarse; with one place a post, or lots of many units, that leaves too many posts empty.
 *
 * A phase that runs out of bids (two posts that few lots fight for, from a price of 0 to a bonus of millions) is tried again with a
 * larger step; if that does not help the auction ends there, and the repair does the rest by exact searches.
 *
 * Where places are scarce, posts that many lots fight over can end a coarse phase all together too dear by many steps. Lowering the few
 * of them that have room does not bring the others down: lots move to the cheaper ones, others are left with room instead, and the finer
 * steps carry the fault to the end, where the repair would undo it one lot at a time. So when phase after phase leaves many posts stranded
 * (room at a price that the usual lowering does not end), the prices fall to where something could move in (`BatchFill.fall`, one
 * shortest path search), all are lowered by twice, four times, ... the usual, and the step is taken again.
 *
 * Weights in bands far apart (folded tiers) skip the steps between the two scales: see `price-levels`.
 *
 * Sources: Bertsekas and Castanon 1989 (auction for transportation problems), Bertsekas 1992 (eps-scaling), Goldberg 1997 (price updates
 * by shortest paths between steps); the schedule is by experiment.
 */
import type { RowRanges, TransportProblem } from '../problem.js';
import { BatchFill } from './batch-fill.js';
import { FlowState } from './flow-state.js';
import { nearestLevel, priceLevels } from './price-levels.js';
import type { Pulse } from './pulse.js';

export interface PhaseCount { readonly bids: number; readonly members: number }

export interface Auction {
  /** [R] points, multiples of 1/16; Infinity at capacity 0. */
  readonly price: Float64Array;
  /** Runs one phase from empty posts; gives up after more than `maxBids` bids. */
  runPhase(eps: number, maxBids: number, pulse: Pulse, fractionBefore: number, fractionAfter: number): PhaseCount;
  isFull(post: number): boolean;
  /** Steps that the price of a full post is lowered by before a fine phase follows a coarse one. */
  readonly coarseCut: 1 | 2;
  /** Places the members in `state`, as they stand after a phase or in the middle of one. */
  writeInto(state: FlowState): void;
  /** Lets helper threads go; no phase runs afterwards. */
  close(): void;
}

/** The last step, in points. A power of two, so that sums of doubles stay exact. */
export const LAST_EPS = 1 / 16;

/**
 * A post that did not fill loses this many cuts. Nearly always that is its whole price, as it should be; but posts that lots with
 * a great bonus compete for must not start from 0 again, or the price climbs to the bonus in the smallest steps.
 */
const CUTS_WHEN_NOT_FULL = 20;

/** Steps above this are coarse: a tenth of what fits of the markets span. */
const COARSE_EPS = 100;

/** Bids an entry that a phase may take: several times what phases take that go well. */
const BIDS_AN_ENTRY = 24;

/** How often a phase that ran out of bids is tried again with a larger step, before the rest is left to the repair. */
const RETRIES = 2;

/**
 * A step is taken again when more than this share of the posts is stranded, after a phase that left so many too (one alone is mostly mended
 * by the next); so often at most, and only while their number falls to `STRANDED_LESS` of it each time.
 */
const STRANDED_SHARE = 0.02, MOST_AGAIN = 4, STRANDED_LESS = 0.7;

/** Steps up to this leave faults of a few points, which the fill mends in a few phases. */
const FINE_EPS = 4;

/** Prices and step to go on with when a jump to levels turns out wrong: a price war that small steps do not end. */
interface Jump { readonly price: Float64Array; readonly eps: number }

/** First step from prices that are near: a 64th of what fits span, or weights where they have no levels. */
const NEAR_SHARE = 1 / 64;

/**
 * Runs the phases of the auction.
 *
 * @param fromPrices the auction's prices are of a like problem: they go down by two small steps, and small steps are all that is taken.
 * @param afterPhase called after each phase that ran to its end.
 * @returns false when those prices turn out far off: a price war that small steps do not end. The caller then begins from nothing.
 */
export function runAuction(auction: Auction, problem: TransportProblem, ranges: RowRanges, maxWeight: number, pulse: Pulse, fromPrices: boolean, afterPhase?: () => void): boolean {
  const fractionAt = (step: number): number => 1 - Math.log(step / LAST_EPS + 1) / Math.log(maxWeight / LAST_EPS + 2);
  const { price } = auction, bidLimit = BIDS_AN_ENTRY * (problem.supplyCapacity.length + problem.demandCapacity.length) + 1000;
  pulse.report('auction', 0);
  let levels = priceLevels(problem, ranges);
  // Between levels nothing is to be found: steps below their gap come first.
  const firstEps = Math.max(LAST_EPS, Math.floor(fromPrices ? (levels?.spread ?? maxWeight) * NEAR_SHARE : Math.min(maxWeight, levels?.gap ?? Infinity) / 5));
  if (fromPrices) {
    levels = undefined; // the prices are on their levels already
    for (let j = 0; j < price.length; j++) if (price[j] !== Infinity) price[j] = Math.max(0, price[j]! - 2 * firstEps);
  }
  let eps = firstEps, previous = Infinity, isWar = true, retries = RETRIES;
  let beforeJump: Jump | undefined, again = 0, strandedBefore = 0;
  for (;;) {
    const { bids, members } = auction.runPhase(eps, bidLimit, pulse, fractionAt(eps * 5), fractionAt(eps));
    if (bids > bidLimit) {
      if (fromPrices) return false;
      if (beforeJump !== undefined) {
        price.set(beforeJump.price);
        eps = beforeJump.eps;
        beforeJump = undefined;
      } else if (retries-- > 0 && eps < firstEps) eps = Math.min(firstEps, eps * 25); // from the prices the war has reached
      else break;
      previous = Infinity;
      continue;
    }
    if (eps <= LAST_EPS) break;
    afterPhase?.();
    isWar = isWar && bids > 3 * members && bids < 1.5 * previous;
    previous = bids;
    const next = nextStep(eps, bids < 1.05 * members), cut = eps * (isWar ? 1 : eps > COARSE_EPS ? auction.coarseCut : 2);
    const stranded = eps > FINE_EPS ? countStranded(auction, cut) : 0, many = STRANDED_SHARE * price.length;
    const isLess = again === 0 || stranded < STRANDED_LESS * strandedBefore, wereMany = strandedBefore > many;
    strandedBefore = stranded;
    if (stranded > many && wereMany && isLess && again < MOST_AGAIN) {
      const fallen = fallenPrices(auction, problem, pulse, fractionAt(eps));
      lowerPrices(auction, price, cut * 2 ** ++again);
      for (let j = 0; j < price.length; j++) price[j] = Math.min(price[j]!, Math.max(0, fallen[j]! - cut));
      continue;
    }
    again = 0;
    const canJump = levels !== undefined && eps <= levels.gap / 5 && eps > 8 * levels.spread;
    if (canJump) {
      beforeJump = { price: price.slice(), eps: next };
      lowerPrices(auction, beforeJump.price, cut);
      for (let j = 0; j < price.length; j++) if (price[j] !== Infinity) price[j] = auction.isFull(j) ? Math.max(0, nearestLevel(levels!, price[j]! - eps) - levels!.spread) : 0;
      eps = Math.max(1, Math.floor(levels!.spread / 3));
      levels = undefined;
      isWar = false; // what was fought over was the levels
    } else {
      lowerPrices(auction, price, cut);
      eps = next;
    }
  }
  return true;
}

function nextStep(eps: number, hasLittleCompetition: boolean): number {
  const step = eps / (hasLittleCompetition ? 25 : 5);
  return step >= 1 ? Math.floor(step) : Math.max(LAST_EPS, Math.floor(step / LAST_EPS) * LAST_EPS);
}

/** Prices for the next phase: full posts lower by `cut`, the others by many times as much. */
function lowerPrices(auction: Auction, price: Float64Array, cut: number): void {
  for (let j = 0; j < price.length; j++) {
    if (price[j] === Infinity) continue;
    price[j] = Math.max(0, price[j]! - (auction.isFull(j) ? cut : CUTS_WHEN_NOT_FULL * cut));
  }
}

/** Posts with room that keep a price after `lowerPrices`. */
function countStranded(auction: Auction, cut: number): number {
  const { price } = auction;
  let n = 0;
  for (let j = 0; j < price.length; j++) if (price[j] !== Infinity && price[j]! > CUTS_WHEN_NOT_FULL * cut && !auction.isFull(j)) n++;
  return n;
}

/** The prices at which every post with room and a price either has none left or could take a unit, [R]. */
function fallenPrices(auction: Auction, problem: TransportProblem, pulse: Pulse, fraction: number): Float64Array {
  const state = new FlowState(problem, problem.supplyCapacity.length + problem.demandCapacity.length);
  state.price.set(auction.price);
  auction.writeInto(state);
  if (pulse.due(new BatchFill(state).fall())) pulse.report('auction', fraction);
  return state.price;
}

/** Prices to whole points: floor. As weights are whole, what was a best choice exactly still is one. */
export function roundDown(price: Float64Array): void {
  for (let j = 0; j < price.length; j++) price[j] = Math.floor(price[j]!);
}
