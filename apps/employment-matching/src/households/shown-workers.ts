import type { DataSource } from 'typeorm';
import type { ListRow } from '@jiedui/contracts';
import { inScope, type Scope, scopeOf, tierScope } from '@jiedui/access';
import { type ListTableRow, listRowView, openableColumns, storedRow } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import type { Protection } from '@jiedui/protection';
import { isWithin } from '@jiedui/reference-data';
import { workerSpec } from '../workers/worker-list.js';

/** Entries of the workers list by id as their reader sees them there: names masked, and for county offices alone; none where the reader does not read the list. */
export async function shownWorkers(dataSource: DataSource, protection: Protection, call: Call, ids: readonly string[]): Promise<ReadonlyMap<string, ListRow>> {
  const { actor } = call, reading = scopeOf(actor, workerSpec.read);
  if (ids.length === 0 || reading.length === 0) return new Map();
  const naming = scopeOf({ ...actor, grants: actor.grants.filter((grant) => grant.role === 'labour-office') }, workerSpec.read), tiers = tierScope(actor, 'employment');
  const found: ListTableRow[] = await dataSource.query(`select ${openableColumns(workerSpec)} from worker where id = any($1::uuid[])`, [[...ids]]);
  return new Map(found.map(storedRow).flatMap((row) => {
    const within = (scope: Scope): boolean => inScope(scope, { programme: row.programme, regions: [row.region], organisations: [row.organisation], createdBy: row.createdBy }, actor, isWithin);
    return within(reading) ? [[row.id, listRowView(workerSpec, row, protection, { personal: within(naming), tier: within(tiers) })] as const] : [];
  }));
}

/** The masked name of an entry; null where its reader sees none. */
export function nameIn(row: ListRow): string | null {
  return row.cells['name'] ?? null;
}
