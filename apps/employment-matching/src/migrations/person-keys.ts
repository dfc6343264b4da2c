import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createPersonKeys } from '@jiedui/list-store';
import { createReachFunction, guardRows } from '@jiedui/persistence';

/** Each worker's own key, seen and written by those alone whose reach holds the worker's county; PostgreSQL keeps to it by itself (reliability D10, D13). */
export class PersonKeys1763700012000 implements MigrationInterface {
  readonly name = 'PersonKeys1763700012000';

  async up(runner: QueryRunner): Promise<void> {
    await createPersonKeys(runner);
    await createReachFunction(runner);
    await guardRows(runner, 'person_key', { programme: 'programme', regions: ['region'] });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table person_key');
    await runner.query('drop function reach_part');
  }
}
