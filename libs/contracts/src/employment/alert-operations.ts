import { z } from 'zod';
import { operation } from '../operation.js';
import { Text2 } from '../matching/explanation.js';
import { RowStatus } from '../lists/list-operations.js';
import { ProtectionTier } from '../matching/list-entry.js';
import { PageRequest, pageOf } from '../paging.js';
import { Day, Id, Instant, ProgrammeCode, RegionCode } from '../units.js';
import { AlertAct, AlertState, DismissReason } from './alert-states.js';
import { HouseholdState } from './household-states.js';
import { RiskMeasure, RiskReason } from './risk-codes.js';

const service = 'employment' as const;
/** Text that people type: trimmed, without NUL, which PostgreSQL does not store. */
const words = (max: number) => z.string().trim().min(1).max(max).regex(/^[^\u0000]*$/);

/** An alert as it stands. The worker is the number and the wish on the list; the name is masked, null where the reader sees none, the whole worker null where the reader does not read the list. */
export const AlertView = z.strictObject({
  id: Id, programme: ProgrammeCode, region: RegionCode, regionName: z.string(), state: AlertState, stateName: Text2, cause: RiskReason, causeName: Text2, raisedOn: Day, bySystem: z.boolean(),
  household: z.strictObject({ id: Id, number: z.string(), state: HouseholdState, className: Text2 }).nullable(),
  worker: z.strictObject({ id: Id, externalId: z.string(), title: z.string(), name: z.string().nullable(), tier: ProtectionTier.nullable(), status: RowStatus }).nullable(),
  /** The placement whose end raised it. */
  placement: z.strictObject({ id: Id, reasonName: Text2.nullable(), endedOn: Day.nullable() }).nullable(),
  assignee: z.string().nullable(),
  /** Day by which it is to be assigned, then by which it is to be settled. */
  dueOn: Day, late: z.boolean(), closedOn: Day.nullable(), dismissName: Text2.nullable(), measures: z.array(z.strictObject({ measure: RiskMeasure, name: Text2 })),
  acts: z.array(AlertAct), version: z.int(), updatedAt: Instant,
});
export type AlertView = z.infer<typeof AlertView>;

/** A step of an alert. */
export const AlertEvent = z.strictObject({
  at: Instant, by: z.string(), act: AlertAct, actName: Text2, on: Day.nullable(), assignee: z.string().nullable(), dueOn: Day.nullable(), measureName: Text2.nullable(), reasonName: Text2.nullable(), words: z.string().nullable(),
});
export type AlertEvent = z.infer<typeof AlertEvent>;

const path = '/api/employment/alerts';
const act = (name: string) => ({ method: 'POST' as const, path: `${path}/:id/${name}` });
const step = { id: Id, version: z.int() };
const permission = 'alert.write' as const;

/** 帮扶预警: finding a risk fast and answering it (mechanisms E19). */
export const alerts = {
  list: operation({ service, name: 'alerts.list', http: { method: 'GET', path }, permission: 'alert.read', request: z.strictObject({
    ...PageRequest, programme: ProgrammeCode.optional(), region: RegionCode.optional(), state: AlertState.optional(), cause: RiskReason.optional(), search: z.string().max(80).optional(),
    /** `open` somebody has to work on it; `late` past its day. */
    due: z.enum(['open', 'late']).optional(),
  }), reply: pageOf(AlertView), summary: { zh: '查询帮扶预警', en: 'List alerts' } }),
  get: operation({ service, name: 'alerts.get', http: { method: 'GET', path: `${path}/:id` }, permission: 'alert.read', request: z.strictObject({ id: Id }), reply: z.strictObject({ alert: AlertView, history: z.array(AlertEvent) }), summary: { zh: '帮扶预警详情', en: 'One alert' } }),
  /** For a household of the register, or for a worker; with both, the household is the worker's. */
  raise: operation({ service, name: 'alerts.raise', http: { method: 'POST', path }, permission, creates: true, request: z.strictObject({ householdId: Id.optional(), workerId: Id.optional(), cause: RiskReason, on: Day, words: words(200).optional() }), reply: AlertView, summary: { zh: '登记帮扶预警', en: 'Raise an alert' } }),
  assign: operation({ service, name: 'alerts.assign', http: act('assign'), permission, request: z.strictObject({ ...step, assignee: words(40), dueOn: Day, words: words(200).optional() }), reply: AlertView, summary: { zh: '派办帮扶预警', en: 'Assign an alert' } }),
  measure: operation({ service, name: 'alerts.measure', http: act('measure'), permission, request: z.strictObject({ ...step, measure: RiskMeasure, on: Day, words: words(200) }), reply: AlertView, summary: { zh: '登记帮扶措施', en: 'Record a measure' } }),
  clear: operation({ service, name: 'alerts.clear', http: act('clear'), permission, request: z.strictObject({ ...step, on: Day, words: words(200) }), reply: AlertView, summary: { zh: '预警风险消除', en: 'Clear an alert' } }),
  dismiss: operation({ service, name: 'alerts.dismiss', http: act('dismiss'), permission, request: z.strictObject({ ...step, on: Day, reason: DismissReason, words: words(200).optional() }), reply: AlertView, summary: { zh: '预警不予处置', en: 'Dismiss an alert' } }),
};
