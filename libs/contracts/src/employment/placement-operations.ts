import { z } from 'zod';
import { operation } from '../operation.js';
import { Text2 } from '../matching/explanation.js';
import { Agreement } from '../matching/entry-snapshot.js';
import { Housing, ProtectionTier } from '../matching/list-entry.js';
import { PageRequest, pageOf } from '../paging.js';
import { Day, Fen, Id, Instant, ProgrammeCode, RegionCode } from '../units.js';
import { ConsentManner, EndReason, PlacementAct, PlacementSide, PlacementState } from './placement-states.js';

const service = 'employment' as const;

/** Text that people type: trimmed, without NUL, which PostgreSQL does not store. */
const words = (max: number) => z.string().trim().min(1).max(max).regex(/^[^\u0000]*$/);
/** A wage of a month: up to 100,000 yuan in fen. */
const MonthlyWage = z.int().positive().max(10_000_000);
/** A day of somebody's way to a job: since the pairings of today began (2014), before 2100. */
const WayDay = Day.refine((day) => day >= '2014-01-01' && day <= '2100-12-31', { error: '2014-01-01 … 2100-12-31' });

/** A confirmed check: when the worker was still there, and the wage paid then in fen a month; null where nobody asked. */
export const RetentionCheck = z.strictObject({ months: z.union([z.literal(1), z.literal(3), z.literal(6)]), on: Day, wageFen: Fen.nullable() });
export type RetentionCheck = z.infer<typeof RetentionCheck>;

/** A placement as it stands. No personal data: the worker is the wish and the number on the list. */
export const PlacementView = z.strictObject({
  id: Id, proposalId: Id, programme: ProgrammeCode, state: PlacementState, stateName: Text2,
  postId: Id, postTitle: z.string(), postExternalId: z.string(), employer: z.string(), postRegion: RegionCode, postRegionName: z.string(),
  workerId: Id, workerTitle: z.string(), workerExternalId: z.string(), unit: RegionCode, unitName: z.string(), supporter: RegionCode.nullable(), supporterName: z.string().nullable(),
  /** Null where the reader may not see it. */
  tier: ProtectionTier.nullable(),
  agreedOn: Day,
  /** As promised with the offer: first day, wage of a month in fen, board and lodging. */
  startOn: Day.nullable(), wageFen: Fen.nullable(), housing: Housing.nullable(),
  acceptedOn: Day.nullable(), consentManner: ConsentManner.nullable(), departedOn: Day.nullable(),
  arrivedOn: Day.nullable(),
  /** Whether social insurance is paid; null when nobody said so yet. */
  insured: z.boolean().nullable(),
  checks: z.array(RetentionCheck),
  /** Day by which the next step is expected: the first day before the job, the day of the next check after it; null when nothing is. */
  dueOn: Day.nullable(), late: z.boolean(),
  end: z.strictObject({ reason: EndReason, reasonName: Text2, on: Day, words: z.string().nullable() }).nullable(),
  /** The county is to look at it, and why; null when not. */
  attention: Text2.nullable(),
  /** The worker took the consent back: the job goes on, nobody follows it any more. */
  followed: z.boolean(),
  /** What this reader may do now. */
  acts: z.array(PlacementAct),
  version: z.int(), updatedAt: Instant,
});
export type PlacementView = z.infer<typeof PlacementView>;

/** Who did what, when and why. `on` is the day it happened, `at` when it was recorded; `undone` says that a later correction took it back. */
export const PlacementEvent = z.strictObject({
  at: Instant, by: z.string(), side: PlacementSide, sideName: Text2, act: PlacementAct, actName: Text2, from: PlacementState, to: PlacementState, on: Day.nullable(),
  wageFen: Fen.nullable(), manner: ConsentManner.nullable(), insured: z.boolean().nullable(), reasonName: Text2.nullable(), words: z.string().nullable(), undone: z.boolean(),
});
export type PlacementEvent = z.infer<typeof PlacementEvent>;

const filters = {
  programme: ProgrammeCode.optional(), state: PlacementState.optional(), region: RegionCode.optional(), search: z.string().max(80).optional(),
  /** `check` a retention check has come due; `late` what was to be done is more than fifteen days past; `attention` the county is to look at it. */
  due: z.enum(['check', 'late', 'attention']).optional(),
};
const path = '/api/employment/placements';
const step = { id: Id, version: z.int() };
const at = (act: string) => ({ method: 'POST' as const, path: `${path}/:id/${act}` });

/** Why a row of a bulk act was left as it was; codes as the single act answers them. */
export const SkippedPlacement = z.strictObject({ id: Id, code: z.string() });
/** Most placements that one bulk act takes. */
export const BULK_PLACEMENTS = 5000;

