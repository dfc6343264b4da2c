import { type Actor, EVENT_HIRE_DAYS, type EventAct, type EventCancelReason, eventCancelReasonNames, type EventKind, eventKindNames, type EventRule, eventRules, EventState, eventStateNames, type OrganiserSide, organiserSideNames, type RecruitmentEventStep, type RecruitmentEventView, type Role } from '@jiedui/contracts';
import { inScope, scopeOf } from '@jiedui/access';
import type { Call } from '@jiedui/messaging';
import { isWithin, regionName } from '@jiedui/reference-data';
import { faultsOfLife } from '../households/life-rules.js';

/** An event with its sums, as the driver gives it. Days come as text. */
export interface EventRow {
  id: string; programme: string; name: string; kind: EventKind; side: OrganiserSide; organiser: string; region: string | null; starts_on: string; ends_on: string; place: string; state: EventState; cancel_reason: EventCancelReason | null; cancel_words: string | null; version: number; updated_at: Date;
  enterprises: number; posts: number; quota: number; attended: number | null; hires: number | null; placed: number;
}

/** Where an event belongs for its readers, for the alias `e`: they read the whole programme. */
export const eventScope = { programme: 'e.programme', regions: [], organisations: [], createdBy: null };

/**
 * Placements `p` of posts `d` and workers `s` that meet an event `e`: agreed between its first day and {@link EVENT_HIRE_DAYS} after its last, by a firm and a county that it names, and not
 * ended before somebody was on the job. A placement may meet two events; nobody says at which of them the people met.
 */
export const placedAt = `from placement p join post d on d.id = p.post_id join worker s on s.id = p.worker_id where p.programme = e.programme and p.agreed_on between e.starts_on and e.ends_on + ${EVENT_HIRE_DAYS} and (p.state <> 'ended' or p.arrived_on is not null)
  and exists (select from recruitment_event_enterprise n where n.event_id = e.id and n.name = d.organisation_name) and exists (select from recruitment_event_county c where c.event_id = e.id and c.region = s.region)`;

/** How many they are. */
export const placedCount = `(select count(*)::int ${placedAt})`;

/** The select all readers of events share; `placed` is {@link placedCount}, or 0 where nobody asks for it. */
export const eventSelect = (placed: string): string => `select e.id, e.programme, e.name, e.kind, e.side, e.organiser, e.region, e.starts_on::text as starts_on, e.ends_on::text as ends_on, e.place, e.state, e.cancel_reason, e.cancel_words, e.version, e.updated_at,
  n.enterprises, n.posts, n.hires, c.quota, c.attended, ${placed} as placed from recruitment_event e
  cross join lateral (select count(*)::int as enterprises, coalesce(sum(posts), 0)::int as posts, sum(hires)::int as hires from recruitment_event_enterprise where event_id = e.id) n
  cross join lateral (select coalesce(sum(quota), 0)::int as quota, sum(attended)::int as attended from recruitment_event_county where event_id = e.id) c`;

/** What is wrong with the rules of events; employment does not start then. */
export function faultsOfEvents(rules: readonly EventRule[] = eventRules): readonly string[] {
  return faultsOfLife(EventState.options, rules, { last: ['closed', 'cancelled'] }).map((fault) => `recruitment event: ${fault}`);
}

/** The rule of an act. */
export function eventRule(act: EventAct): EventRule {
  const rule = eventRules.find((one) => one.act === act);
  if (rule === undefined) throw new Error(`no rule for ${act}`);
  return rule;
}

/** Acts that the rules give the organiser in a state. */
export function eventActs(state: EventState): EventAct[] {
  return eventRules.filter((rule) => rule.from.includes(state)).map((rule) => rule.act);
}

/** The offices that organise on each side. */
const officesOf: Readonly<Record<OrganiserSide, readonly Role[]>> = { supporter: ['supporter-office'], county: ['labour-office'], programme: ['programme-administrator'] };

/** Whether the actor organises this event: the office of its side for its place, or the programme's administrator, who answers for the whole plan. */
export function organises(actor: Actor, { programme, side, region }: Pick<EventRow, 'programme' | 'side' | 'region'>): boolean {
  const of = (one: OrganiserSide): boolean => inScope(scopeOf({ ...actor, grants: actor.grants.filter((grant) => officesOf[one].includes(grant.role)) }, 'recruitment-event.write'), { programme, regions: region === null ? [] : [region], organisations: [] }, actor, isWithin);
  return of('programme') || side !== 'programme' && of(side);
}

/** The event as its reader sees it. */
export function eventView(row: EventRow, { actor }: Pick<Call, 'actor'>): RecruitmentEventView {
  return {
    id: row.id, programme: row.programme, name: row.name, kind: row.kind, kindName: eventKindNames[row.kind], side: row.side, sideName: organiserSideNames[row.side], organiser: row.organiser, organiserRegion: row.region === null ? null : { region: row.region, name: regionName(row.region) },
    startsOn: row.starts_on, endsOn: row.ends_on, place: row.place, state: row.state, stateName: eventStateNames[row.state], sums: { enterprises: row.enterprises, posts: row.posts, quota: row.quota, attended: row.attended, hires: row.hires, placed: row.placed },
    cancelled: row.cancel_reason === null ? null : { reasonName: eventCancelReasonNames[row.cancel_reason], words: row.cancel_words }, acts: organises(actor, row) ? eventActs(row.state) : [], version: row.version, updatedAt: row.updated_at.toISOString(),
  };
}

/** A step of an event as the driver gives it. */
export interface EventStepRow { at: Date; by_name: string; act: EventAct; words: string | null }

/** A step in words. */
export function eventStep(row: EventStepRow): RecruitmentEventStep {
  return { at: row.at.toISOString(), by: row.by_name, act: row.act, actName: eventRule(row.act).name, words: row.words };
}
