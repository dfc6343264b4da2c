import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notices to the staff of a worker's county (mechanisms E17): references only, and by whom each was read. `side` is the role they are for. */
export class Notices1763700030310 implements MigrationInterface {
  readonly name = 'Notices1763700030310';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table notice (
      id uuid primary key, kind text not null, worker_id uuid not null, thing_id uuid, programme text not null, region text not null, side text not null default 'labour-office', at timestamptz(3) not null default now())`);
    await runner.query('create index notice_by_time on notice (at desc, id)');
    await runner.query('create index notice_place on notice (programme, region, at desc)');
    await runner.query('create index notice_thing on notice (thing_id) where thing_id is not null');
    await runner.query('create table notice_read (notice_id uuid not null references notice on delete cascade, account_id text not null, at timestamptz not null default now(), primary key (notice_id, account_id))');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table notice_read, notice');
  }
}
