import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../start/workspace.mjs';
import { ChaosContext } from './context.mjs';

/** One row in its small form, without building, on what is built: `node tools/chaos/one-row.mjs R16`. Ends with 0 when it held. */
const id = process.argv[2] ?? '', folder = path.join(root, '.jiedui', `chaos-${process.pid}`);
mkdirSync(folder, { recursive: true });
const context = new ChaosContext({ folder, isShort: true });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void context.end().finally(() => process.exit(130)));
let held = false;
try {
  const file = readdirSync(path.join(root, 'tools/chaos/rows')).find((name) => name.startsWith(`${id.slice(0, 1).toLowerCase()}${id.slice(1).padStart(2, '0')}-`));
  const { default: row } = await import(pathToFileURL(path.join(root, 'tools/chaos/rows', file)).href), result = await row.run(context, { ...row.full, ...row.short });
  held = result.held === true;
  process.stdout.write(`${result.figure}\n`);
} catch (error) {
  process.stdout.write(`${error.message}\n`);
} finally {
  await context.end();
}
process.exit(held ? 0 : 1);
