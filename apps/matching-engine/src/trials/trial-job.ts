import { Worker } from 'node:worker_threads';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { TrialView } from '@jiedui/contracts';
import { todayInShanghai } from '@jiedui/list-store';
import type { JobHandler } from '@jiedui/messaging';
import { PoliciesService } from '../policies/policies.service.js';
import type { TrialReport } from './trial.worker.js';
import type { TrialRow } from './trial-view.js';

/** Kind of job a trial is. */
export const TRIAL_JOB = 'matching-trial';
const LOOK_MS = 500;

/** Carries a trial out in a thread of its own. Run again after a crash, it begins anew; it publishes nothing. */
@Injectable()
export class TrialJob implements JobHandler {
  readonly kind = TRIAL_JOB;
  readonly concurrency = 1;

  constructor(private readonly dataSource: DataSource, private readonly policies: PoliciesService) {}

  async run(payload: Record<string, unknown>): Promise<void> {
    const id = String(payload['trialId']);
    const [[row]]: [TrialRow[]] = await this.dataSource.query(`update trial set state = 'running', attempt = attempt + 1, started_at = now(), progress = 0 where id = $1 and state in ('waiting', 'running') returning *`, [id]);
    if (row === undefined) return;
    if (row.cancel_requested) return this.end(row, 'cancelled', 0, null);
    const policy = await this.policies.current(row.programme);
    const ended = await this.solve(row, { programme: row.programme, kind: row.kind, changes: row.changes, policy, asOf: policy.asOf ?? todayInShanghai() });
    if (ended.ended === 'finished') {
      await this.dataSource.query(`update trial set state = 'finished', progress = 1, phase = null, now = $3::jsonb, attempts = $4::jsonb, seconds = $5, finished_at = now() where id = $1 and attempt = $2 and state = 'running'`,
        [id, row.attempt, JSON.stringify(ended.now), JSON.stringify(ended.attempts), ended.seconds]);
    } else await this.end(row, ended.ended === 'cancelled' ? 'cancelled' : 'failed', ended.seconds, ended.ended === 'out-of-range' ? ended.reason : null);
  }

  async gaveUp(payload: Record<string, unknown>): Promise<void> {
    await this.dataSource.query(`update trial set state = 'failed', finished_at = now(), phase = null, failure = $2 where id = $1 and state in ('waiting', 'running')`,
      [String(payload['trialId']), '多次尝试仍未完成，请联系管理员查看匹配服务的日志。The trial was tried several times and did not end; the log of the matching service says why.']);
  }

  private async solve(row: TrialRow, order: object): Promise<Extract<TrialReport, { ended: string }>> {
    const cancel = new SharedArrayBuffer(4);
    const worker = new Worker(new URL('./trial.worker.js', import.meta.url), { workerData: { ...order, databaseUrl: process.env['DATABASE_URL'], cancel }, resourceLimits: { maxOldGenerationSizeMb: 3072, maxYoungGenerationSizeMb: 96 } });
    let latest: Extract<TrialReport, { progress: number }> | null = null;
    // What it is at is written with each look whether somebody wants it to stop.
    const look = setInterval(() => {
      this.dataSource.query<[Pick<TrialRow, 'cancel_requested'>[]]>('update trial set progress = coalesce($3, progress), phase = coalesce($4::jsonb, phase) where id = $1 and attempt = $2 and state = \'running\' returning cancel_requested', [row.id, row.attempt, latest?.progress ?? null, latest === null ? null : JSON.stringify(latest.phase)])
        .then(([[now]]) => { if (now?.cancel_requested !== false) Atomics.store(new Int32Array(cancel), 0, 1); })
        .catch(() => undefined); // the next look will tell; the trial itself does not depend on it
    }, LOOK_MS);
    try {
      return await new Promise((resolve, reject) => {
        let ended: Extract<TrialReport, { ended: string }> | null = null;
        worker.on('message', (message: TrialReport) => { if ('ended' in message) ended = message; else latest = message; });
        worker.once('error', reject);
        worker.once('exit', (code) => (ended === null ? reject(new Error(`the trial's thread ended with ${code}`)) : resolve(ended)));
      });
    } finally {
      clearInterval(look);
    }
  }

  private async end(row: TrialRow, state: TrialView['state'], seconds: number, failure: string | null): Promise<void> {
    await this.dataSource.query(`update trial set state = $3, phase = null, seconds = $4, failure = $5, finished_at = now() where id = $1 and attempt = $2 and state = 'running'`, [row.id, row.attempt, state, seconds, failure]);
  }
}
