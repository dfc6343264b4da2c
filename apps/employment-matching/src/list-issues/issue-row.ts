import { type ListIssueAct, type ListIssueActor, type ListIssueEvent, type ListIssueKind, listIssueKindNames, type ListIssueRule, listIssueRules, type ListIssueSide, listIssueSideNames, ListIssueState, listIssueStateNames, type ListIssueView } from '@jiedui/contracts';
import { type Parameters, regionSql } from '@jiedui/access';
import type { ListSpec } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { regionName } from '@jiedui/reference-data';
import { faultsOfLife } from '../households/life-rules.js';
import { postSpec } from '../posts/post-list.js';
import { workerSpec } from '../workers/worker-list.js';
import { endsOf } from './issue-sides.js';

/** An issue as the driver gives it. Days come as text. */
export interface IssueRow {
  id: string; programme: string; kind: ListIssueKind; side: ListIssueSide; region: string; counterpart: string | null; within: string | null; category: string | null; issuer: string; state: ListIssueState; number: string | null; issued_on: string | null;
  rows: number | null; people: number | null; tier1: number | null; tier2: number | null; digest: string | null; answered_by: string | null; answered_at: Date | null; answer_words: string | null; superseded_by: string | null; later_number: string | null; version: number; updated_at: Date;
}

/** The select all readers of issues share. */
export const issueSelect = `select i.id, i.programme, i.kind, i.side, i.region, i.counterpart, i.within, i.category, i.issuer, i.state, i.number, i.issued_on::text as issued_on, i.rows, i.people, i.tier1, i.tier2, i.digest, i.answered_by, i.answered_at, i.answer_words,
  i.superseded_by, (select l.number from list_issue l where l.id = i.superseded_by) as later_number, i.version, i.updated_at from list_issue i`;

/** The list that issues of a kind are of. */
export const specOf: Readonly<Record<ListIssueKind, ListSpec>> = { post: postSpec, worker: workerSpec };

/** What an issue says of a worker: nothing of who somebody is, of the household, of hardship or of whom somebody travels with. A new column is out until it is named here. */
const ofWorkers: ReadonlySet<string> = new Set(['externalId', 'unit', 'education', 'wishes', 'skills', 'certificates', 'experienceYears', 'wageWish', 'wageMin', 'regionsWished', 'regionsExcluded', 'needsHousing', 'availableOn']);

/** Columns of an issue's layout, in the template's order; workers by number only. */
export function layoutOf(kind: ListIssueKind): ListSpec['columns'] {
  return specOf[kind].columns.filter((column) => !column.personal && (kind === 'worker' ? ofWorkers.has(column.code) : column.code !== 'programme'));
}

/** Open rows `r` of the live list in an issue's reach, as conditions. Of workers those alone who agreed that their data is used for this. */
export function reachSql(issue: Pick<IssueRow, 'kind' | 'programme' | 'region' | 'within' | 'category'>, parameters: Parameters): string {
  return [
    `r.programme = ${parameters.add(issue.programme)}`, `r.status = 'open'`, regionSql('r.region', issue.within ?? issue.region, parameters),
    ...(issue.category === null ? [] : [`r.category = ${parameters.add(issue.category)}`]), ...(issue.kind === 'worker' ? [`r.features ->> 'consent' = 'true'`] : []),
  ].join(' and ');
}

/** What is wrong with the rules of issues; employment does not start then. */
export function faultsOfListIssues(rules: readonly ListIssueRule[] = listIssueRules): readonly string[] {
  return faultsOfLife(ListIssueState.options, rules, { last: ['superseded', 'withdrawn'] }).map((fault) => `list issue: ${fault}`);
}

/** The rule of an act. */
export function issueRule(act: ListIssueAct): ListIssueRule {
  const rule = listIssueRules.find((one) => one.act === act);
  if (rule === undefined) throw new Error(`no rule for ${act}`);
  return rule;
}

/** Acts that the rules give somebody in a state. */
export function issueActs(state: ListIssueState, by: readonly ListIssueActor[]): ListIssueAct[] {
  return listIssueRules.filter((rule) => by.includes(rule.by) && rule.from.includes(state)).map((rule) => rule.act);
}

/** Who the caller is to an issue. */
export function actorsOf({ actor }: Pick<Call, 'actor'>, issue: IssueRow): ListIssueActor[] {
  const ends = endsOf(actor, issue);
  return [...(ends.issuer ? ['issuer' as const] : []), ...(ends.other ? ['other-side' as const] : [])];
}

/** The issue as its reader sees it. */
export function issueView(row: IssueRow, call: Pick<Call, 'actor'>): ListIssueView {
  const place = (region: string | null): { region: string; name: string } | null => (region === null ? null : { region, name: regionName(region) });
  return {
    id: row.id, programme: row.programme, kind: row.kind, kindName: listIssueKindNames[row.kind], side: row.side, sideName: listIssueSideNames[row.side], region: row.region, regionName: regionName(row.region), issuer: row.issuer,
    counterpart: place(row.counterpart), within: place(row.within), category: row.category === null ? null : { code: row.category, name: specOf[row.kind].categoryName(row.category) },
    number: row.number, issuedOn: row.issued_on, state: row.state, stateName: listIssueStateNames[row.state], sums: row.rows === null ? null : { rows: row.rows, people: row.people ?? 0, tier1: row.tier1, tier2: row.tier2 }, digest: row.digest,
    answer: row.answered_by === null || row.answered_at === null ? null : { by: row.answered_by, at: row.answered_at.toISOString(), words: row.answer_words },
    supersededBy: row.superseded_by === null || row.later_number === null ? null : { id: row.superseded_by, number: row.later_number },
    acts: issueActs(row.state, actorsOf(call, row)), version: row.version, updatedAt: row.updated_at.toISOString(),
  };
}

/** A step of an issue as the driver gives it. */
export interface IssueStepRow { at: Date; by_name: string; act: ListIssueAct; words: string | null }

/** A step in words. */
export function issueEvent(row: IssueStepRow): ListIssueEvent {
  return { at: row.at.toISOString(), by: row.by_name, act: row.act, actName: issueRule(row.act).name, words: row.words };
}
