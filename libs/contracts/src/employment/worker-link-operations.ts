import { z } from 'zod';
import { Actor } from '../actor.js';
import { operation } from '../operation.js';
import { Id, Instant } from '../units.js';

const service = 'employment' as const;

/** Days a worker's link holds. */
export const WORKER_LINK_DAYS = 14;
/** Wrong answers to the link's question after which it is withdrawn and the county told. */
export const WORKER_LINK_TRIES = 5;

/** An opaque secret of 256 random bits, base64url; only its SHA-256 is stored. */
const Token = z.string().regex(/^[\w-]{20,100}$/);

/** What a new device is asked before it sees anything: the last four characters of the ID number, or year and month of birth where none is stored. */
export const LinkQuestion = z.enum(['id-number', 'birth-month']);
export type LinkQuestion = z.infer<typeof LinkQuestion>;

/** Why a link ended before its time: the office withdrew it, a new one replaced it, too many wrong answers, or whoever opened it said that it is somebody else's. */
export const LinkEnd = z.enum(['withdrawn', 'replaced', 'wrong-answers', 'not-me']);
export type LinkEnd = z.infer<typeof LinkEnd>;

/** A worker's link as the labour office sees it; its token is nowhere. */
export const WorkerLinkView = z.strictObject({
  id: Id, state: z.enum(['open', 'expired', 'ended']), end: LinkEnd.nullable(), endedAt: Instant.nullable(),
  madeBy: z.string(), madeAt: Instant, expiresAt: Instant, question: LinkQuestion,
  /** Devices that answered the question, and when one of them was last used. */
  devices: z.int(), usedAt: Instant.nullable(),
});
export type WorkerLinkView = z.infer<typeof WorkerLinkView>;

const one = z.strictObject({ id: Id });
const path = '/api/employment/workers/:id/link';

/** Links to the phone page of a worker (mechanisms E17). One that was lost is not repeated but replaced, so making one needs no key. */
export const workerLinks = {
  list: operation({ service, name: 'worker-links.list', http: { method: 'GET', path: `${path}s` }, permission: 'worker-link.make', request: one, reply: z.strictObject({ items: z.array(WorkerLinkView) }), summary: { zh: '本人链接的记录', en: 'Links of a worker' } }),
  /** A new link; the one before it ends. The token is shown this once. */
  make: operation({ service, name: 'worker-links.make', http: { method: 'POST', path }, permission: 'worker-link.make', request: one, reply: z.strictObject({ token: Token, question: LinkQuestion, expiresAt: Instant }), summary: { zh: '生成本人链接', en: 'Make a link for a worker' } }),
  withdraw: operation({ service, name: 'worker-links.withdraw', http: { method: 'POST', path: `${path}/withdraw` }, permission: 'worker-link.make', request: one, reply: z.strictObject({}), summary: { zh: '收回本人链接', en: 'Withdraw the link of a worker' } }),
};

/** What the gateway asks for whoever opens a link: it alone sees tokens, and writes the device's cookie. None has a route of its own. */
const ofTheDoor = { service, http: null, permission: 'worker-link.open' as const };
export const workerDoor = {
  /**
   * Opens a link on a device. A device that answered before (`device`, its cookie) is let in again; another one is asked first (`answer` null), and its answer checked.
   * A link that is unknown, expired, ended or of somebody erased is the same 404.
   */
  open: operation({
    ...ofTheDoor, name: 'worker-door.open', request: z.strictObject({ token: Token, answer: z.string().trim().min(1).max(20).nullable().default(null), device: Token.nullable().default(null) }),
    reply: z.discriminatedUnion('next', [z.strictObject({ next: z.literal('question'), question: LinkQuestion }), z.strictObject({ next: z.literal('done'), device: Token, expiresAt: Instant })]), summary: { zh: '打开本人链接', en: 'Open a worker’s link' },
  }),
  resolve: operation({ ...ofTheDoor, name: 'worker-door.resolve', request: z.strictObject({ device: z.string().max(100) }), reply: z.strictObject({ actor: Actor.nullable() }), summary: { zh: '核对本人的设备', en: 'Whose device this is' } }),
  close: operation({ ...ofTheDoor, name: 'worker-door.close', request: z.strictObject({ device: z.string().max(100) }), reply: z.strictObject({}), summary: { zh: '退出本人页面', en: 'Leave the worker’s page' } }),
};
