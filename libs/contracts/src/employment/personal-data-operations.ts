import { z } from 'zod';
import { operation } from '../operation.js';
import { ListRow } from '../lists/list-operations.js';
import { FilePiece } from '../paging.js';
import { Day, Id, Instant } from '../units.js';

/** Why somebody looks at a person's full data (PIPL article 6): the code goes into the audit trail with the words. */
export const RevealPurpose = z.enum(['contact', 'identity-check', 'hiring', 'subsidy', 'correction', 'request-of-person']);
export type RevealPurpose = z.infer<typeof RevealPurpose>;

/** Full values of the masked cells; null where the list has none. */
export const RevealedPerson = z.strictObject({ id: Id, name: z.string().nullable(), idNumber: z.string().nullable(), phone: z.string().nullable() });
export type RevealedPerson = z.infer<typeof RevealedPerson>;

/** Full looks at persons an account has in an hour (reliability S11). */
export const REVEALS_AN_HOUR = 20;

/** Why a person's data is erased; kept in the trail and the row's history. */
export const ErasureReason = z.enum(['request-of-person', 'purpose-ended', 'entered-by-mistake']);
export type ErasureReason = z.infer<typeof ErasureReason>;

/** What stays of an erased person: a name nobody can trace back. */
export const ErasedPerson = z.strictObject({ id: Id, pseudonym: z.string(), erasedAt: Instant });
export type ErasedPerson = z.infer<typeof ErasedPerson>;

/** One line of the ledger of consents: for what, on which ground, since when, until when the data may be kept (PIPL articles 13 to 19). */
export const ConsentRecord = z.strictObject({ purpose: z.string(), legalBasis: z.string(), givenOn: Day, recordedAt: Instant, withdrawnAt: Instant.nullable(), purgeOn: Day.nullable(), by: z.string() });
export type ConsentRecord = z.infer<typeof ConsentRecord>;

/** What may be done with one person's own data (reliability D13). */
export const workerPrivacy = {
  reveal: operation({ service: 'employment', name: 'workers.reveal', http: { method: 'POST', path: '/api/employment/workers/:id/reveal' }, audited: false, permission: 'worker.reveal', request: z.strictObject({ id: Id, purpose: RevealPurpose, words: z.string().trim().min(1).max(200) }), reply: RevealedPerson, summary: { zh: '按用途查看个人信息全文', en: 'Reveal a person for a stated purpose' } }),
  dossier: operation({ service: 'employment', name: 'workers.dossier', http: { method: 'GET', path: '/api/employment/workers/:id/dossier.json' }, audited: false, permission: 'worker.reveal', request: z.strictObject({ id: Id, seq: z.coerce.number().int().min(0).default(0) }), reply: FilePiece, download: true, timeoutMs: 8000, summary: { zh: '导出本人的全部信息', en: 'Everything held on a person' } }),
  consents: operation({ service: 'employment', name: 'workers.consents', http: { method: 'GET', path: '/api/employment/workers/:id/consents' }, permission: 'worker.read', request: z.strictObject({ id: Id }), reply: z.strictObject({ items: z.array(ConsentRecord) }), summary: { zh: '知情同意的记录', en: 'Consents of a person' } }),
  withdrawConsent: operation({ service: 'employment', name: 'workers.withdraw-consent', http: { method: 'POST', path: '/api/employment/workers/:id/withdraw-consent' }, permission: 'worker.write', request: z.strictObject({ id: Id, version: z.int() }), reply: ListRow, summary: { zh: '撤回知情同意', en: 'Withdraw a consent' } }),
  erase: operation({ service: 'employment', name: 'workers.erase', http: { method: 'POST', path: '/api/employment/workers/:id/erase' }, audited: false, permission: 'worker.erase', request: z.strictObject({ id: Id, version: z.int(), reason: ErasureReason }), reply: ErasedPerson, timeoutMs: 15_000, summary: { zh: '删除个人信息', en: 'Erase a person' } }),
};
