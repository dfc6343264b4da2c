import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { main, say, Stop } from '../say.mjs';
import { build, ensurePackages, root } from '../start/workspace.mjs';

/**
 * Holds the running system to its reliability and security goals, row by row (docs/reliability.md): load, faults and abuse over HTTP and
 * signals, judged from the kept history. `npm run chaos -- [--short] [row …]`; `--short` takes the small form of every row, at most
 * 35 minutes in all. Rows that share a stack run one after the other on it; one that leaves it unfit says so.
 */
main(async () => {
  const words = process.argv.slice(2), short = words.includes('--short'), chosen = words.filter((word) => !word.startsWith('--')).map((word) => word.toUpperCase());
  const unknown = words.filter((word) => word.startsWith('--') && word !== '--short');
  if (unknown.length > 0) throw new Stop(`Unknown option ${unknown[0]}. Known: --short. 未知选项。`);
  await ensurePackages();
  // What stands on packages is read when they are there.
  const { ChaosContext, withinTime } = await import('./context.mjs'), rows = await readRows();
  const missing = chosen.filter((id) => !rows.some((row) => row.id === id));
  if (missing.length > 0) throw new Stop(`No row ${missing[0]}. Known: ${rows.map((row) => row.id).join(' ')}. 没有这一行。`);
  const wanted = rows.filter((row) => (chosen.length === 0 ? !short || row.short !== undefined : chosen.includes(row.id)));
  await build();
  const folder = path.join(root, '.jiedui', `chaos-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const report = path.join(root, '.jiedui', 'chaos-report.md'), lines = [];
  const context = new ChaosContext({ folder, isShort: short });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void context.end().finally(() => process.exit(130)));
  writeFileSync(report, '| row | goal | figure | held | s |\n|---|---|---|---|---|\n');
  try {
    for (const row of wanted) {
      say(`${row.id} ${row.title}`);
      const began = performance.now();
      const { figure, held } = await runRow(row, context, withinTime);
      const line = `| ${row.id} | ${row.goal} | ${figure} | ${held === null ? 'not run' : held ? 'yes' : '**no**'} | ${Math.round((performance.now() - began) / 1000)} |`;
      lines.push({ line, held });
      appendFileSync(report, `${line}\n`);
      say(`${row.id} ${held === null ? 'not run' : held ? 'held' : 'NOT HELD'}: ${figure}`);
    }
  } finally {
    await context.end();
  }
  process.stdout.write(`\n| row | goal | figure | held | s |\n|---|---|---|---|---|\n${lines.map(({ line }) => line).join('\n')}\n\n${lines.filter(({ held }) => held).length} of ${lines.length} rows held\n`);
  process.exit(lines.every(({ held }) => held !== false) ? 0 : 1);
});

/** Every row there is, in the order of its letter and number. */
async function readRows() {
  const files = readdirSync(path.join(root, 'tools/chaos/rows')).filter((file) => /^[frs]\d\d-.*\.mjs$/.test(file)).sort();
  return Promise.all(files.map(async (file) => (await import(pathToFileURL(path.join(root, 'tools/chaos/rows', file)).href)).default));
}

/** A row that throws is not held: what it threw is its figure. */
async function runRow(row, context, withinTime) {
  try {
    const result = await withinTime(row.run(context, context.isShort ? { ...row.full, ...row.short } : row.full), context.isShort);
    await context.settle(row);
    return result;
  } catch (error) {
    process.stdout.write(`${error.stack}\n`);
    await context.discard();
    return { figure: String(error.message).split('\n')[0].replaceAll('|', '\\|').slice(0, 200), held: false };
  }
}
