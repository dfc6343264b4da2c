import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createPersonAnswers } from '@jiedui/consent';

/**
 * The phone page of a worker (mechanisms E17): links of which only a digest is kept, at most one open a worker; devices that answered a link's question; what workers said
 * themselves to proposals; requests for help, whose words are sealed.
 */
export class WorkerLinks1763700030300 implements MigrationInterface {
  readonly name = 'WorkerLinks1763700030300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table worker_link (
      id uuid primary key, worker_id uuid not null, programme text not null, region text not null, token_hash text not null unique, question text not null, tries int not null default 0,
      made_by_id text not null, made_by text not null, made_at timestamptz not null default now(), expires_at timestamptz not null, ended_at timestamptz, end_reason text)`);
    await runner.query('create unique index worker_link_open on worker_link (worker_id) where ended_at is null');
    await runner.query('create index worker_link_worker on worker_link (worker_id, made_at desc)');
    await runner.query('create table worker_device (token_hash text primary key, link_id uuid not null references worker_link on delete cascade, opened_at timestamptz not null default now(), used_at timestamptz not null default now())');
    await runner.query('create index worker_device_link on worker_device (link_id)');
    await createPersonAnswers(runner);
    await runner.query(`create table help_request (
      id uuid primary key, worker_id uuid not null, programme text not null, region text not null, kind text not null, words bytea, asked_at timestamptz(3) not null default now(),
      state text not null default 'open', answer bytea, answered_by text, answered_at timestamptz, version int not null default 1)`);
    await runner.query('create index help_request_worker on help_request (worker_id, asked_at desc)');
    await runner.query('create index help_request_by_time on help_request (asked_at desc, id)');
    await runner.query(`create index help_request_open on help_request (programme, region, asked_at desc) where state = 'open'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table help_request, person_answer, worker_device, worker_link');
  }
}
