import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 最低工资标准 by region and day; those entered in error stay, with who took them back. At most one a region and day holds, which the database keeps. */
export class MinimumWages1763700032500 implements MigrationInterface {
  readonly name = 'MinimumWages1763700032500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table minimum_wage (
      id uuid primary key, region text not null, region_name text not null, monthly_fen int not null check (monthly_fen > 0), valid_from date not null, document text not null,
      entered_by text not null, entered_by_name text not null, entered_at timestamptz not null default now(), withdrawn_by text, withdrawn_by_name text, withdrawn_at timestamptz, withdrawn_words text)`);
    await runner.query('create unique index minimum_wage_held on minimum_wage (region, valid_from) where withdrawn_at is null');
    await runner.query('create index minimum_wage_by_day on minimum_wage (valid_from desc, id)');
    // The role has insert, update and delete on new tables by default (prepareDatabase).
    await runner.query(`do $$ begin execute format('revoke delete, truncate on minimum_wage from %I', 'jiedui_' || current_schema() || '_rw'); end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table minimum_wage');
  }
}
