import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createReachFunction } from '@jiedui/persistence';

/** The parts of a reach are told by a function that keeps its plan; what it answers is as before. */
export class ReachKeptPlan1763700032300 implements MigrationInterface {
  readonly name = 'ReachKeptPlan1763700032300';

  async up(runner: QueryRunner): Promise<void> {
    await createReachFunction(runner);
  }

  /** The function answers the same under either release, so an older one keeps it. */
  async down(): Promise<void> {
    await Promise.resolve();
  }
}
