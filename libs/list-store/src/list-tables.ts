import type { QueryRunner } from 'typeorm';

/**
 * Makes a list's table with the indexes that keep a page of a million rows under 100 ms: one for each sort, the scopes, the search.
 * Times that pages are cut at keep milliseconds, as a cursor does: finer ones would skip rows.
 */
export async function createListTable(runner: QueryRunner, table: string, options: { personal: boolean }): Promise<void> {
  await runner.query(`create table ${table} (
    id uuid primary key, programme text not null, organisation text not null, organisation_name text not null, natural_key text not null, external_id text not null,
    title text not null, region text not null, category text, quantity int not null check (quantity >= 0), taken int not null default 0 check (taken >= 0),
    amount_fen bigint, tier smallint, from_on date, to_on date, status text not null default 'open', version int not null default 1,
    texts jsonb not null, assumed jsonb not null, features jsonb not null, personal bytea, seal_id uuid not null, blind text[], content_hash text not null, search tsvector not null,
    created_by text not null, created_at timestamptz(3) not null default now(), updated_at timestamptz(3) not null default now(),
    unique (programme, organisation, natural_key))`);
  const sorts = { updated: 'updated_at', title: 'title', region: 'region', quantity: 'quantity', amount: 'coalesce(amount_fen, -1)', from: "coalesce(from_on, '0001-01-01')" };
  for (const [name, column] of Object.entries(sorts)) await runner.query(`create index ${table}_by_${name} on ${table} ((${column}), id)`);
  await runner.query(`create index ${table}_by_region_updated on ${table} (region, updated_at, id)`);
  await runner.query(`create index ${table}_by_organisation on ${table} (organisation, updated_at, id)`);
  await runner.query(`create index ${table}_by_category on ${table} (category, updated_at, id)`);
  await runner.query(`create index ${table}_not_open on ${table} (status, updated_at, id) where status <> 'open'`);
  await runner.query(`create index ${table}_search on ${table} using gin (search)`);
  if (options.personal) {
    await runner.query(`create index ${table}_by_tier on ${table} (tier, updated_at, id)`);
    await runner.query(`create index ${table}_blind on ${table} using gin (blind)`);
  }
  await runner.query(`create table ${table}_event (id bigserial primary key, row_id uuid not null, at timestamptz not null default now(), by_actor text not null, what text not null, reason text)`);
  await runner.query(`create index ${table}_event_row on ${table}_event (row_id, id)`);
}

/** Makes the tables of imports: the files taken in and their staged rows. */
export async function createImportTables(runner: QueryRunner): Promise<void> {
  await runner.query(`create table import (
    id uuid primary key, list text not null, programme text, organisation text, organisation_name text, file_id uuid not null, file_name text not null, size bigint not null, chunks int not null,
    state text not null default 'uploading', mapping jsonb not null default '{}', rows_read int not null default 0, counts jsonb not null default '{}',
    assumed jsonb not null default '[]', errors jsonb not null default '[]', headers jsonb not null default '[]', missing jsonb not null default '[]', rejection jsonb,
    cancel_requested boolean not null default false, error_file uuid, actor jsonb not null, created_by text not null, started_at timestamptz(3) not null default now(), finished_at timestamptz)`);
  await runner.query('create table header_mapping (created_by text not null, list text not null, mapping jsonb not null, primary key (created_by, list))');
  await runner.query('create index import_by_creator on import (created_by, started_at desc, id)');
  await runner.query(`create table staged_row (
    import_id uuid not null references import on delete cascade, row_number int not null, status text not null, id uuid not null,
    programme text, organisation text, organisation_name text, natural_key text, external_id text, title text, region text, category text, quantity int, amount_fen bigint, tier smallint,
    from_on date, to_on date, texts jsonb not null, assumed jsonb not null, errors jsonb not null, features jsonb, personal bytea, blind text[], content_hash text, words text[],
    primary key (import_id, row_number))`);
  await runner.query('create index staged_row_status on staged_row (import_id, status, row_number)');
}
