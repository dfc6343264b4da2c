import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Both lists of every market as the engine knows them, the pairs it must respect, policies, and runs with all they proved. */
export class MatchingTables1763700005000 implements MigrationInterface {
  readonly name = 'MatchingTables1763700005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table entry (id uuid primary key, market text not null, programme text not null, side text not null, version int not null, external_id text not null, label text not null,
      organisation text not null, capacity int not null, tier smallint not null, region text not null, features jsonb not null, status text not null)`);
    await runner.query('create index entry_of_list on entry (market, programme, side, status, id)');
    // What an entry was before each change: runs are explained by the versions they saw. A trigger, so that no way of changing an entry forgets it.
    await runner.query('create table entry_past (like entry, primary key (id, version))');
    await runner.query(`create function keep_past_entry() returns trigger language plpgsql set search_path from current as $$
      begin insert into entry_past select old.* on conflict do nothing; return null; end $$`);
    await runner.query('create trigger keep_past_entry after update of version on entry for each row when (old.version is distinct from new.version) execute function keep_past_entry()');
    await runner.query(`create table pair (proposal_id uuid primary key, market text not null, programme text not null, demand_id uuid not null, supply_id uuid not null, quantity int not null, state text not null, version int not null)`);
    await runner.query('create index pair_of_market on pair (market, programme, state)');
    await runner.query(`create index pair_holding_demand on pair (demand_id) where state in ('sent', 'agreed')`);
    await runner.query(`create index pair_holding_supply on pair (supply_id) where state in ('sent', 'agreed')`);
    await runner.query('create table rebuilt (source text primary key, at timestamptz not null default now())');
    await runner.query('create table policy (programme text not null, version int not null, policy jsonb not null, by_actor text not null, at timestamptz not null default now(), primary key (programme, version))');
    await runner.query(`create table run (id uuid primary key, sequence serial unique, market text not null, programme text not null, state text not null default 'waiting', trigger text not null, started_by text not null,
      phase jsonb, progress real not null default 0, policy jsonb, input_hash text, counts jsonb not null default '{}', vector jsonb, supply_by_tier jsonb, objective text, certificate text not null default 'none', pairs_checked bigint not null default 0,
      as_of date, attempt int not null default 0, again boolean not null default false, cancel_requested boolean not null default false, created_at timestamptz not null default now(), started_at timestamptz, finished_at timestamptz, seconds real, failure text)`);
    // One run of a list at a time; a second request waits for the first.
    await runner.query(`create unique index run_open on run (market, programme) where state in ('waiting', 'running')`);
    await runner.query('create index run_by_list on run (market, programme, sequence desc)');
    await runner.query(`create table run_pair (run_id uuid not null references run on delete cascade, demand_id uuid not null, supply_id uuid not null, quantity int not null, fit int not null, tier smallint not null, primary key (run_id, supply_id, demand_id))`);
    await runner.query('create index run_pair_demand on run_pair (run_id, demand_id)');
    await runner.query(`create table run_entry (run_id uuid not null references run on delete cascade, entry_id uuid not null, version int not null, side text not null, price double precision not null, loss double precision not null, reason text, primary key (run_id, entry_id))`);
    // Pairs the run had to respect: held in that quantity, or ruled out where it is null.
    await runner.query(`create table run_given (run_id uuid not null references run on delete cascade, demand_id uuid not null, supply_id uuid not null, quantity int)`);
    await runner.query('create index run_given_of_run on run_given (run_id)');
    // Files of a certificate, one for all readers of the same reach.
    await runner.query('create table run_certificate (run_id uuid not null references run on delete cascade, reader text not null, file_id uuid not null, primary key (run_id, reader))');
    await runner.query('create index run_entry_unmatched on run_entry (run_id, side, reason, entry_id) where reason is not null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table run_certificate, run_given, run_entry, run_pair, run, policy, rebuilt, pair, entry_past, entry');
    await runner.query('drop function keep_past_entry');
  }
}
