import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is looked at every few seconds is found at once; a fact keeps the trace of the request that made it (reliability D2). */
export class SeeingInside1763700021000 implements MigrationInterface {
  readonly name = 'SeeingInside1763700021000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index work_item_failed on work_item (finished_at) where state = 'failed'`);
    await runner.query('alter table outbox add column trace text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table outbox drop column trace');
    await runner.query('drop index work_item_failed');
  }
}
