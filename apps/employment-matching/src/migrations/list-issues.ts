import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Issues of the two lists (mechanisms E01) with the rows they were published with. What was published stays: the service's role may delete none of it and change of a row only
 * its cells, which are emptied with the person they are of. At most one issue stands for one reach.
 */
export class ListIssues1763700030600 implements MigrationInterface {
  readonly name = 'ListIssues1763700030600';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table list_issue (
      id uuid primary key, programme text not null, kind text not null, side text not null, region text not null, counterpart text, within text, category text, issuer text not null, state text not null default 'draft',
      year int, sequence int, number text, issued_on date, rows int, people int, tier1 int, tier2 int, digest text, answered_by text, answered_at timestamptz, answer_words text, superseded_by uuid references list_issue,
      version int not null default 1, created_by text not null, created_at timestamptz not null default now(), updated_at timestamptz(3) not null default now(), unique (programme, kind, region, year, sequence))`);
    await runner.query(`create unique index list_issue_standing on list_issue (programme, kind, side, region, coalesce(counterpart, ''), coalesce(within, ''), coalesce(category, '')) where state in ('published', 'acknowledged', 'returned')`);
    await runner.query('create index list_issue_by_updated on list_issue (updated_at, id)');
    await runner.query('create index list_issue_by_region on list_issue (region, updated_at, id)');
    await runner.query('create index list_issue_by_counterpart on list_issue (counterpart, updated_at, id)');
    await runner.query('create table list_issue_counter (programme text not null, kind text not null, region text not null, year int not null, last int not null, primary key (programme, kind, region, year))');
    await runner.query('create table list_issue_row (issue_id uuid not null references list_issue, seq int not null, row_id uuid not null, row_version int not null, people int not null, tier smallint, cells jsonb not null, primary key (issue_id, seq))');
    await runner.query('create index list_issue_row_of on list_issue_row (row_id)');
    await runner.query('create table list_issue_step (id bigserial primary key, issue_id uuid not null references list_issue, at timestamptz not null default now(), by_id text not null, by_name text not null, act text not null, words text)');
    await runner.query('create index list_issue_step_issue on list_issue_step (issue_id, id)');
    // The role has insert, update and delete on new tables by default (prepareDatabase).
    await runner.query(`do $$ declare rw text := 'jiedui_' || current_schema() || '_rw'; begin
      execute format('revoke update, delete, truncate on list_issue_row, list_issue_step from %I', rw);
      execute format('revoke delete, truncate on list_issue, list_issue_counter from %I', rw);
      execute format('grant update (cells) on list_issue_row to %I', rw);
    end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table list_issue_step, list_issue_row, list_issue_counter, list_issue');
  }
}
