import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where each agreed pair stands on its way to the job and after it, and every step taken. At most one placement that has not ended a worker, and a person, whichever
 * county has them on its list: the database keeps to that by itself. `person` is a keyed digest of the ID number, null where there is none.
 */
export class Placements1763700030100 implements MigrationInterface {
  readonly name = 'Placements1763700030100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table placement (
      id uuid primary key references agreement, programme text not null, post_id uuid not null, worker_id uuid not null, person text, agreed_on date not null,
      state text not null default 'agreed', version int not null default 1, start_on date, wage_fen bigint, housing text, accepted_on date, consent_manner text, departed_on date, arrived_on date, insured boolean,
      checked_1_on date, checked_1_fen bigint, checked_3_on date, checked_3_fen bigint, checked_6_on date, checked_6_fen bigint, due_on date,
      end_reason text, ended_on date, end_words text, attention text, updated_at timestamptz(3) not null default now())`);
    await runner.query(`create unique index placement_live_worker on placement (worker_id) where state <> 'ended'`);
    await runner.query(`create unique index placement_live_person on placement (person) where state <> 'ended' and person is not null`);
    await runner.query('create index placement_by_state on placement (programme, state, updated_at desc, id)');
    await runner.query('create index placement_by_updated on placement (updated_at desc, id)');
    await runner.query('create index placement_due on placement (due_on, id) where due_on is not null');
    await runner.query('create index placement_post on placement (post_id)');
    await runner.query('create index placement_worker on placement (worker_id)');
    await runner.query('create index placement_attention on placement (programme) where attention is not null');
    // `before` is the placement as it was, so that a step taken by mistake can be taken back whole.
    await runner.query(`create table placement_step (
      id bigserial primary key, placement_id uuid not null references placement, at timestamptz not null default now(), by_id text not null, by_name text not null, side text not null, act text not null,
      from_state text not null, to_state text not null, on_day date, facts jsonb not null, words text, before jsonb not null, undone boolean not null default false)`);
    await runner.query('create index placement_step_placement on placement_step (placement_id, id)');
    await runner.query(`insert into placement (id, programme, post_id, worker_id, agreed_on, state, version)
      select id, programme, demand_id, supply_id, (agreed_at at time zone 'Asia/Shanghai')::date, case when ended then 'ended' else 'agreed' end, version from agreement`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table placement_step, placement');
  }
}
