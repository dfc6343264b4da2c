import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was proposed for posts that a run did not know, by the run beside which it stands; and workers by the occupation families they wish for, built beside the writers. */
export class NewPosts1763700032400 implements MigrationInterface {
  readonly name = 'NewPosts1763700032400';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table if not exists run_supplement (run_id uuid not null references run on delete cascade, supply_id uuid not null, demand_id uuid not null, primary key (run_id, supply_id))');
    await runner.query('create index if not exists run_supplement_demand on run_supplement (run_id, demand_id)');
    // 小类 of the 职业分类大典 2022: the first seven signs, as `occupationFamily` of the rules has it.
    await runner.query(`create or replace function wish_families(features jsonb) returns text[] language sql immutable parallel safe as $$
      select coalesce(array_agg(distinct left(wish, 7)), '{}') from jsonb_array_elements_text(case jsonb_typeof(features -> 'wishes') when 'array' then features -> 'wishes' else '[]' end) wish $$`);
    // What a broken attempt left is not valid, and would be taken for the index.
    await runner.query('drop index concurrently if exists entry_by_wish');
    await runner.query(`create index concurrently entry_by_wish on entry using gin (wish_families(features)) where market = 'employment' and side = 'supply'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists entry_by_wish');
    await runner.query('drop function if exists wish_families');
    await runner.query('drop table if exists run_supplement');
  }
}
