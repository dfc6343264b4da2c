import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DataSource, EntityManager } from 'typeorm';
import type { ImportView } from '@jiedui/contracts';
import type { StoredFiles } from '@jiedui/messaging';
import { newId } from '@jiedui/persistence';
import type { Protection } from '@jiedui/protection';
import { errorWorkbook, FileRejected, type RefusedRow, type RowMessage } from '@jiedui/tabular';
import { IMPORT_FOLDER } from './import-leftovers.js';
import { endImport, readImport } from './import-state.js';
import { importView, type ImportRow } from './imports.js';
import { openPersonal, sealPersonal, splitTexts } from './list-rows.js';
import { HeaderUnknown, type ListSpec, type ReadRow } from './list-spec.js';
import { fitting } from './page-bytes.js';
import { rowRecord, type Submitter, submitterOf, unstorable, withoutNul } from './list-writer.js';
import { keyTaken, StagedBatch, type StagedRow, stageRows } from './staged-rows.js';

/** Rows staged by one statement. */
const BATCH = 500;
/** Rows between two messages of how far it is: by rows, not by the clock, so that a fast machine tells as often. */
const TELL_ROWS = 1000;
/** An attempt waits this long for another one at the same import to end. */
const WAIT_FOR_OTHER_MS = 60_000;
/** Groups of equal errors or assumptions kept with an import; rows keep all of theirs. */
const GROUPS = 200;
/** Of errors and of assumptions each: both are read with every look at the import. */
const GROUPS_BYTES = 100_000;
/** Longest header that is kept: a longer one names no column. */
const HEADER = 200;

/**
 * Reads an uploaded file and stages its rows for the preview. Heavy on the processor, so it runs in a thread of its own
 * (stage-thread.ts). Begins anew when run again after a crash.
 */
export class ImportStaging {
  constructor(
    private readonly specs: readonly ListSpec[], private readonly dataSource: DataSource, private readonly files: StoredFiles, private readonly protection: Protection,
    private readonly tell: (importId: string, view: ImportView) => void,
  ) {}

  /**
   * Two attempts at one import (a job that was thought dead is begun again) come after each other: all that the first stages
   * it stages on the connection whose lock the second waits for, and where that connection breaks the attempt ends with it.
   */
  async stage(importId: string): Promise<void> {
    const runner = this.dataSource.createQueryRunner();
    await runner.connect();
    try {
      await runner.query(`select set_config('lock_timeout', $1, false), set_config('statement_timeout', $1, false)`, [String(WAIT_FOR_OTHER_MS)]);
      await runner.query('select pg_advisory_lock(hashtext($1))', [`stage-${importId}`]);
      await this.stageAlone(importId, runner.manager);
    } finally {
      // The lock is the session's: it must not go back to the pool with it.
      await runner.query('select pg_advisory_unlock_all()').catch(() => undefined); // went with its session
      await runner.release();
    }
  }

