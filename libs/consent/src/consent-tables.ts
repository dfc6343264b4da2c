import type { QueryRunner } from 'typeorm';

/** Proposals and what came of them, in the schema of the service that owns both lists. Times that pages are cut at keep milliseconds, as a cursor does. */
export async function createConsentTables(runner: QueryRunner): Promise<void> {
  await runner.query(`create table proposal (
    id uuid primary key, programme text not null, state text not null, origin text not null, run_id uuid,
    demand_id uuid not null, supply_id uuid not null, quantity int not null check (quantity > 0), fit int, tier smallint not null,
    accepted_by_supply timestamptz, accepted_by_demand timestamptz, refused_by text, refusal_reason text, refusal_words text, deadline timestamptz, override_reason text, made_reason text,
    version int not null default 1, created_by text, created_at timestamptz not null default now(), updated_at timestamptz(3) not null default now())`);
  // At most one live proposal a pair: an upsert of the next run meets it here.
  await runner.query(`create unique index proposal_live_pair on proposal (demand_id, supply_id) where state in ('proposed', 'sent', 'agreed')`);
  await runner.query('create index proposal_by_supply on proposal (supply_id)');
  await runner.query('create index proposal_refused on proposal (demand_id, supply_id) where state = \'refused\'');
  await runner.query('create index proposal_by_state on proposal (programme, state, updated_at desc, id)');
  await runner.query('create index proposal_by_updated on proposal (updated_at desc, id)');
  await runner.query(`create index proposal_due on proposal (deadline) where state = 'sent'`);
  await runner.query('create table applied_run (programme text primary key, run_id uuid not null)');
  await runner.query(`create table agreement (
    id uuid primary key, proposal_id uuid not null unique references proposal, programme text not null, demand_id uuid not null, supply_id uuid not null, quantity int not null check (quantity > 0),
    amount_fen bigint, tier smallint not null, unit text not null, supporter text, agreed_at timestamptz(3) not null default now(), ended boolean not null default false, version int not null default 1)`);
  await runner.query('create index agreement_by_time on agreement (agreed_at desc, id)');
  await runner.query(`create table proposal_event (id bigserial primary key, proposal_id uuid not null, at timestamptz not null default now(), by_actor text not null, what text not null, reason text)`);
  await runner.query('create index proposal_event_proposal on proposal_event (proposal_id, id)');
}
