import type { MigrationInterface, QueryRunner } from 'typeorm';
import { listedNumber } from '../households/listed-households.js';

/** Finds the entries of the workers list that name a household. Built beside the work that goes on; what a broken attempt left is built anew. */
export class ListedHouseholds1763700030210 implements MigrationInterface {
  readonly name = 'ListedHouseholds1763700030210';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists worker_household');
    await runner.query(`create index concurrently worker_household on worker (region, (${listedNumber('worker')})) where texts ->> 'household' is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists worker_household');
  }
}
