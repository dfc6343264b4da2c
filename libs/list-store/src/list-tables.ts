import type { QueryRunner } from 'typeorm';

/**
 * Makes a list's table with the indexes that keep a page of a million rows under 100 ms: one for each sort, one for a
 * county's own page, and one inverted index that answers searches and filters together (search-tokens.ts).
 * Times that pages are cut at keep milliseconds, as a cursor does: finer ones would skip rows.
 */
export async function createListTable(runner: QueryRunner, table: string): Promise<void> {
  await runner.query(`create table ${table} (
    id uuid primary key, programme text not null, organisation text not null, organisation_name text not null, natural_key text not null, external_id text not null,
    title text not null, region text not null, category text, quantity int not null check (quantity >= 0), taken int not null default 0 check (taken >= 0),
    amount_fen bigint, tier smallint, from_on date, to_on date, status text not null default 'open', version int not null default 1,
    texts jsonb not null, assumed jsonb not null, features jsonb not null, personal bytea, seal_id uuid not null, content_hash text not null, search tsvector not null,
    created_by text not null, created_at timestamptz(3) not null default now(), updated_at timestamptz(3) not null default now(),
    unique (programme, organisation, natural_key))`);
  const sorts = { updated: 'updated_at', title: 'title', region: 'region', quantity: 'quantity', amount: 'coalesce(amount_fen, -1)', from: "coalesce(from_on, '0001-01-01')" };
  for (const [name, column] of Object.entries(sorts)) await runner.query(`create index ${table}_by_${name} on ${table} ((${column}), id)`);
  await runner.query(`create index ${table}_by_region_updated on ${table} (region, updated_at, id)`);
  await runner.query(`create index ${table}_not_open on ${table} (status, updated_at, id) where status <> 'open'`);
  // A bulk import leaves its tokens in the index's waiting list, 64 MB of it, which the next vacuum sorts in at once instead of the import bit by bit.
  await runner.query(`create index ${table}_search on ${table} using gin (search) with (gin_pending_list_limit = 65536)`);
  await runner.query(`create table ${table}_event (id bigserial primary key, row_id uuid not null, at timestamptz not null default now(), by_actor text not null, what text not null, reason text)`);
  await runner.query(`create index ${table}_event_row on ${table}_event (row_id, id)`);
}

/** Stands between the words of a staged row: one text is read faster than an array, and no word holds a line feed. */
export const WORD_END = '\n';

/** Columns of a staged row as they are sent, one JSON object a row; `words`, put apart by {@link WORD_END}, becomes `search`. */
export const stagedColumns = `import_id uuid, row_number int, status text, id uuid, programme text, organisation text, organisation_name text, natural_key text, external_id text, title text, region text,
  category text, quantity int, amount_fen bigint, tier smallint, from_on date, to_on date, texts jsonb, assumed jsonb, errors jsonb, features jsonb, personal bytea, person_key bytea, content_hash text, words text`;

/**
 * Makes the tables of imports: the files taken in and their staged rows. Staged rows are unlogged: the file is kept until
 * the commit, so what a crash of the server takes is read again (ImportJob), and a preview costs half the writing.
 */
export async function createImportTables(runner: QueryRunner): Promise<void> {
  await runner.query(`create table import (
    id uuid primary key, list text not null, programme text, organisation text, organisation_name text, file_id uuid not null, file_name text not null, size bigint not null, chunks int not null,
    state text not null default 'uploading', mapping jsonb not null default '{}', rows_read int not null default 0, counts jsonb not null default '{}',
    assumed jsonb not null default '[]', errors jsonb not null default '[]', headers jsonb not null default '[]', missing jsonb not null default '[]', rejection jsonb,
    cancel_requested boolean not null default false, error_file uuid, actor jsonb not null, created_by text not null, started_at timestamptz(3) not null default now(), finished_at timestamptz)`);
  await runner.query('create table header_mapping (created_by text not null, list text not null, mapping jsonb not null, primary key (created_by, list))');
  await runner.query('create index import_by_creator on import (created_by, started_at desc, id)');
  await runner.query(`create unlogged table staged_row (${stagedColumns.replace('words text', 'search tsvector')},
    foreign key (import_id) references import on delete cascade, primary key (import_id, row_number))`);
  await runner.query('create index staged_row_status on staged_row (import_id, status, row_number)');
}
