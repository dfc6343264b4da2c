import type { EntryOf, ExplanationCard, Features, Side, UnmatchedReason } from '@jiedui/contracts';
import type { PairScanner } from './pair-scanner.js';
import { greatestFit, tierBonus } from './rule-set.js';
import type { RuleContext, RuleSet } from './rule-set.js';

/** What one unit of an entry is worth to the optimum: `V − V(one unit of its capacity less)`, in folded weight. */
export interface MarginalLosses {
  /** False: none is less than the exact one, some may be more (`lossBounds`). A change that makes up for such a loss does all the same. */
  readonly isExact: boolean;
  lossOfDemandUnit(j: number): number;
  lossOfSupplyUnit(i: number): number;
}

/** A pair of the optimal flow, by index. */
export interface Placement {
  demand: number;
  supply: number;
  quantity: number;
}

/** One programme's lists with their optimum: all that an explanation is made from. */
export interface SolvedMarket<D extends Features, S extends Features> {
  ruleSet: RuleSet<D, S>;
  ctx: RuleContext;
  demand: readonly EntryOf<D>[];
  supply: readonly EntryOf<S>[];
  /** Units each entry had in the solve: its capacity less what is held; 0 for entries that took no part. */
  demandRoom: ArrayLike<number>;
  supplyRoom: ArrayLike<number>;
  /** M of DESIGN section 3. */
  tierStep: number;
  placements: readonly Placement[];
  /** Whether the placements are the best there are, for certain. */
  isBest: boolean;
  /** Of the flow that is left with all conditions decided as they were: `lossNotToBeHad` where a unit is no longer part of it. */
  losses: MarginalLosses;
  /** Why an unmatched entry was left out, as the run found it; null where it did not say. */
  reasonOf(side: Side, index: number): UnmatchedReason | null;
  /** Whether the pair was ruled out before, e.g. refused. */
  isExcluded(demand: number, supply: number): boolean;
  run: ExplanationCard['run'];
}

/** Weight of a pair as the solver saw it. */
export function pairWeight<D extends Features, S extends Features>(market: SolvedMarket<D, S>, supply: EntryOf<S>, fit: number): number {
  return fit + tierBonus(supply.tier, market.tierStep);
}

/** A folded weight difference in tier steps and fit; the fit part is the smaller of the two readings and may be negative. */
export function tierStepsAndFit(difference: number, step: number): { tierSteps: number; fit: number } {
  const tierSteps = Math.floor((difference + Math.floor(step / 2)) / step);
  return { tierSteps, fit: difference - tierSteps * step };
}

/** Failure bits of one entry against every counterpart, by counterpart index. */
export function failureBits<D extends Features, S extends Features>(market: SolvedMarket<D, S>, side: Side, index: number): Int32Array {
  if (side === 'supply') {
    const entry = market.supply[index];
    const scanner = market.ruleSet.compile(market.demand, entry ? [entry] : [], market.ctx);
    scanner.open(0);
    return Int32Array.from(market.demand, (_, j) => scanner.failures(j));
  }
  const entry = market.demand[index];
  const scanner: PairScanner = market.ruleSet.compile(entry ? [entry] : [], market.supply, market.ctx);
  return Int32Array.from(market.supply, (_, i) => {
    scanner.open(i);
    return scanner.failures(0);
  });
}

/**
 * Why an entry is left unmatched, as stored with a run.
 *
 * @param obstacle what keeps the entry out of every pair (`demandObstacle`, `supplyObstacle`).
 * @param counterparts entries of the other side that had room in the solve.
 * @param condition what a condition has to do with it (`ConditionReasons`); null for nothing.
 */
export function unmatchedReason(obstacle: UnmatchedReason | null, eligiblePairs: number, counterparts: number, condition?: UnmatchedReason | null): UnmatchedReason {
  if (obstacle !== null) return obstacle;
  if (counterparts === 0) return 'NO_COUNTERPARTS';
  if (eligiblePairs === 0) return 'NOBODY_ELIGIBLE';
  return condition ?? 'OUTBID';
}

/** Loss of a unit that is not to be had: one a group or a whole line sits on, or one that waits for its group. More than any pair weighs. */
export const lossNotToBeHad = (step: number): number => 5 * step;

/** Whether a loss says that the unit is not to be had at all. */
export const isNotToBeHad = (loss: number, step: number): boolean => loss > greatestFit + tierBonus(1, step);
