import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Policies of subsidies with their claims and both histories (mechanisms E25). `committed_fen` is the money of approved and paid claims and never exceeds the funds; at most one claim that was not
 * refused or withdrawn for a policy, subject and period: the database keeps to both by itself. `person` is the keyed digest of the placement, or the worker's id where there is none.
 */
export class Subsidies1763700032200 implements MigrationInterface {
  readonly name = 'Subsidies1763700032200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table subsidy_policy (
      id uuid primary key, programme text not null, side text not null, region text, office text not null, title text not null, kind text not null, claimant text not null, subject text not null, tiers int[] not null, outside text, months int, insured boolean not null, passed boolean not null,
      amount_fen bigint not null, monthly int, cap_fen bigint, valid_from date not null, valid_to date not null check (valid_to >= valid_from), document text not null, document_number text, funds_fen bigint, committed_fen bigint not null default 0, state text not null default 'planned',
      version int not null default 1, created_by text not null, created_at timestamptz not null default now(), updated_at timestamptz(3) not null default now(),
      check ((side = 'programme') = (region is null)), check (committed_fen >= 0 and (funds_fen is null or committed_fen <= funds_fen)))`);
    await runner.query('create index subsidy_policy_by_updated on subsidy_policy (updated_at desc, id)');
    await runner.query(`create index subsidy_policy_in_force on subsidy_policy (programme, valid_from) where state = 'in-force'`);
    await runner.query('create table subsidy_policy_step (id bigserial primary key, policy_id uuid not null references subsidy_policy, at timestamptz not null default now(), by_id text not null, by_name text not null, act text not null, changed text[] not null default \'{}\', words text)');
    await runner.query('create index subsidy_policy_step_policy on subsidy_policy_step (policy_id, id)');
    await runner.query(`create table subsidy_claim (
      id uuid primary key, policy_id uuid not null references subsidy_policy, programme text not null, subject text not null, subject_id uuid not null, worker_id uuid not null, person text not null, region text not null, organisation text, period int not null, amount_fen bigint not null check (amount_fen > 0),
      state text not null default 'claimed', claimed_by text not null, claimed_by_name text not null, paid_on date, reference text, refusal_reason text, refusal_words text, version int not null default 1, created_at timestamptz(3) not null default now(), updated_at timestamptz(3) not null default now())`);
    await runner.query(`create unique index subsidy_claim_live on subsidy_claim (policy_id, subject_id, period) where state in ('claimed', 'approved', 'paid')`);
    await runner.query('create index subsidy_claim_by_updated on subsidy_claim (updated_at desc, id)');
    await runner.query('create index subsidy_claim_person on subsidy_claim (policy_id, person)');
    await runner.query('create index subsidy_claim_worker on subsidy_claim (worker_id)');
    await runner.query(`create index subsidy_claim_open on subsidy_claim (worker_id) where state = 'claimed'`);
    await runner.query('create table subsidy_claim_step (id bigserial primary key, claim_id uuid not null references subsidy_claim, at timestamptz not null default now(), by_id text not null, by_name text not null, act text not null, words text)');
    await runner.query('create index subsidy_claim_step_claim on subsidy_claim_step (claim_id, id)');
    // The role has insert, update and delete on new tables by default (prepareDatabase).
    await runner.query(`do $$ declare rw text := 'jiedui_' || current_schema() || '_rw'; begin
      execute format('revoke update, delete, truncate on subsidy_policy_step, subsidy_claim_step from %I', rw);
      execute format('revoke delete, truncate on subsidy_policy, subsidy_claim from %I', rw);
      execute format('grant update (words) on subsidy_claim_step to %I', rw);
    end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table subsidy_claim_step, subsidy_claim, subsidy_policy_step, subsidy_policy');
  }
}
