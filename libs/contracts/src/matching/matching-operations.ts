import { z } from 'zod';
import { fact, operation } from '../operation.js';
import { FilePiece, PageRequest, pageOf } from '../paging.js';
import { Id, Instant, ProgrammeCode, RegionCode } from '../units.js';
import { ExplanationCard, FitPart, RuleOutcome, Text2, UnmatchedReason } from './explanation.js';
import { Market, ProtectionTier, Side } from './list-entry.js';
import { MatchingPolicy } from './policy.js';

const service = 'matching' as const;

export const RunState = z.enum(['waiting', 'running', 'finished', 'cancelled', 'failed']);
/** The strict objective: units placed by tier, then fit (DESIGN section 3). */
export const ObjectiveVector = z.strictObject({ placedByTier: z.tuple([z.int(), z.int(), z.int(), z.int()]), totalFit: z.int() });

/** A matching run: what went in, where it stands, what came out. */
export const RunView = z.strictObject({
  id: Id, sequence: z.int(), market: Market, programme: ProgrammeCode, state: RunState, /** By a person, after a refusal, after a course, at the start, or once more since something of it changed while the last one ran. */
  trigger: z.enum(['person', 'refusal', 'course', 'start', 'again']), startedBy: z.string(),
  phase: Text2.nullable(), progress: z.number().min(0).max(1),
  policyVersion: z.int().nullable(), inputHash: z.string().nullable(),
  demandEntries: z.int(), supplyEntries: z.int(), eligiblePairs: z.int(), proposals: z.int(), matchedSupply: z.int(), matchedDemand: z.int(), heldPairs: z.int(), raisedPairs: z.int(),
  vector: ObjectiveVector.nullable(),
  /** Units that each tier could give at most: what `placedByTier` is out of. */
  supplyByTier: z.tuple([z.int(), z.int(), z.int(), z.int()]).nullable(),
  objective: z.string().nullable(),
  /**
   * Bound that the prices prove less the result, in tier steps and points of fit: groups, minimums and lines that may not be split can
   * keep a result below it. `isBest`: nothing better keeps all of these, by the prices where both are 0, else by the integer model.
   */
  gap: z.strictObject({ tierSteps: z.int(), fit: z.int(), isBest: z.boolean() }).nullable(),
  certificate: z.enum(['verified', 'failed', 'none']), pairsChecked: z.int(),
  createdAt: Instant, startedAt: Instant.nullable(), finishedAt: Instant.nullable(), seconds: z.number().nullable(), failure: z.string().nullable(),
});
export type RunView = z.infer<typeof RunView>;

export const RunPair = z.strictObject({
  demandId: Id, demandLabel: z.string(), demandRegion: RegionCode, demandRegionName: z.string(),
  supplyId: Id, supplyLabel: z.string(), supplyExternalId: z.string(), supplyRegion: RegionCode, supplyRegionName: z.string(),
  quantity: z.int(), fit: z.int(), tier: ProtectionTier.nullable(),
});
export const RunUnmatched = z.strictObject({
  entryId: Id, side: Side, label: z.string(), externalId: z.string(), region: RegionCode, regionName: z.string(), tier: ProtectionTier.nullable(),
  quantity: z.int(), reason: UnmatchedReason,
});

const byRun = z.strictObject({ id: Id });

export const matchingRuns = {
  start: operation({ service, name: 'runs.start', http: { method: 'POST', path: '/api/matching/runs' }, creates: true, permission: 'run.start', request: z.strictObject({ market: Market, programme: ProgrammeCode }), reply: RunView, summary: { zh: '开始匹配', en: 'Start a run' } }),
  list: operation({ service, name: 'runs.list', http: { method: 'GET', path: '/api/matching/runs' }, permission: 'run.read', calledBy: ['assessment'], request: z.strictObject({ ...PageRequest, market: Market.optional(), programme: ProgrammeCode.optional() }), reply: pageOf(RunView), summary: { zh: '匹配记录', en: 'List runs' } }),
  get: operation({ service, name: 'runs.get', http: { method: 'GET', path: '/api/matching/runs/:id' }, permission: 'run.read', request: byRun, reply: RunView, summary: { zh: '一次匹配', en: 'One run' } }),
  cancel: operation({ service, name: 'runs.cancel', http: { method: 'POST', path: '/api/matching/runs/:id/cancel' }, permission: 'run.start', request: byRun, reply: RunView, summary: { zh: '取消匹配', en: 'Cancel a run' } }),
  pairs: operation({ service, name: 'runs.pairs', http: { method: 'GET', path: '/api/matching/runs/:id/pairs' }, permission: 'run.read', calledBy: ['assessment'], request: z.strictObject({ id: Id, ...PageRequest, search: z.string().max(80).optional(), region: RegionCode.optional(), tier: z.coerce.number().int().min(1).max(4).optional() }), reply: pageOf(RunPair), summary: { zh: '匹配成功的对', en: 'Pairs of a run' } }),
  unmatched: operation({ service, name: 'runs.unmatched', http: { method: 'GET', path: '/api/matching/runs/:id/unmatched' }, permission: 'run.read', request: z.strictObject({ id: Id, ...PageRequest, side: Side.default('supply'), reason: UnmatchedReason.optional(), region: RegionCode.optional(), search: z.string().max(80).optional() }), reply: pageOf(RunUnmatched), summary: { zh: '未匹配名单', en: 'Unmatched entries of a run' } }),
  outcome: operation({ service, name: 'runs.outcome', http: { method: 'GET', path: '/api/matching/runs/:id/outcome' }, timeoutMs: 10_000, permission: 'run.read', request: byRun, reply: z.strictObject({
    unmatchedByReason: z.array(z.strictObject({ side: Side, reason: UnmatchedReason, entries: z.int() })),
    byUnit: z.array(z.strictObject({ unit: RegionCode, unitName: z.string(), supply: z.int(), matched: z.int() })),
    fitHistogram: z.array(z.strictObject({ from: z.int(), to: z.int(), pairs: z.int() })),
    sincePrevious: z.strictObject({ previousId: Id, newPairs: z.int(), endedPairs: z.int(), keptPairs: z.int() }).nullable(),
  }), summary: { zh: '匹配结果概况', en: 'Outcome of a run' } }),
  certificate: operation({ service, name: 'runs.certificate', http: { method: 'GET', path: '/api/matching/runs/:id/certificate.json' }, permission: 'run.read', request: z.strictObject({ id: Id, seq: z.coerce.number().int().min(0).default(0) }), reply: FilePiece, download: true, timeoutMs: 60_000, summary: { zh: '下载证明', en: 'Certificate of a run' } }),
};

