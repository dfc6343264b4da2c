import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Courses with their seats, who takes them and what came of it (mechanisms E08 to E13). A row of `training_seat` is a county's quota or the seats kept for a post. Somebody has
 * at most one live seat in a course. What was written into a history stays; words about a person in it go with the person, so these alone may be emptied.
 */
export class Training1763700030700 implements MigrationInterface {
  readonly name = 'Training1763700030700';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table training_course (
      id uuid primary key, programme text not null, side text not null, region text, organiser text not null, kind text not null, track text not null, scheme text, title text not null, place text not null, starts_on date not null, ends_on date not null,
      certificate text, certificate_months int, occupation text, year int, seats int not null, state text not null default 'planned', is_offered boolean not null default false, ended_on date, cancel_reason text,
      version int not null default 1, created_by text not null, created_at timestamptz not null default now(), updated_at timestamptz(3) not null default now(), check (ends_on >= starts_on), check ((side = 'programme') = (region is null)))`);
    await runner.query('create index training_course_by_updated on training_course (updated_at, id)');
    await runner.query('create index training_course_by_region on training_course (region, updated_at, id)');
    await runner.query(`create index training_course_open on training_course (starts_on, id) where state = 'open'`);
    await runner.query(`create table training_seat (
      id bigserial primary key, course_id uuid not null references training_course, region text, post_id uuid, seats int not null, check ((region is null) <> (post_id is null)))`);
    await runner.query('create unique index training_seat_region on training_seat (course_id, region) where region is not null');
    await runner.query('create unique index training_seat_post on training_seat (course_id, post_id) where post_id is not null');
    await runner.query(`create table training_enrolment (
      id uuid primary key, course_id uuid not null references training_course, programme text not null, worker_id uuid not null, region text not null, post_id uuid, state text not null default 'enrolled', age_band text not null, reason text, on_day date not null,
      certificate text, certificate_written boolean not null default false, version int not null default 1, created_by text not null, created_at timestamptz(3) not null default now(), updated_at timestamptz(3) not null default now())`);
    await runner.query(`create unique index training_enrolment_live on training_enrolment (course_id, worker_id) where state <> 'dropped'`);
    await runner.query('create index training_enrolment_course on training_enrolment (course_id, created_at, id)');
    await runner.query('create index training_enrolment_worker on training_enrolment (worker_id)');
    await runner.query(`create index training_enrolment_unsettled on training_enrolment (course_id) where state in ('enrolled', 'attended')`);
    await runner.query(`create table training_step (
      id bigserial primary key, course_id uuid not null references training_course, enrolment_id uuid references training_enrolment, at timestamptz not null default now(), by_id text not null, by_name text not null, act text not null, on_day date, reason text, changed text[] not null default '{}', words text)`);
    await runner.query('create index training_step_course on training_step (course_id, id) where enrolment_id is null');
    await runner.query('create index training_step_enrolment on training_step (enrolment_id, id) where enrolment_id is not null');
    // The role has insert, update and delete on new tables by default (prepareDatabase).
    await runner.query(`do $$ declare rw text := 'jiedui_' || current_schema() || '_rw'; begin
      execute format('revoke update, delete, truncate on training_step from %I', rw);
      execute format('revoke delete, truncate on training_course, training_enrolment from %I', rw);
      execute format('grant update (words) on training_step to %I', rw);
    end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table training_step, training_enrolment, training_seat, training_course');
  }
}
