import { readFileSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { main, say } from '../../say.mjs';
import { ConsoleClient } from '../../start/console-client.mjs';
import { startStack } from '../../test/stack.mjs';

/**
 * Times an import of workers from CSV and from XLSX through gateway and service on durable servers, and the importing
 * process's peak memory: `node tools/bench/lists/import.mjs [rows]` (100,000 when left out).
 */
main(async () => {
  const rows = Number(process.argv[2] ?? 100_000);
  const { generateSampleLists } = await import('../../sample-lists/generate.mjs');
  const { layoutOf, writeCsv, writeXlsx } = await import('@jiedui/tabular');
  const { workerList } = await import('@jiedui/lists');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'jiedui-bench-'));
  const columns = layoutOf(workerList);
  const cells = function* () {
    let left = rows;
    for (const row of generateSampleLists({ scale: Math.max(1, rows / 20_160), workers: rows }).workers) {
      if ((left -= 1) < 0) return;
      yield columns.map((column) => row[column.code] ?? '');
    }
  };
  const headers = columns.map((column) => column.header);
  await writeFile(path.join(folder, 'workers.csv'), writeCsv(headers, cells()));
  await writeFile(path.join(folder, 'workers.xlsx'), writeXlsx([{ name: '就业需求清单', columns: headers.map((header) => ({ header })), rows: cells() }]));
  for (const name of ['workers.csv', 'workers.xlsx']) {
    const stack = await startStack(`bench-${process.pid}`, { durable: true });
    try {
      const client = new ConsoleClient(stack.url);
      await client.signIn('yangli', stack.accounts.passwordOf('yangli'));
      const file = path.join(folder, name);
      const began = performance.now();
      const cpuBefore = cpuSeconds(stack.services.pidOf('employment'));
      const staged = await client.upload('employment', 'worker', file);
      const previewed = performance.now();
      const cpuPreviewed = cpuSeconds(stack.services.pidOf('employment')) - cpuBefore;
      const committed = await client.commit('employment', staged.id);
      const seconds = (performance.now() - began) / 1000;
      const cpu = cpuSeconds(stack.services.pidOf('employment')) - cpuBefore;
      say(`${name} (${((await stat(file)).size / 1e6).toFixed(1)} MB): ${committed.counts.new} rows ${committed.state} in ${seconds.toFixed(1)} s (upload and preview ${((previewed - began) / 1000).toFixed(1)} s), importing process at most ${peakMiB(stack.services.pidOf('employment'))} MiB, its CPU ${cpu.toFixed(1)} s (${cpuPreviewed.toFixed(1)} s to the preview)`);
    } finally {
      await stack.stop();
    }
  }
  await rm(folder, { recursive: true, force: true });
});

/** Peak resident memory of a process in MiB (VmHWM). */
function peakMiB(pid) {
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
}

/** User and system CPU seconds of a process so far. */
function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
