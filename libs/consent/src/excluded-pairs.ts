import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An agreement that ended says whether its pair may be proposed again: `excludes` keeps it out of runs, as a refusal does. */
export class ExcludedPairs1763700030000 implements MigrationInterface {
  readonly name = 'ExcludedPairs1763700030000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table proposal add column excludes boolean not null default false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table proposal drop column excludes');
  }
}
