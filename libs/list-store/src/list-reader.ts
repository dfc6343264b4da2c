import type { DataSource } from 'typeorm';
import type { z } from 'zod';
import { type ListQuery, type ListRow, notFound, refuse, type RowEvent } from '@jiedui/contracts';
import { Parameters, regionSql, scopeSql } from '@jiedui/access';
import type { Call } from '@jiedui/messaging';
import { decodeCursor, encodeCursor, type KeysetCursor } from '@jiedui/persistence';
import type { Protection } from '@jiedui/protection';
import { type ListTableRow, listRowView, rowColumns, storedRow } from './list-rows.js';
import type { ListSpec, StoredRow } from './list-spec.js';
import { fitting, PAGE_BYTES } from './page-bytes.js';
import { listScopeColumns } from './scope-columns.js';
import { filterQuery, searchQuery } from './search-tokens.js';

type Query = z.output<typeof ListQuery>;
/** A token that no row holds: a search of signs only finds nothing. */
const NOTHING = "'='";
/** Counting stops here; beyond it pages say 约. */
const COUNT_LIMIT = 10_000;

/** Sort columns; the expressions are those of the indexes. */
const sortColumns: Record<Query['sort'], { column: string; cast: string; value: (row: StoredRow) => string | number }> = {
  updated: { column: 'updated_at', cast: 'timestamptz', value: (row) => row.updatedAt.toISOString() },
  title: { column: 'title', cast: 'text', value: (row) => row.title },
  region: { column: 'region', cast: 'text', value: (row) => row.region },
  quantity: { column: 'quantity', cast: 'int', value: (row) => row.quantity },
  amount: { column: 'coalesce(amount_fen, -1)', cast: 'bigint', value: (row) => row.amountFen ?? -1 },
  from: { column: "coalesce(from_on, '0001-01-01')", cast: 'date', value: (row) => row.fromOn ?? '0001-01-01' },
};

/** Roles that may see a protection tier and what it comes from; enterprises and buyers never do (DESIGN section 4). A producer reads its own lots only. */
const SEES_TIER = new Set(['labour-office', 'receiving-office', 'supporter-office', 'programme-administrator', 'evaluator', 'producer']);
const seesTier = (call: Call): boolean => call.actor.kind === 'service' || call.actor.grants.some((grant) => SEES_TIER.has(grant.role));

/** Searches, filters and pages a list by keyset in either direction. */
export class ListReader {
  constructor(private readonly spec: ListSpec, private readonly dataSource: DataSource, private readonly protection: Protection) {}

  async list(call: Call, query: Query): Promise<{ items: ListRow[]; next: string | null; previous: string | null; total: number; exact: boolean }> {
    const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
    if (query.cursor !== undefined && cursor === null) refuse(400, 'BAD_CURSOR', '翻页位置无效，请回到第一页。', 'The cursor is not valid; go back to the first page.');
    const { total, exact, ids } = await this.find(call, query, cursor);
    const { rows, before, after } = await this.page(call, query, cursor, ids);
    const sort = sortColumns[query.sort];
    const first = rows[0];
    const last = rows.at(-1);
    const at = (row: StoredRow, back: boolean): string => encodeCursor({ value: sort.value(row), id: row.id, back });
    return {
      items: rows.map((row) => listRowView(this.spec, row, this.protection, { personal: this.seesPersonal(call), tier: seesTier(call) })),
      next: after && last !== undefined ? at(last, false) : null, previous: before && first !== undefined ? at(first, true) : null, total, exact,
    };
  }

  async get(call: Call, id: string): Promise<{ row: ListRow; history: z.infer<typeof RowEvent>[] }> {
    const parameters = new Parameters();
    const scope = scopeSql(call.scope, call.actor, listScopeColumns, parameters);
    const [found] = await this.dataSource.query(`select ${rowColumns} from ${this.spec.table} where id = ${parameters.add(id)} and ${scope}`, parameters.values);
    if (found === undefined) return notFound();
    const history = await this.dataSource.query(`select at, by_actor, what, reason from ${this.spec.table}_event where row_id = $1 order by id desc limit 100`, [id]);
    return {
      row: listRowView(this.spec, storedRow(found), this.protection, { personal: this.seesPersonal(call), tier: seesTier(call) }),
      history: history.map((event: { at: Date; by_actor: string; what: string; reason: string | null }) => ({ at: event.at.toISOString(), by: event.by_actor, what: event.what, reason: event.reason })),
    };
  }

  /** Rows in sort order from a cursor on, for the export; at most `size`. */
  async slice(call: Call, query: Query, cursor: KeysetCursor | null, size: number): Promise<{ rows: ListRow[]; next: KeysetCursor | null }> {
    const { rows, after } = await this.page(call, { ...query, size, last: undefined }, cursor);
    const last = rows.at(-1);
    return {
      rows: rows.map((row) => listRowView(this.spec, row, this.protection, { personal: this.seesPersonal(call), tier: seesTier(call) })),
      next: after && last !== undefined ? { value: sortColumns[query.sort].value(last), id: last.id, back: false } : null,
    };
  }

  /** Whether more rows than `limit` are found. */
  async exceeds(call: Call, query: Query, limit: number): Promise<boolean> {
    const parameters = new Parameters();
    const conditions = this.tokenConditions(call, query, parameters).join(' and ');
    const found: unknown[] = await this.dataSource.query(`select 1 from ${this.spec.table} where ${conditions} offset ${limit} limit 1`, parameters.values);
    return found.length > 0;
  }

  /** Programme administrators and evaluators read everything but personal data (DESIGN section 4). */
  private seesPersonal(call: Call): boolean {
    return call.actor.grants.some((grant) => grant.role === 'labour-office');
  }

