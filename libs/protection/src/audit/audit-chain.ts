import { createHash } from 'node:crypto';
import { canonicalJson } from '@jiedui/contracts';

/** Hash of the chain's links: SHA-256, or SM3 (GB/T 32905) with the national suite. Every link names its own. */
export type ChainSuite = 'sha256' | 'sm3';

/** An entry as it is hashed: every column as text the database prints, so that nothing of it can be changed unseen. */
export interface ChainedEntry {
  readonly id: string; readonly at: string; readonly actor_kind: string; readonly actor_id: string; readonly roles: readonly string[]; readonly action: string;
  readonly subject_kind: string | null; readonly subject_id: string | null; readonly programme: string | null; readonly result: string; readonly purpose: string | null;
  readonly details: string; readonly row_count: number | null; readonly row_digest: string | null; readonly correlation_id: string | null;
}

/** The columns of {@link ChainedEntry} from `audit_entry e`. */
export const chainedColumns = `e.id, to_char(e.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, e.actor_kind, e.actor_id, e.roles, e.action, e.subject_kind, e.subject_id, e.programme, e.result, e.purpose,
  e.details::text as details, e.row_count, e.row_digest, e.correlation_id`;

/** Names of {@link ChainedEntry}'s fields: what else a row carries is no part of it. */
const fields = ['id', 'at', 'actor_kind', 'actor_id', 'roles', 'action', 'subject_kind', 'subject_id', 'programme', 'result', 'purpose', 'details', 'row_count', 'row_digest', 'correlation_id'] as const;

/** What the first link of a service's chain follows: no link of another service fits into it. */
export function chainOrigin(service: string): string {
  return createHash('sha256').update(`jiedui audit ${service}`).digest('hex');
}

/** Hash of the link that holds `entry` after the link with `previous` (reliability D14): hex. */
export function linkHash(suite: ChainSuite, previous: string, entry: ChainedEntry): string {
  return createHash(suite).update(`${previous}\n${canonicalJson(Object.fromEntries(fields.map((field) => [field, entry[field]])))}`).digest('hex');
}

/** The head of a chain as it is signed and kept outside the database. */
export interface ChainHead { readonly service: string; readonly seq: number; readonly hash: string; readonly at: string }

/** A head with its signature (compact JWS over {@link headStatement}): one line of an anchor file. */
export interface Anchor extends ChainHead { readonly signature: string }

/** The text that is signed for a head. */
export function headStatement({ service, seq, hash, at }: ChainHead): string {
  return canonicalJson({ service, seq, hash, at });
}
