import path from 'node:path';
import { check, quiesce, verdictText } from '../checker.mjs';
import { residentMiB } from '../faults.mjs';
import { History } from '../history.mjs';
import { Load, pause, signInAll } from '../load.mjs';
import { processNames } from '../context.mjs';

/** R1: the mixed load of every day for a while. */
export default {
  id: 'R1', title: 'sustained mix', goal: '0 5xx, p50 ≤ 30, p95 ≤ 150, p99 ≤ 350 ms, memory +10 % at most, 0 lost, 0 doubled',
  full: { rate: 150, seconds: 1800, settleSeconds: 300 }, short: { rate: 60, seconds: 150, settleSeconds: 30 }, leavesUnfit: true,
  async run(context, { rate, seconds, settleSeconds }) {
    const stack = await context.stack(), history = new History(path.join(context.folderOf('r01'), 'history.jsonl'));
    const load = new Load({ stack, history, sessions: await signInAll(context) });
    const memory = () => processNames.reduce((sum, name) => sum + residentMiB(context.pidOf(name)), 0);
    load.start(rate);
    await pause(settleSeconds * 1000);
    load.reset();
    const before = memory();
    await pause((seconds - settleSeconds) * 1000);
    const after = memory(), [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => load.percentile(share)), { faults, unanswered, answered, refusals } = load;
    await load.close();
    await quiesce(context);
    const verdict = await check(context, history), growth = (after / before - 1) * 100;
    await history.close();
    return {
      figure: `${rate}/s, ${answered} answers, ${faults} 5xx, ${refusals} refused, ${unanswered} unanswered, p50 ${p50}, p95 ${p95}, p99 ${p99} ms, memory ${before} to ${after} MiB; ${verdictText(verdict)}`,
      held: faults === 0 && unanswered === 0 && refusals === 0 && answered >= rate * (seconds - settleSeconds) * 0.95 && p50 <= 30 && p95 <= 150 && p99 <= 350 && growth <= 10 && verdict.isClean,
    };
  },
};
