import { z } from 'zod';
import { operation } from '../operation.js';
import { PageRequest, pageOf } from '../paging.js';
import { Id, Instant, ProgrammeCode, RegionCode } from '../units.js';
import { Text2 } from './explanation.js';
import { ProtectionTier } from './list-entry.js';
import { MatchingPolicy } from './policy.js';

const service = 'matching' as const;
const People = z.int().min(1).max(5000);

/**
 * Something that could be done, tried on the lists as they are: a course for a certificate, more seats in a post, lodging or a better wage there, a
 * bus from a county to a place that its people would not go to by themselves, other rules. Lists stay as they are; nothing is proposed.
 */
export const TrialChange = z.discriminatedUnion('kind', [
  /** So many workers (of one county, or of all) get the certificate: of those who would be placed by it, the better tiers first. */
  z.strictObject({ kind: z.literal('course'), certificate: z.string().trim().min(1).max(60), seats: People, unit: RegionCode.nullable() }),
  z.strictObject({ kind: z.literal('seats'), postId: Id, more: People }),
  /** So many workers of `from` would go to `to` after all: of those who would be placed by it, the better tiers first. */
  z.strictObject({ kind: z.literal('bus'), from: RegionCode, to: RegionCode, seats: People }),
  z.strictObject({ kind: z.literal('lodging'), postId: Id }),
  /** Both ends of the range go up by so much a month. */
  z.strictObject({ kind: z.literal('wage'), postId: Id, moreFen: z.int().min(100).max(10_000_000) }),
  z.strictObject({ kind: z.literal('rules'), employment: MatchingPolicy.shape.employment }),
]);
export type TrialChange = z.infer<typeof TrialChange>;

/** What the best matching of the lists comes to: people placed by tier (matches already sent or agreed are apart), fit, places filled, people by county. */
export const TrialOutcome = z.strictObject({
  /** Null where the reader may not know single people's tiers and what changes against now is fewer than five people of one. */
  placedByTier: z.tuple([z.int(), z.int(), z.int(), z.int()]).nullable(), totalFit: z.int(), placed: z.int(),
  byUnit: z.array(z.strictObject({ unit: RegionCode, unitName: z.string(), placed: z.int() })),
  /** Whether the certificate was verified, and whether nothing better keeps all conditions. */
  verified: z.boolean(), best: z.boolean(),
});
export type TrialOutcome = z.infer<typeof TrialOutcome>;

/** One set of changes with what came of it. */
export const TrialAttempt = z.strictObject({
  changes: z.array(TrialChange), text: Text2, outcome: TrialOutcome,
  /** People placed more than now; less than 0 where the changes cost somebody the place. */
  more: z.int(),
  /** People whom it would hold back no longer, had the course or the bus no limit; null for other changes. */
  moreWithoutLimit: z.int().nullable(),
  /** People that the course or the bus is for, by tier; null where the reader may not know single people's tiers and they are fewer than five of one. */
  seatsUsedByTier: z.array(z.strictObject({ tier: ProtectionTier, people: z.int() })).nullable(),
});
export type TrialAttempt = z.infer<typeof TrialAttempt>;

export const TrialState = z.enum(['waiting', 'running', 'finished', 'cancelled', 'failed']);
/** What-if (`changes`), or the search for what would help most (`what-helps`). */
export const TrialKind = z.enum(['changes', 'what-helps']);

/** A trial: the employment lists of a programme solved as they are and with changes, side by side. */
export const TrialView = z.strictObject({
  id: Id, programme: ProgrammeCode, kind: TrialKind, state: TrialState, startedBy: z.string(), progress: z.number().min(0).max(1), phase: Text2.nullable(),
  changes: z.array(TrialChange), now: TrialOutcome.nullable(),
  /** The most helpful first. */
  attempts: z.array(TrialAttempt),
  createdAt: Instant, finishedAt: Instant.nullable(), seconds: z.number().nullable(), failure: z.string().nullable(),
});
export type TrialView = z.infer<typeof TrialView>;

const byTrial = z.strictObject({ id: Id });

/** Trials of the employment market: what would help, and what if (issue of mechanisms.md, section 4: what would change the result). */
export const matchingTrials = {
  start: operation({ service, name: 'trials.start', http: { method: 'POST', path: '/api/matching/trials' }, creates: true, permission: 'run.start', request: z.strictObject({ programme: ProgrammeCode, kind: TrialKind, changes: z.array(TrialChange).max(10).default([]) }), reply: TrialView, summary: { zh: '开始试算', en: 'Start a trial' } }),
  list: operation({ service, name: 'trials.list', http: { method: 'GET', path: '/api/matching/trials' }, permission: 'run.read', request: z.strictObject({ ...PageRequest, programme: ProgrammeCode.optional(), kind: TrialKind.optional() }), reply: pageOf(TrialView.omit({ attempts: true, now: true }).extend({ placed: z.int().nullable(), more: z.int().nullable() })), summary: { zh: '试算记录', en: 'Trials' } }),
  get: operation({ service, name: 'trials.get', http: { method: 'GET', path: '/api/matching/trials/:id' }, permission: 'run.read', request: byTrial, reply: TrialView, summary: { zh: '一次试算', en: 'One trial' } }),
  cancel: operation({ service, name: 'trials.cancel', http: { method: 'POST', path: '/api/matching/trials/:id/cancel' }, permission: 'run.start', request: byTrial, reply: TrialView, summary: { zh: '取消试算', en: 'Cancel a trial' } }),
};
