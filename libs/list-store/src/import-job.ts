import { Worker } from 'node:worker_threads';
import type { DataSource, EntityManager } from 'typeorm';
import type { ImportView } from '@jiedui/contracts';
import { type JobHandler, type Jobs, type Live, type Outbox, removeStoredFile } from '@jiedui/messaging';
import { allowLongStatements, inTransaction } from '@jiedui/persistence';
import { AuditTrail, rowsDigest } from '@jiedui/protection';
import { endImport, readImport } from './import-state.js';
import { COMMIT_JOB, importView, type ImportRow, STAGE_JOB } from './imports.js';
import { entriesQuery, type ListSpec } from './list-spec.js';
import { type EntriesFact, submitterOf } from './list-writer.js';
import { commitStaged, recheckStaged } from './staged-rows.js';

/** Rows of one fact: entries of about 1 KB, 2 KB at the most, stay below the 512 KB of a fact. */
const FACT_ROWS = 200;
/** Row numbers covered by one step of a commit; a cancel is looked for between steps. */
const COMMIT_STEP = 2000;
/** Heap of the staging thread in MB: rows pass through it one at a time, so a list of any length fits; the coder of titles takes half of it. */
const STAGING_HEAP_MB = 120;

/** Stages (in a thread) and commits imports as jobs. Both begin anew when run again after a crash, so neither can half happen. */
export class ImportJob {
  /** The thread of the next file, which has read its modules already: that takes longer than most files do. */
  private next: Worker | null = null;

  /** `stageThread` is the service's own entry to stage-thread.ts. */
  constructor(
    private readonly specs: readonly ListSpec[], private readonly fact: EntriesFact, private readonly stageThread: URL,
    private readonly dataSource: DataSource, private readonly outbox: Outbox, private readonly live: Live, private readonly jobs: Jobs,
  ) {
    this.prepare();
  }

  handlers(): JobHandler[] {
    return [
      { kind: STAGE_JOB, run: async (payload) => this.stage(String(payload['importId'])), gaveUp: async (payload) => this.gaveUp(String(payload['importId'])) },
      { kind: COMMIT_JOB, run: async (payload) => this.commit(String(payload['importId'])), gaveUp: async (payload) => this.gaveUp(String(payload['importId'])) },
    ];
  }

  /** A fault that four attempts did not cure: nothing of the file is kept, and its owner is told. */
  private async gaveUp(importId: string): Promise<void> {
    const state = (await readImport(this.dataSource, importId))?.state;
    if (state !== 'staging' && state !== 'committing') return;
    await endImport(this.dataSource, importId, state, 'rejected', { rejection: JSON.stringify({ code: 'IMPORT.FAILED', zh: '系统处理该文件时出错，没有导入任何行；请稍后重新上传，或联系管理员。', en: 'The system failed on this file; no row was taken in. Upload it again later, or tell the administrator.' }) });
    await this.tell(importId);
  }

  /** One that ends before it was given a file is not replaced here: the next file starts its own, and fails with what is wrong. */
  private prepare(): void {
    if (this.next !== null) return;
    const thread = this.next = this.thread();
    thread.unref();
    for (const ended of ['error', 'exit']) thread.once(ended, () => { if (this.next === thread) this.next = null; });
  }

  private thread(): Worker {
    return new Worker(this.stageThread, { resourceLimits: { maxOldGenerationSizeMb: STAGING_HEAP_MB, maxYoungGenerationSizeMb: 24 } });
  }

