import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Recruitment events (mechanisms E02) with the firms and the counties they name, and their history. */
export class RecruitmentEvents1763700030820 implements MigrationInterface {
  readonly name = 'RecruitmentEvents1763700030820';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table recruitment_event (
      id uuid primary key, programme text not null, name text not null, kind text not null, side text not null, organiser text not null, region text, starts_on date not null, ends_on date not null check (ends_on >= starts_on), place text not null, state text not null default 'planned',
      cancel_reason text, cancel_words text, version int not null default 1, created_by text not null, created_at timestamptz not null default now(), updated_at timestamptz(3) not null default now())`);
    await runner.query('create index recruitment_event_by_day on recruitment_event (programme, starts_on, id)');
    await runner.query('create table recruitment_event_enterprise (event_id uuid not null references recruitment_event, name text not null, posts int not null, hires int, primary key (event_id, name))');
    await runner.query('create table recruitment_event_county (event_id uuid not null references recruitment_event, region text not null, quota int not null, attended int, primary key (event_id, region))');
    await runner.query('create table recruitment_event_step (id bigserial primary key, event_id uuid not null references recruitment_event, at timestamptz not null default now(), by_id text not null, by_name text not null, act text not null, words text)');
    await runner.query('create index recruitment_event_step_event on recruitment_event_step (event_id, id)');
    // The role has insert, update and delete on new tables by default (prepareDatabase).
    await runner.query(`do $$ declare rw text := 'jiedui_' || current_schema() || '_rw'; begin
      execute format('revoke update, delete, truncate on recruitment_event_step from %I', rw);
      execute format('revoke delete, truncate on recruitment_event from %I', rw);
    end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table recruitment_event_step, recruitment_event_county, recruitment_event_enterprise, recruitment_event');
  }
}
