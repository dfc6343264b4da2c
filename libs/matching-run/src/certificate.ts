import type { Features } from '@jiedui/contracts';
import { brokenConditions } from '@jiedui/market-rules';
import type { Placement } from '@jiedui/market-rules';
import type { CertificateReport, ViolationCode } from '@jiedui/matching-core';
import type { ProgrammeLists, RunGap, RunViolation } from './run-types.js';

/** Complementary slackness: what an answer with conditions may lack, since prices know of none. */
const slackness: ReadonlySet<ViolationCode> = new Set(['SLACK_ON_FLOW', 'PRICE_AT_SPARE_SUPPLY', 'PRICE_AT_FREE_DEMAND', 'OBJECTIVE_MISMATCH']);

/** Violations a check has to name for `judged` to know them all: more entries and pairs in use than a list has rows. */
export const ALL_VIOLATIONS = 10_000_000;

/** What a check of prices and pairs comes to, once the conditions of the lists are looked at. */
export interface Judged {
  violations: RunViolation[];
  violationCount: number;
  /** What no result can weigh more than, by weak duality, and how far above the weight it is. */
  bound: bigint;
  gap: bigint;
}

/**
 * Judges one programme's result from its lists, its pairs and the check of its prices; nothing of a solver is used.
 *
 * Without conditions every violation counts. With them no condition may be broken, capacities must be kept and the prices be dual
 * feasible, so that they bound every result; what the weight lacks of the bound is the gap, in place of complementary slackness.
 *
 * @param report made with `ALL_VIOLATIONS` as its limit where the lists have conditions.
 * @param lowering of `GroupBound`, fed with the same pairs; 0 where the lists have no conditions.
 */
export function judged<D extends Features, S extends Features>(lists: ProgrammeLists<D, S>, placements: readonly Placement[], report: CertificateReport, lowering: bigint): Judged {
  const bound = report.dualObjective - lowering, gap = bound - report.primalObjective;
  if (lists.conditions === null) return { violations: [...report.violations], violationCount: report.violationCount, bound, gap };
  const excused = report.violations.filter((each) => slackness.has(each.code)).length;
  const broken = brokenConditions(lists, placements).map(({ code, demand, supply, text }): RunViolation => ({ code, demand, supply, expected: 'the condition kept', actual: text.en }));
  const kept = excused === 0 ? report.violations : report.violations.filter((each) => !slackness.has(each.code));
  return { violations: [...broken, ...kept], violationCount: report.violationCount - excused + broken.length, bound, gap };
}

/** A folded difference as tier steps and points of fit, the fit being the smaller of the two readings; it may be below 0. */
export function gapOf(difference: bigint, step: number): RunGap {
  const size = BigInt(step), half = size / 2n;
  const shifted = difference + half;
  const tierSteps = shifted >= 0n ? shifted / size : -((-shifted + size - 1n) / size);
  return { tierSteps, fit: difference - tierSteps * size };
}
