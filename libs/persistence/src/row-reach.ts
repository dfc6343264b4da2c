import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { DataSource, type DataSourceOptions, type QueryRunner } from 'typeorm';

/** All rows: the service's own work, and callers whose permission reaches the whole installation. */
export const EVERY_ROW = '*';

/**
 * One place that a caller's permission reaches, each part null where it is not bound by it: a programme, region codes from `lo` up to but not `hi`, an
 * organisation, a maker. A reach is {@link EVERY_ROW} or a JSON list of such areas.
 */
export interface ReachArea { readonly programme: string | null; readonly lo: string | null; readonly hi: string | null; readonly organisation: string | null; readonly maker: string | null }

const reach = new AsyncLocalStorage<string>();

/** Runs `work` with the rows that PostgreSQL will show and take: the second line behind the services' own conditions (reliability D10). Outside of it there are none. */
export function withRowReach<T>(value: typeof EVERY_ROW | readonly ReachArea[], work: () => T): T {
  return reach.run(value === EVERY_ROW ? value : JSON.stringify(value), work);
}

/** The expression that tells a transaction how far its caller reaches, until its end; null where no table is guarded, or nobody asks. */
export function reachSql(dataSource: DataSource, placeholder: (value: unknown) => string): string | null {
  const value = dataSource instanceof ReachingDataSource ? reach.getStore() : undefined;
  return value === undefined ? null : `set_config('jiedui.reach', ${placeholder(value)}, true)`;
}

/** A data source whose single statements on guarded tables run in a transaction that knows the caller's reach too. */
export class ReachingDataSource extends DataSource {
  private readonly naming: RegExp;

  /** @param guarded names of the tables that are guarded row by row; a statement that reaches one without naming it sees no row. */
  constructor(options: DataSourceOptions, guarded: readonly string[]) {
    super(options);
    this.naming = new RegExp(`\\b(?:${guarded.join('|')})\\b`);
  }

  override async query<T = unknown>(sql: string, parameters?: unknown[], runner?: QueryRunner): Promise<T> {
    const value = reach.getStore();
    if (runner !== undefined || value === undefined || !this.naming.test(sql)) return super.query<T>(sql, parameters, runner);
    const own = this.createQueryRunner();
    try {
      const client: unknown = await own.connect();
      // They leave in one write, too.
      if (client instanceof pg.Client) { const { stream } = client.connection; stream.cork(); setImmediate(() => stream.uncork()); }
      // One way to the server instead of three: the statements follow each other without waiting (`pipeline`). Where one fails, the rest fails with it and the commit takes all back.
      const begun = own.query(`begin; select set_config('jiedui.reach', ${pg.escapeLiteral(value)}, true)`), rows: Promise<T> = own.query(sql, parameters);
      const failed = (await Promise.allSettled([begun, rows, own.query('commit')])).find((one) => one.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      return await rows;
    } finally {
      await own.release();
    }
  }
}

/** Columns that say where a row belongs; `parent` where it belongs to a row of another table that says so. */
export type RowPlace = { readonly programme: string; readonly regions: readonly string[]; readonly organisations?: readonly string[]; readonly maker?: string } | { readonly parent: string; readonly key: string };

/**
 * One part of all areas of the transaction's reach (`programme`, `lo`, ...), as a list in their order, in the schema's own function, made or replaced. Nothing set is
 * no area; {@link EVERY_ROW} is one that is bound by nothing. In PL/pgSQL, which keeps the plan of what it does for the session: one in SQL is planned again by each statement.
 */
export async function createReachFunction(runner: QueryRunner): Promise<void> {
  await runner.query(`create or replace function reach_part(part text) returns text[] language plpgsql stable parallel safe as $$ begin
    return case coalesce(current_setting('jiedui.reach', true), '')
      when '' then '{}'::text[]
      when '${EVERY_ROW}' then array[null]::text[]
      else coalesce((select array_agg(area ->> part order by place) from jsonb_array_elements(current_setting('jiedui.reach', true)::jsonb) with ordinality as areas(area, place)), '{}') end; end $$`);
}

/**
 * The condition that a row lies within the reach. The reach is taken apart once a statement, by uncorrelated subqueries: a function asked for each row took twenty
 * times as long, which a list of some hundred projects feels.
 */
function reachCondition(table: string, place: RowPlace): string {
  if ('parent' in place) return `exists (select from ${place.parent} where ${place.parent}.id = ${table}.${place.key})`;
  const column = (name: string): string => `${table}.${name}`, parts = ['programme', 'lo', 'hi', 'organisation', 'maker'];
  const organisations = (place.organisations ?? []).map((name) => ` or area.organisation = ${column(name)}`).join('');
  const regions = place.regions.map((name) => ` or (${column(name)} >= area.lo and ${column(name)} < area.hi)`).join('');
  return `exists (select from unnest(${parts.map((part) => `(select reach_part('${part}'))`).join(', ')}) as area(${parts.join(', ')})
    where (area.programme is null or area.programme = ${column(place.programme)}) and (area.organisation is null${organisations})
      and (area.maker is null${place.maker === undefined ? '' : ` or area.maker = ${column(place.maker)}`}) and (area.lo is null${regions}))`;
}

/** Row-level security for a table, for its owner too: rows out of reach are neither seen nor written. */
export async function guardRows(runner: QueryRunner, table: string, place: RowPlace): Promise<void> {
  const condition = reachCondition(table, place);
  await runner.query(`alter table ${table} enable row level security`);
  await runner.query(`alter table ${table} force row level security`);
  await runner.query(`create policy reach on ${table} using (${condition}) with check (${condition})`);
}

/** Puts the condition of {@link guardRows} in place of one made by an earlier release. */
export async function guardRowsAnew(runner: QueryRunner, table: string, place: RowPlace): Promise<void> {
  const condition = reachCondition(table, place);
  await runner.query(`alter policy reach on ${table} using (${condition}) with check (${condition})`);
}

/** Undoes {@link guardRows}. */
export async function unguardRows(runner: QueryRunner, table: string): Promise<void> {
  await runner.query(`drop policy reach on ${table}`);
  await runner.query(`alter table ${table} no force row level security`);
  await runner.query(`alter table ${table} disable row level security`);
}
