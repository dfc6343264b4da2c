import { ALERT_ASSIGN_DAYS, type AlertAct, type AlertEvent, type AlertRule, alertRules, type AlertSide, AlertState, alertStateNames, type AlertView, DismissReason, dismissReasonNames, type EndReason, endReasons, type HouseholdClass, householdClassNames, type HouseholdState, type ListRow, losesTheJob, RiskMeasure, riskMeasureNames, type RiskReason, riskReasonNames } from '@jiedui/contracts';
import type { Call } from '@jiedui/messaging';
import { regionName } from '@jiedui/reference-data';
import { keepsRegister } from '../households/household-row.js';
import { faultsOfLife } from '../households/life-rules.js';
import { nameIn } from '../households/shown-workers.js';

/** An alert with its household and the placement whose end raised it, as the driver gives it. Days come as text. */
export interface AlertRow {
  id: string; programme: string; region: string; state: AlertState; cause: RiskReason; by_system: boolean; raised_on: string; assignee: string | null; due_on: string; closed_on: string | null; dismiss_reason: DismissReason | null; version: number; updated_at: Date;
  household_id: string | null; h_number: string | null; h_state: HouseholdState | null; h_class: HouseholdClass | null; worker_id: string | null; placement_id: string | null; p_reason: EndReason | null; p_ended_on: string | null; measures: string[] | null;
}

/** Where an alert belongs, for the alias `a`. */
export const alertScope = { programme: 'a.programme', regions: ['a.region'], organisations: [], createdBy: null };
/** States in which somebody has to work on it, as SQL. */
export const isOpen = `a.state in ('registered', 'assigned', 'measured')`;

/** The select all readers of alerts share. */
export const alertSelect = `select a.id, a.programme, a.region, a.state, a.cause, a.by_system, a.raised_on::text as raised_on, a.assignee, a.due_on::text as due_on, a.closed_on::text as closed_on, a.dismiss_reason, a.version, a.updated_at, a.household_id,
  h.number as h_number, h.state as h_state, h.class as h_class, a.worker_id, a.placement_id, p.end_reason as p_reason, p.ended_on::text as p_ended_on,
  (select array_agg(t.measure order by t.id) from alert_step t where t.alert_id = a.id and t.measure is not null) as measures from alert a left join household h on h.id = a.household_id left join placement p on p.id = a.placement_id`;

/** What is wrong with the rules of alerts; employment does not start then. */
export function faultsOfAlerts(rules: readonly AlertRule[] = alertRules): readonly string[] {
  return [
    ...faultsOfLife(AlertState.options, rules, { last: ['cleared', 'dismissed'] }), ...rules.filter((rule) => rule.by.length === 0).map((rule) => `act ${rule.act} is for nobody to do`),
    ...endReasons.filter((end) => losesTheJob[end.reason] && !end.from.some((state) => state === 'on-the-job')).map((end) => `end ${end.reason} loses a job that nobody had`),
  ].map((fault) => `alert: ${fault}`);
}

/** The rule of an act. */
export function alertRule(act: AlertAct): AlertRule {
  const rule = alertRules.find((one) => one.act === act);
  if (rule === undefined) throw new Error(`no rule for ${act}`);
  return rule;
}

/** Acts that the rules give a side in a state. */
export function alertActs(state: AlertState, side: AlertSide): AlertAct[] {
  return alertRules.filter((rule) => rule.by.includes(side) && rule.from.includes(state)).map((rule) => rule.act);
}

/** The day by which an alert raised on a day is to be assigned. */
export function assignBy(day: string): string {
  return new Date(Date.parse(day) + ALERT_ASSIGN_DAYS * 86_400_000).toISOString().slice(0, 10);
}

/** The alert as its reader sees it; `worker` the entry of the list as that reader sees it there. */
export function alertView(row: AlertRow, call: Pick<Call, 'actor'>, worker: ListRow | undefined, today: string): AlertView {
  const end = endReasons.find((one) => one.reason === row.p_reason), open = row.state !== 'cleared' && row.state !== 'dismissed';
  return {
    id: row.id, programme: row.programme, region: row.region, regionName: regionName(row.region), state: row.state, stateName: alertStateNames[row.state], cause: row.cause, causeName: riskReasonNames[row.cause], raisedOn: row.raised_on, bySystem: row.by_system,
    household: row.household_id === null || row.h_number === null || row.h_state === null || row.h_class === null ? null : { id: row.household_id, number: row.h_number, state: row.h_state, className: householdClassNames[row.h_class] },
    worker: worker === undefined ? null : { id: worker.id, externalId: worker.externalId, title: worker.title, name: nameIn(worker), tier: worker.tier, status: worker.status },
    placement: row.placement_id === null ? null : { id: row.placement_id, reasonName: end?.name ?? null, endedOn: row.p_ended_on },
    assignee: row.assignee, dueOn: row.due_on, late: open && row.due_on < today, closedOn: row.closed_on, dismissName: row.dismiss_reason === null ? null : dismissReasonNames[row.dismiss_reason],
    measures: [...new Set(row.measures ?? [])].map((one) => RiskMeasure.parse(one)).map((measure) => ({ measure, name: riskMeasureNames[measure] })),
    acts: keepsRegister(call, row, 'alert.write') ? alertActs(row.state, 'county') : [], version: row.version, updatedAt: row.updated_at.toISOString(),
  };
}

/** A step of an alert as the driver gives it. */
export interface StepRow { at: Date; by_name: string; act: AlertAct; on_day: string | null; assignee: string | null; due_on: string | null; measure: string | null; reason: string | null; words: string | null }

/** A step in words. */
export function alertEvent(row: StepRow): AlertEvent {
  const measure = RiskMeasure.safeParse(row.measure), dismissed = DismissReason.safeParse(row.reason), end = endReasons.find((one) => one.reason === row.reason);
  return {
    at: row.at.toISOString(), by: row.by_name, act: row.act, actName: alertRule(row.act).name, on: row.on_day, assignee: row.assignee, dueOn: row.due_on, measureName: measure.success ? riskMeasureNames[measure.data] : null,
    reasonName: dismissed.success && row.act === 'dismiss' ? dismissReasonNames[dismissed.data] : end?.name ?? null, words: row.words,
  };
}