/** The life of placements after both sides agreed. */
export const placements = {
  follow: operation({ service, name: 'placements.follow', http: { method: 'GET', path: `${path}/stages` }, permission: 'placement.read', request: z.strictObject({ ...PageRequest, ...filters }), reply: pageOf(PlacementView), summary: { zh: '查询上岗与稳岗', en: 'List placements by stage' } }),
  board: operation({ service, name: 'placements.board', http: { method: 'GET', path: `${path}/board` }, permission: 'placement.read', request: z.strictObject({ programme: ProgrammeCode.optional(), region: RegionCode.optional() }), reply: z.strictObject({
    states: z.array(z.strictObject({ state: PlacementState, name: Text2, placements: z.int() })), dueChecks: z.int(), late: z.int(), attention: z.int(),
  }), summary: { zh: '上岗与稳岗看板', en: 'Placements by stage, counted' } }),
  get: operation({ service, name: 'placements.get', http: { method: 'GET', path: `${path}/:id` }, permission: 'placement.read', request: z.strictObject({ id: Id }), reply: z.strictObject({
    placement: PlacementView, history: z.array(PlacementEvent),
    /** Why this reader may end it now. */
    ends: z.array(z.strictObject({ reason: EndReason, name: Text2 })),
  }), summary: { zh: '上岗记录详情', en: 'One placement' } }),
  offer: operation({ service, name: 'placements.offer', http: at('offer'), permission: 'placement.offer', request: z.strictObject({ ...step, startOn: WayDay, wageFen: MonthlyWage, housing: Housing, words: words(200).optional() }), reply: PlacementView, summary: { zh: '录用', en: 'Offer' } }),
  accept: operation({ service, name: 'placements.accept', http: at('accept'), permission: 'placement.send-off', request: z.strictObject({ ...step, on: WayDay, manner: ConsentManner.exclude(['own-link']), words: words(200).optional() }), reply: PlacementView, summary: { zh: '登记本人同意', en: 'The worker accepts' } }),
  depart: operation({ service, name: 'placements.depart', http: at('depart'), permission: 'placement.send-off', request: z.strictObject({ ...step, on: WayDay, words: words(200).optional() }), reply: PlacementView, summary: { zh: '确认出发', en: 'Departed' } }),
  arrive: operation({ service, name: 'placements.arrive', http: at('arrive'), permission: 'placement.confirm', request: z.strictObject({ ...step, on: WayDay, insured: z.boolean(), words: words(200).optional() }), reply: PlacementView, summary: { zh: '确认上岗', en: 'On the job' } }),
  retain: operation({ service, name: 'placements.retain', http: at('retain'), permission: 'placement.confirm', request: z.strictObject({ ...step, months: RetentionCheck.shape.months, on: WayDay, wageFen: MonthlyWage.nullable(), words: words(200).optional() }), reply: PlacementView, summary: { zh: '在岗回访', en: 'Retention check' } }),
  end: operation({ service, name: 'placements.end', http: at('end'), permission: 'placement.confirm', request: z.strictObject({ ...step, reason: EndReason, on: WayDay, words: words(200).optional() }), reply: PlacementView, summary: { zh: '结束上岗', en: 'End a placement' } }),
  look: operation({ service, name: 'placements.look', http: at('look'), permission: 'placement.send-off', request: z.strictObject({ ...step, words: words(200) }), reply: PlacementView, summary: { zh: '登记核实结果', en: 'Record what was found' } }),
  /** Takes the last step back, by who made it or the programme's administrator; what was there before is there again. */
  correct: operation({ service, name: 'placements.correct', http: at('correct'), permission: 'placement.correct', request: z.strictObject({ ...step, reason: words(200) }), reply: PlacementView, summary: { zh: '更正上一步', en: 'Take the last step back' } }),
  /** One act for many: by ids, or for all that meet a filter. `retain` is each one's next check. What cannot be done is left and named. */
  confirm: operation({ service, name: 'placements.confirm', http: { method: 'POST', path: `${path}/confirm` }, audited: false, permission: 'placement.confirm', request: z.strictObject({
    act: z.enum(['depart', 'arrive', 'retain']), on: WayDay, ids: z.array(Id).max(BULK_PLACEMENTS).optional(), filter: z.strictObject(filters).optional(),
    /** With `arrive`. */
    insured: z.boolean().optional(),
    /** With `retain`: the wage paid is the one promised; otherwise it stays unknown. */
    asPromised: z.boolean().optional(),
  }), reply: z.strictObject({ done: z.int(), skipped: z.array(SkippedPlacement), reasons: z.array(z.strictObject({ code: z.string(), message: Text2, count: z.int() })) }), timeoutMs: 20_000, summary: { zh: '批量确认', en: 'Confirm many' } }),
};

/** Every placement in id order as figures read it, for a consumer that starts late or was wiped. */
export const placementsSnapshot = operation({ service, name: 'placements.snapshot', http: null, permission: 'entry.snapshot', calledBy: ['assessment'], request: z.strictObject({ after: Id.nullable(), size: z.int().min(1).max(500) }), reply: z.strictObject({ agreements: z.array(Agreement), next: Id.nullable() }), timeoutMs: 10_000, summary: { zh: '上岗记录快照', en: 'Snapshot of the placements' } });
