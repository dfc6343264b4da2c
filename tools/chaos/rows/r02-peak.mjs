import path from 'node:path';
import { check, quiesce, verdictText } from '../checker.mjs';
import { History } from '../history.mjs';
import { Load, signInAll } from '../load.mjs';

/** R2: as much as goes in, from 64 connections that each wait for their answer. */
export default {
  id: 'R2', title: 'peak', goal: '≥ 250 writes/s or ≥ 700 reads/s, p99 ≤ 400 ms, 0 lost, 0 doubled',
  full: { seconds: 300, connections: 64 }, short: { seconds: 25 },
  async run(context, { seconds, connections }) {
    const stack = await context.stack(), history = new History(path.join(context.folderOf('r02'), 'history.jsonl')), sessions = await signInAll(context);
    const figures = [];
    for (const kind of ['read', 'write']) {
      const load = new Load({ stack, history, sessions, connections, mix: { read: kind === 'read' ? 100 : 0, write: kind === 'read' ? 0 : 100, search: 0, export: 0 } });
      const until = performance.now() + seconds * 1000;
      await Promise.all(Array.from({ length: connections }, async () => { while (performance.now() < until) await load.one(performance.now()); }));
      const done = load.times[kind].length / seconds;
      figures.push({ kind, perSecond: Math.round(done), p99: load.percentile(0.99), faults: load.faults + load.refusals + load.unanswered });
      await load.close();
    }
    await quiesce(context);
    const verdict = await check(context, history);
    await history.close();
    const [read, write] = figures;
    return {
      figure: `${figures.map(({ kind, perSecond, p99, faults }) => `${perSecond} ${kind}s/s, p99 ${p99} ms, ${faults} failed`).join('; ')}; ${verdictText(verdict)}`,
      held: ((write.perSecond >= 250 && write.p99 <= 400) || (read.perSecond >= 700 && read.p99 <= 400)) && read.faults + write.faults === 0 && verdict.isClean,
    };
  },
};
