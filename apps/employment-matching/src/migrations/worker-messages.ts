import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages to workers (mechanisms E17): that one was asked for and what became of it; neither text nor telephone. What the system sends by itself is sent once a thing. */
export class WorkerMessages1763700030320 implements MigrationInterface {
  readonly name = 'WorkerMessages1763700030320';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table worker_message (
      id uuid primary key, worker_id uuid not null, programme text not null, region text not null, channel text not null, kind text not null, thing_id uuid, state text not null default 'waiting', reason text,
      asked_by_id text, asked_by text, asked_at timestamptz(3) not null default now(), tried_on date, sent_at timestamptz)`);
    await runner.query('create unique index worker_message_thing on worker_message (thing_id, kind) where thing_id is not null');
    await runner.query('create index worker_message_worker on worker_message (worker_id, asked_at desc)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table worker_message');
  }
}
