import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programmes with units, supporters and pairings as data; accounts, their roles and sessions. */
export class RegistryTables1763700001000 implements MigrationInterface {
  readonly name = 'RegistryTables1763700001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table programme (code text primary key, name text not null, term text not null, document text not null, lead text not null,
      units int not null, counties int not null, provinces int not null, cities int not null, pairings_named int not null, pairings_in_province int not null)`);
    await runner.query(`create table unit (programme text not null references programme, code text not null, sequence int not null, name text not null, name_in_document text not null,
      former_names text[] not null, province_code text not null, province text not null, prefecture text, zones text[] not null, counted_as_county boolean not null, key_area boolean,
      latitude double precision, longitude double precision, point_precision text, primary key (programme, code))`);
    await runner.query(`create table supporter (programme text not null references programme, code text not null, sequence int not null, name text not null, kind text not null, basis text not null,
      latitude double precision, longitude double precision, primary key (programme, code))`);
    await runner.query(`create table pairing (programme text not null, unit_code text not null, supporter_code text not null, kind text not null, document_order int, sequence int not null,
      primary key (programme, unit_code, supporter_code, kind),
      foreign key (programme, unit_code) references unit, foreign key (programme, supporter_code) references supporter)`);
    await runner.query(`create table account (id uuid primary key, account text not null unique, password_hash text not null, display_name text not null, organisation_name text,
      sample boolean not null default false, disabled boolean not null default false, failed_sign_ins int not null default 0, locked_until timestamptz, last_sign_in timestamptz,
      created_at timestamptz not null default now())`);
    await runner.query(`create table role_grant (id uuid primary key, account_id uuid not null references account on delete cascade, role text not null, programme text, region text, organisation text)`);
    await runner.query('create index role_grant_account on role_grant (account_id)');
    await runner.query(`create table session (token_hash text primary key, account_id uuid not null references account on delete cascade, created_at timestamptz not null default now(),
      used_at timestamptz not null default now(), expires_at timestamptz not null)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table session, role_grant, account, pairing, supporter, unit, programme');
  }
}
