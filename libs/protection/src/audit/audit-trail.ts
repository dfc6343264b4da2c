import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Actor } from '@jiedui/contracts';
import { type ClosingKind, newId, writeLast } from '@jiedui/persistence';

/** Whether it was done, refused by a rule, or denied because the actor may not. */
export type AuditResult = 'done' | 'refused' | 'denied';

/** Who did it; a job that acts for a person names the person. */
export type AuditActor = Pick<Actor, 'kind' | 'id'> & { readonly grants?: Actor['grants'] };

/** One thing that happened, as whoever did it tells it. Carries ids, codes and field names, never the values of personal fields. */
export interface AuditInput {
  readonly actor: AuditActor;
  /** Stable code of thing and act: `account.disabled`, `worker.revealed`, `operation.workers.update`. */
  readonly action: string;
  /** What it was done to; null where there is no single thing. */
  readonly subject?: { readonly kind: string; readonly id: string } | null;
  /** Left out: the programme of an actor whose grants are all of one, so that its auditor sees what its people did where no thing names it. */
  readonly programme?: string | null;
  /** Default `done`. */
  readonly result?: AuditResult;
  /** Stated purpose of a look at sensitive data: its code. */
  readonly purpose?: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
  /** A bulk change: number of rows and {@link rowsDigest} of them. */
  readonly rows?: { readonly count: number; readonly digest: string };
  readonly correlationId?: string | null;
}

interface EntryRow extends AuditInput { readonly id: string; readonly roles: readonly string[] }

const entryRows: ClosingKind<EntryRow> = {
  name: 'audit_waits',
  expressions: (rows, $) => [
    `audit as (insert into audit_entry (id, actor_kind, actor_id, roles, action, subject_kind, subject_id, programme, result, purpose, details, row_count, row_digest, correlation_id) values ${rows.map((row) => `(${[
      $(row.id), $(row.actor.kind), $(row.actor.id), $(row.roles), $(row.action), $(row.subject?.kind ?? null), $(row.subject?.id ?? null), $(row.programme ?? onlyProgramme(row.actor)), $(row.result ?? 'done'), $(row.purpose ?? null),
      `${$(JSON.stringify(row.details ?? {}))}::jsonb`, `${$(row.rows?.count ?? null)}::int`, $(row.rows?.digest ?? null), $(row.correlationId ?? null)].join(', ')})`).join(', ')} returning id)`,
    'audit_waits as (insert into audit_pending (entry_id) select id from audit)',
  ],
};

/** Writes the trail (reliability D14): in the transaction that does the thing, so that neither is without the other. */
export const AuditTrail = {
  /** Adds one entry with the end of `manager`'s transaction; the sequencer gives it its place in the chain after the commit. */
  async append(manager: Pick<EntityManager, 'query'>, input: AuditInput): Promise<void> {
    await writeLast(manager, entryRows, { ...input, id: newId(), roles: [...new Set((input.actor.grants ?? []).map((grant) => grant.role))].sort() });
  },
};

/** The one programme of an actor's grants; null where there are several, or one is not bound by any. */
function onlyProgramme({ grants = [] }: AuditActor): string | null {
  const [first, ...others] = new Set(grants.map((grant) => grant.programme));
  return first === undefined || others.length > 0 ? null : first;
}

/** Digest of the rows of a bulk change: SHA-256 over one line a row, `id:version`, in the order of the lines. */
export function rowsDigest(rows: readonly { readonly id: string; readonly version: number | string }[]): string {
  return createHash('sha256').update(rows.map((row) => `${row.id}:${row.version}`).sort().join('\n')).digest('hex');
}
