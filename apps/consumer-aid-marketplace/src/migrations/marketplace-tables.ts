import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createConsentTables } from '@jiedui/consent';
import { createImportTables, createListTable } from '@jiedui/list-store';

/** Order lines, lots, their imports, proposals and contract lines. */
export class MarketplaceTables1763700003000 implements MigrationInterface {
  readonly name = 'MarketplaceTables1763700003000';

  async up(runner: QueryRunner): Promise<void> {
    await createListTable(runner, 'order_line');
    await createListTable(runner, 'lot');
    await createImportTables(runner);
    await createConsentTables(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table proposal_event, agreement, applied_run, proposal, staged_row, import, header_mapping, lot_event, lot, order_line_event, order_line');
  }
}
