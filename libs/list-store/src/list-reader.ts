import type { DataSource } from 'typeorm';
import type { z } from 'zod';
import { type ListQuery, type ListRow, notFound, refuse, type RowEvent } from '@jiedui/contracts';
import { inScope, Parameters, regionSql, type Scope, scopeOf, scopeSql, tierScope } from '@jiedui/access';
import type { Call } from '@jiedui/messaging';
import { decodeCursor, encodeCursor, type KeysetCursor } from '@jiedui/persistence';
import type { Protection } from '@jiedui/protection';
import { isWithin } from '@jiedui/reference-data';
import { type ListTableRow, listRowView, shownColumns, type ShownRow, shownRow } from './list-rows.js';
import type { ListSpec } from './list-spec.js';
import { fitting, PAGE_BYTES } from './page-bytes.js';
import { listScopeColumns } from './scope-columns.js';
import { filterQuery, searchQuery } from './search-tokens.js';

type Query = z.output<typeof ListQuery>;
/** A token that no row holds: a search of signs only finds nothing. */
const NOTHING = "'='";
/** Counting stops here; beyond it pages say 约. */
const COUNT_LIMIT = 10_000;

/** Sort columns; the expressions are those of the indexes. */
const sortColumns: Record<Query['sort'], { column: string; cast: string; value: (row: ShownRow) => string | number }> = {
  updated: { column: 'updated_at', cast: 'timestamptz', value: (row) => row.updatedAt.toISOString() },
  title: { column: 'title', cast: 'text', value: (row) => row.title },
  region: { column: 'region', cast: 'text', value: (row) => row.region },
  quantity: { column: 'quantity', cast: 'int', value: (row) => row.quantity },
  amount: { column: 'coalesce(amount_fen, -1)', cast: 'bigint', value: (row) => row.amountFen ?? -1 },
  from: { column: "coalesce(from_on, '0001-01-01')", cast: 'date', value: (row) => row.fromOn ?? '0001-01-01' },
};

/** Searches, filters and pages a list by keyset in either direction. */
export class ListReader {
  constructor(private readonly spec: ListSpec, private readonly dataSource: DataSource, private readonly protection: Protection) {}

  async list(call: Call, query: Query): Promise<{ items: ListRow[]; next: string | null; previous: string | null; total: number; exact: boolean }> {
    const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
    if (query.cursor !== undefined && cursor === null) refuse(400, 'BAD_CURSOR', '翻页位置无效，请回到第一页。', 'The cursor is not valid; go back to the first page.');
    const found = this.tokens(query) === null ? null : await this.find(call, query, cursor);
    const { rows, before, after, counted } = await this.page(call, query, cursor, found?.ids ?? null, found === null);
    const { total, exact } = found ?? (counted === null ? await this.find(call, query, cursor) : upToLimit(counted));
    const sort = sortColumns[query.sort];
    const first = rows[0];
    const last = rows.at(-1);
    const at = (row: ShownRow, back: boolean): string => encodeCursor({ value: sort.value(row), id: row.id, back });
    return {
      items: rows.map((row) => this.view(call, row)),
      next: after && last !== undefined ? at(last, false) : null, previous: before && first !== undefined ? at(first, true) : null, total, exact,
    };
  }

  async get(call: Call, id: string): Promise<{ row: ListRow; history: z.infer<typeof RowEvent>[] }> {
    const parameters = new Parameters();
    const scope = scopeSql(call.scope, call.actor, listScopeColumns, parameters);
    const [found] = await this.dataSource.query(`select ${shownColumns(this.spec)} from ${this.spec.table} where id = ${parameters.add(id)} and ${scope}`, parameters.values);
    if (found === undefined) return notFound();
    const history = await this.dataSource.query(`select at, by_actor, what, reason from ${this.spec.table}_event where row_id = $1 order by id desc limit 100`, [id]);
    return {
      row: this.view(call, shownRow(found)),
      history: history.map((event: { at: Date; by_actor: string; what: string; reason: string | null }) => ({ at: event.at.toISOString(), by: event.by_actor, what: event.what, reason: event.reason })),
    };
  }

