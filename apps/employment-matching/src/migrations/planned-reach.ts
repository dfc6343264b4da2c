import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createReachFunction } from '@jiedui/persistence';

/** The reach of a row is asked by a function that keeps its plan; what it answers is as before. */
export class PlannedReach1763700023000 implements MigrationInterface {
  readonly name = 'PlannedReach1763700023000';

  async up(runner: QueryRunner): Promise<void> {
    await createReachFunction(runner);
  }

  /** The function answers the same under either release, so an older one keeps it. */
  async down(): Promise<void> {
    await Promise.resolve();
  }
}
