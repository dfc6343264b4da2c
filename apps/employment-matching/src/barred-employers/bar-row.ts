import { type BarAct, type BarEffects, type BarReason, barReasonNames, type BarRule, barRules, BarState, barStateNames, type BarStep, type BarView, endReasons, endsWhenBarred, livePlacementStates, looksWhenBarred, placementRules } from '@jiedui/contracts';
import { inScope, scopeOf } from '@jiedui/access';
import type { Call } from '@jiedui/messaging';
import { isWithin } from '@jiedui/reference-data';
import { faultsOfLife } from '../households/life-rules.js';

/** A bar as the driver gives it. Days come as text. */
export interface BarRow {
  id: string; programme: string; name: string; organisations: string[]; reason: BarReason; reason_words: string | null; source: string; found_on: string; from_on: string; office: string;
  posts: number; ended: number; looks: number; carried_out_at: Date | null; lifted_at: Date | null; lifted_words: string | null; version: number; updated_at: Date;
}

/** Where a bar belongs for its readers, for the alias `b`: they read the whole programme. */
export const barScope = { programme: 'b.programme', regions: [], organisations: [], createdBy: null };

/** The select all readers of bars share. */
export const barSelect = `select b.id, b.programme, b.name, b.organisations, b.reason, b.reason_words, b.source, b.found_on::text as found_on, b.from_on::text as from_on, b.office, b.posts, b.ended, b.looks, b.carried_out_at, b.lifted_at, b.lifted_words, b.version, b.updated_at from barred_employer b`;

/** Posts `d` of a bar, as SQL over its programme, the keys of its posts and its name. */
export const postsOf = (programme: string, organisations: string, name: string): string => `d.programme = ${programme} and (d.organisation = any(${organisations}) or d.organisation_name = ${name})`;

/** What is wrong with the rules of bars: also a placement that would neither end nor be looked at, or whose end the system may not state. Employment does not start then. */
export function faultsOfBars(rules: readonly BarRule[] = barRules, ends: readonly string[] = endsWhenBarred, looks: readonly string[] = looksWhenBarred): readonly string[] {
  const end = endReasons.find((one) => one.reason === 'employer-closed'), flag = placementRules.find((one) => one.act === 'flag');
  return [
    ...faultsOfLife(BarState.options, rules, { last: ['lifted'] }),
    ...livePlacementStates.filter((state) => ends.includes(state) === looks.includes(state)).map((state) => `a placement in ${state} has to end or to be looked at, one of the two`),
    ...livePlacementStates.filter((state) => ends.includes(state) && (end === undefined || !end.sides.includes('system') || !end.from.includes(state))).map((state) => `the system cannot end a placement in ${state}`),
    ...livePlacementStates.filter((state) => looks.includes(state) && flag?.from.includes(state) !== true).map((state) => `a placement in ${state} cannot be put before the county`),
  ].map((fault) => `barred employer: ${fault}`);
}

/** The rule of an act. */
export function barRule(act: BarAct): BarRule {
  const rule = barRules.find((one) => one.act === act);
  if (rule === undefined) throw new Error(`no rule for ${act}`);
  return rule;
}

/** Whether the actor bars employers of this programme. */
export function bars(actor: Call['actor'], programme: string): boolean {
  return inScope(scopeOf(actor, 'barred-employer.write'), { programme, regions: [], organisations: [] }, actor, isWithin);
}

/** Where a bar stands. */
export function stateOf({ lifted_at: lifted }: Pick<BarRow, 'lifted_at'>): BarState { return lifted === null ? 'in-force' : 'lifted'; }

/** The bar as its reader sees it. */
export function barView(row: BarRow, { actor }: Pick<Call, 'actor'>): BarView {
  const state = stateOf(row);
  return {
    id: row.id, programme: row.programme, name: row.name, reason: row.reason, reasonName: barReasonNames[row.reason], reasonWords: row.reason_words, source: row.source, foundOn: row.found_on, fromOn: row.from_on, state, stateName: barStateNames[state], office: row.office,
    effects: { posts: row.posts, ended: row.ended, looks: row.looks }, carriedOut: row.carried_out_at !== null, lifted: row.lifted_at === null ? null : { at: row.lifted_at.toISOString(), words: row.lifted_words ?? '' },
    // What the system does by itself is nobody's button.
    acts: bars(actor, row.programme) ? barRules.filter((rule) => rule.from.includes(state) && rule.act !== 'carry-out').map((rule) => rule.act) : [], version: row.version, updatedAt: row.updated_at.toISOString(),
  };
}

/** A step of a bar as the driver gives it. */
export interface BarStepRow extends Record<keyof BarEffects, number | null> { at: Date; by_name: string; act: BarAct; words: string | null }

/** A step in words. */
export function barStep({ at, by_name: by, act, words, posts, ended, looks }: BarStepRow): BarStep {
  return { at: at.toISOString(), by, act, actName: barRule(act).name, words, effects: posts === null || ended === null || looks === null ? null : { posts, ended, looks } };
}
