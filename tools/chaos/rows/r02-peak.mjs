import path from 'node:path';
import { check, quiesce, verdictText } from '../checker.mjs';
import { History } from '../history.mjs';
import { Load, signInAll } from '../load.mjs';

/**
 * R2: as much as goes in, from 64 connections that each wait for their answer. Counted from the time that the processes are warm: one that has just started
 * compiles for some twenty seconds what it runs, and a peak is not met in its first minute.
 */
export default {
  id: 'R2', title: 'peak', goal: '≥ 250 writes/s or ≥ 700 reads/s, p99 ≤ 400 ms, 0 lost, 0 doubled',
  full: { warmSeconds: 20, seconds: 300, connections: 64 }, short: { seconds: 30 }, leavesUnfit: true,
  async run(context, { warmSeconds, seconds, connections }) {
    const stack = await context.stack(), history = new History(path.join(context.folderOf('r02'), 'history.jsonl')), sessions = await signInAll(context);
    const figures = [];
    for (const kind of ['read', 'write']) {
      const load = new Load({ stack, history, sessions, connections, mix: { read: kind === 'read' ? 100 : 0, write: kind === 'read' ? 0 : 100, search: 0, export: 0 } });
      let failed = 0;
      for (const length of [warmSeconds, seconds]) {
        load.reset();
        const until = performance.now() + length * 1000;
        await Promise.all(Array.from({ length: connections }, async () => { while (performance.now() < until) await load.one(performance.now()); }));
        failed += load.faults + load.refusals + load.unanswered;
      }
      const done = load.times[kind].length / seconds;
      figures.push({ kind, perSecond: Math.round(done), p99: load.percentile(0.99), failed });
      await load.close();
    }
    await quiesce(context);
    const verdict = await check(context, history);
    await history.close();
    const [read, write] = figures;
    return {
      figure: `${figures.map(({ kind, perSecond, p99, failed }) => `${perSecond} ${kind}s/s, p99 ${p99} ms, ${failed} failed`).join('; ')}; ${verdictText(verdict)}`,
      held: ((write.perSecond >= 250 && write.p99 <= 400) || (read.perSecond >= 700 && read.p99 <= 400)) && read.failed + write.failed === 0 && verdict.isClean,
    };
  },
};
