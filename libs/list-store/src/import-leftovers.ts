import { readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { DataSource } from 'typeorm';
import type { ImportView } from '@jiedui/contracts';
import type { StoredFiles } from '@jiedui/messaging';
import { cancelWaiting } from './import-state.js';

/** Beginning of the names of the folders that files are read from. */
export const IMPORT_FOLDER = 'jiedui-import-';
/** Days that exports and workbooks of wrong rows can be fetched, and that an import waits for its owner. */
const KEPT_DAYS = 7;
/** Rows deleted by one statement. */
const ROWS_AT_ONCE = 10_000;
const HOUR_MS = 3_600_000;
const FOLDER_MS = 24 * HOUR_MS;

/** Takes away what imports and exports leave behind: stored files past their time, and folders of reading threads that were killed. */
export class ImportLeftovers {
  private next = 0;

  constructor(private readonly dataSource: DataSource, private readonly files: StoredFiles) {}

  /** Safe to call often and in every replica: works at the first call, then once an hour. */
  async clear(): Promise<void> {
    if (Date.now() < this.next) return;
    this.next = Date.now() + HOUR_MS;
    await this.endAbandoned();
    await this.dropWrongRows();
    await this.files.expire(KEPT_DAYS, `select file_id from import where state not in ('committed', 'cancelled', 'rejected')`);
    for (const name of await readdir(os.tmpdir())) {
      if (!name.startsWith(IMPORT_FOLDER)) continue;
      const folder = path.join(os.tmpdir(), name);
      const made = await stat(folder).catch(() => null); // gone meanwhile: another replica's work
      if (made !== null && Date.now() - made.mtimeMs > FOLDER_MS) await rm(folder, { recursive: true, force: true });
    }
  }

  /** Ends imports that nobody went on with: their file holds persons, and may not wait for ever. */
  private async endAbandoned(): Promise<void> {
    const abandoned: { id: string; state: ImportView['state'] }[] = await this.dataSource.query(
      `select id, state from import where state in ('uploading', 'mapping', 'staged') and started_at < now() - make_interval(days => $1)`, [KEPT_DAYS]);
    for (const { id, state } of abandoned) {
      await cancelWaiting(this.dataSource, id, state, {
        code: 'IMPORT.ABANDONED', zh: `超过 ${KEPT_DAYS} 天没有确认，已自动取消，文件已删除；需要时请重新上传。`, en: `Not confirmed for ${KEPT_DAYS} days: cancelled, and the file deleted. Upload it again when needed.`,
      });
    }
  }

  /** Wrong rows of imports that ended hold persons who are in no list: they go when the workbook that shows them goes. */
  private async dropWrongRows(): Promise<void> {
    for (;;) {
      const [, deleted]: [unknown[], number] = await this.dataSource.query(
        `delete from staged_row where (import_id, row_number) in (select s.import_id, s.row_number from import i join staged_row s on s.import_id = i.id
          where i.finished_at < now() - make_interval(days => $1) limit ${ROWS_AT_ONCE})`, [KEPT_DAYS]);
      if (deleted < ROWS_AT_ONCE) return;
    }
  }
}
