import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Accounts that are made by a person: versions, one-time links, a second factor with recovery codes, tickets between the two steps of a sign-in,
 * and an id by which a session can be named without its token (reliability D11). Of every secret only the SHA-256 is kept; the authenticator's is sealed.
 */
export class AccountAdministration1763700015000 implements MigrationInterface {
  readonly name = 'AccountAdministration1763700015000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table account alter column password_hash drop not null, add column version int not null default 1, add column provider_subject text unique,
      add column second_factor bytea, add column second_factor_step bigint, add column second_factor_pending bytea, add column pending_until timestamptz`);
    await runner.query('create table recovery_code (account_id uuid not null references account on delete cascade, code_hash text not null, used_at timestamptz, primary key (account_id, code_hash))');
    await runner.query(`create table invitation (id uuid primary key, kind text not null, code_hash text not null unique, account_id uuid not null references account on delete cascade,
      created_by text not null, created_at timestamptz not null default now(), expires_at timestamptz not null, used_at timestamptz, withdrawn_at timestamptz)`);
    // One open link an account: making another withdraws it.
    await runner.query('create unique index invitation_open on invitation (account_id) where used_at is null and withdrawn_at is null');
    await runner.query('create table sign_in_ticket (token_hash text primary key, purpose text not null, account_id uuid not null references account on delete cascade, expires_at timestamptz not null)');
    await runner.query('alter table session add column id uuid not null default gen_random_uuid() unique');
    await runner.query('create index session_account on session (account_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index session_account');
    await runner.query('alter table session drop column id');
    await runner.query('drop table sign_in_ticket, invitation, recovery_code');
    await runner.query(`update account set password_hash = '', disabled = true where password_hash is null`);
    await runner.query(`alter table account drop column pending_until, drop column second_factor_pending, drop column second_factor_step, drop column second_factor, drop column provider_subject, drop column version,
      alter column password_hash set not null`);
  }
}
