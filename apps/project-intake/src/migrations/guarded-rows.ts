import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createReachFunction, guardRows, unguardRows } from '@jiedui/persistence';

const parts = ['project_event', 'milestone', 'payment'] as const;

/** Tables of this service that PostgreSQL shows by reach. */
export const guardedTables = ['project', ...parts];

/** Projects and what belongs to them are seen and written by those whose reach holds one of the two regions; PostgreSQL keeps to it by itself (reliability D10). */
export class GuardedRows1763700020000 implements MigrationInterface {
  readonly name = 'GuardedRows1763700020000';

  async up(runner: QueryRunner): Promise<void> {
    await createReachFunction(runner);
    await guardRows(runner, 'project', { programme: 'programme', regions: ['unit', 'supporter'], maker: 'created_by' });
    for (const table of parts) await guardRows(runner, table, { parent: 'project', key: 'project_id' });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...parts, 'project']) await unguardRows(runner, table);
    await runner.query('drop function reach_part');
  }
}
