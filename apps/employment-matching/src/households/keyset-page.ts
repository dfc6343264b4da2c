import type { DataSource } from 'typeorm';
import { refuse } from '@jiedui/contracts';
import { Parameters } from '@jiedui/access';
import { decodeCursor, encodeCursor } from '@jiedui/persistence';

/** Counting stops here; beyond it pages say 约. */
const COUNT_LIMIT = 10_000;

/** What a page is cut from: a table with its alias, conditions that add their own parameters, and the order, the id last. */
export interface PageOf { readonly from: string; readonly id: string; readonly where: (parameters: Parameters) => readonly string[]; readonly sort: { readonly column: string; readonly type: 'date' | 'timestamptz'; readonly ascending: boolean } }

/** A page's ids in order, its neighbours and the count; 400 for a cursor that is none. */
export async function keysetPage(dataSource: DataSource, { from, id, where, sort }: PageOf, query: { readonly size: number; readonly cursor?: string | undefined; readonly last?: boolean | undefined }): Promise<{ ids: string[]; next: string | null; previous: string | null; total: number; exact: boolean }> {
  const counting = new Parameters();
  const [{ total }]: [{ total: number }] = await dataSource.query(`select count(*)::int as total from (select 1 from ${from} where ${where(counting).join(' and ')} limit ${COUNT_LIMIT + 1}) counted`, counting.values);
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
  if (query.cursor !== undefined && cursor === null) return refuse(400, 'BAD_CURSOR', '翻页位置无效，请从第一页开始。', 'The cursor is not valid; begin at the first page.');
  const back = query.last === true || cursor?.back === true, ascending = sort.ascending !== back, way = ascending ? 'asc' : 'desc', parameters = new Parameters(), conditions = [...where(parameters)];
  if (cursor !== null && query.last !== true) conditions.push(`(${sort.column}, ${id}) ${ascending ? '>' : '<'} (${parameters.add(cursor.value)}::${sort.type}, ${parameters.add(cursor.id)}::uuid)`);
  const found: { id: string; at: string }[] = await dataSource.query(
    `select ${id} as id, ${sort.type === 'date' ? `${sort.column}::text` : `to_char(${sort.column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`} as at from ${from} where ${conditions.join(' and ')} order by ${sort.column} ${way}, ${id} ${way} limit ${query.size + 1}`, parameters.values);
  const more = found.length > query.size, rows = found.slice(0, query.size);
  if (back) rows.reverse();
  const at = (row: (typeof rows)[number] | undefined, backwards: boolean): string | null => (row === undefined ? null : encodeCursor({ value: row.at, id: row.id, back: backwards }));
  return {
    ids: rows.map((row) => row.id), total: Math.min(total, COUNT_LIMIT), exact: total <= COUNT_LIMIT,
    next: query.last !== true && (back || more) ? at(rows.at(-1), false) : null, previous: (back ? more : cursor !== null) ? at(rows[0], true) : null,
  };
}

/** A text as a pattern that finds it anywhere in another. */
export function containing(text: string): string {
  return `%${text.trim().replaceAll(/[\\%_]/g, '\\$&')}%`;
}
