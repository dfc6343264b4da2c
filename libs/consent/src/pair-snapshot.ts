import type { DataSource } from 'typeorm';
import type { ListEntry, PairState } from '@jiedui/contracts';
import { fitting, listEntryOf, type ListSpec, type ListTableRow, rowColumns, storedRow } from '@jiedui/list-store';
import type { ConsentMarket } from './consent-market.js';

/** A page of everything the engine needs to know of a market, in id order: for a consumer that starts late or was wiped. */
export async function snapshotPage(dataSource: DataSource, market: ConsentMarket, specs: readonly ListSpec[], part: 'entries' | 'pairs', after: string | null, size: number): Promise<{ entries: ListEntry[]; pairs: PairState[]; next: string | null }> {
  const from = after ?? '00000000-0000-0000-0000-000000000000';
  if (part === 'pairs') {
    const rows: { id: string; programme: string; demand_id: string; supply_id: string; quantity: number; state: PairState['state']; version: number }[] = await dataSource.query(
      `select id, programme, demand_id, supply_id, quantity, case when excludes then 'refused' else state end as state, version from proposal
        where id > $1 and (state in ('sent', 'agreed', 'refused') or excludes) order by id limit $2`, [from, size]);
    return {
      entries: [], pairs: rows.map((row) => ({ proposalId: row.id, market: market.market, programme: row.programme, demandId: row.demand_id, supplyId: row.supply_id, quantity: row.quantity, state: row.state, version: row.version })),
      next: rows.length === size ? rows.at(-1)?.id ?? null : null,
    };
  }
  const tables = specs.map((spec) => `select '${spec.list}' as list, ${rowColumns} from ${spec.table} where id > $1`).join(' union all ');
  const rows: (ListTableRow & { list: string })[] = await dataSource.query(`select * from (${tables}) rows order by id limit $2`, [from, size]);
  const entries = fitting(rows.flatMap((row) => specs.filter((spec) => spec.list === row.list).map((spec) => listEntryOf(spec, storedRow(row)))));
  return { entries, pairs: [], next: rows.length === size || entries.length < rows.length ? entries.at(-1)?.id ?? null : null };
}
