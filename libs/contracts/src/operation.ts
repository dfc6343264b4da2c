import type { z } from 'zod';
import type { Permission } from './permission.js';
import type { Text2 } from './matching/explanation.js';

/** Short names of the services, as in message subjects and database schemas (DESIGN section 1). */
export type ServiceName = 'registry' | 'intake' | 'employment' | 'marketplace' | 'matching' | 'assessment';
export const serviceNames: readonly ServiceName[] = ['registry', 'intake', 'employment', 'marketplace', 'matching', 'assessment'];

/** A process on the bus: a service, or the gateway that speaks for people. */
export type ProcessName = ServiceName | 'gateway';

/** Where the gateway offers the operation. `:name` parts of the path are fields of the request. */
export interface HttpRoute { readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly path: string }

/**
 * One operation of one service, declared once: the gateway's route, the OpenAPI page, the handler's types and the console's
 * client all come from it. `http: null` is for other services only. `timeoutMs` bounds the wait for a reply (default 3000).
 */
export interface Operation<Req extends z.ZodType = z.ZodType, Rep extends z.ZodType = z.ZodType> {
  readonly service: ServiceName;
  readonly name: string;
  readonly http: HttpRoute | null;
  readonly permission: Permission;
  readonly request: Req;
  readonly reply: Rep;
  readonly summary: Text2;
  readonly timeoutMs?: number;
  /** A file in pieces: the request has `seq`, the reply is a {@link FilePiece}; the gateway streams the pieces as one download. */
  readonly download?: true;
  /** Each request makes something new: it needs an `Idempotency-Key`, under which it can be repeated without harm (reliability D7). */
  readonly creates?: true;
  /**
   * Whether the audit trail gets an entry when it is carried out (reliability D14). Left out: yes for every route that is not a GET. False where
   * the handler writes a better entry itself, or where the call is a part of what another one records.
   */
  readonly audited?: boolean;
  /** Services that ask this by themselves; the broker lets no other service (reliability D12). The gateway may ask whatever is not for services alone. */
  readonly calledBy?: readonly ServiceName[];
}
export type RequestOf<O> = O extends Operation<infer Req, z.ZodType> ? z.output<Req> : never;
/** What a caller may leave out (defaults) or send as text (query parameters). */
export type RequestInputOf<O> = O extends Operation<infer Req, z.ZodType> ? z.input<Req> : never;
export type ReplyOf<O> = O extends Operation<z.ZodType, infer Rep> ? z.output<Rep> : never;

/** Declares an operation; see {@link Operation}. */
export function operation<Req extends z.ZodType, Rep extends z.ZodType>(definition: Operation<Req, Rep>): Operation<Req, Rep> {
  return definition;
}

/** Whether carrying the operation out leaves an entry in the audit trail by itself; see {@link Operation.audited}. */
export function isAudited(op: Operation): boolean {
  return op.audited ?? (op.http !== null && op.http.method !== 'GET');
}

/** NATS subject of an operation: `rpc.<service>.<name>`. */
export function subjectOf(op: { service: ServiceName; name: string }): string {
  return `rpc.${op.service}.${op.name}`;
}

/** A fact in the past tense. Payloads carry ids, versions and features, never personal data, at most 512 KB. */
export interface Fact<P extends z.ZodType = z.ZodType> {
  readonly service: ServiceName;
  readonly type: string;
  readonly version: number;
  /** Services that may read it; the broker gives no other service its stream (reliability D12). */
  readonly readBy: readonly ServiceName[];
  readonly payload: P;
}
export type PayloadOf<F> = F extends Fact<infer P> ? z.output<P> : never;

/** Declares a fact; see {@link Fact}. */
export function fact<P extends z.ZodType>(definition: Fact<P>): Fact<P> {
  return definition;
}

/** JetStream subject of a fact: `evt.employment.entries.changed.v1`. */
export function subjectOfFact(f: { service: ServiceName; type: string; version: number }): string {
  return `evt.${f.service}.${f.type}.v${f.version}`;
}
/** Stream that keeps a service's facts. */
export function streamOf(service: ServiceName): string {
  return `EVT_${service.toUpperCase()}`;
}

/** Stream that keeps the signed heads of every service's audit trail apart from the database (reliability D14); nothing in it can be deleted. */
export const ANCHOR_STREAM = 'AUDIT_ANCHORS';
/** Subject of a service's signed heads. */
export function anchorSubject(service: ServiceName): string {
  return `audit.anchor.${service}`;
}

/** What travels on JetStream. `aggregateVersion` rises by one with each fact of an aggregate. */
export interface FactEnvelope<P = unknown> {
  readonly id: string;
  readonly aggregate: string;
  readonly aggregateVersion: number;
  readonly occurredAt: string;
  readonly correlationId: string | null;
  readonly payload: P;
}