  /** Which way a page reads: walking back, or from the end, it reads the other way. */
  private way(query: Query, cursor: KeysetCursor | null): { backwards: boolean; order: (value: string) => string; from: (value: string, cursor: KeysetCursor, parameters: Parameters) => string } {
    const backwards = cursor?.back === true || (cursor === null && query.last === true);
    const descending = query.descending !== backwards;
    const direction = descending ? 'desc' : 'asc';
    return {
      backwards, order: (value) => `order by ${value} ${direction}, id ${direction}`,
      from: (value, at, parameters) => `(${value}, id) ${descending ? '<' : '>'} (${parameters.add(at.value)}::${sortColumns[query.sort].cast}, ${parameters.add(at.id)}::uuid)`,
    };
  }

  /** One page: the rows of `ids` when they were found already, else read in sort order; what is found often is met early. */
  private async page(call: Call, query: Query, cursor: KeysetCursor | null, ids: readonly string[] | null = null): Promise<{ rows: StoredRow[]; before: boolean; after: boolean }> {
    const parameters = new Parameters();
    const conditions = ids === null ? this.conditions(call, query, parameters) : [`id = any(${parameters.add(ids)}::uuid[])`];
    const { backwards, order, from } = this.way(query, cursor);
    const { column } = sortColumns[query.sort];
    if (ids === null && cursor !== null) conditions.push(from(column, cursor, parameters));
    const found = await this.dataSource.query(`select ${rowColumns} from ${this.spec.table} where ${conditions.join(' and ')} ${order(column)} limit ${query.size + 1}`, parameters.values);
    const rows: StoredRow[] = fitting<ListTableRow>(found.slice(0, query.size), PAGE_BYTES, ({ texts, assumed }) => [texts, assumed]).map(storedRow);
    const more = found.length > rows.length;
    if (backwards) rows.reverse();
    return { rows, before: backwards ? more : cursor !== null, after: backwards ? cursor !== null : more };
  }

  /**
   * How many rows there are, and which of them make the page when filters or a search leave few: these are gathered first
   * and sorted then. Left to itself the planner walks a sort's index in the hope of an early hit, through a million rows
   * when there is none.
   */
  private async find(call: Call, query: Query, cursor: KeysetCursor | null): Promise<{ total: number; exact: boolean; ids: readonly string[] | null }> {
    const parameters = new Parameters();
    const conditions = this.tokenConditions(call, query, parameters).join(' and ');
    const { order, from } = this.way(query, cursor);
    const few = this.tokens(call, query) !== null;
    const page = `array(select id from found ${cursor === null || !few ? '' : `where ${from('at', cursor, parameters)}`} ${order('at')} limit ${query.size + 1})`;
    const [{ count, ids }]: [{ count: number; ids: string[] | null }] = await this.dataSource.query(
      `with found as materialized (select id, ${sortColumns[query.sort].column} as at from ${this.spec.table} where ${conditions} limit ${COUNT_LIMIT + 1})
      select (select count(*)::int from found) as count, ${few ? page : 'null'} as ids`, parameters.values);
    const exact = count <= COUNT_LIMIT;
    return { total: Math.min(count, COUNT_LIMIT), exact, ids: exact ? ids : null };
  }

  private conditions(call: Call, query: Query, parameters: Parameters): string[] {
    const conditions = [scopeSql(call.scope, call.actor, listScopeColumns, parameters)];
    if (query.programme !== undefined) conditions.push(`programme = ${parameters.add(query.programme)}`);
    if (query.region !== undefined) conditions.push(regionSql('region', query.region, parameters));
    if (query.category !== undefined) conditions.push(`category = ${parameters.add(query.category)}`);
    if (query.status !== undefined) conditions.push(`status = ${parameters.add(query.status)}`);
    // Who may not see a tier may not find it out by a filter either.
    if (query.tier !== undefined) conditions.push(seesTier(call) ? `tier = ${parameters.add(query.tier)}` : 'false');
    if (query.organisation !== undefined) conditions.push(`organisation = ${parameters.add(query.organisation)}`);
    const words = this.words(call, query);
    if (words !== null) conditions.push(`search @@ ${parameters.add(words)}::tsquery`);
    return conditions;
  }

  /** The same rows as `conditions`, asked of the inverted index in one go. */
  private tokenConditions(call: Call, query: Query, parameters: Parameters): string[] {
    const tokens = this.tokens(call, query);
    if (tokens === null) return this.conditions(call, query, parameters);
    const conditions = [scopeSql(call.scope, call.actor, listScopeColumns, parameters), `search @@ ${parameters.add(tokens)}::tsquery`];
    if (query.status !== undefined) conditions.push(`status = ${parameters.add(query.status)}`);
    if (query.tier !== undefined && !seesTier(call)) conditions.push('false');
    return conditions;
  }

  /** Filters and search as one tsquery; null when there is neither. */
  private tokens(call: Call, query: Query): string | null {
    const parts = [filterQuery(query), this.words(call, query)].filter((part) => part !== null);
    return parts.length === 0 ? null : parts.map((part) => `(${part})`).join(' & ');
  }

  /** The search as a tsquery: whoever may see personal data finds a row by its exact name, number or telephone too. */
  private words(call: Call, query: Query): string | null {
    const search = query.search?.trim() ?? '';
    if (search === '') return null;
    const personal = this.seesPersonal(call) ? this.spec.columns.filter((column) => column.personal) : [];
    return searchQuery(search, personal.map((column) => this.protection.blind(column.code, search))) ?? NOTHING;
  }
}
