import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds the workers whose tier ends, by its last day. */
export class TierEnds1763700024000 implements MigrationInterface {
  readonly name = 'TierEnds1763700024000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index worker_tier_ends on worker ((features #>> '{tierEnds,on}'), id) where features #>> '{tierEnds,on}' is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index worker_tier_ends');
  }
}
