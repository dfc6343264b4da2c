import { existsSync } from 'node:fs';
import path from 'node:path';

/** Writes the sample lists once under `.jiedui/` and names the organisations that sample accounts act for: those with the most rows. */
export async function sampleLists(folder) {
  const { generateSampleLists, SAMPLE_FILES, writeSampleLists } = await import('../sample-lists/generate.mjs');
  const target = path.join(folder, 'sample');
  const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
  const options = { seed: 1, scale: Number(process.env.JIEDUI_SAMPLE_SCALE ?? 1), today };
  if (!existsSync(path.join(target, SAMPLE_FILES.lots))) await writeSampleLists(target, options);
  const lists = generateSampleLists(options);
  return {
    files: Object.fromEntries(Object.entries(SAMPLE_FILES).map(([list, name]) => [list, path.join(target, name)])),
    organisations: {
      enterprise: busiest(lists.posts, 'employer'), producer: busiest(lists.lots, 'producer'), buyer: busiest(lists.orderLines, 'buyer'),
    },
  };
}

/** The organisation with the most rows: its key is the credit code where it has one, else its name. */
function busiest(rows, nameColumn) {
  const counts = new Map();
  for (const row of rows) {
    const name = row[nameColumn];
    const key = row.creditCode || name;
    const entry = counts.get(key) ?? { key, name, programme: row.programme ?? '', rows: 0 };
    entry.rows += 1;
    counts.set(key, entry);
  }
  return [...counts.values()].sort((a, b) => b.rows - a.rows || (a.key < b.key ? -1 : 1))[0];
}
