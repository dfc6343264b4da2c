import type { DataSource, EntityManager } from 'typeorm';
import { isAudited, type Actor, type Operation, type Problem } from '@jiedui/contracts';
import { aroundFirstTransaction } from '@jiedui/persistence';
import { type AuditInput, AuditTrail } from '@jiedui/protection';

/** A request of one operation on its way through the border, as the trail sees it. */
export interface AuditedRequest { readonly op: Operation; readonly actor: Actor; readonly request: unknown; readonly correlationId: string }

/** Field names and ids may be kept; whatever else a caller wrote in their place may not. */
const FieldName = /^[A-Za-z][\w-]{0,59}$/;
const IdText = /^[\w.:-]{1,80}$/;
/** A number long enough to be a phone's or a person's is no id, whatever field it came in. */
const Uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i, LongNumber = /\d{11}/;
const FIELDS = 60;

/**
 * Carries an operation out and leaves one entry in the trail (reliability D14), in the first transaction of the work: neither is there without
 * the other. Work without a transaction of its own is recorded when it is done.
 */
export async function carriedOutAudited<T>(dataSource: DataSource, request: AuditedRequest, work: () => Promise<T>): Promise<T> {
  if (!isAudited(request.op) || isLaterPiece(request)) return work();
  let isWritten = false;
  const write = (manager: EntityManager, result: unknown): Promise<void> => AuditTrail.append(manager, entryOf(request, result));
  const value = await aroundFirstTransaction({ after: write, committed: () => { isWritten = true; } }, work);
  if (!isWritten) await write(dataSource.manager, value);
  return value;
}

/**
 * The entry of a request that was turned away, or null where none is kept: a person who may not (403), who asked for one thing outside their
 * reach or absent (404), or whom a rule refused something that changes data.
 */
export function entryOfRefusal(request: AuditedRequest, { status, code }: Pick<Problem, 'status' | 'code'>): AuditInput | null {
  if (request.actor.kind !== 'person') return null;
  if (status === 403 || status === 404) return { ...entryOf(request, null), result: 'denied', details: { ...detailsOf(request), code } };
  if (!isAudited(request.op) || status < 402 || status >= 500 || status === 429) return null;
  return { ...entryOf(request, null), result: 'refused', details: { ...detailsOf(request), code } };
}

function entryOf(request: AuditedRequest, result: unknown): AuditInput {
  const given = fieldsOf(request.request), made = fieldsOf(result);
  const id = textOf(given['id']) ?? textOf(made['id']), kind = request.op.name.split('.')[0] ?? request.op.name;
  return {
    actor: request.actor, action: `operation.${request.op.name}`, subject: id === null ? null : { kind, id },
    programme: textOf(given['programme']) ?? textOf(made['programme']), details: detailsOf(request), correlationId: request.correlationId,
  };
}

/** Names of the fields sent and the ids of the path; of what the fields hold nothing. */
function detailsOf({ op, request }: AuditedRequest): Record<string, unknown> {
  const given = fieldsOf(request), inPath = new Set((op.http?.path ?? '').split('/').filter((part) => part.startsWith(':')).map((part) => part.slice(1)));
  const ids = Object.fromEntries([...inPath].flatMap((name) => { const id = textOf(given[name]); return id === null ? [] : [[name, id]]; }));
  const fields = Object.entries(given).filter(([name, value]) => !inPath.has(name) && value !== undefined).flatMap(([name, value]) => {
    const inner = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value).filter((key) => FieldName.test(key)) : [];
    return inner.length === 0 ? [name] : inner.map((key) => `${name}.${key}`);
  }).filter((name) => name.split('.').every((part) => FieldName.test(part)));
  return { ...ids, fields: fields.slice(0, FIELDS) };
}

/** A file leaves in pieces; the first one is the export. */
function isLaterPiece({ op, request }: AuditedRequest): boolean {
  return op.download === true && fieldsOf(request)['seq'] !== 0;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}

function textOf(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && IdText.test(text) && (Uuid.test(text) || !LongNumber.test(text)) ? text : null;
}
