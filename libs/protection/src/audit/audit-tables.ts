import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables of the trail that nobody changes: what is in them stays as it was written. */
const APPEND_ONLY = ['audit_entry', 'audit_chain', 'audit_head', 'audit_check'];

/**
 * The audit trail of a service (reliability D14). Entries, their chain, its signed heads and the checks made of it may only be added by the
 * service's role: neither changed nor deleted. `audit_pending` says which entries wait for their place in the chain.
 */
export class AuditTables1763700010000 implements MigrationInterface {
  readonly name = 'AuditTables1763700010000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table audit_entry (
      id uuid primary key, at timestamptz not null default clock_timestamp(),
      actor_kind text not null check (actor_kind in ('person', 'service', 'anonymous')), actor_id text not null, roles text[] not null default '{}',
      action text not null, subject_kind text, subject_id text, programme text,
      result text not null check (result in ('done', 'refused', 'denied')), purpose text, details jsonb not null default '{}',
      row_count int, row_digest text, correlation_id text)`);
    await runner.query('create index audit_entry_actor on audit_entry (actor_id, id)');
    await runner.query('create index audit_entry_subject on audit_entry (subject_id, id) where subject_id is not null');
    await runner.query('create index audit_entry_action on audit_entry (action, id)');
    await runner.query('create table audit_pending (entry_id uuid primary key)');
    await runner.query(`create table audit_chain (seq bigint primary key, entry_id uuid not null unique, suite text not null, prev_hash text not null, hash text not null)`);
    await runner.query(`create table audit_head (seq bigint not null, at timestamptz not null, hash text not null, signature text not null, primary key (seq, at))`);
    await runner.query(`create table audit_check (id uuid primary key, at timestamptz not null default clock_timestamp(), by_id text not null, entries bigint not null, fault jsonb)`);
    // The role has insert, update and delete on new tables by default (prepareDatabase).
    await runner.query(`do $$ begin execute format('revoke update, delete, truncate on ${APPEND_ONLY.join(', ')} from %I', 'jiedui_' || current_schema() || '_rw'); end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table ${[...APPEND_ONLY].reverse().join(', ')}, audit_pending`);
  }
}
