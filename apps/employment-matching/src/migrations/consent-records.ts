import type { MigrationInterface, QueryRunner } from 'typeorm';
import { guardRows } from '@jiedui/persistence';

/** The ledger of consents (PIPL articles 13 to 15, 19): what a person agreed to, when, on what ground it rests, when it was taken back, and when the data must go. */
export class ConsentRecords1763700013000 implements MigrationInterface {
  readonly name = 'ConsentRecords1763700013000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table consent_record (
      id uuid primary key default gen_random_uuid(), person_id uuid not null, programme text not null, region text not null, purpose text not null, legal_basis text not null, given_on date not null,
      recorded_at timestamptz not null default now(), withdrawn_at timestamptz, purge_on date, by_actor text not null)`);
    await runner.query('create unique index consent_record_in_force on consent_record (person_id, purpose) where withdrawn_at is null');
    await runner.query('create index consent_record_person on consent_record (person_id, recorded_at)');
    await runner.query('create index consent_record_due on consent_record (purge_on) where purge_on is not null');
    await guardRows(runner, 'consent_record', { programme: 'programme', regions: ['region'] });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table consent_record');
  }
}
