import { Worker } from 'node:worker_threads';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { proposalsMade, runFinished } from '@jiedui/contracts';
import { todayInShanghai } from '@jiedui/list-store';
import { type JobHandler, Live, Outbox } from '@jiedui/messaging';
import { allowLongStatements, inTransaction } from '@jiedui/persistence';
import { NewPostsJob } from '../new-posts/new-posts-job.js';
import { PoliciesService } from '../policies/policies.service.js';
import { RUN_JOB, RunRequests } from './run-requests.js';
import type { RunReport } from './run.worker.js';
import { type RunRow, runView } from './run-view.js';

/** Proposals of one fact. */
const FACT_ROWS = 500;
const TELL_MS = 250;
const CANCEL_CHECK_MS = 500;

/** Carries a run out in a worker thread of its own, so that the service answers while it solves. Run again after a crash, it begins anew. */
@Injectable()
export class RunJob implements JobHandler {
  readonly kind = RUN_JOB;
  /** Lists of two programmes at once: a run keeps hardly more than one core busy, and takes up to 1.2 GB for a million entries. */
  readonly concurrency = 2;

  constructor(private readonly dataSource: DataSource, private readonly outbox: Outbox, private readonly live: Live, private readonly policies: PoliciesService, private readonly requests: RunRequests, private readonly newPosts: NewPostsJob) {}

  async run(payload: Record<string, unknown>): Promise<void> {
    const runId = String(payload['runId']);
    const row = await this.row(runId);
    if (row === undefined || (row.state !== 'waiting' && row.state !== 'running')) return;
    const policy = await this.policies.current(row.programme);
    const asOf = policy.asOf ?? todayInShanghai();
    const [[begun]]: [RunRow[]] = await this.dataSource.query(
      `update run set state = 'running', attempt = attempt + 1, started_at = now(), policy = $2::jsonb, as_of = $3 where id = $1 and state in ('waiting', 'running') and not cancel_requested returning *`,
      [runId, JSON.stringify(policy), asOf]);
    if (begun === undefined) return this.end(runId, null, 'cancelled', 0, null);
    const report = await this.solve(begun, { runId, attempt: begun.attempt, market: row.market, programme: row.programme, policy, asOf });
    if (report.ended === 'finished') await this.publish(begun, report.seconds);
    else if (report.ended !== 'superseded') await this.end(runId, begun.attempt, report.ended === 'cancelled' ? 'cancelled' : 'failed', report.seconds, report.ended === 'out-of-range' ? report.reason : null);
  }

  async gaveUp(payload: Record<string, unknown>): Promise<void> {
    await this.end(String(payload['runId']), null, 'failed', 0, '多次尝试仍未完成，请联系管理员查看匹配服务的日志。The run was tried several times and did not end; the log of the matching service says why.');
  }

  /** Runs the thread to its end, telling watchers how far it is and passing a cancel on. */
  private async solve(row: RunRow, order: object): Promise<Extract<RunReport, { ended: string }>> {
    const cancel = new SharedArrayBuffer(4);
    const worker = new Worker(new URL('./run.worker.js', import.meta.url), {
      workerData: { ...order, databaseUrl: process.env['DATABASE_URL'], cancel }, // A young generation of the usual size has a run of a million entries collect every few milliseconds.
      resourceLimits: { maxOldGenerationSizeMb: 3072, maxYoungGenerationSizeMb: 96 },
    });
    let told = 0;
    const watch = setInterval(() => {
      this.row(row.id).then((now) => { if (now?.cancel_requested === true) Atomics.store(new Int32Array(cancel), 0, 1); })
        .catch(() => undefined); // the next look will tell; the run itself does not depend on it
    }, CANCEL_CHECK_MS);
    try {
      return await new Promise((resolve, reject) => {
        let ended: Extract<RunReport, { ended: string }> | null = null;
        worker.on('message', (message: RunReport) => {
          if ('ended' in message) {
            ended = message;
          } else if (Date.now() - told > TELL_MS) {
            told = Date.now();
            this.live.tell(row.id, runView({ ...row, progress: message.progress, phase: message.phase }));
          }
        });
        worker.once('error', reject);
        worker.once('exit', (code) => (ended === null ? reject(new Error(`the solving thread ended with ${code}`)) : resolve(ended)));
      });
    } finally {
      clearInterval(watch);
    }
  }

  /** Ends a finished run: its proposals go out as facts of at most 500, in the transaction that says that it is finished. */
  private async publish(row: RunRow, seconds: number): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      await allowLongStatements(manager, 60);
      // The attempt is the fence: a thread that was thought dead and came back publishes nothing.
      const [[finished]]: [RunRow[]] = await manager.query(
        `update run set state = 'finished', finished_at = now(), seconds = $2, progress = 1, phase = null where id = $1 and state = 'running' and attempt = $3 returning *`, [row.id, seconds, row.attempt]);
      if (finished === undefined) return;
      await this.appendProposals(manager, row);
      await this.requests.again(manager, finished);
      await this.newPosts.askAfter(manager, finished);
      const view = runView(finished);
      if (view.vector !== null) {
        await this.outbox.append(manager, runFinished, `run:${row.id}`, {
          runId: row.id, sequence: view.sequence, market: view.market, programme: view.programme, demandEntries: view.demandEntries, supplyEntries: view.supplyEntries,
          matchedSupply: view.matchedSupply, matchedDemand: view.matchedDemand, vector: view.vector, certificate: view.certificate, finishedAt: view.finishedAt ?? new Date().toISOString(),
        });
      }
    });
    await this.tell(row.id);
  }

  /** Page by page, put together by PostgreSQL: the pairs of a large run do not pass through this process. A run without pairs has one empty page, which releases the earlier runs' proposals. */
  private async appendProposals(manager: EntityManager, row: RunRow): Promise<void> {
    await this.outbox.appendFromQuery(manager, proposalsMade, `run:${row.id}`, {
      sql: `select json_build_object('runId', $1::uuid, 'sequence', $2::int, 'market', $3::text, 'programme', $4::text, 'page', page, 'pages', greatest(1, max(page) over ()), 'proposals', coalesce(proposals, '[]')) as payload
        from (select coalesce((n - 1) / $5::int, 0) + 1 as page, json_agg(json_build_object('demandId', demand_id, 'supplyId', supply_id, 'quantity', quantity, 'fit', fit, 'tier', tier) order by n) filter (where n is not null) as proposals
          from (select 1) one left join (select *, row_number() over (order by supply_id, demand_id) as n from run_pair where run_id = $1::uuid) pair on true group by 1) paged order by page`,
      parameters: [row.id, row.sequence, row.market, row.programme, FACT_ROWS],
    });
  }

  /** Ends a run without a result. An attempt ends only what no other has taken over; null is for whoever speaks for all attempts. */
  private async end(runId: string, attempt: number | null, state: 'cancelled' | 'failed', seconds: number, failure: string | null): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      const [[ended]]: [RunRow[]] = await manager.query(`update run set state = $2, finished_at = now(), seconds = $3, failure = $4, phase = null where id = $1 and state in ('waiting', 'running') and ($5::int is null or attempt = $5) returning *`, [runId, state, seconds, failure, attempt]);
      if (ended !== undefined) await this.requests.again(manager, ended);
    });
    await this.tell(runId);
  }

  private async tell(runId: string): Promise<void> {
    const row = await this.row(runId);
    if (row !== undefined) this.live.tell(runId, runView(row));
  }

  private async row(runId: string): Promise<RunRow | undefined> {
    const [row] = await this.dataSource.query('select * from run where id = $1', [runId]);
    return row;
  }
}
