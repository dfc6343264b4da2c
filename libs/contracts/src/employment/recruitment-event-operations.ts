import { z } from 'zod';
import { operation } from '../operation.js';
import { Text2 } from '../matching/explanation.js';
import { PageRequest, pageOf } from '../paging.js';
import { Day, Id, Instant, ProgrammeCode, RegionCode } from '../units.js';
import { EVENT_COUNTIES, EVENT_ENTERPRISES, EventAct, EventCancelReason, EventKind, EventState, OrganiserSide } from './recruitment-event-states.js';

const service = 'employment' as const;
/** Text that people type: trimmed, without NUL, which PostgreSQL does not store. */
const words = (max: number) => z.string().trim().min(1).max(max).regex(/^[^\u0000]*$/);
/** People or posts counted. */
const Heads = z.int().min(0).max(1_000_000);

/** What is planned: name, kind, days, place, the firms with their posts, the people expected by county. */
const plan = {
  name: words(80), kind: EventKind, startsOn: Day, endsOn: Day, place: words(80),
  enterprises: z.array(z.strictObject({ name: words(120), posts: Heads })).max(EVENT_ENTERPRISES), counties: z.array(z.strictObject({ region: RegionCode, quota: Heads })).max(EVENT_COUNTIES),
};

/** Plan against what came of it, in sums. `attended` and `hires` are what the organiser counted, null while nothing is; `placed` the placements that meet the event (docs/mechanisms.md). */
export const EventSums = z.strictObject({ enterprises: z.int(), posts: z.int(), quota: z.int(), attended: z.int().nullable(), hires: z.int().nullable(), placed: z.int() });
export type EventSums = z.infer<typeof EventSums>;

/** A recruitment event as its reader sees it. No personal data. */
export const RecruitmentEventView = z.strictObject({
  id: Id, programme: ProgrammeCode, name: z.string(), kind: EventKind, kindName: Text2, side: OrganiserSide, sideName: Text2, organiser: z.string(), organiserRegion: z.strictObject({ region: RegionCode, name: z.string() }).nullable(),
  startsOn: Day, endsOn: Day, place: z.string(), state: EventState, stateName: Text2, sums: EventSums, cancelled: z.strictObject({ reasonName: Text2, words: z.string().nullable() }).nullable(), acts: z.array(EventAct), version: z.int(), updatedAt: Instant,
});
export type RecruitmentEventView = z.infer<typeof RecruitmentEventView>;

/** A firm that takes part, and a county whose people are expected, each with plan, count and placements. */
export const EventEnterprise = z.strictObject({ name: z.string(), posts: z.int(), hires: z.int().nullable(), placed: z.int() });
export type EventEnterprise = z.infer<typeof EventEnterprise>;
export const EventCounty = z.strictObject({ region: RegionCode, regionName: z.string(), quota: z.int(), attended: z.int().nullable(), placed: z.int() });
export type EventCounty = z.infer<typeof EventCounty>;
/** A step of an event. */
export const RecruitmentEventStep = z.strictObject({ at: Instant, by: z.string(), act: EventAct, actName: Text2, words: z.string().nullable() });
export type RecruitmentEventStep = z.infer<typeof RecruitmentEventStep>;

const path = '/api/employment/recruitment-events';
const act = (name: string) => ({ method: 'POST' as const, path: `${path}/:id/${name}` });
const step = { id: Id, version: z.int() };
const read = 'recruitment-event.read' as const, write = 'recruitment-event.write' as const;
const filters = {
  programme: ProgrammeCode.optional(), year: z.coerce.number().int().min(2014).max(2100).optional(), state: EventState.optional(), kind: EventKind.optional(),
  /** Organised there, or with people expected from there. */
  region: RegionCode.optional(), search: z.string().max(80).optional(),
};

/** 招聘活动: the year's plan of events at which enterprises of the supporters recruit (mechanisms E02). */
export const recruitmentEvents = {
  list: operation({ service, name: 'recruitment-events.list', http: { method: 'GET', path }, permission: read, request: z.strictObject({ ...PageRequest, ...filters }), reply: pageOf(RecruitmentEventView), summary: { zh: '查询招聘活动', en: 'List recruitment events' } }),
  /** Over all events that meet the filters and were not cancelled. */
  sums: operation({ service, name: 'recruitment-events.sums', http: { method: 'GET', path: `${path}/sums` }, permission: read, request: z.strictObject(filters), reply: EventSums.extend({ events: z.int(), heldEvents: z.int() }), summary: { zh: '招聘活动合计', en: 'Sums of recruitment events' } }),
  get: operation({ service, name: 'recruitment-events.get', http: { method: 'GET', path: `${path}/:id` }, permission: read, request: z.strictObject({ id: Id }), reply: z.strictObject({ event: RecruitmentEventView, enterprises: z.array(EventEnterprise), counties: z.array(EventCounty), history: z.array(RecruitmentEventStep) }), summary: { zh: '招聘活动详情', en: 'One recruitment event' } }),
  /** `region` is the organiser's own place; none for the programme's administrator. */
  plan: operation({ service, name: 'recruitment-events.plan', http: { method: 'POST', path }, permission: write, creates: true, request: z.strictObject({ programme: ProgrammeCode, side: OrganiserSide, region: RegionCode.optional(), ...plan }), reply: RecruitmentEventView, summary: { zh: '计划招聘活动', en: 'Plan a recruitment event' } }),
  change: operation({ service, name: 'recruitment-events.change', http: act('change'), permission: write, request: z.strictObject({ ...step, ...plan }), reply: RecruitmentEventView, summary: { zh: '修改招聘活动', en: 'Change a recruitment event' } }),
  hold: operation({ service, name: 'recruitment-events.hold', http: act('hold'), permission: write, request: z.strictObject(step), reply: RecruitmentEventView, summary: { zh: '登记举办', en: 'A recruitment event was held' } }),
  /** Those named; the others stay as they are. */
  count: operation({ service, name: 'recruitment-events.count', http: act('count'), permission: write, request: z.strictObject({
    ...step, counties: z.array(z.strictObject({ region: RegionCode, attended: Heads })).max(EVENT_COUNTIES), enterprises: z.array(z.strictObject({ name: words(120), hires: Heads })).max(EVENT_ENTERPRISES),
  }), reply: RecruitmentEventView, summary: { zh: '登记到场和录用', en: 'Count attendance and hires' } }),
  close: operation({ service, name: 'recruitment-events.close', http: act('close'), permission: write, request: z.strictObject(step), reply: RecruitmentEventView, summary: { zh: '办结招聘活动', en: 'Close a recruitment event' } }),
  cancel: operation({ service, name: 'recruitment-events.cancel', http: act('cancel'), permission: write, request: z.strictObject({ ...step, reason: EventCancelReason, words: words(200).optional() }), reply: RecruitmentEventView, summary: { zh: '取消招聘活动', en: 'Cancel a recruitment event' } }),
};
