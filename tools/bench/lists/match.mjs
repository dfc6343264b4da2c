import { createReadStream, createWriteStream, readFileSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import path from 'node:path';
import pg from 'pg';
import { main, say } from '../../say.mjs';
import { ConsoleClient, until } from '../../start/console-client.mjs';
import { startStack } from '../../test/stack.mjs';

/**
 * Times a run from stored lists to stored proposals with a verified certificate on durable servers, and the engine's peak memory:
 * `node tools/bench/lists/match.mjs [workers] [posts]` (100,000 and 10,000 when left out, both programmes at once).
 */
main(async () => {
  const workers = Number(process.argv[2] ?? 100_000);
  const posts = Number(process.argv[3] ?? 10_000);
  const { writeSampleLists } = await import('../../sample-lists/generate.mjs');
  const stack = await startStack(`bench-${process.pid}`, { durable: true });
  try {
    const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
    const files = await writeSampleLists(path.join(stack.folder, 'sample'), { workers, posts, lots: 10, orderLines: 10, today });
    const client = new ConsoleClient(stack.url);
    await client.signIn('yangli', stack.accounts.passwordOf('yangli'));
    for (const [list, file] of [['post', files.posts.path], ['worker', files.workers.path]]) {
      let rows = 0;
      for await (const part of partsOf(file)) rows += (await client.commit('employment', (await client.upload('employment', list, part)).id)).counts.new;
      say(`${list}: ${rows} rows in`);
    }
    for (const kind of ['posts', 'workers']) {
      const { items: [last] } = await client.get(`/api/employment/${kind}?size=1&last=true&sort=updated&descending=false`);
      await until(() => client.get(`/api/matching/entries/${last.id}/candidates?search=zzzz`).then(() => true, () => false), (arrived) => arrived);
    }
    const before = peakMiB(stack.services.pidOf('matching'));
    const database = new pg.Client({ connectionString: stack.servers.databaseUrl });
    await database.connect();
    const began = performance.now(), since = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
    // As two offices would: both at once.
    await Promise.all(['three-gorges', 'danjiangkou'].map(async (programme) => {
      const run = await client.match('employment', programme), solved = since();
      const written = async () => (await database.query(`select count(*)::int as written from employment.proposal where programme = $1 and run_id = $2`, [programme, run.id])).rows[0].written;
      await until(written, (count) => count === run.proposals);
      say(`${programme}: ${run.supplyEntries} workers x ${run.demandEntries} posts, ${run.eligiblePairs} pairs, ${run.proposals} proposals, certificate ${run.certificate}: ${solved} to the finished run, ${since()} to all proposals stored`);
    }));
    say(`both programmes ${since()}; matching process at most ${peakMiB(stack.services.pidOf('matching'))} MiB (${before} MiB before)`);
    await database.end();
  } finally {
    await stack.stop();
  }
});

/** An upload takes 64 MB: a larger file goes in parts. */
const PART_BYTES = 60_000_000;

/** The file itself, or files of its header and as many of its rows as fit. */
async function* partsOf(file) {
  if (statSync(file).size <= PART_BYTES) {
    yield file;
    return;
  }
  let header = '', part = null, bytes = 0, number = 0;
  const finish = async () => {
    part.end();
    await once(part, 'finish');
    return part.path;
  };
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (header === '') {
      header = line;
      continue;
    }
    if (part !== null && bytes > PART_BYTES) {
      yield await finish();
      part = null;
    }
    if (part === null) {
      part = createWriteStream(`${file}.${++number}.csv`);
      part.write(`${header}\n`);
      bytes = 0;
    }
    bytes += Buffer.byteLength(line) + 1;
    if (!part.write(`${line}\n`)) await once(part, 'drain');
  }
  if (part !== null) yield await finish();
}

/** Peak resident memory of a process in MiB (VmHWM). */
function peakMiB(pid) {
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
}
