import type { DataSource } from 'typeorm';
import type { ImportView } from '@jiedui/contracts';
import type { ImportRow } from './imports.js';

/** The import as it stands; undefined when there is none. */
export async function readImport(dataSource: DataSource, importId: string): Promise<ImportRow | undefined> {
  const [row] = await dataSource.query('select * from import where id = $1', [importId]);
  return row;
}

/** Puts an import into a state, with what else is to be kept of it (columns of the table `import`). */
export async function endImport(dataSource: DataSource, importId: string, state: ImportView['state'], values: Record<string, string | null>): Promise<void> {
  const assignments = Object.keys(values).map((name, i) => `${name} = $${i + 3}`);
  const ended = state === 'cancelled' || state === 'rejected' ? ['finished_at = now()'] : [];
  await dataSource.query(`update import set ${['state = $2', ...assignments, ...ended].join(', ')} where id = $1`, [importId, state, ...Object.values(values)]);
}
