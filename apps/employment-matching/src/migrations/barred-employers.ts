import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Barred employers (mechanisms E05) with what followed and their history; at most one bar in force an employer and programme, which the database keeps. */
export class BarredEmployers1763700031000 implements MigrationInterface {
  readonly name = 'BarredEmployers1763700031000';

  async up(runner: QueryRunner): Promise<void> {
    // `organisations` are the keys under which posts of the name stood; `posts`, `ended` and `looks` count what was dealt with, `carried_out_at` is null until then.
    await runner.query(`create table barred_employer (
      id uuid primary key, programme text not null, name text not null, organisations text[] not null, reason text not null, reason_words text, source text not null, found_on date not null, from_on date not null, office text not null,
      posts int not null default 0, ended int not null default 0, looks int not null default 0, carried_out_at timestamptz, lifted_at timestamptz, lifted_words text,
      version int not null default 1, created_by text not null, created_at timestamptz not null default now(), updated_at timestamptz(3) not null default now())`);
    await runner.query('create unique index barred_employer_in_force on barred_employer (programme, name) where lifted_at is null');
    await runner.query('create index barred_employer_by_updated on barred_employer (programme, updated_at desc, id)');
    await runner.query('create table barred_employer_step (id bigserial primary key, bar_id uuid not null references barred_employer, at timestamptz not null default now(), by_id text not null, by_name text not null, act text not null, words text, posts int, ended int, looks int)');
    await runner.query('create index barred_employer_step_bar on barred_employer_step (bar_id, id)');
    // The role has insert, update and delete on new tables by default (prepareDatabase).
    await runner.query(`do $$ declare rw text := 'jiedui_' || current_schema() || '_rw'; begin
      execute format('revoke update, delete, truncate on barred_employer_step from %I', rw);
      execute format('revoke delete, truncate on barred_employer from %I', rw);
    end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table barred_employer_step, barred_employer');
  }
}