  /** Runs a thread with one file to its end, passing on how far it is; what a file did to its thread is gone with it. */
  private async stage(importId: string): Promise<void> {
    const thread = this.next ?? this.thread();
    this.next = null;
    try {
      await new Promise<void>((resolve, reject) => {
        thread.ref();
        thread.on('message', (view: ImportView) => this.live.tell(importId, view));
        thread.once('error', reject);
        thread.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the staging thread ended with ${code}`))));
        thread.postMessage({ importId });
      });
    } finally {
      this.prepare();
    }
    await this.tell(importId);
  }

  private async commit(importId: string): Promise<void> {
    const seen = await readImport(this.dataSource, importId);
    if (seen?.state !== 'committing') return;
    const spec = this.specOf(seen);
    const outcome = await inTransaction(this.dataSource, async (manager) => {
      await allowLongStatements(manager, 120);
      // One commit into a list at a time: two files with the same new key would otherwise meet at the unique index.
      await manager.query(`select pg_advisory_xact_lock(hashtext($1))`, [`commit-${spec.table}`]);
      // Whoever held the lock may have been an attempt at this very import that was thought dead: what it ended stays as it is.
      const [row]: ImportRow[] = await manager.query(`select * from import where id = $1 and state = 'committing'`, [importId]);
      if (row === undefined) return 'ended' as const;
      const submitter = submitterOf(row.actor, spec.write, row.programme);
      const promised = importView(row).counts;
      const now = await recheckStaged(manager, spec, importId, submitter);
      if (Object.values(now).reduce((sum, rows) => sum + rows, 0) !== promised.total) return this.readAgain(manager, importId);
      const moved = { ...promised, new: now['new'] ?? 0, changed: now['changed'] ?? 0, unchanged: now['unchanged'] ?? 0, wrong: now['wrong'] ?? 0 };
      if (moved.new !== promised.new || moved.changed !== promised.changed || moved.wrong !== promised.wrong) return { moved };
      const [{ last }] = await manager.query('select coalesce(max(row_number), 0)::int as last from staged_row where import_id = $1', [importId]);
      let written = 0;
      for (let after = 0; after < last; after += COMMIT_STEP) {
        const rows = await commitStaged(manager, spec, importId, after, after + COMMIT_STEP, submitter);
        written += rows.length;
        const ids = rows.map(({ id }) => id);
        await spec.written?.(manager, ids, row.created_by);
        // One entry a step with the digest of its rows, not one a row (reliability D14).
        if (rows.length > 0) await AuditTrail.append(manager, { actor: row.actor.actor, action: `${spec.list}.imported`, subject: { kind: 'import', id: importId }, programme: row.programme, rows: { count: rows.length, digest: rowsDigest(rows) }, correlationId: row.actor.correlationId });
        await this.outbox.appendFromQuery(manager, this.fact, `import:${importId}`, entriesQuery(spec, ids, FACT_ROWS), row.actor.correlationId);
        // Read outside this transaction's snapshot: the request to cancel is committed by another.
        const [{ cancel_requested: cancelled }] = await this.dataSource.query('select cancel_requested from import where id = $1', [importId]);
        if (cancelled === true) throw new CommitCancelled();
        this.live.tell(importId, importView({ ...row, rows_read: Math.min(after + COMMIT_STEP, last) }));
      }
      // The list moved between the check and the writing: nothing is stored, and the next attempt checks anew.
      if (written !== promised.new + promised.changed) throw new Error(`import ${importId}: ${written} rows written of ${promised.new + promised.changed} promised`);
      await manager.query('delete from staged_row where import_id = $1 and status <> $2', [importId, 'wrong']);
      // Asked to stop after the last look: the request is met here, or comes too late.
      const [[done]] = await manager.query(`update import set state = 'committed', finished_at = now() where id = $1 and state = 'committing' and not cancel_requested returning file_id`, [importId]);
      if (done === undefined) throw new CommitCancelled();
      await removeStoredFile(manager, done.file_id);
      return 'ended' as const;
    }).catch((error: unknown) => {
      if (error instanceof CommitCancelled) return 'cancelled' as const;
      throw error;
    });
    if (outcome === 'cancelled') return this.cancelled(importId);
    if (typeof outcome !== 'string') {
      await endImport(this.dataSource, importId, 'committing', 'staged', { counts: JSON.stringify(outcome.moved), rejection: JSON.stringify({ code: 'IMPORT.LIST_MOVED', zh: '预览之后清单有变化，数量已更新，请核对后再次确认。', en: 'The list changed after the preview; the counts are new. Check them and confirm again.' }) });
    }
    await this.tell(importId);
  }

  /** Staged rows went with a crash of the server (they are unlogged): the file, which is kept, is read again for a new preview. */
  private async readAgain(manager: EntityManager, importId: string): Promise<'read again'> {
    await manager.query(`update import set state = 'staging', rows_read = 0, counts = '{}', assumed = '[]', errors = '[]' where id = $1`, [importId]);
    await this.jobs.ask(manager, STAGE_JOB, { importId });
    return 'read again';
  }

  private async cancelled(importId: string): Promise<void> {
    await endImport(this.dataSource, importId, 'committing', 'cancelled', {});
    await this.tell(importId);
  }

  private async tell(importId: string): Promise<void> {
    const row = await readImport(this.dataSource, importId);
    if (row !== undefined) this.live.tell(importId, importView(row));
  }

  private specOf(row: ImportRow): ListSpec {
    const spec = this.specs.find((one) => one.list === row.list);
    if (spec === undefined) throw new Error(`no list ${row.list} here`);
    return spec;
  }
}

class CommitCancelled extends Error {}
