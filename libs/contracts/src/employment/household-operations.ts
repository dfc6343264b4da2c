import { z } from 'zod';
import { operation } from '../operation.js';
import { Text2 } from '../matching/explanation.js';
import { RowStatus } from '../lists/list-operations.js';
import { ProtectionTier } from '../matching/list-entry.js';
import { PageRequest, pageOf } from '../paging.js';
import { Day, Id, Instant, ProgrammeCode, RegionCode } from '../units.js';
import { AlertView } from './alert-operations.js';
import { HouseholdAct, HouseholdState, ReductionReason } from './household-states.js';
import { HouseholdClass, RelocationMeasure, RiskMeasure, RiskReason } from './risk-codes.js';

const service = 'employment' as const;
/** Text that people type: trimmed, without NUL, which PostgreSQL does not store. */
const words = (max: number) => z.string().trim().min(1).max(max).regex(/^[^\u0000]*$/);

/** A household of the register as it stands. No name is in it: the household is its number. */
export const HouseholdView = z.strictObject({
  id: Id, programme: ProgrammeCode, region: RegionCode, regionName: z.string(), number: z.string(), township: z.string().nullable(), members: z.int().nullable(),
  state: HouseholdState, stateName: Text2, class: HouseholdClass, className: Text2,
  /** Null until the county completes an entry that came from the workers list. */
  reason: RiskReason.nullable(), reasonName: Text2.nullable(), reasonWords: z.string().nullable(),
  /** Last day of entry; who found it. */
  enteredOn: Day, foundBy: z.string().nullable(), fromList: z.boolean(), leftOn: Day.nullable(),
  measures: z.array(RiskMeasure), measureWords: z.string().nullable(), relocated: z.boolean(), relocationMeasures: z.array(RelocationMeasure), relocationWords: z.string().nullable(),
  /** Entries of the workers list with its number, those of them that say otherwise than the register, and alerts that are open. */
  workers: z.int(), contradictions: z.int(), openAlerts: z.int(),
  acts: z.array(HouseholdAct), version: z.int(), updatedAt: Instant,
});
export type HouseholdView = z.infer<typeof HouseholdView>;

/** A line of a household's history; never changed, never deleted. `corrected`: a later line takes it back. */
export const HouseholdEvent = z.strictObject({
  id: z.string(), at: Instant, by: z.string(), act: HouseholdAct, actName: Text2, on: Day.nullable(), from: HouseholdState.nullable(), to: HouseholdState, classFrom: Text2.nullable(), classTo: Text2,
  reasonName: Text2.nullable(), words: z.string().nullable(), changes: z.array(z.strictObject({ field: z.string(), from: Text2.nullable(), to: Text2.nullable() })), corrects: z.string().nullable(), corrected: z.boolean(),
});
export type HouseholdEvent = z.infer<typeof HouseholdEvent>;

/** An entry of the workers list that names the household's number. `name` is masked, null where the reader sees no names; `contradicts`: it says otherwise than the register. */
export const HouseholdWorker = z.strictObject({ id: Id, externalId: z.string(), title: z.string(), name: z.string().nullable(), tier: ProtectionTier.nullable(), status: RowStatus, class: HouseholdClass.nullable(), className: Text2.nullable(), contradicts: z.boolean() });
export type HouseholdWorker = z.infer<typeof HouseholdWorker>;

const details = {
  township: words(40).nullable(), members: z.int().min(1).max(30).nullable(), reason: RiskReason, reasonWords: words(200).nullable(), foundBy: words(60),
  measures: z.array(RiskMeasure).max(11), measureWords: words(500).nullable(), relocated: z.boolean(), relocationMeasures: z.array(RelocationMeasure).max(9), relocationWords: words(500).nullable(),
};
const path = '/api/employment/households';
const act = (name: string) => ({ method: 'POST' as const, path: `${path}/:id/${name}` });
const step = { id: Id, version: z.int() };
const permission = 'household.write' as const;

