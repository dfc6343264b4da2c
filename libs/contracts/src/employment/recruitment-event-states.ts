import { z } from 'zod';
import type { Text2 } from '../matching/explanation.js';

/** Where a recruitment event stands (mechanisms E02: 有计划组织本地企业到库区招募员工): planned, held and being counted, closed with its counts, or cancelled. */
export const EventState = z.enum(['planned', 'held', 'closed', 'cancelled']);
export type EventState = z.infer<typeof EventState>;

/** What can be done with an event. */
export const EventAct = z.enum(['plan', 'change', 'hold', 'count', 'close', 'cancel']);
export type EventAct = z.infer<typeof EventAct>;

/** What kind of event it is: a fair on the spot, firms that go to the counties, a broadcast with posts. */
export const EventKind = z.enum(['fair', 'visit', 'broadcast']);
export type EventKind = z.infer<typeof EventKind>;

/** Who organises it: a supporter's office, a county, or the programme's administrator. */
export const OrganiserSide = z.enum(['supporter', 'county', 'programme']);
export type OrganiserSide = z.infer<typeof OrganiserSide>;

/** Why an event is cancelled. */
export const EventCancelReason = z.enum(['too-few-posts', 'too-few-people', 'weather-or-traffic', 'postponed', 'entered-in-error', 'other']);
export type EventCancelReason = z.infer<typeof EventCancelReason>;

export const eventStateNames: Readonly<Record<EventState, Text2>> = { planned: { zh: '已计划', en: 'Planned' }, held: { zh: '已举办，待统计', en: 'Held, to be counted' }, closed: { zh: '已办结', en: 'Closed' }, cancelled: { zh: '已取消', en: 'Cancelled' } };
export const eventKindNames: Readonly<Record<EventKind, Text2>> = { fair: { zh: '现场招聘会', en: 'fair on the spot' }, visit: { zh: '赴库区招聘', en: 'recruitment visit' }, broadcast: { zh: '直播带岗', en: 'broadcast' } };
export const organiserSideNames: Readonly<Record<OrganiserSide, Text2>> = { supporter: { zh: '支援方', en: 'supporter' }, county: { zh: '受援县（区）', en: 'county' }, programme: { zh: '协调机构', en: 'programme administrator' } };
export const eventCancelReasonNames: Readonly<Record<EventCancelReason, Text2>> = {
  'too-few-posts': { zh: '岗位不足', en: 'too few posts' }, 'too-few-people': { zh: '报名人数不足', en: 'too few people' }, 'weather-or-traffic': { zh: '天气或交通', en: 'weather or traffic' }, postponed: { zh: '改期另行安排', en: 'put off' }, 'entered-in-error': { zh: '登记有误', en: 'entered in error' }, other: { zh: '其他', en: 'other' },
};

/** One act: in which states (none: it makes the event), to which state (`null`: the state stays). All are the organiser's. */
export interface EventRule { readonly act: EventAct; readonly from: readonly EventState[]; readonly to: EventState | null; readonly name: Text2 }

/** The life of an event as data; employment does not start when it is not sound. */
export const eventRules: readonly EventRule[] = [
  { act: 'plan', from: [], to: 'planned', name: { zh: '计划', en: 'Planned' } },
  { act: 'change', from: ['planned'], to: null, name: { zh: '修改计划', en: 'Changed' } },
  { act: 'hold', from: ['planned'], to: 'held', name: { zh: '登记举办', en: 'Held' } },
  { act: 'count', from: ['held'], to: null, name: { zh: '登记到场和录用', en: 'Counted' } },
  { act: 'close', from: ['held'], to: 'closed', name: { zh: '办结', en: 'Closed' } },
  { act: 'cancel', from: ['planned'], to: 'cancelled', name: { zh: '取消', en: 'Cancelled' } },
];

/** Days after the last day of an event within which a pair that both sides agreed to counts as one of its hires. */
export const EVENT_HIRE_DAYS = 30;
/** Enterprises and counties that one event names at most. */
export const EVENT_ENTERPRISES = 300;
export const EVENT_COUNTIES = 80;
/** Days that one event lasts at most. */
export const EVENT_DAYS = 31;