  /** Rows in sort order from a cursor on, for the export; at most `size`. */
  async slice(call: Call, query: Query, cursor: KeysetCursor | null, size: number): Promise<{ rows: ListRow[]; next: KeysetCursor | null }> {
    const { rows, after } = await this.page(call, { ...query, size, last: undefined }, cursor);
    const last = rows.at(-1);
    return {
      rows: rows.map((row) => this.view(call, row)),
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

  /** The row as this reader may see it: of several roles each shows what it shows in its own reach, and nothing beyond. */
  private view(call: Call, row: ShownRow): ListRow {
    const reached = (scope: Scope): boolean => inScope(scope, { programme: row.programme, regions: [row.region], organisations: [row.organisation], createdBy: row.createdBy }, call.actor, isWithin);
    return listRowView(this.spec, row, this.protection, { personal: reached(this.personal(call)), tier: reached(this.tiers(call)) });
  }

  /** Where personal cells are shown, masked: programme administrators and evaluators read everything but these (DESIGN section 4). */
  private personal(call: Call): Scope {
    return scopeOf({ ...call.actor, grants: call.actor.grants.filter((grant) => grant.role === 'labour-office') }, this.spec.read);
  }

  /** Where protection tiers are shown; a producer sees those of its own lots. */
  private tiers(call: Call): Scope {
    return [...tierScope(call.actor, this.spec.market), ...scopeOf({ ...call.actor, grants: call.actor.grants.filter((grant) => grant.role === 'producer') }, this.spec.write)];
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

  /** One page: the rows of `ids` when they were found already, else read in sort order; what is found often is met early. `counting`: with how many rows there are; null where the page has none. */
  private async page(call: Call, query: Query, cursor: KeysetCursor | null, ids: readonly string[] | null = null, counting = false): Promise<{ rows: ShownRow[]; before: boolean; after: boolean; counted: number | null }> {
    const parameters = new Parameters();
    const conditions = ids === null ? this.conditions(call, query, parameters) : [`id = any(${parameters.add(ids)}::uuid[])`];
    const { backwards, order, from } = this.way(query, cursor);
    const { column } = sortColumns[query.sort];
    // Counted in the statement of the page: a second way to the server costs as much as the count of a short list.
    const counted = counting ? `, (select count(*)::int from (select 1 from ${this.spec.table} where ${conditions.join(' and ')} limit ${COUNT_LIMIT + 1}) found) as counted` : '';
    if (ids === null && cursor !== null) conditions.push(from(column, cursor, parameters));
    const found = await this.dataSource.query(`select ${shownColumns(this.spec)}${counted} from ${this.spec.table} where ${conditions.join(' and ')} ${order(column)} limit ${query.size + 1}`, parameters.values);
    const rows: ShownRow[] = fitting<Omit<ListTableRow, 'features'>>(found.slice(0, query.size), PAGE_BYTES, ({ texts, assumed }) => [texts, assumed]).map(shownRow);
    const more = found.length > rows.length;
    if (backwards) rows.reverse();
    return { rows, before: backwards ? more : cursor !== null, after: backwards ? cursor !== null : more, counted: found[0]?.counted ?? null };
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
    const few = this.tokens(query) !== null;
    const page = `array(select id from found ${cursor === null || !few ? '' : `where ${from('at', cursor, parameters)}`} ${order('at')} limit ${query.size + 1})`;
    const [{ count, ids }]: [{ count: number; ids: string[] | null }] = await this.dataSource.query(
      `with found as materialized (select id, ${sortColumns[query.sort].column} as at from ${this.spec.table} where ${conditions} limit ${COUNT_LIMIT + 1})
      select (select count(*)::int from found) as count, ${few ? page : 'null'} as ids`, parameters.values);
    const counted = upToLimit(count);
    return { ...counted, ids: counted.exact ? ids : null };
  }

  private conditions(call: Call, query: Query, parameters: Parameters): string[] {
    const conditions = [scopeSql(call.scope, call.actor, listScopeColumns, parameters)];
    if (query.programme !== undefined) conditions.push(`programme = ${parameters.add(query.programme)}`);
    if (query.region !== undefined) conditions.push(regionSql('region', query.region, parameters));
    if (query.category !== undefined) conditions.push(`category = ${parameters.add(query.category)}`);
    if (query.status !== undefined) conditions.push(`status = ${parameters.add(query.status)}`);
    // Who may not see a tier may not find it out by a filter either.
    if (query.tier !== undefined) conditions.push(`tier = ${parameters.add(query.tier)}`, scopeSql(this.tiers(call), call.actor, listScopeColumns, parameters));
    if (query.organisation !== undefined) conditions.push(`organisation = ${parameters.add(query.organisation)}`);
    if (this.words(query, false) !== null) conditions.push(this.match(call, query, parameters, (blind) => this.words(query, blind)));
    return conditions;
  }

  /** The same rows as `conditions`, asked of the inverted index in one go. */
  private tokenConditions(call: Call, query: Query, parameters: Parameters): string[] {
    if (this.tokens(query) === null) return this.conditions(call, query, parameters);
    const conditions = [scopeSql(call.scope, call.actor, listScopeColumns, parameters), this.match(call, query, parameters, (blind) => this.tokens(query, blind))];
    if (query.status !== undefined) conditions.push(`status = ${parameters.add(query.status)}`);
    if (query.tier !== undefined) conditions.push(scopeSql(this.tiers(call), call.actor, listScopeColumns, parameters));
    return conditions;
  }

  /** Rows that meet a tsquery; with blind tokens only where the reader may see personal data, which of several roles may be less than is read. */
  private match(call: Call, query: Query, parameters: Parameters, tsquery: (blind: boolean) => string | null): string {
    const meets = (blind: boolean): string => `search @@ ${parameters.add(tsquery(blind))}::tsquery`;
    const personal = this.personal(call);
    if (personal.length === 0 || query.search === undefined) return meets(false);
    return personal.length === call.scope.length ? meets(true) : `(${meets(false)} or ${meets(true)} and ${scopeSql(personal, call.actor, listScopeColumns, parameters)})`;
  }

  /** Filters and search as one tsquery; null when there is neither. */
  private tokens(query: Query, blind = false): string | null {
    const parts = [filterQuery(query), this.words(query, blind)].filter((part) => part !== null);
    return parts.length === 0 ? null : parts.map((part) => `(${part})`).join(' & ');
  }

  /** The search as a tsquery: `blind` finds a row by its exact name, number or telephone too. */
  private words(query: Query, blind: boolean): string | null {
    const search = query.search?.trim() ?? '';
    if (search === '') return null;
    const personal = blind ? this.spec.columns.filter((column) => column.personal) : [];
    return searchQuery(search, personal.map((column) => this.protection.blind(column.code, search))) ?? NOTHING;
  }
}

/** A count that stopped above {@link COUNT_LIMIT}. */
function upToLimit(count: number): { total: number; exact: boolean } { return { total: Math.min(count, COUNT_LIMIT), exact: count <= COUNT_LIMIT }; }
