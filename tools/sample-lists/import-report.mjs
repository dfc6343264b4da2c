/**
 * Imports files of real advertisements into the jobs list and prints what became of their rows.
 *
 *   node tools/sample-lists/import-report.mjs [--json] <file> ...
 *
 * Needs the built libraries (npx nx build lists).
 */
import { basename } from 'node:path';
import { importRows, isHeaderOf, readTable } from '@jiedui/tabular';
import { advertisementProfiles, listContext, postList } from '@jiedui/lists';

/** Counts of one file. `placeless` are the rows whose only mistake is that they name no place. */
export async function reportFile(path, today = '2026-01-15', programme = 'three-gorges') {
  const started = performance.now();
  const table = readTable(path, { isHeader: isHeaderOf(postList, advertisementProfiles) });
  const imported = await importRows(postList, table, { context: listContext(today, programme), profiles: advertisementProfiles });
  const report = { file: basename(path), profile: imported.head.profile?.code ?? null, rows: 0, imported: 0, duplicate: 0, wrong: 0, placeless: 0, assumed: {}, errors: {}, ms: 0 };
  for await (const row of imported.rows) {
    report.rows++;
    if (row.outcome === 'ok') report.imported++;
    else report[row.outcome]++;
    if (row.outcome === 'wrong' && row.errors.every((e) => e.columns[0] === 'region')) report.placeless++;
    for (const key of new Set(row.assumed.map((a) => `${a.columns[0]} ${a.code}`))) report.assumed[key] = (report.assumed[key] ?? 0) + 1;
    for (const key of new Set(row.errors.map((e) => `${e.columns[0]} ${e.code}`))) report.errors[key] = (report.errors[key] ?? 0) + 1;
  }
  report.ms = Math.round(performance.now() - started);
  return report;
}

const share = (part, whole) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(2)} %`);

export function printReport(reports) {
  for (const r of reports) {
    const distinct = r.rows - r.duplicate;
    console.log(`\n${r.file} (${r.profile ?? 'template'}): ${r.rows} rows, ${r.imported} imported, ${r.duplicate} duplicate, ${r.wrong} wrong; ${share(r.imported, distinct)} of the rows that are not duplicates, ${share(r.imported, distinct - r.placeless)} of those that name a place; ${r.ms} ms`);
    for (const [name, counts] of [['assumed', r.assumed], ['wrong', r.errors]]) {
      for (const [key, count] of Object.entries(counts).sort((a, b) => b[1] - a[1])) console.log(`  ${name.padEnd(8)} ${key.padEnd(44)} ${count}`);
    }
  }
}

if (process.argv[1] !== undefined && import.meta.url.endsWith(basename(process.argv[1]))) {
  const json = process.argv.includes('--json');
  const files = process.argv.slice(2).filter((a) => !a.startsWith('--'));
  if (files.length === 0) { console.error('usage: node tools/sample-lists/import-report.mjs [--json] <file> ...'); process.exit(2); }
  const reports = [];
  for (const file of files) reports.push(await reportFile(file));
  if (json) console.log(JSON.stringify(reports, null, 2));
  else printReport(reports);
}
