import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 最低工资标准 as the employment service told of them; one that was taken back is not held. */
export class MinimumWages1763700032500 implements MigrationInterface {
  readonly name = 'MinimumWages1763700032500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table minimum_wage (id uuid primary key, region text not null, monthly_fen int not null, valid_from date not null)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table minimum_wage');
  }
}
