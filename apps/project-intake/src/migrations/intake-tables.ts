import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Projects with their history, milestones and payments; negative lists by version. The checks repeat what the service decides:
 * the grant lies inside the total, what was paid inside the grant.
 */
export class IntakeTables1763700002000 implements MigrationInterface {
  readonly name = 'IntakeTables1763700002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table project (
      id uuid primary key, programme text not null, unit text not null, supporter text not null,
      name text not null, field text not null, site text not null, summary text not null, industry_code text,
      total_fen bigint not null check (total_fen > 0), grant_fen bigint not null, paid_fen bigint not null default 0,
      start_on date, end_on date, state text not null,
      screening text, screening_list text, condition_answer text not null default '',
      receiver_approved_by text, receiver_approved_at timestamptz, supporter_approved_by text, supporter_approved_at timestamptz,
      sample boolean not null default false, created_by text not null,
      created_at timestamptz not null default now(), updated_at timestamptz not null default now(), version int not null default 1,
      check (grant_fen between 0 and total_fen), check (paid_fen between 0 and grant_fen), check (end_on >= start_on))`);
    await runner.query('create index project_updated on project (updated_at, id)');
    await runner.query('create index project_unit on project (programme, unit)');
    await runner.query('create index project_supporter on project (programme, supporter)');
    await runner.query('create index project_state on project (programme, state)');
    await runner.query(`create table project_event (
      id uuid primary key, project_id uuid not null references project, at timestamptz not null default now(),
      by_id text not null, by_name text not null, side text, act text not null, from_state text, to_state text, reason text)`);
    await runner.query('create index project_event_project on project_event (project_id, id)');
    await runner.query(`create table milestone (
      id uuid primary key, project_id uuid not null references project, phase text not null, title text not null,
      due_on date not null, completed_on date, note text, created_at timestamptz not null default now())`);
    await runner.query('create index milestone_project on milestone (project_id, due_on)');
    await runner.query(`create table payment (
      id uuid primary key, project_id uuid not null references project, voucher text not null, amount_fen bigint not null check (amount_fen > 0),
      paid_on date not null, purpose text not null, recorded_by_id text not null, recorded_by text not null, recorded_at timestamptz not null default now(),
      unique (project_id, voucher))`);
    await runner.query(`create table negative_list (
      programme text not null, version text not null, title text not null, issued_on date not null, sample boolean not null, loaded_at timestamptz not null default now(),
      primary key (programme, version))`);
    await runner.query(`create table negative_list_item (
      programme text not null, version text not null, position int not null, code text not null, zones text[] not null, industry_code text not null,
      effect text not null check (effect in ('deny', 'conditional', 'allow')), clause text not null, condition text,
      primary key (programme, version, code), foreign key (programme, version) references negative_list)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table negative_list_item, negative_list, payment, milestone, project_event, project');
  }
}
