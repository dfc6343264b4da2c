import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far a run could be from the best at most; and reasons of earlier runs by what their rows stated, now that such rows take part. */
export class RunGap1763700006000 implements MigrationInterface {
  readonly name = 'RunGap1763700006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table run add column gap jsonb');
    // Not known of runs whose pairs were too many to write down.
    await runner.query('alter table run_entry alter column loss drop not null');
    await runner.query(`update run_entry u set reason = case when r.market = 'employment' then 'GROUP_NOT_TOGETHER' else 'MINIMUM_NOT_MET' end
      from run r where r.id = u.run_id and u.reason is not null
        and u.reason not in ('NO_CONSENT', 'NOBODY_ELIGIBLE', 'OUTBID', 'GROUP_NOT_TOGETHER', 'MINIMUM_NOT_MET', 'NO_SINGLE_LOT', 'NO_COUNTERPARTS', 'CLOSED')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('update run_entry set loss = 0 where loss is null');
    await runner.query('alter table run_entry alter column loss set not null');
    await runner.query('alter table run drop column gap');
  }
}