/** 防返贫监测对象台账: the register of monitored households (mechanisms E20 to E22). */
export const households = {
  list: operation({ service, name: 'households.list', http: { method: 'GET', path }, permission: 'household.read', request: z.strictObject({
    ...PageRequest, programme: ProgrammeCode.optional(), region: RegionCode.optional(), state: HouseholdState.optional(), class: HouseholdClass.optional(), reason: RiskReason.optional(), relocated: z.stringbool().optional(),
    /** `complete` the reason is not recorded yet; `look` the workers list says otherwise than the register. */
    todo: z.enum(['complete', 'look']).optional(), search: z.string().max(80).optional(),
  }), reply: pageOf(HouseholdView), summary: { zh: '查询监测户台账', en: 'List monitored households' } }),
  get: operation({ service, name: 'households.get', http: { method: 'GET', path: `${path}/:id` }, permission: 'household.read', request: z.strictObject({ id: Id }), reply: z.strictObject({
    household: HouseholdView, history: z.array(HouseholdEvent), workers: z.array(HouseholdWorker), alerts: z.array(AlertView),
  }), summary: { zh: '监测户详情', en: 'One monitored household' } }),
  /** The household that an entry of the workers list names, and the worker's alerts. */
  ofWorker: operation({ service, name: 'households.of-worker', http: { method: 'GET', path: '/api/employment/workers/:id/household' }, permission: 'household.read', request: z.strictObject({ id: Id }), reply: z.strictObject({
    number: z.string().nullable(), household: HouseholdView.nullable(), contradicts: z.boolean(), alerts: z.array(AlertView),
  }), summary: { zh: '务工人员所在监测户', en: 'The household of a worker' } }),
  create: operation({ service, name: 'households.create', http: { method: 'POST', path }, permission, creates: true, request: z.strictObject({
    programme: ProgrammeCode, region: RegionCode, number: words(40), class: HouseholdClass, enteredOn: Day, ...details,
  }), reply: HouseholdView, summary: { zh: '纳入监测户', en: 'Enter a household' } }),
  amend: operation({ service, name: 'households.amend', http: { method: 'PUT', path: `${path}/:id` }, permission, request: z.strictObject({ ...step, enteredOn: Day, ...details }), reply: HouseholdView, summary: { zh: '补充或更改监测户资料', en: 'Amend the details of a household' } }),
  reclass: operation({ service, name: 'households.reclass', http: act('reclass'), permission, request: z.strictObject({ ...step, class: HouseholdClass, on: Day, words: words(200) }), reply: HouseholdView, summary: { zh: '变更监测类别', en: 'Change the class of a household' } }),
  clear: operation({ service, name: 'households.clear', http: act('clear'), permission, request: z.strictObject({ ...step, on: Day, words: words(200) }), reply: HouseholdView, summary: { zh: '登记风险消除', en: 'Clear the risk of a household' } }),
  reduce: operation({ service, name: 'households.reduce', http: act('reduce'), permission, request: z.strictObject({ ...step, on: Day, reason: ReductionReason, words: words(200).optional() }), reply: HouseholdView, summary: { zh: '登记自然减少', en: 'A household is gone' } }),
  reEnter: operation({ service, name: 'households.re-enter', http: act('re-enter'), permission, request: z.strictObject({ ...step, on: Day, class: HouseholdClass, reason: RiskReason, foundBy: words(60), words: words(200).optional() }), reply: HouseholdView, summary: { zh: '重新纳入监测户', en: 'Enter a household again' } }),
  /** Takes the last line that moved it back by a new line; both stay. */
  correct: operation({ service, name: 'households.correct', http: act('correct'), permission, request: z.strictObject({ ...step, words: words(200) }), reply: HouseholdView, summary: { zh: '更正监测户上一次变动', en: 'Correct the last change of a household' } }),
};
