import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The newest state of everything that is counted, one row a thing, by the facts of its owner. Figures are sums over these rows
 * and are stored nowhere, so they cannot drift from them. `seen_at` is when the owner last said that the row exists.
 */
export class AssessmentTables1763700003000 implements MigrationInterface {
  readonly name = 'AssessmentTables1763700003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table entry (
      id uuid primary key, version int not null, programme text not null, market text not null, side text not null, region text not null, supporter text, target_units text[] not null,
      organisation text not null, external_id text not null, label text not null, capacity bigint not null, tier smallint not null, open boolean not null, seen_at timestamptz not null default now())`);
    await runner.query('create index entry_figures on entry (programme, market, side, open, region) include (capacity, supporter)');
    await runner.query(`create table agreement (
      id uuid primary key, version int not null, market text not null, programme text not null, unit text not null, supporter text, tier smallint not null,
      quantity bigint not null, amount_fen bigint, agreed_on date not null, ended boolean not null, seen_at timestamptz not null default now())`);
    await runner.query('create index agreement_figures on agreement (programme, market, unit)');
    await runner.query(`create table project (
      id uuid primary key, version int not null, programme text not null, unit text not null, supporter text not null, field text not null, state text not null, name text not null,
      total_fen bigint not null, grant_fen bigint not null, paid_fen bigint not null, filed_on date not null, approved_on date, paid_by_month jsonb not null, seen_at timestamptz not null default now())`);
    await runner.query('create index project_figures on project (programme, state)');
    await runner.query(`create table run (
      id uuid primary key, market text not null, programme text not null, sequence int not null, demand_entries int not null, supply_entries int not null,
      matched_demand int not null, matched_supply int not null, placed_by_tier bigint[] not null, total_fit bigint not null, certificate text not null, finished_at timestamptz not null)`);
    await runner.query('create index run_newest on run (programme, market, id desc)');
    await runner.query(`create table pair_set (
      run_id uuid primary key, market text not null, programme text not null, sequence int not null, pages int not null, received int not null default 0, complete boolean not null default false)`);
    await runner.query('create index pair_set_newest on pair_set (programme, market, run_id desc)');
    await runner.query('create table pair_page (run_id uuid not null references pair_set on delete cascade, page int not null, primary key (run_id, page))');
    await runner.query(`create table pair (
      id uuid primary key, run_id uuid not null references pair_set on delete cascade, demand_id uuid not null, supply_id uuid not null, quantity bigint not null, fit int not null, tier smallint not null)`);
    await runner.query('create index pair_run on pair (run_id)');
    await runner.query('create table source (service text primary key, fresh_at timestamptz not null, facts bigint not null)');
    await runner.query(`create table rebuild (
      id uuid primary key, asked_at timestamptz not null default now(), started_at timestamptz, finished_at timestamptz, rows int not null default 0, changed int not null default 0, removed int not null default 0, failure text)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table rebuild, source, pair, pair_page, pair_set, run, project, agreement, entry');
  }
}
