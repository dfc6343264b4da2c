import { z } from 'zod';
import { operation } from '../operation.js';
import { Id, Instant } from '../units.js';

/** What a worker is told on the telephone: the own link, a proposal or an offer that waits for an answer, the group departure or the first day of the job tomorrow (mechanisms E17). */
export const WorkerMessageKind = z.enum(['link', 'proposal', 'offer', 'departure']);
export type WorkerMessageKind = z.infer<typeof WorkerMessageKind>;

/** Why a message was not sent: the consent is not in force, no telephone is stored, nothing is stored to ask for, the worker had as many today as may be, what it told of is over, no way to the worker is set up; or the service refused it or did not answer. */
export const WorkerMessageReason = z.enum(['no-consent', 'no-phone', 'nothing-to-ask', 'daily-limit', 'over', 'no-way', 'refused', 'unreachable']);
export type WorkerMessageReason = z.infer<typeof WorkerMessageReason>;

/** Messages to one worker a day, in the time of Shanghai, tries that failed among them. */
export const WORKER_MESSAGES_A_DAY = 3;

/** A message as the labour office sees it, with the way it went or will go by; neither its text nor a telephone is kept. */
export const WorkerMessageView = z.strictObject({
  id: Id, kind: WorkerMessageKind, channel: z.enum(['sms', 'wechat']), state: z.enum(['waiting', 'sent', 'skipped', 'failed']), reason: WorkerMessageReason.nullable(),
  /** Who pressed the button; null where the system sent it by itself. */
  askedBy: z.string().nullable(), askedAt: Instant, sentAt: Instant.nullable(),
});
export type WorkerMessageView = z.infer<typeof WorkerMessageView>;

const one = z.strictObject({ id: Id }), service = 'employment' as const, permission = 'worker-link.make' as const;

/** Messages to the telephones of workers. */
export const workerMessages = {
  /** `isSet`: whether the installation has a service for text messages. */
  list: operation({ service, name: 'worker-messages.list', http: { method: 'GET', path: '/api/employment/workers/:id/messages' }, permission, request: one, reply: z.strictObject({ isSet: z.boolean(), items: z.array(WorkerMessageView) }), summary: { zh: '发给本人的短信', en: 'Messages to a worker' } }),
  /** A new link goes to the worker's telephone; the one before it ends when it does. */
  sendLink: operation({ service, name: 'worker-messages.send-link', http: { method: 'POST', path: '/api/employment/workers/:id/link/send' }, permission, request: one, reply: WorkerMessageView, summary: { zh: '把本人链接发到手机', en: 'Send the link to the worker’s telephone' } }),
};
