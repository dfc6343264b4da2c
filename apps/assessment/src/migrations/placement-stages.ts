import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where each placement stands, for the figures of retention; facts and a rebuild fill it in. */
export class PlacementStages1763700030200 implements MigrationInterface {
  readonly name = 'PlacementStages1763700030200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table agreement add column stage text, add column arrived_on date, add column retained_months smallint, add column ended_on date, add column end_reason text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table agreement drop column stage, drop column arrived_on, drop column retained_months, drop column ended_on, drop column end_reason');
  }
}
