import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createReachFunction, guardRowsAnew } from '@jiedui/persistence';

/** The reach is taken apart once a statement, no longer for each row; which rows are shown and taken is as before. */
export class ReachParts1763700030900 implements MigrationInterface {
  readonly name = 'ReachParts1763700030900';

  async up(runner: QueryRunner): Promise<void> {
    await createReachFunction(runner);
    await guardRowsAnew(runner, 'person_key', { programme: 'programme', regions: ['region'] });
    await guardRowsAnew(runner, 'consent_record', { programme: 'programme', regions: ['region'] });
    await runner.query('drop function if exists in_reach');
  }

  /** The conditions answer the same under either release, so an older one keeps them. */
  async down(): Promise<void> {
    await Promise.resolve();
  }
}
