import type { EntityManager } from 'typeorm';
import type { Outbox } from '@jiedui/messaging';
import { entriesQuery, type ListSpec } from './list-spec.js';
import type { EntriesFact } from './list-writer.js';

/** Rows of one fact. */
const FACT_ROWS = 200;

/** By whom rows are withdrawn and why, for their history; `aggregate` names the stream of their facts. */
export interface WithdrawNote { readonly byId: string; readonly byName: string; readonly reason: string; readonly aggregate: string; readonly correlationId: string | null }

/**
 * Withdraws rows in the transaction that decided it: each gets a version and a line of its history, and the engine is told, as with one that somebody withdraws by hand.
 * What is withdrawn already stays as it is. Gives the rows that were.
 */
export async function withdrawRows(manager: EntityManager, outbox: Outbox, spec: ListSpec, fact: EntriesFact, ids: readonly string[], { byId, byName, reason, aggregate, correlationId }: WithdrawNote): Promise<{ id: string; version: number }[]> {
  const [rows]: [{ id: string; version: number }[], number] = await manager.query(
    `update ${spec.table} set status = 'withdrawn', version = version + 1, updated_at = now() where id = any($1::uuid[]) and status in ('open', 'filled') returning id, version`, [ids]);
  const withdrawn = rows.map(({ id }) => id);
  if (withdrawn.length === 0) return [];
  await manager.query(`insert into ${spec.table}_event (row_id, by_actor, what, reason) select id, $2, '撤回', $3 from unnest($1::uuid[]) as r(id)`, [withdrawn, byName, reason]);
  await spec.written?.(manager, withdrawn, byId);
  await outbox.appendFromQuery(manager, fact, aggregate, entriesQuery(spec, withdrawn, FACT_ROWS), correlationId);
  return rows;
}
