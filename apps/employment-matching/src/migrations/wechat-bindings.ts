import type { MigrationInterface, QueryRunner } from 'typeorm';

/** WeChat of workers who bound it on their page (mechanisms E17): the openid sealed; of a binding under way a digest of its state. Gone with the binding. */
export class WechatBindings1763700032100 implements MigrationInterface {
  readonly name = 'WechatBindings1763700032100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table wechat_binding (worker_id uuid primary key, open_id bytea, bound_at timestamptz, state_hash text, state_until timestamptz)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table wechat_binding');
  }
}
