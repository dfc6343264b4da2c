import { z } from 'zod';
import { operation, type ServiceName } from '../operation.js';
import { FilePiece, pageOf, PageRequest } from '../paging.js';
import { Id, Instant } from '../units.js';

export const AuditResult = z.enum(['done', 'refused', 'denied']);

/** One entry of a service's audit trail (reliability D14). Persons by account id, things by id; of fields the names. */
export const AuditEntryView = z.strictObject({
  id: Id, at: Instant, actorKind: z.enum(['person', 'service', 'anonymous']), actorId: z.string(), roles: z.array(z.string()),
  action: z.string(), subjectKind: z.string().nullable(), subjectId: z.string().nullable(), programme: z.string().nullable(),
  result: AuditResult, purpose: z.string().nullable(),
  /** JSON text. */
  details: z.string(),
  /** A bulk change: number of rows and the digest over their ids and versions. */
  rowCount: z.int().nullable(), rowDigest: z.string().nullable(), correlationId: z.string().nullable(),
  /** Place in the chain and its hash; null while the entry waits for them. */
  seq: z.int().nullable(), hash: z.string().nullable(),
});
export type AuditEntryView = z.infer<typeof AuditEntryView>;

/** What was found wrong in a trail first. */
export const AuditFault = z.strictObject({ kind: z.enum(['edited', 'deleted', 'inserted', 'reordered', 'tail-cut', 'unchained', 'anchor-forged', 'anchor-missing']), seq: z.int().nullable(), entryId: z.string().nullable(), zh: z.string(), en: z.string() });
const Check = z.strictObject({ at: Instant, entries: z.int(), fault: AuditFault.nullable() });

/** Where a service's chain stands: its last link, the last signed head outside the database, entries without a place, the last check. */
export const AuditState = z.strictObject({
  seq: z.int(), hash: z.string().nullable(), anchor: z.strictObject({ seq: z.int(), at: Instant }).nullable(),
  waiting: z.int(), waitingSince: Instant.nullable(), check: Check.nullable(),
});
export type AuditState = z.infer<typeof AuditState>;

const filters = { actor: z.string().max(80).optional(), action: z.string().max(120).optional(), subject: z.string().max(80).optional(), result: AuditResult.optional(), from: Instant.optional(), to: Instant.optional() };
/** Filters of the trail: account id, the beginning of an action, a thing's id, result, from (inclusive) to (exclusive). */
export const AuditFilters = z.strictObject(filters);

/** Every service's own trail: search, export, the chain's state, a check of it. */
export function auditOperations<S extends ServiceName>(service: S) {
  const path = `/api/${service}/audit` as const;
  return {
    list: operation({ service, name: 'audit.list', http: { method: 'GET', path }, permission: 'audit.read', request: z.strictObject({ ...PageRequest, ...filters }), reply: pageOf(AuditEntryView), summary: { zh: '查询审计记录', en: 'Audit entries' } }),
    state: operation({ service, name: 'audit.state', http: { method: 'GET', path: `${path}/state` }, permission: 'audit.read', request: z.strictObject({}), reply: AuditState, summary: { zh: '审计链的状态', en: 'State of the audit chain' } }),
    export: operation({ service, name: 'audit.export', http: { method: 'GET', path: `${path}/export.csv` }, permission: 'audit.read', audited: true, download: true, timeoutMs: 60_000, request: z.strictObject({ ...filters, seq: z.coerce.number().int().min(0).default(0) }), reply: FilePiece, summary: { zh: '导出审计记录', en: 'Export audit entries' } }),
    check: operation({ service, name: 'audit.check', http: { method: 'POST', path: `${path}/check` }, permission: 'audit.read', timeoutMs: 120_000, request: z.strictObject({}), reply: Check, summary: { zh: '核验审计链', en: 'Verify the audit chain' } }),
  };
}

export const audits = {
  registry: auditOperations('registry'), intake: auditOperations('intake'), employment: auditOperations('employment'),
  marketplace: auditOperations('marketplace'), matching: auditOperations('matching'), assessment: auditOperations('assessment'),
} as const;
