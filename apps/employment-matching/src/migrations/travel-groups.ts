import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds the workers of a travel group, for a departure that leaves some of them behind; built beside the writers. */
export class TravelGroups1763700030910 implements MigrationInterface {
  readonly name = 'TravelGroups1763700030910';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists worker_travel_group');
    await runner.query(`create index concurrently worker_travel_group on worker (programme, region, (features ->> 'travelGroup')) where features ->> 'travelGroup' is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists worker_travel_group');
  }
}
