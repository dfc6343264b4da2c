/**
 * Time and memory of reading and importing a large workers list, CSV and XLSX, each in a process of its own.
 *
 *   node tools/sample-lists/read-benchmark.mjs [rows, 100000]
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { importRows, layoutOf, readTable, writeXlsx } from '@jiedui/tabular';
import { listContext, workerList } from '@jiedui/lists';
import { generateSampleLists, writeSampleLists } from './generate.mjs';

const [mode, path] = process.argv.slice(2);
if (mode === 'read' || mode === 'import') {
  const before = process.memoryUsage.rss();
  let peak = before;
  let rows = 0;
  const watch = () => { if (++rows % 1000 === 0) peak = Math.max(peak, process.memoryUsage.rss()); };
  const started = performance.now();
  if (mode === 'read') for await (const row of readTable(path)) { void row; watch(); }
  else {
    let wrong = 0;
    const imported = await importRows(workerList, readTable(path), { context: listContext('2026-01-15') });
    for await (const row of imported.rows) { if (row.outcome === 'wrong') wrong++; watch(); }
    if (wrong > 0) console.log(`${wrong} wrong rows`);
  }
  peak = Math.max(peak, process.memoryUsage.rss());
  console.log(`${mode.padEnd(6)} ${path.split('.').at(-1)}: ${rows} rows, ${((performance.now() - started) / 1000).toFixed(1)} s, ${Math.round((peak - before) / 1e6)} MB above the start (${Math.round(before / 1e6)} MB)`);
} else {
  const workers = Number(mode ?? 100_000);
  const folder = mkdtempSync(join(tmpdir(), 'sample-lists-'));
  try {
    const { path: csv } = (await writeSampleLists(folder, { workers, posts: 1, lots: 1, orderLines: 1 })).workers;
    const xlsx = join(folder, 'workers.xlsx');
    const columns = layoutOf(workerList);
    const rows = function* () { for (const cells of generateSampleLists({ workers }).workers) yield columns.map((c) => cells[c.code] ?? ''); };
    const started = performance.now();
    await pipeline(writeXlsx([{ name: workerList.title.zh, columns: columns.map((c) => ({ header: c.header })), rows: rows() }]), createWriteStream(xlsx));
    console.log(`write  xlsx: ${((performance.now() - started) / 1000).toFixed(1)} s; csv ${Math.round(statSync(csv).size / 1e6)} MB, xlsx ${Math.round(statSync(xlsx).size / 1e6)} MB`);
    for (const how of ['read', 'import']) for (const file of [csv, xlsx]) process.stdout.write(spawnSync(process.execPath, [fileURLToPath(import.meta.url), how, file], { encoding: 'utf8' }).stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
