import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { defaultPolicy, MatchingPolicy, refuse } from '@jiedui/contracts';
import { sqlState } from '@jiedui/persistence';

/** Policies are versioned data: an edit is a new version, every run records the one it used. */
@Injectable()
export class PoliciesService {
  constructor(private readonly dataSource: DataSource) {}

  async current(programme: string): Promise<MatchingPolicy> {
    const [row] = await this.dataSource.query('select policy, version from policy where programme = $1 order by version desc limit 1', [programme]);
    return row === undefined ? defaultPolicy : MatchingPolicy.parse({ ...row.policy, version: row.version });
  }

  /** Writes the next version; `policy.version` is the one that was edited, so that nobody's edit is lost. */
  async put(programme: string, policy: MatchingPolicy, by: string): Promise<MatchingPolicy> {
    const held = await this.current(programme);
    const changed = (): never => refuse(412, 'CHANGED_MEANWHILE', '政策已被他人修改，请刷新后重试。', 'Somebody else changed the policy; reload it.');
    if (held.version !== policy.version) changed();
    const next = { ...policy, version: held.version + 1 };
    await this.dataSource.query('insert into policy (programme, version, policy, by_actor) values ($1, $2, $3::jsonb, $4)', [programme, next.version, JSON.stringify(next), by])
      .catch((error: unknown) => { if (sqlState(error) === '23505') changed(); throw error; });
    return next;
  }
}
