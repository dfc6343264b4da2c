import type { DataSource } from 'typeorm';
import { decodeCursor, encodeCursor } from '@jiedui/persistence';

/** Rows are counted to here. */
const COUNTED = 10_000;

/** A list in the order of one text or number column and the id, walked by cursors in either direction. */
export interface PagedQuery { readonly select: string; readonly from: string; readonly where: readonly string[]; readonly values: unknown[]; readonly order: string; readonly id: string; readonly descending: boolean }
export interface PageAsked { readonly size: number; readonly cursor?: string | undefined; readonly last?: boolean | undefined }
export interface PageOf<Row> { readonly rows: Row[]; readonly next: string | null; readonly previous: string | null; readonly total: number; readonly exact: boolean }

/** One page; `valueOf` gives a row's value in the order's column, as the cursor keeps it. */
export async function pageOfRows<Row extends { id: string }>(dataSource: DataSource, query: PagedQuery, asked: PageAsked, valueOf: (row: Row) => string): Promise<PageOf<Row>> {
  const where = ['true', ...query.where], values = [...query.values], add = (value: unknown): string => `$${values.push(value)}`;
  const [{ total }]: [{ total: number }] = await dataSource.query(`select count(*)::int as total from (select 1 from ${query.from} where ${where.join(' and ')} limit ${COUNTED + 1}) counted`, query.values);
  const cursor = asked.cursor === undefined ? null : decodeCursor(asked.cursor), isBack = cursor?.back === true || (cursor === null && asked.last === true);
  const falls = query.descending !== isBack;
  if (cursor !== null) where.push(`(${query.order}, ${query.id}) ${falls ? '<' : '>'} (${add(cursor.value)}, ${add(cursor.id)}::uuid)`);
  const direction = falls ? 'desc' : 'asc';
  const found: Row[] = await dataSource.query(`${query.select} where ${where.join(' and ')} order by ${query.order} ${direction}, ${query.id} ${direction} limit ${asked.size + 1}`, values);
  const rows = found.slice(0, asked.size), hasMore = found.length > asked.size;
  if (isBack) rows.reverse();
  const at = (row: Row | undefined, back: boolean): string | null => (row === undefined ? null : encodeCursor({ value: valueOf(row), id: row.id, back }));
  return {
    rows, total: Math.min(total, COUNTED), exact: total <= COUNTED,
    next: isBack ? (cursor === null ? null : at(rows.at(-1), false)) : hasMore ? at(rows.at(-1), false) : null,
    previous: isBack ? (hasMore ? at(rows[0], true) : null) : cursor === null ? null : at(rows[0], true),
  };
}

/** A search text as an `ilike` pattern that finds it anywhere. */
export function containing(text: string): string { return `%${text.replace(/[\\%_]/g, '\\$&')}%`; }
