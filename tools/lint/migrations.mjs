import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { services } from '../start/services.mjs';
import { isMain, root, runCheck } from './sources.mjs';

/** The schema of the first release: whoever installs it has no rows yet. Every migration after it runs while people work. */
const FIRST_RELEASE = 1763700029999;

/** Statements of later migrations that must not run while people work, and migrations that cannot be undone, one line each. Reads what is built. */
export async function checkMigrations() {
  const { unsafeStatements } = await import('@jiedui/persistence');
  const violations = [];
  for (const { folder } of services) {
    const { migrations } = await import(pathToFileURL(path.join(root, 'apps', folder, 'dist/migrations/index.js')).href);
    const seen = new Set();
    for (const Migration of migrations) {
      const migration = new Migration(), number = Number(/\d{13}$/.exec(migration.name ?? '')?.[0]);
      if (!(number > 0) || seen.has(migration.name)) violations.push(`apps/${folder}: ${migration.name ?? Migration.name} needs a name of its own that ends in its 13 digits`);
      seen.add(migration.name);
      if (typeof migration.down !== 'function') violations.push(`apps/${folder}: ${migration.name} cannot be undone: write its down`);
      if (number <= FIRST_RELEASE) continue;
      const statements = [];
      await migration.up({ query: async (sql) => { statements.push(sql); return []; } });
      for (const { statement, why } of unsafeStatements(statements, { isContract: migration.name.startsWith('Contract') })) violations.push(`apps/${folder}: ${migration.name}: ${why}: ${statement}`);
    }
  }
  return violations;
}

if (isMain(import.meta.url)) await runCheck('migrations', checkMigrations);
