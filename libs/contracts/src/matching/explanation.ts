import { z } from 'zod';
import { Id, Instant } from '../units.js';
import { Market, ProtectionTier, Side } from './list-entry.js';

/** A sentence in both languages; never carries personal data. */
export const Text2 = z.strictObject({ zh: z.string(), en: z.string() });
export type Text2 = z.infer<typeof Text2>;

/** One hard rule applied to one pair. `unknown` passes and is shown as 待确认. */
export const RuleOutcome = z.strictObject({
  code: z.string(), name: Text2, outcome: z.enum(['passed', 'failed', 'unknown']), detail: Text2,
});
export type RuleOutcome = z.infer<typeof RuleOutcome>;

/** Hard rules that are the law's, not the programme's: no reason overrides them (个人信息保护法 art. 13; 劳动法 art. 15, 48). */
export const rulesOfLaw: ReadonlySet<string> = new Set(['CONSENT', 'LEGAL_AGE', 'MINIMUM_WAGE']);

/** One named soft part: `points` of at most `weight`; the points add up to the fit. */
export const FitPart = z.strictObject({ code: z.string(), name: Text2, weight: z.int(), points: z.int(), detail: Text2 });
export type FitPart = z.infer<typeof FitPart>;

/** One change of one feature of an entry, in words and as data (`set` is merged over the features). */
export const FeatureChange = z.strictObject({ code: z.string(), text: Text2, set: z.record(z.string(), z.unknown()) });
export type FeatureChange = z.infer<typeof FeatureChange>;

/** A counterpart that was considered: where it is and whose, so that two of one name are told apart; what stopped it, or by how much it was outbid. */
export const Alternative = z.strictObject({
  entryId: Id, label: z.string(), externalId: z.string(), regionName: z.string(), organisation: z.string().nullable(), eligible: z.boolean(), fit: z.int().nullable(),
  lacked: z.array(Text2),
});
export type Alternative = z.infer<typeof Alternative>;

/** What is no longer as the run of a card saw it. `list-incomplete`: the run's own lists are no longer all held, so parts of the card may speak of today's. */
export const CardChange = z.enum(['entry-changed', 'entry-withdrawn', 'counterpart-changed', 'counterpart-withdrawn', 'pair-refused', 'list-incomplete']);
export type CardChange = z.infer<typeof CardChange>;

/** The explanation card of mechanisms.md section 4, for a proposal or an entry left unmatched. */
export const ExplanationCard = z.strictObject({
  market: Market, side: Side, entryId: Id, label: z.string(),
  outcome: z.enum(['matched', 'partly', 'unmatched']),
  /** Filled for a pair. */
  pair: z.strictObject({
    counterpartId: Id, counterpartLabel: z.string(), quantity: z.int(), fit: z.int(),
    rules: z.array(RuleOutcome), parts: z.array(FitPart),
  }).nullable(),
  /** Null where the reader may not see it. */
  tier: z.strictObject({ tier: ProtectionTier, reason: Text2 }).nullable(),
  alternatives: z.array(Alternative),
  /** For the unmatched: counts of counterparts stopped by each hard rule, and how far it was outbid. */
  unmatched: z.strictObject({
    reason: z.string(), text: Text2,
    stoppedBy: z.array(z.strictObject({ code: z.string(), name: Text2, pairs: z.int() })),
    eligiblePairs: z.int(),
    /** `isAtMost`: the list was too large to find the exact distance, and it is no greater than this. */
    outbidBy: z.strictObject({ tierSteps: z.int(), fit: z.int(), isAtMost: z.boolean() }).nullable(),
    /** Applied to the entry and solved again, it is matched (where not `isCertain`, because the run's result is not proved the best: probably); null with `noChange` when nothing of its own would do. The counterpart's id is null where the reader may not read it. */
    smallestChange: z.strictObject({ changes: z.array(FeatureChange), counterpartId: Id.nullable(), counterpartLabel: z.string(), isCertain: z.boolean() }).nullable(),
    noChange: Text2.nullable(),
  }).nullable(),
  /** The card speaks of the lists as the run saw them; this says what changed since. Null when nothing of the card did. */
  changedSince: z.strictObject({ what: z.array(CardChange).min(1), text: Text2 }).nullable(),
  run: z.strictObject({ id: z.string(), finishedAt: Instant.nullable(), policyVersion: z.int(), inputHash: z.string(), certificate: z.enum(['verified', 'failed', 'none']) }),
});
export type ExplanationCard = z.infer<typeof ExplanationCard>;

/**
 * Why an entry was left unmatched, as stored with a run. `GROUP_NOT_TOGETHER`: no place for the whole travel group; `MINIMUM_NOT_MET`: a
 * minimum order or shipment, its own or the counterparts'; `NO_SINGLE_LOT`: a line that may not be split, and no lot to serve it whole.
 */
export const UnmatchedReason = z.enum(['NO_CONSENT', 'NOBODY_ELIGIBLE', 'OUTBID', 'GROUP_NOT_TOGETHER', 'MINIMUM_NOT_MET', 'NO_SINGLE_LOT', 'NO_COUNTERPARTS', 'CLOSED']);
export type UnmatchedReason = z.infer<typeof UnmatchedReason>;
