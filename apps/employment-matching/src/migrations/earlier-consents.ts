import type { MigrationInterface, QueryRunner } from 'typeorm';
import { EVERY_ROW } from '@jiedui/persistence';
import { dayGiven } from '../workers/consent-ledger.js';

/** Consents that rows from before the ledger carry go into it, so that they too can be withdrawn and their data has a day to go. */
export class EarlierConsents1763700014000 implements MigrationInterface {
  readonly name = 'EarlierConsents1763700014000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`select set_config('jiedui.reach', $1, true)`, [EVERY_ROW]);
    await runner.query(`insert into consent_record (person_id, programme, region, purpose, legal_basis, given_on, purge_on, by_actor)
      select w.id, w.programme, w.region, 'employment-matching', 'consent', coalesce(${dayGiven}, w.created_at::date), current_date + 730, w.created_by
        from worker w where w.features ->> 'consent' = 'true' on conflict (person_id, purpose) where withdrawn_at is null do nothing`);
  }

  /** What was taken over stays: it cannot be told from what was recorded since. */
  async down(): Promise<void> { await Promise.resolve(); }
}
