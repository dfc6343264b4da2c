import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createConsentTables } from '@jiedui/consent';
import { createImportTables, createListTable } from '@jiedui/list-store';

/** Posts, workers, their imports, proposals and placements. */
export class EmploymentTables1763700002000 implements MigrationInterface {
  readonly name = 'EmploymentTables1763700002000';

  async up(runner: QueryRunner): Promise<void> {
    await createListTable(runner, 'post');
    await createListTable(runner, 'worker');
    await createImportTables(runner);
    await createConsentTables(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table proposal_event, agreement, applied_run, proposal, staged_row, import, header_mapping, worker_event, worker, post_event, post');
  }
}