export const matchingExplanations = {
  entry: operation({ service, name: 'explanations.entry', http: { method: 'GET', path: '/api/matching/entries/:entryId/explanation' }, permission: 'explanation.read', request: z.strictObject({ entryId: Id, counterpartId: Id.optional(), runId: Id.optional() }), reply: ExplanationCard, timeoutMs: 30_000, summary: { zh: '解释卡', en: 'Explanation card' } }),
  candidates: operation({ service, name: 'explanations.candidates', http: { method: 'GET', path: '/api/matching/entries/:entryId/candidates' }, permission: 'explanation.read', request: z.strictObject({ entryId: Id, search: z.string().max(80).optional() }), reply: z.strictObject({ items: z.array(z.strictObject({ entryId: Id, label: z.string(), externalId: z.string(), regionName: z.string(), eligible: z.boolean(), fit: z.int().nullable(), free: z.int(), failed: z.array(Text2) })) }), timeoutMs: 10_000, summary: { zh: '可匹配对象', en: 'Counterparts for a match by hand' } }),
  /** For the service that owns the lists, before a match by hand. */
  pair: operation({ service, name: 'explanations.pair', http: null, permission: 'matching.internal', calledBy: ['employment', 'marketplace'], request: z.strictObject({ demandId: Id, supplyId: Id }), reply: z.strictObject({ eligible: z.boolean(), fit: z.int().nullable(), rules: z.array(RuleOutcome), parts: z.array(FitPart) }), summary: { zh: '核对一对', en: 'Check one pair' } }),
};

export const matchingPolicies = {
  get: operation({ service, name: 'policies.get', http: { method: 'GET', path: '/api/matching/policies/:programme' }, permission: 'policy.read', request: z.strictObject({ programme: ProgrammeCode }), reply: MatchingPolicy, summary: { zh: '匹配政策', en: 'Matching policy' } }),
  put: operation({ service, name: 'policies.put', http: { method: 'PUT', path: '/api/matching/policies/:programme' }, permission: 'policy.write', request: z.strictObject({ programme: ProgrammeCode, policy: MatchingPolicy }), reply: MatchingPolicy, summary: { zh: '修改匹配政策', en: 'Edit the policy' } }),
};

/** A pair that the engine proposes. */
const MadeProposal = z.strictObject({ demandId: Id, supplyId: Id, quantity: z.int().positive(), fit: z.int(), tier: ProtectionTier });

/** One page of a finished run's proposals; the last page releases the unsent proposals of earlier runs that are not in it. */
export const proposalsMade = fact({
  service, type: 'proposals.made', version: 1, readBy: ['employment', 'marketplace', 'assessment'],
  payload: z.strictObject({
    runId: Id, sequence: z.int(), market: Market, programme: ProgrammeCode, page: z.int(), pages: z.int(),
    proposals: z.array(MadeProposal).max(500),
  }),
});

/** Proposals for posts that came after the list's last finished run, from people whom that run left free; they stand beside it until the next run decides over all. */
export const proposalsSupplemented = fact({
  service, type: 'proposals.supplemented', version: 1, readBy: ['employment'],
  payload: z.strictObject({ runId: Id, programme: ProgrammeCode, proposals: z.array(MadeProposal).min(1) }),
});

/** A run ended; for the figures. */
export const runFinished = fact({
  service, type: 'run.finished', version: 1, readBy: ['assessment'],
  payload: z.strictObject({ runId: Id, sequence: z.int(), market: Market, programme: ProgrammeCode, demandEntries: z.int(), supplyEntries: z.int(), matchedSupply: z.int(), matchedDemand: z.int(), vector: ObjectiveVector, certificate: z.enum(['verified', 'failed', 'none']), finishedAt: Instant }),
});
