import { z } from 'zod';
import { operation } from '../operation.js';
import { PageRequest, pageOf } from '../paging.js';
import { Id, Instant, ProgrammeCode, RegionCode } from '../units.js';

/** What a notice tells the worker's county of: the worker's own word on the phone page, a link that ended by itself, a message that did not get through (mechanisms E17), or an employer that was barred (E05). */
export const noticeKinds = ['proposal-yes', 'proposal-no', 'offer-accepted', 'placement-ended', 'help-asked', 'consent-withdrawn', 'link-wrong-answers', 'link-not-me', 'message-failed', 'employer-barred-ended', 'employer-barred-look'] as const;
export const NoticeKind = z.enum(noticeKinds);
export type NoticeKind = z.infer<typeof NoticeKind>;

/** Days a notice is kept. */
export const NOTICE_DAYS = 180;

/** A notice as one account sees it: the worker is the number and the wish on the list, never a name. `thingId` is the proposal, placement, request or message it is about; null where that is the worker. */
export const NoticeView = z.strictObject({
  id: Id, kind: NoticeKind, programme: ProgrammeCode, region: RegionCode, regionName: z.string(), workerId: Id, workerTitle: z.string(), workerExternalId: z.string(), thingId: Id.nullable(), at: Instant,
  /** By this account; what others read stays unread here. */
  read: z.boolean(),
});
export type NoticeView = z.infer<typeof NoticeView>;

const service = 'employment' as const, path = '/api/employment/notices', permission = 'notice.read' as const;

/** Notices inside the application. */
export const notices = {
  list: operation({ service, name: 'notices.list', http: { method: 'GET', path }, permission, request: z.strictObject({ ...PageRequest, programme: ProgrammeCode.optional(), state: z.enum(['unread', 'read']).optional() }), reply: pageOf(NoticeView), summary: { zh: '查询通知', en: 'List notices' } }),
  read: operation({ service, name: 'notices.read', http: { method: 'POST', path: `${path}/:id/read` }, permission, request: z.strictObject({ id: Id }), reply: z.strictObject({}), summary: { zh: '通知标为已读', en: 'Mark a notice as read' } }),
  /** Those up to the newest that was on the screen: what came meanwhile stays unread. */
  readAll: operation({ service, name: 'notices.read-all', http: { method: 'POST', path: `${path}/read-all` }, permission, request: z.strictObject({ programme: ProgrammeCode.optional(), until: Instant }), reply: z.strictObject({ marked: z.int() }), summary: { zh: '通知全部标为已读', en: 'Mark all notices as read' } }),
};
