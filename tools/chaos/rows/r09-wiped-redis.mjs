import path from 'node:path';
import { check, quiesce, verdictText } from '../checker.mjs';
import { wipe } from '../faults.mjs';
import { History } from '../history.mjs';
import { Load, pause, signInAll } from '../load.mjs';
import { until } from '../../start/console-client.mjs';

/** R9: the queues lose everything while jobs wait in them. */
export default {
  id: 'R9', title: 'Redis emptied and its files deleted', goal: '0 lost effects, every pending job done ≤ 60 s after it was rebuilt, sessions survive',
  full: { rate: 60, jobs: 12 }, short: { jobs: 4 },
  async run(context, { rate, jobs }) {
    const stack = await context.stack(), history = new History(path.join(context.folderOf('r09'), 'history.jsonl')), sessions = await signInAll(context);
    const load = new Load({ stack, history, sessions });
    load.start(rate);
    const client = await context.client('qiye'), header = '岗位编号,岗位名称,招聘人数,用工单位,工作地区,月薪下限,月薪上限';
    const begun = [];
    for (let n = 0; n < jobs; n += 1) {
      const rows = Array.from({ length: 400 }, (_, i) => `${load.prefix}J${n}-${i},电焊工,3,样例云帆电子有限公司,广东省广州市黄埔区,5000,7000`), bytes = Buffer.from([header, ...rows, ''].join('\n'));
      const { id } = await client.post('/api/employment/imports', { list: 'post', programme: 'three-gorges', fileName: 'list.csv', size: bytes.length });
      await client.put(`/api/employment/imports/${id}/chunks/0`, { base64: bytes.toString('base64') });
      await client.post(`/api/employment/imports/${id}/parse`);
      begun.push(id);
    }
    wipe(context, stack, 'redis');
    const began = performance.now();
    for (const id of begun) {
      await until(() => client.get(`/api/employment/imports/${id}`).catch(() => null), (state) => state?.state === 'staged', 180_000);
      await client.post(`/api/employment/imports/${id}/commit`);
    }
    wipe(context, stack, 'redis');
    let stored = 0;
    for (const id of begun) stored += (await until(() => client.get(`/api/employment/imports/${id}`).catch(() => null), (state) => state?.state === 'committed', 180_000)).counts.new;
    const seconds = (performance.now() - began) / 1000;
    await load.stop();
    await quiesce(context, { limitMs: 180_000 });
    const verdict = await check(context, history), [{ rows }] = await context.sql('select count(*)::int as rows from employment.post where external_id like $1', [`${load.prefix}J%`]);
    const survived = (await Promise.all(Object.values(sessions).map((cookie) => load.caller.ask('GET', '/api/session', { cookie })))).every(({ json }) => json.actor.kind === 'person');
    load.caller.close();
    await history.close();
    await pause(0);
    // Two wipes, each followed by a minute at most after which what has not moved is given to the queue again.
    return { figure: `${jobs} imports of ${stored} rows through two wipes in ${seconds.toFixed(0)} s, ${rows} stored, sessions ${survived ? 'survived' : 'lost'}; ${verdictText(verdict)}`, held: stored === jobs * 400 && rows === stored && survived && seconds <= 150 && verdict.isClean };
  },
};
