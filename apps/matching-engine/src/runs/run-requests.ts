import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Market } from '@jiedui/contracts';
import { Jobs } from '@jiedui/messaging';
import { newId } from '@jiedui/persistence';
import type { RunRow } from './run-view.js';

/** Kind of job a run is. */
export const RUN_JOB = 'matching-run';

/** Asks for runs; at most one of a list is open at a time. */
@Injectable()
export class RunRequests {
  constructor(private readonly jobs: Jobs) {}

  /**
   * Asks for a run in the caller's transaction, or joins the open one of that list, so that requests do not pile up. A run
   * that has begun may not have seen what a refusal or a course changed: it is told to run once more when it ends.
   */
  async ask(manager: EntityManager, market: Market, programme: string, trigger: RunRow['trigger'], by: string): Promise<RunRow> {
    const id = newId();
    const [made]: RunRow[] = await manager.query(
      `insert into run (id, market, programme, trigger, started_by) values ($1, $2, $3, $4, $5) on conflict (market, programme) where state in ('waiting', 'running') do nothing returning *`, [id, market, programme, trigger, by]);
    if (made !== undefined) {
      await this.jobs.ask(manager, RUN_JOB, { runId: id });
      return made;
    }
    const [[open]]: [RunRow[]] = await manager.query(
      `update run set again = again or (state = 'running' and $3) where market = $1 and programme = $2 and state in ('waiting', 'running') returning *`, [market, programme, trigger === 'refusal' || trigger === 'course']);
    return open ?? this.ask(manager, market, programme, trigger, by);
  }

  /** Keeps the promise of {@link ask} when a run has ended, in the transaction that ended it. */
  async again(manager: EntityManager, ended: RunRow): Promise<void> {
    if (ended.again) await this.ask(manager, ended.market, ended.programme, 'again', '系统');
  }
}
