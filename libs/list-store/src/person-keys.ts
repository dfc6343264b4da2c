import type { MigrationInterface, QueryRunner } from 'typeorm';
import { kekVersionSql } from '@jiedui/protection';

/** Staged rows bring the key their personal cells are sealed under with them; it goes into `person_key` with the commit. Tables made later have the column already. */
export class StagedPersonKeys1763700011000 implements MigrationInterface {
  readonly name = 'StagedPersonKeys1763700011000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table staged_row add column if not exists person_key bytea');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table staged_row drop column person_key');
  }
}

/**
 * Makes the table of the persons' own keys (reliability D13), wrapped under a key-encryption key that is not in the database. A row of an erased person
 * stays without its key: a tombstone that says when.
 */
export async function createPersonKeys(runner: QueryRunner): Promise<void> {
  await runner.query(`create table person_key (
    person_id uuid primary key, programme text not null, region text not null, wrapped bytea, kek_version int not null, created_at timestamptz not null default now(), destroyed_at timestamptz,
    check ((wrapped is null) = (destroyed_at is not null)))`);
  await runner.query('create index person_key_by_version on person_key (kek_version, person_id) where wrapped is not null');
}

/** Keeps the keys that `source` gives (person id, programme, region, wrapped key), in place of those of an older seal; a destroyed one stays destroyed. */
export function keepKeySql(source: string): string {
  return `insert into person_key (person_id, programme, region, wrapped, kek_version)
    select person_id, programme, region, wrapped, ${kekVersionSql('wrapped')} from (${source}) as given(person_id, programme, region, wrapped)
    on conflict (person_id) do update set programme = excluded.programme, region = excluded.region, wrapped = excluded.wrapped, kek_version = excluded.kek_version, created_at = now() where person_key.destroyed_at is null`;
}
