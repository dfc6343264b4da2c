import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import { harmlessFile, hostileFiles } from '../hostile-files.mjs';
import { send } from '../open-api.mjs';
import { until } from '../../start/console-client.mjs';

const ANSWER_MS = 3000, RISE_MB = 150;

/** Files that are no list, one after the other, while somebody else goes on working: refused in time, in bounded memory, and nothing stays of them. */
export default {
  id: 'S4', title: 'hostile files', goal: 'told within 3 s of the upload, RSS rise ≤ 150 MB, others answered, 0 rows written', full: {}, short: {},
  async run(context) {
    const { url } = await context.stack(), client = await context.client('qiye'), other = await context.client('yunyang'), faults = [];
    const rows = async () => (await context.sql(`select (select count(*) from employment.post)::int + (select count(*) from employment.worker)::int as posts, (select count(*) from employment.outbox)::int as facts`))[0];
    const left = () => readdirSync(os.tmpdir()).filter((name) => name.startsWith('jiedui-import-')).length;
    const pid = context.pidOf('employment'), rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    const before = await rows(), filesBefore = left(), rssBefore = rss();
    let peak = rssBefore, slowest = { name: '', ms: 0 }, waited = 0, asked = 0, isOver = false;
    const kinds = { rejected: 0, rows: 0 };
    const watch = setInterval(() => { peak = Math.max(peak, rss()); }, 50);
    // Somebody else at work all the while.
    const others = (async () => {
      while (!isOver) {
        const answer = await send(url, { method: 'GET', address: '/api/employment/workers?size=5', cookie: other.cookie });
        asked += 1;
        waited = Math.max(waited, answer.ms);
        if (answer.status !== 200) faults.push(`somebody else was answered ${answer.status}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    })();
    try {
      for (const file of hostileFiles) {
        const by = file.list === 'post' ? client : other;
        let { view, ms } = await readBy(by, file.bytes(), file.list);
        // A machine that is busy with other things is slow to everybody: what counts is the time beyond that of a list as it should be.
        for (let tries = 0; tries < 3 && ms > ANSWER_MS; tries += 1) {
          const usual = await readBy(client, harmlessFile()), again = await readBy(by, file.bytes(), file.list);
          if (again.ms - usual.ms < ms) ({ view, ms } = { view: again.view, ms: again.ms - usual.ms });
        }
        const end = ['rejected', 'mapping'].includes(view.state) ? 'rejected' : view.state === 'staged' ? 'rows' : view.state;
        if (ms > slowest.ms) slowest = { name: file.name, ms };
        if (end in kinds) kinds[end] += 1;
        if (end !== file.ends && !(file.ends === 'either' && end in kinds)) faults.push(`${file.name}: ${view.state} ${view.rejection?.code ?? ''}, not ${file.ends}`);
        if (end === 'rejected' && !/\p{Script=Han}/u.test(view.rejection?.zh ?? '')) faults.push(`${file.name}: no reason given`);
        if (end === 'rejected' && ms > ANSWER_MS) faults.push(`${file.name}: told after ${Math.round(ms)} ms`);
        if (file.ends === 'rows' && view.rowsRead === 0) faults.push(`${file.name}: read as rows, and none was`);
      }
    } finally {
      isOver = true;
      clearInterval(watch);
      await others;
    }
    const after = await rows(), staged = (await context.sql('select count(*)::int as rows from employment.staged_row'))[0].rows;
    if (after.posts !== before.posts || after.facts !== before.facts) faults.push(`rows written: ${JSON.stringify(before)} to ${JSON.stringify(after)}`);
    if (left() > filesBefore) faults.push(`${left() - filesBefore} folders left behind`);
    if (peak - rssBefore > RISE_MB) faults.push(`RSS rose by ${Math.round(peak - rssBefore)} MB`);
    if (context.pidOf('employment') !== pid) faults.push('the service ended');
    for (const fault of faults) process.stdout.write(`  ${fault}\n`);
    return { figure: `${hostileFiles.length} files (${kinds.rejected} rejected, ${kinds.rows} read as rows), slowest ${Math.round(slowest.ms)} ms (${slowest.name}); RSS +${Math.round(peak - rssBefore)} MB; ${asked} requests of others, longest ${Math.round(waited)} ms; ${after.posts - before.posts} rows written, ${staged} staged rows left; ${faults.length} faults`, held: faults.length === 0 };
  },
};

/** Uploads a file, has it read and takes it back; the import as it was when read, and how long the reading took. */
async function readBy(client, bytes, list = 'post') {
  const begun = await client.post('/api/employment/imports', { list, fileName: 'list.xlsx', size: bytes.length, programme: 'three-gorges' });
  for (let seq = 0; seq < begun.chunks; seq += 1) await client.put(`/api/employment/imports/${begun.id}/chunks/${seq}`, { base64: bytes.subarray(seq * begun.chunkBytes, (seq + 1) * begun.chunkBytes).toString('base64') });
  const began = performance.now();
  await client.post(`/api/employment/imports/${begun.id}/parse`);
  const view = await until(() => client.get(`/api/employment/imports/${begun.id}`), ({ state }) => state !== 'staging', 60_000), ms = performance.now() - began;
  if (view.state !== 'rejected') await client.post(`/api/employment/imports/${begun.id}/cancel`);
  return { view, ms };
}
