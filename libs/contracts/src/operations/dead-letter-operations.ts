import { z } from 'zod';
import { operation, type ServiceName } from '../operation.js';
import { pageOf, PageRequest } from '../paging.js';
import { Id, Instant } from '../units.js';

/** Why a fact was parked: nothing could be read of it, all its tries failed, or one before it of the same thing is parked. */
export const DeadLetterReason = z.enum(['UNPROCESSABLE', 'RETRIES_EXHAUSTED', 'BEHIND_PARKED']);

/** A fact that a service could not carry out, kept until a person has decided on it (reliability D5). */
export const DeadLetterView = z.strictObject({
  id: Id, consumer: z.string(), subject: z.string(),
  /** Thing the fact is about and its number among that thing's facts; null where the message could not be read. */
  aggregate: z.string().nullable(), aggregateVersion: z.int().nullable(),
  reason: DeadLetterReason, error: z.string().nullable(), deliveries: z.int(), parkedAt: Instant,
  /** Whether it may be decided on now: no earlier one of the same thing is open. */
  isFirst: z.boolean(),
  decision: z.strictObject({ kind: z.enum(['replayed', 'discarded']), by: z.string(), at: Instant, words: z.string() }).nullable(),
});
export type DeadLetterView = z.infer<typeof DeadLetterView>;

const Words = z.string().trim().min(1).max(500);
/** The message as JSON text; a mended one takes its place for the replay. */
const Body = z.string().min(2).max(200_000);

/** Every service's own dead letters: list, read, replay (mended or as it is), discard. */
export function deadLetterOperations<S extends ServiceName>(service: S) {
  const path = `/api/${service}/dead-letters` as const;
  return {
    list: operation({ service, name: 'dead-letters.list', http: { method: 'GET', path }, permission: 'operations.read', request: z.strictObject({ ...PageRequest, state: z.enum(['open', 'decided']).default('open'), reason: DeadLetterReason.optional(), search: z.string().max(80).optional() }), reply: pageOf(DeadLetterView), summary: { zh: '未处理成功的消息', en: 'Dead letters' } }),
    get: operation({ service, name: 'dead-letters.get', http: { method: 'GET', path: `${path}/:id` }, permission: 'operations.read', request: z.strictObject({ id: Id }), reply: z.strictObject({ letter: DeadLetterView, body: z.string() }), summary: { zh: '查看一条消息', en: 'Read one dead letter' } }),
    replay: operation({ service, name: 'dead-letters.replay', http: { method: 'POST', path: `${path}/:id/replay` }, permission: 'operations.mend', request: z.strictObject({ id: Id, words: Words, body: Body.optional() }), reply: z.strictObject({ letter: DeadLetterView, released: z.int() }), timeoutMs: 30_000, summary: { zh: '重新处理（可先改正）', en: 'Replay, mended or as it is' } }),
    discard: operation({ service, name: 'dead-letters.discard', http: { method: 'POST', path: `${path}/:id/discard` }, permission: 'operations.mend', request: z.strictObject({ id: Id, words: Words }), reply: z.strictObject({ letter: DeadLetterView, released: z.int() }), timeoutMs: 30_000, summary: { zh: '放弃这条消息', en: 'Discard' } }),
  };
}

export const deadLetters = {
  registry: deadLetterOperations('registry'), intake: deadLetterOperations('intake'), employment: deadLetterOperations('employment'),
  marketplace: deadLetterOperations('marketplace'), matching: deadLetterOperations('matching'), assessment: deadLetterOperations('assessment'),
} as const;
