import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Posts by the name of their employer, for finding those of a barred one; built beside the writers. */
export class PostsByEmployer1763700031010 implements MigrationInterface {
  readonly name = 'PostsByEmployer1763700031010';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // What a broken attempt left is not valid, and would be taken for the index.
    await runner.query('drop index concurrently if exists post_by_employer');
    await runner.query('create index concurrently post_by_employer on post (programme, organisation_name)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists post_by_employer');
  }
}
