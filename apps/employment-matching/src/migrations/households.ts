import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The register of monitored households with its history, and alerts with theirs. What was written into a history stays: the service's role may neither change nor delete it, and
 * delete no household and no alert. Words about a person in an alert go with the person, so these alone may be emptied.
 */
export class Households1763700030200 implements MigrationInterface {
  readonly name = 'Households1763700030200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table household (
      id uuid primary key, programme text not null, region text not null, number text not null, township text, members int, state text not null default 'monitored', class text not null, reason text, reason_words text,
      entered_on date not null, found_by text, from_list boolean not null default false, left_on date, measures text[] not null default '{}', measure_words text, relocated boolean not null default false, relocation_measures text[] not null default '{}', relocation_words text,
      version int not null default 1, created_by text not null, created_at timestamptz not null default now(), updated_at timestamptz(3) not null default now(), unique (programme, region, number))`);
    await runner.query('create index household_by_updated on household (updated_at, id)');
    await runner.query('create index household_by_region on household (region, updated_at, id)');
    await runner.query(`create table household_event (
      id bigserial primary key, household_id uuid not null references household, at timestamptz not null default now(), by_id text not null, by_name text not null, act text not null, on_day date,
      from_state text, to_state text not null, class_from text, class_to text not null, reason text, words text, changes jsonb not null default '[]', corrects bigint references household_event)`);
    await runner.query('create index household_event_household on household_event (household_id, id)');
    await runner.query('create unique index household_event_corrects on household_event (corrects) where corrects is not null');
    await runner.query(`create table alert (
      id uuid primary key default gen_random_uuid(), programme text not null, region text not null, household_id uuid references household, worker_id uuid, placement_id uuid references placement, cause text not null, state text not null default 'registered', by_system boolean not null,
      raised_on date not null, assignee text, due_on date not null, closed_on date, dismiss_reason text, version int not null default 1, created_by text not null, created_at timestamptz not null default now(), updated_at timestamptz(3) not null default now(),
      check (household_id is not null or worker_id is not null))`);
    // At most one that is open a worker and cause, and a household and cause where it is of no single worker.
    await runner.query(`create unique index alert_open_worker on alert (worker_id, cause) where worker_id is not null and state in ('registered', 'assigned', 'measured')`);
    await runner.query(`create unique index alert_open_household on alert (household_id, cause) where worker_id is null and state in ('registered', 'assigned', 'measured')`);
    await runner.query('create index alert_by_updated on alert (updated_at, id)');
    await runner.query('create index alert_by_region on alert (region, updated_at, id)');
    await runner.query(`create index alert_due on alert (due_on, id) where state in ('registered', 'assigned', 'measured')`);
    await runner.query('create index alert_household on alert (household_id) where household_id is not null');
    await runner.query('create index alert_worker on alert (worker_id) where worker_id is not null');
    await runner.query('create index alert_placement on alert (placement_id) where placement_id is not null');
    await runner.query(`create table alert_step (
      id bigserial primary key, alert_id uuid not null references alert, at timestamptz not null default now(), by_id text not null, by_name text not null, act text not null, on_day date, assignee text, due_on date, measure text, reason text, words text)`);
    await runner.query('create index alert_step_alert on alert_step (alert_id, id)');
    // The role has insert, update and delete on new tables by default (prepareDatabase).
    await runner.query(`do $$ declare rw text := 'jiedui_' || current_schema() || '_rw'; begin
      execute format('revoke update, delete, truncate on household_event, alert_step from %I', rw);
      execute format('revoke delete, truncate on household, alert from %I', rw);
      execute format('grant update (words) on alert_step to %I', rw);
    end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table alert_step, alert, household_event, household');
  }
}
