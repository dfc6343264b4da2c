import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Trials of a programme's lists: what was tried and what came of it. Nothing of them is proposed to anybody. */
export class Trials1763700031000 implements MigrationInterface {
  readonly name = 'Trials1763700031000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table trial (id uuid primary key, programme text not null, kind text not null, changes jsonb not null, state text not null default 'waiting', started_by text not null,
      phase jsonb, progress real not null default 0, now jsonb, attempts jsonb not null default '[]', attempt int not null default 0, cancel_requested boolean not null default false,
      created_at timestamptz not null default now(), started_at timestamptz, finished_at timestamptz, seconds real, failure text)`);
    await runner.query('create index trial_by_programme on trial (programme, created_at desc, id desc)');
    // One at a time a programme: each takes a core for minutes on large lists.
    await runner.query(`create unique index trial_open on trial (programme) where state in ('waiting', 'running')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table trial');
  }
}
