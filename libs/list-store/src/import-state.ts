import type { DataSource } from 'typeorm';
import type { ImportView } from '@jiedui/contracts';
import { removeStoredFile } from '@jiedui/messaging/stored-files';
import { allowLongStatements, inTransaction } from '@jiedui/persistence';
import type { ImportRow } from './imports.js';

/** A long file has a row for each of its lines to be taken away. */
const END_SECONDS = 30;

/** The import as it stands; undefined when there is none. */
export async function readImport(dataSource: DataSource, importId: string): Promise<ImportRow | undefined> {
  const [row] = await dataSource.query('select * from import where id = $1', [importId]);
  return row;
}

/**
 * Puts an import that still stands in the state it was seen in into another, with what else is to be kept of it (columns of
 * the table `import`). One that was asked to be cancelled meanwhile is cancelled instead. Of what is cancelled or rejected
 * neither rows nor the file stay. Where another attempt ended it already, nothing changes.
 */
export async function endImport(dataSource: DataSource, importId: string, seen: ImportView['state'], state: ImportView['state'], values: Record<string, string | null>): Promise<void> {
  await inTransaction(dataSource, async (manager) => {
    await allowLongStatements(manager, END_SECONDS);
    let ended = state === 'cancelled' || state === 'rejected';
    const assignments = Object.keys(values).map((name, i) => `${name} = $${i + 4}`);
    let [updated]: [{ file_id: string }[], number] = await manager.query(
      `update import set ${['state = $3', ...assignments, ...(ended ? ['finished_at = now()'] : [])].join(', ')} where id = $1 and state = $2${ended ? '' : ' and not cancel_requested'} returning file_id`, [importId, seen, state, ...Object.values(values)]);
    if (updated.length === 0) {
      [updated] = await manager.query(`update import set state = 'cancelled', finished_at = now() where id = $1 and state = $2 and cancel_requested returning file_id`, [importId, seen]);
      ended = true;
    }
    const [row] = updated;
    if (!ended || row === undefined) return;
    await manager.query('delete from staged_row where import_id = $1', [importId]);
    await removeStoredFile(manager, row.file_id);
  });
}

/** Cancels an import nobody works on, if it still stands in the state it was seen in; undefined when it does not. Neither rows nor the file stay. */
export async function cancelWaiting(dataSource: DataSource, importId: string, seen: ImportView['state'], rejection: ImportView['rejection'] = null): Promise<ImportRow | undefined> {
  return inTransaction(dataSource, async (manager) => {
    await allowLongStatements(manager, END_SECONDS);
    const [[cancelled]]: [ImportRow[], number] = await manager.query(
      `update import set state = 'cancelled', finished_at = now(), rejection = coalesce($3::jsonb, rejection) where id = $1 and state = $2 returning *`, [importId, seen, rejection === null ? null : JSON.stringify(rejection)]);
    if (cancelled === undefined) return undefined;
    await manager.query('delete from staged_row where import_id = $1', [importId]);
    await removeStoredFile(manager, cancelled.file_id);
    return cancelled;
  });
}
