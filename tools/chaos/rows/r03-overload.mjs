import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { check, quiesce, verdictText } from '../checker.mjs';
import { processNames } from '../context.mjs';
import { History } from '../history.mjs';
import { Load, pause, signInAll } from '../load.mjs';

/** R3: far more than can be served. What cannot is told so at once; what is taken is served; afterwards all is as before. */
export default {
  id: 'R3', title: 'overload', goal: 'excess 429/503 with Retry-After (p95 ≤ 500 ms), taken p99 ≤ 2 s, as before ≤ 15 s after, no process ends, 0 lost',
  full: { rate: 1500, seconds: 60, calm: 60 }, short: { seconds: 20 },
  async run(context, { rate, seconds, calm }) {
    const stack = await context.stack(), history = new History(path.join(context.folderOf('r03'), 'history.jsonl')), sessions = await signInAll(context);
    const pids = processNames.map((name) => context.pidOf(name));
    const storm = new Load({ stack, history, sessions, connections: 2048, patienceMs: 0, timeoutMs: 10_000 });
    // Taken and refused apart: a refusal that comes at once must not make the answers look fast.
    const taken = [], refused = [], own = [];
    let bare = 0;
    const ask = storm.caller.ask.bind(storm.caller);
    storm.caller.ask = async (...args) => {
      const began = performance.now(), answer = await ask(...args), ms = performance.now() - began - answer.waitedMs;
      own.push(answer.waitedMs);
      if (answer.status === 503 || answer.status === 429) {
        refused.push(ms);
        if (answer.headers['retry-after'] === undefined) bare += 1;
      } else {
        taken.push(ms);
        if (answer.status >= 500) process.stdout.write(`  ${args[0]} ${String(args[1]).replace(/\?.*/, '')}: ${answer.status} after ${Math.round(ms)} ms, ${((began - since) / 1000).toFixed(1)} s into it ${answer.json?.code ?? ""}\n`);
      }
      return answer;
    };
    // Our own lateness is in every time we take; it is told beside them.
    const lateness = monitorEventLoopDelay({ resolution: 10 });
    lateness.enable();
    const since = performance.now();
    storm.start(rate);
    await pause(seconds * 1000);
    lateness.disable();
    await storm.close();
    const other = [...storm.statuses].filter(([status]) => status >= 500 && status !== 503).reduce((sum, [, count]) => sum + count, 0);
    // Back to every day's load: how long until its answers come as they should.
    const after = new Load({ stack, history, sessions }), began = performance.now();
    let backAfter = Infinity;
    after.start(calm);
    while (performance.now() - began < 30_000) {
      after.reset();
      await pause(2000);
      if (after.percentile(0.95) <= 150 && after.faults === 0) {
        backAfter = (performance.now() - began) / 1000;
        break;
      }
    }
    await after.close();
    await quiesce(context);
    const verdict = await check(context, history), at = (list, share) => Math.round(list.sort((a, b) => a - b)[Math.floor(list.length * share)] ?? 0);
    await history.close();
    const ended = processNames.filter((name, i) => context.pidOf(name) !== pids[i]);
    const p95 = at(refused, 0.95), p99 = at(taken, 0.99);
    return {
      figure: `${storm.asked.length} asked (ours: p99 ${at(own, 0.99)} ms for a connection, ${Math.round(lateness.percentile(99) / 1e6)} ms late), ${taken.length} taken, p99 ${p99} ms; ${refused.length} refused, p95 ${p95} ms, ${bare} without Retry-After; ${storm.unanswered} unanswered, ${other} other 5xx; back after ${backAfter.toFixed(0)} s; ${ended.length} ended; ${verdictText(verdict)}`,
      held: taken.length > 0 && storm.refusals === 0 && p95 <= 500 && p99 <= 2000 && bare === 0 && other === 0 && storm.unanswered === 0 && backAfter <= 15 && ended.length === 0 && verdict.isClean,
    };
  },
};
