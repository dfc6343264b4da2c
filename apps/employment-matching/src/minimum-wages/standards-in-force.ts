import type { DataSource } from 'typeorm';
import type { MinimumWages } from '@jiedui/contracts';
import { todayInShanghai } from '@jiedui/list-store';

let known: { readonly stamp: string; readonly standards: MinimumWages } = { stamp: '', standards: {} };

/** Minimum wages of today, as this process last read them. */
export const minimumWagesInForce = (): MinimumWages => known.standards;

/** Reads the standards of today when the day or one of them changed since. Cheap enough to be asked every few seconds; the thread of an import reads once. */
export async function readMinimumWages(dataSource: Pick<DataSource, 'query'>): Promise<void> {
  const today = todayInShanghai(), [{ changed }]: [{ changed: string }] = await dataSource.query(`select count(*) || ' ' || count(withdrawn_at) as changed from minimum_wage`), stamp = `${today} ${changed}`;
  if (stamp === known.stamp) return;
  const rows: { region: string; fen: number }[] = await dataSource.query('select distinct on (region) region, monthly_fen as fen from minimum_wage where withdrawn_at is null and valid_from <= $1 order by region, valid_from desc', [today]);
  known = { stamp, standards: Object.fromEntries(rows.map(({ region, fen }) => [region, fen])) };
}
