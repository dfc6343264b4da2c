import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Placements by the day both sides agreed, for counting those that a recruitment event brought; built beside the writers. */
export class PlacementsByAgreement1763700030830 implements MigrationInterface {
  readonly name = 'PlacementsByAgreement1763700030830';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // What a broken attempt left is not valid, and would be taken for the index.
    await runner.query('drop index concurrently if exists placement_by_agreement');
    await runner.query('create index concurrently placement_by_agreement on placement (programme, agreed_on)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists placement_by_agreement');
  }
}
