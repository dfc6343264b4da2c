import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests for help get a day by which they are to be answered, somebody who took them, and a history (mechanisms E04). Those of before have no day of their own and count by that of their asking. */
export class HelpDeadlines1763700030810 implements MigrationInterface {
  readonly name = 'HelpDeadlines1763700030810';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table help_request add column due_on date, add column opened_by text, add column taken_by text, add column taken_at timestamptz');
    await runner.query('create table help_request_step (id bigserial primary key, request_id uuid not null references help_request, at timestamptz not null default now(), by_id text not null, by_name text not null, act text not null)');
    await runner.query('create index help_request_step_request on help_request_step (request_id, id)');
    // The role has insert, update and delete on new tables by default (prepareDatabase).
    await runner.query(`do $$ declare rw text := 'jiedui_' || current_schema() || '_rw'; begin
      execute format('revoke update, delete, truncate on help_request_step from %I', rw);
    end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table help_request_step');
    await runner.query('alter table help_request drop column due_on, drop column opened_by, drop column taken_by, drop column taken_at');
  }
}
