import path from 'node:path';
import { check, quiesce, verdictText } from '../checker.mjs';
import { freeze } from '../faults.mjs';
import { History } from '../history.mjs';
import { Load, pause, signInAll } from '../load.mjs';

/** R5: facts from a write to the engine: how long each takes, and how fast a backlog goes. */
export default {
  id: 'R5', title: 'event pipeline', goal: 'lag p99 ≤ 1 s at 100/s; a backlog of 20,000 (short: 2,000) gone ≤ 90 s (9 s); 0 lost, 0 doubled',
  full: { rate: 100, seconds: 600, backlog: 20_000, drainSeconds: 90 }, short: { seconds: 20, backlog: 2000, drainSeconds: 9 },
  async run(context, { rate, seconds, backlog, drainSeconds }) {
    const stack = await context.stack(), history = new History(path.join(context.folderOf('r05'), 'history.jsonl')), sessions = await signInAll(context);
    const options = { stack, history, sessions, kinds: ['post', 'worker', 'order', 'lot'], mix: { read: 0, write: 100, search: 0, export: 0 }, connections: 64 };
    const [{ since }] = await context.sql('select now() as since');
    const steady = new Load(options);
    steady.start(rate);
    await pause(seconds * 1000);
    await steady.close();
    await quiesce(context);
    // Both tables are in one database, each stamped in the transaction that it tells of.
    const [{ facts, p99 }] = await context.sql(`select count(*)::int as facts, percentile_cont(0.99) within group (order by extract(epoch from i.handled_at - o.created_at)) as p99
      from matching.inbox i join (select id, created_at from employment.outbox union all select id, created_at from marketplace.outbox) o on o.id = i.message_id where o.created_at >= $1`, [since]);
    const heap = new Load(options), goOn = freeze(context, 'matching');
    await Promise.all(Array.from({ length: 64 }, async (_, i) => { for (let n = i; n < backlog; n += 64) await heap.one(performance.now()); }));
    await heap.close();
    goOn();
    const drained = await quiesce(context, { limitMs: drainSeconds * 4000 }), verdict = await check(context, history);
    await history.close();
    return { figure: `${facts} facts at ${rate}/s, lag p99 ${(p99 * 1000).toFixed(0)} ms; ${backlog} gone in ${drained.toFixed(1)} s; ${verdictText(verdict)}`, held: facts >= rate * seconds * 0.9 && p99 <= 1 && drained <= drainSeconds && verdict.isClean };
  },
};
