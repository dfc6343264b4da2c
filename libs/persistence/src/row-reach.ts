import { AsyncLocalStorage } from 'node:async_hooks';
import { escapeLiteral } from 'pg';
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
      // Two ways to the server instead of three: without parameters, both fit into one message.
      await own.query(`begin; select set_config('jiedui.reach', ${escapeLiteral(value)}, true)`);
      const rows: T = await own.query(sql, parameters);
      await own.query('commit');
      return rows;
    } catch (error) {
      await own.query('rollback').catch((fault: unknown) => { throw new AggregateError([error, fault], 'a statement failed, and so did its rollback'); });
      throw error;
    } finally {
      await own.release();
    }
  }
}

/** Columns that say where a row belongs, as SQL expressions; `parent` where it belongs to a row of another table that says so. */
export type RowPlace = { readonly programme: string; readonly regions: readonly string[]; readonly organisations?: readonly string[]; readonly maker?: string } | { readonly parent: string; readonly key: string };

/**
 * The condition that a row lies within the reach of the transaction, in the schema's own function, made or replaced. In PL/pgSQL: a function in SQL is
 * planned anew by each statement that asks it, which cost more than the rest of a small update.
 */
export async function createReachFunction(runner: QueryRunner): Promise<void> {
  await runner.query(`create or replace function in_reach(row_programme text, regions text[], organisations text[], row_maker text) returns boolean language plpgsql stable parallel safe as $$
    declare
      reach constant text := coalesce(current_setting('jiedui.reach', true), '');
      area record;
      region text;
    begin
      if reach = '' then return false; elsif reach = '${EVERY_ROW}' then return true; end if;
      for area in select * from jsonb_to_recordset(reach::jsonb) as area(programme text, lo text, hi text, organisation text, maker text) loop
        if (area.programme is null or area.programme = row_programme) and (area.organisation is null or area.organisation = any(organisations)) and (area.maker is null or area.maker = row_maker) then
          if area.lo is null then return true; end if;
          foreach region in array coalesce(regions, '{}') loop
            if region >= area.lo and region < area.hi then return true; end if;
          end loop;
        end if;
      end loop;
      return false;
    end $$`);
}

/** Row-level security for a table, for its owner too: rows out of reach are neither seen nor written. */
export async function guardRows(runner: QueryRunner, table: string, place: RowPlace): Promise<void> {
  const texts = (columns: readonly string[] = []): string => `array[${columns.join(', ')}]::text[]`;
  const condition = 'parent' in place ? `exists (select from ${place.parent} where ${place.parent}.id = ${table}.${place.key})` : `in_reach(${place.programme}, ${texts(place.regions)}, ${texts(place.organisations)}, ${place.maker ?? 'null'})`;
  await runner.query(`alter table ${table} enable row level security`);
  await runner.query(`alter table ${table} force row level security`);
  await runner.query(`create policy reach on ${table} using (${condition}) with check (${condition})`);
}

/** Undoes {@link guardRows}. */
export async function unguardRows(runner: QueryRunner, table: string): Promise<void> {
  await runner.query(`drop policy reach on ${table}`);
  await runner.query(`alter table ${table} no force row level security`);
  await runner.query(`alter table ${table} disable row level security`);
}