  private async stageAlone(importId: string, manager: EntityManager): Promise<void> {
    const row = await readImport(this.dataSource, importId);
    if (row?.state !== 'staging') return;
    const spec = this.specOf(row);
    await manager.query('delete from staged_row where import_id = $1', [importId]);
    const folder = await mkdtemp(path.join(os.tmpdir(), IMPORT_FOLDER));
    try {
      const file = path.join(folder, randomUUID());
      await pipeline(this.files.read(row.file_id), createWriteStream(file, { mode: 0o600 }));
      await this.stageFile(row, spec, file, manager);
    } catch (error) {
      const rejection = error instanceof HeaderUnknown ? error.rejection : error;
      if (!(rejection instanceof FileRejected)) throw error;
      // What was staged before the bad place must not stay.
      await manager.query('delete from staged_row where import_id = $1', [importId]);
      await endImport(this.dataSource, importId, 'staging', error instanceof HeaderUnknown ? 'mapping' : 'rejected', {
        rejection: JSON.stringify({ code: rejection.code, zh: rejection.zh, en: rejection.en }), counts: '{}', rows_read: '0',
        ...(error instanceof HeaderUnknown ? { headers: storableHeaders(error.headers), missing: JSON.stringify(error.missing) } : {}),
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async stageFile(row: ImportRow, spec: ListSpec, file: string, manager: EntityManager): Promise<void> {
    const { head, rows } = await spec.readFile(file, row.programme, row.mapping);
    const missing = head.mapping?.missing ?? [];
    await manager.query('update import set headers = $2::jsonb, missing = $3::jsonb where id = $1', [row.id, storableHeaders(head.headers), JSON.stringify(missing)]);
    const submitter = submitterOf(row.actor, spec.write, row.programme);
    const counts = { new: 0, changed: 0, unchanged: 0, wrong: 0, duplicate: 0, total: 0 };
    const assumed = new Groups();
    const errors = new Groups();
    let batch = new StagedBatch();
    let spare = new StagedBatch();
    let flushing = Promise.resolve(false);
    const flush = async (staged: StagedBatch): Promise<boolean> => {
      for (const { status, found, rows: number } of await stageRows(manager, spec, submitter, staged)) {
        if (status in counts) counts[status as keyof typeof counts] += number;
        // Found wrong by what is stored, so no reader counted them.
        const message = found === 'taken' ? keyTaken(spec) : found === 'barred' ? spec.barred?.message : undefined;
        if (message !== undefined) errors.add(message, number);
      }
      counts.total += staged.rows;
      const [state] = await manager.query('update import set rows_read = $2, counts = $3::jsonb where id = $1 returning cancel_requested', [row.id, counts.total, JSON.stringify(counts)]).then(([updated]: [{ cancel_requested: boolean }[]]) => updated);
      if (counts.total % TELL_ROWS === 0) this.tell(row.id, importView({ ...row, rows_read: counts.total, counts }));
      return state?.cancel_requested === true;
    };
    try {
      for await (const read of rows) {
        batch.add(row.id, this.staged(spec, read, submitter, assumed, errors));
        if (batch.rows < BATCH) continue;
        // The database takes one batch while the next is read.
        if (await flushing) return this.cancelled(row.id);
        flushing = flush(batch);
        flushing.catch(() => undefined); // awaited before the next one, where its error is met
        [batch, spare] = [spare, batch];
        batch.clear();
      }
    } catch (error) {
      await flushing; // a file that turns bad half-way: nothing may be written after what follows
      throw error;
    }
    if (await flushing || await flush(batch)) return this.cancelled(row.id);
    const errorFile = counts.wrong === 0 ? null : await this.writeErrorFile(spec, row);
    await endImport(this.dataSource, row.id, 'staging', 'staged', { assumed: JSON.stringify(assumed.list()), errors: JSON.stringify(errors.list()), error_file: errorFile });
  }

  private staged(spec: ListSpec, read: ReadRow, submitter: Submitter, assumed: Groups, errors: Groups): StagedRow {
    let status: StagedRow['status'] = read.outcome;
    let problems = read.errors;
    const id = newId();
    let record: StagedRow['record'] = null;
    const bad = unstorable(read.texts);
    if (bad !== null) {
      status = 'wrong';
      problems = read.errors.length > 0 ? read.errors : [bad];
    } else if (read.outcome === 'ok' && read.projection !== null) {
      const made = rowRecord(spec, read, read.projection, submitter, this.protection, id);
      if ('code' in made) {
        status = 'wrong';
        problems = [made];
      } else {
        record = made;
        for (const message of read.assumed) assumed.add(message);
      }
    }
    for (const message of problems) errors.add(message);
    if (record !== null) return { rowNumber: read.rowNumber, status, record, texts: record.texts, personal: record.personal, personKey: record.personKey, errors: problems, id };
    const { open, personal } = splitTexts(spec, withoutNul(read.texts));
    return { rowNumber: read.rowNumber, status, record, texts: open, ...sealPersonal(spec, personal, id, this.protection), errors: problems, id };
  }

  private async writeErrorFile(spec: ListSpec, row: ImportRow): Promise<string> {
    const dataSource = this.dataSource;
    const protection = this.protection;
    const refused = async function* (): AsyncGenerator<RefusedRow> {
      for (let after = 0; ;) {
        const found: { row_number: number; texts: Record<string, string>; personal: Buffer | null; person_key: Buffer | null; errors: RowMessage[]; id: string }[] = await dataSource.query(
          `select row_number, texts, personal, person_key, errors, id from staged_row where import_id = $1 and status = 'wrong' and row_number > $2 order by row_number limit 500`, [row.id, after]);
        for (const staged of found) {
          yield { rowNumber: staged.row_number, texts: { ...staged.texts, ...openPersonal(spec, { personal: staged.personal, sealId: staged.id, personKey: staged.person_key }, protection) }, errors: staged.errors };
        }
        const last = found.at(-1);
        if (last === undefined) return;
        after = last.row_number;
      }
    };
    return this.files.write(
      { name: `${spec.title.zh}-错误行.xlsx`, mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', createdBy: row.created_by },
      errorWorkbook({ title: spec.title }, spec.columns, refused()));
  }

  private async cancelled(importId: string): Promise<void> {
    await endImport(this.dataSource, importId, 'staging', 'cancelled', {});
  }

  private specOf(row: ImportRow): ListSpec {
    const spec = this.specs.find((one) => one.list === row.list);
    if (spec === undefined) throw new Error(`no list ${row.list} here`);
    return spec;
  }
}

/** Headers as the database takes them, as JSON. */
function storableHeaders(headers: readonly string[]): string {
  return JSON.stringify(headers.map((header) => Object.values(withoutNul({ header: header.slice(0, HEADER) })).join('')));
}

/** Equal messages of many rows counted once each, most frequent first. */
class Groups {
  private readonly groups = new Map<string, { field: string; code: string; zh: string; en: string; rows: number }>();

  add(message: RowMessage, rows = 1): void {
    const field = message.columns[0] ?? '';
    const key = `${field} ${message.code} ${message.zh}`;
    const group = this.groups.get(key);
    if (group !== undefined) group.rows += rows;
    else if (this.groups.size < 5000) this.groups.set(key, { field, code: message.code, zh: message.zh, en: message.en, rows });
  }

  list(): { field: string; code: string; zh: string; en: string; rows: number }[] {
    return fitting([...this.groups.values()].sort((a, b) => b.rows - a.rows).slice(0, GROUPS), GROUPS_BYTES);
  }
}
