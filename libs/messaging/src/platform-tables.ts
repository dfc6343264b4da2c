import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables every service has in its own schema: outbox, inbox, dead letters, work items, stored files. */
export class PlatformTables1763700000000 implements MigrationInterface {
  readonly name = 'PlatformTables1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table outbox (
      seq bigserial primary key, id uuid not null unique, aggregate text not null, aggregate_version bigint not null,
      type text not null, schema_version int not null, payload json not null, correlation_id text,
      created_at timestamptz not null default now(), published_at timestamptz)`);
    // A bulk fact is compressed as it is written: several times faster where the server was built with LZ4, as Debian's is.
    await runner.query(`do $$ begin alter table outbox alter column payload set compression lz4; exception when feature_not_supported then null; end $$`);
    await runner.query('create index outbox_unpublished on outbox (seq) where published_at is null');
    await runner.query('create table aggregate (name text primary key, version bigint not null)');
    await runner.query(`create table inbox (consumer text not null, message_id uuid not null, handled_at timestamptz not null default now(),
      primary key (consumer, message_id))`);
    await runner.query('create table consumer_position (consumer text not null, aggregate text not null, version bigint not null, primary key (consumer, aggregate))');
    await runner.query(`create table dead_letter (
      id uuid primary key, consumer text not null, message_id uuid, subject text not null, aggregate text, aggregate_version bigint,
      body jsonb not null, reason text not null, error text, deliveries int not null, created_at timestamptz not null default now(),
      resolved_at timestamptz, resolution text)`);
    await runner.query('create index dead_letter_open on dead_letter (consumer, aggregate) where resolved_at is null');
    await runner.query(`create table work_item (
      id uuid primary key, kind text not null, payload jsonb not null, state text not null default 'waiting',
      attempts int not null default 0, error text, created_at timestamptz not null default now(), enqueued_at timestamptz, finished_at timestamptz)`);
    await runner.query(`create index work_item_open on work_item (created_at) where state = 'waiting'`);
    await runner.query(`create table stored_file (id uuid primary key, name text not null, mime text not null, size bigint not null default 0,
      created_by text not null, created_at timestamptz not null default now())`);
    await runner.query(`create table stored_file_chunk (file_id uuid not null references stored_file on delete cascade, seq int not null, bytes bytea not null,
      primary key (file_id, seq))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table stored_file_chunk, stored_file, work_item, dead_letter, consumer_position, inbox, aggregate, outbox');
  }
}
