import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../start/workspace.mjs';
import { ChaosContext, withinTime } from './context.mjs';

/**
 * Rows in their small form, without building, on what is built: `node tools/chaos/built-rows.mjs R16 [R10 …]`. One line a row; ends with 0 when every one
 * held. With `--report FILE` the count of those that held, failed and could not be run is left there as JSON.
 */
const words = process.argv.slice(2), at = words.indexOf('--report'), report = at < 0 ? null : words.splice(at, 2)[1];
const folder = path.join(root, '.jiedui', `chaos-${process.pid}`), counts = { passed: 0, failed: 0, skipped: 0 };
mkdirSync(folder, { recursive: true });
const context = new ChaosContext({ folder, isShort: true });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void context.end().finally(() => process.exit(130)));
for (const id of words) {
  try {
    const file = readdirSync(path.join(root, 'tools/chaos/rows')).find((name) => name.startsWith(`${id.slice(0, 1).toLowerCase()}${id.slice(1).padStart(2, '0')}-`));
    if (file === undefined) throw new Error(`no row ${id}`);
    const { default: row } = await import(pathToFileURL(path.join(root, 'tools/chaos/rows', file)).href), { held, figure } = await withinTime(row.run(context, { ...row.full, ...row.short }), true);
    counts[held === null ? 'skipped' : held ? 'passed' : 'failed'] += 1;
    process.stdout.write(`${id} ${held === null ? 'not run' : held ? 'held' : 'NOT HELD'}: ${figure}\n`);
    await context.settle(row);
  } catch (error) {
    counts.failed += 1;
    process.stdout.write(`${id} NOT HELD: ${error.stack}\n`);
    await context.discard();
  }
}
await context.end();
if (report !== null) writeFileSync(report, JSON.stringify(counts));
process.exit(counts.failed === 0 && words.length > 0 ? 0 : 1);
