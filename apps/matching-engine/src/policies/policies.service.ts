import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { defaultPolicy, MatchingPolicy, minimumWages, type minimumWagesChanged, type MinimumWageView, type PayloadOf, refuse } from '@jiedui/contracts';
import { todayInShanghai } from '@jiedui/list-store';
import { Bus } from '@jiedui/messaging';
import { inTransaction, sqlState } from '@jiedui/persistence';

/** Policies are versioned data: an edit is a new version, every run records the one it used. */
@Injectable()
export class PoliciesService {
  constructor(private readonly dataSource: DataSource, private readonly bus: Bus) {}

  /** The policy in force, with the minimum wages of the day it stands on. */
  async current(programme: string): Promise<MatchingPolicy> {
    const [row] = await this.dataSource.query('select policy, version from policy where programme = $1 order by version desc limit 1', [programme]);
    const policy = row === undefined ? defaultPolicy : MatchingPolicy.parse({ ...row.policy, version: row.version });
    const standards: { region: string; fen: number }[] = await this.dataSource.query('select distinct on (region) region, monthly_fen as fen from minimum_wage where valid_from <= $1 order by region, valid_from desc', [policy.asOf ?? todayInShanghai()]);
    return { ...policy, minimumWages: Object.fromEntries(standards.map(({ region, fen }) => [region, fen])) };
  }

  /** Takes in minimum wages as entered or taken back. */
  async takeMinimumWages(manager: EntityManager, standards: PayloadOf<typeof minimumWagesChanged>['standards']): Promise<void> {
    const held = standards.filter((one) => !one.isWithdrawn);
    await manager.query('delete from minimum_wage where id = any($1::uuid[])', [standards.map(({ id }) => id)]);
    await manager.query(`insert into minimum_wage (id, region, monthly_fen, valid_from) select id, region, "monthlyFen", "validFrom" from jsonb_to_recordset($1::jsonb) as s(id uuid, region text, "monthlyFen" int, "validFrom" date)`, [JSON.stringify(held)]);
  }

  /** Reads the whole register where a new or wiped schema lacks it. Facts that come meanwhile wait for the lock, and are taken in after it. */
  async rebuildMinimumWages(): Promise<void> {
    const [known] = await this.dataSource.query(`select 1 from rebuilt where source = 'minimum-wages'`);
    if (known !== undefined) return;
    await inTransaction(this.dataSource, async (manager) => {
      await manager.query('lock table minimum_wage in share row exclusive mode');
      for (let cursor: string | null = null; ;) {
        const page: { items: MinimumWageView[]; next: string | null } = await this.bus.call(minimumWages.list, { size: 200, ...(cursor === null ? {} : { cursor }) });
        await this.takeMinimumWages(manager, page.items.map(({ id, region, monthlyFen, validFrom }) => ({ id, region, monthlyFen, validFrom, isWithdrawn: false })));
        if (page.next === null) break;
        cursor = page.next;
      }
      await manager.query(`insert into rebuilt (source) values ('minimum-wages') on conflict do nothing`);
    });
  }

  /** Writes the next version; `policy.version` is the one that was edited, so that nobody's edit is lost. Minimum wages are no part of what is edited. */
  async put(programme: string, { minimumWages: _, ...policy }: MatchingPolicy, by: string): Promise<MatchingPolicy> {
    const held = await this.current(programme);
    const changed = (): never => refuse(412, 'CHANGED_MEANWHILE', '政策已被他人修改，请刷新后重试。', 'Somebody else changed the policy; reload it.');
    if (held.version !== policy.version) changed();
    const next = { ...policy, version: held.version + 1 };
    await this.dataSource.query('insert into policy (programme, version, policy, by_actor) values ($1, $2, $3::jsonb, $4)', [programme, next.version, JSON.stringify(next), by])
      .catch((error: unknown) => { if (sqlState(error) === '23505') changed(); throw error; });
    return this.current(programme);
  }
}
