import { type HouseholdAct, type HouseholdClass, householdClassNames, type HouseholdEvent, type HouseholdRule, householdRules, type HouseholdState, householdStateNames, HouseholdState as States, type HouseholdView, reductionReasonNames, ReductionReason, relocationMeasureNames, RelocationMeasure, RiskMeasure, riskMeasureNames, RiskReason, riskReasonNames, type Text2 } from '@jiedui/contracts';
import { inScope, scopeOf } from '@jiedui/access';
import type { Call } from '@jiedui/messaging';
import { isWithin, regionName } from '@jiedui/reference-data';
import { faultsOfLife } from './life-rules.js';
import { contradicts, isListedIn } from './listed-households.js';

/** A household as the driver gives it. Days come as text, so that no time zone moves them. */
export interface HouseholdRow {
  id: string; programme: string; region: string; number: string; township: string | null; members: number | null; state: HouseholdState; class: HouseholdClass; reason: RiskReason | null; reason_words: string | null;
  entered_on: string; found_by: string | null; from_list: boolean; left_on: string | null; measures: string[]; measure_words: string | null; relocated: boolean; relocation_measures: string[]; relocation_words: string | null;
  version: number; updated_at: Date; workers: number; contradictions: number; open_alerts: number;
}

/** Where a household belongs, for the alias `h`. */
export const householdScope = { programme: 'h.programme', regions: ['h.region'], organisations: [], createdBy: null };

/** Columns of a household, for the alias `h`; counts of what hangs on it are looked up a row. */
export const householdColumns = `h.id, h.programme, h.region, h.number, h.township, h.members, h.state, h.class, h.reason, h.reason_words, h.entered_on::text as entered_on, h.found_by, h.from_list, h.left_on::text as left_on, h.measures, h.measure_words,
  h.relocated, h.relocation_measures, h.relocation_words, h.version, h.updated_at, (select count(*)::int from worker w where ${isListedIn('w', 'h')}) as workers,
  (select count(*)::int from worker w where ${isListedIn('w', 'h')} and ${contradicts('w', 'h')}) as contradictions, (select count(*)::int from alert a where a.household_id = h.id and a.state in ('registered', 'assigned', 'measured')) as open_alerts`;

/** What is wrong with the rules of households; employment does not start then. */
export function faultsOfHouseholds(rules: readonly HouseholdRule[] = householdRules): readonly string[] {
  // A correction of the entry itself leads to `void`.
  return faultsOfLife(States.options, rules, { last: [], led: rules.some((rule) => rule.act === 'correct') ? ['void'] : [] }).map((fault) => `household: ${fault}`);
}

/** The rule of an act. */
export function householdRule(act: HouseholdAct): HouseholdRule {
  const rule = householdRules.find((one) => one.act === act);
  if (rule === undefined) throw new Error(`no rule for ${act}`);
  return rule;
}

/** Acts that the rules give in a state. */
export function householdActs(state: HouseholdState): HouseholdAct[] {
  return householdRules.filter((rule) => rule.from.includes(state)).map((rule) => rule.act);
}

/** Whether the caller keeps the register of this county. */
export function keepsRegister({ actor }: Pick<Call, 'actor'>, { programme, region }: { readonly programme: string; readonly region: string }, permission: 'household.write' | 'alert.write' = 'household.write'): boolean {
  return inScope(scopeOf(actor, permission), { programme, regions: [region], organisations: [] }, actor, isWithin);
}

/** The household as its reader sees it. */
export function householdView(row: HouseholdRow, call: Pick<Call, 'actor'>): HouseholdView {
  return {
    id: row.id, programme: row.programme, region: row.region, regionName: regionName(row.region), number: row.number, township: row.township, members: row.members,
    state: row.state, stateName: householdStateNames[row.state], class: row.class, className: householdClassNames[row.class], reason: row.reason, reasonName: row.reason === null ? null : riskReasonNames[row.reason], reasonWords: row.reason_words,
    enteredOn: row.entered_on, foundBy: row.found_by, fromList: row.from_list, leftOn: row.left_on, measures: row.measures.map((one) => RiskMeasure.parse(one)), measureWords: row.measure_words,
    relocated: row.relocated, relocationMeasures: row.relocation_measures.map((one) => RelocationMeasure.parse(one)), relocationWords: row.relocation_words,
    workers: row.workers, contradictions: row.contradictions, openAlerts: row.open_alerts, acts: keepsRegister(call, row) ? householdActs(row.state) : [], version: row.version, updatedAt: row.updated_at.toISOString(),
  };
}

/** A detail that an amendment changed, with its value before and after. */
export interface DetailChange { readonly field: string; readonly from: unknown; readonly to: unknown }

/** A line of the history as the driver gives it. */
export interface EventRow {
  id: string; at: Date; by_name: string; act: HouseholdAct; on_day: string | null; from_state: HouseholdState | null; to_state: HouseholdState; class_from: HouseholdClass | null; class_to: HouseholdClass;
  reason: string | null; words: string | null; changes: DetailChange[]; corrects: string | null; corrected: boolean;
}

/** A line of the history in words. */
export function householdEvent(row: EventRow): HouseholdEvent {
  const reduction = ReductionReason.safeParse(row.reason), risk = RiskReason.safeParse(row.reason);
  return {
    id: row.id, at: row.at.toISOString(), by: row.by_name, act: row.act, actName: householdRule(row.act).name, on: row.on_day, from: row.from_state, to: row.to_state,
    classFrom: row.class_from === null ? null : householdClassNames[row.class_from], classTo: householdClassNames[row.class_to],
    reasonName: reduction.success ? reductionReasonNames[reduction.data] : risk.success ? riskReasonNames[risk.data] : null, words: row.words,
    changes: row.changes.map(({ field, from, to }) => ({ field, from: inWords(field, from), to: inWords(field, to) })), corrects: row.corrects, corrected: row.corrected,
  };
}

/** The value of a detail in words; null for none. */
function inWords(field: string, value: unknown): Text2 | null {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return null;
  if (typeof value === 'boolean') return value ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' };
  const names = (Array.isArray(value) ? value : [value]).map((one: unknown): Text2 => {
    const plain = String(one);
    if (field === 'reason') return riskReasonNames[RiskReason.catch('other').parse(plain)];
    if (field === 'measures') return riskMeasureNames[RiskMeasure.catch('other').parse(plain)];
    if (field === 'relocationMeasures') return relocationMeasureNames[RelocationMeasure.catch('other').parse(plain)];
    return { zh: plain, en: plain };
  });
  return { zh: names.map((one) => one.zh).join('、'), en: names.map((one) => one.en).join(', ') };
}
