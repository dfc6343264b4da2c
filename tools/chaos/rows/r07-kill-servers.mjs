import path from 'node:path';
import { check, quiesce, verdictText } from '../checker.mjs';
import { kill } from '../faults.mjs';
import { History } from '../history.mjs';
import { Load, pause, signInAll } from '../load.mjs';

/** Nobody waits longer than this for writes to be back. */
const GIVE_UP_MS = 120_000;

/** Milliseconds until a write is acknowledged: a new one every 100 ms, so that no pause of the driver's own is in the figure. Infinity when none is. */
export async function writesBack(load) {
  const began = performance.now(), under = [];
  for (let isBack = false; !isBack && performance.now() - began < GIVE_UP_MS; await pause(100)) {
    const first = load.history.operations.size + 1;
    under.push(load.write('project').then(() => { isBack ||= load.history.operations.get(first)?.outcome === 'ok'; }));
    const told = [...load.history.operations.values()].filter(({ outcome, at, ms }) => outcome === 'ok' && at >= began && ms !== null).map(({ at, ms }) => at + ms);
    if (told.length > 0) {
      await Promise.all(under);
      return Math.round(Math.min(...told) - began);
    }
  }
  return Infinity;
}

/** R7: the servers underneath are killed while people work. */
export default {
  id: 'R7', title: 'kill -9 of NATS, PostgreSQL and Redis', goal: '0 lost, 0 doubled; writes back ≤ 3 s after NATS, ≤ 10 s after PostgreSQL',
  full: { rate: 60, times: { nats: 30, postgres: 15, redis: 30 }, gapMs: 5000 }, short: { times: { nats: 3, postgres: 3, redis: 3 }, gapMs: 3000 },
  async run(context, { rate, times, gapMs }) {
    const stack = await context.stack(), history = new History(path.join(context.folderOf('r07'), 'history.jsonl'));
    const load = new Load({ stack, history, sessions: await signInAll(context) }), slowest = { nats: 0, postgres: 0, redis: 0 };
    load.start(rate);
    for (const [name, count] of Object.entries(times)) {
      for (let n = 0; n < count; n += 1) {
        history.fault(`kill ${name}`);
        kill(context, name);
        slowest[name] = Math.max(slowest[name], await writesBack(load));
        await pause(gapMs);
      }
    }
    await load.stop();
    await quiesce(context);
    const verdict = await check(context, history);
    load.caller.close();
    await history.close();
    return {
      figure: `writes back after NATS ${(slowest.nats / 1000).toFixed(1)}, PostgreSQL ${(slowest.postgres / 1000).toFixed(1)}, Redis ${(slowest.redis / 1000).toFixed(1)} s at most; ${verdictText(verdict)}`,
      held: slowest.nats <= 3000 && slowest.postgres <= 10_000 && verdict.isClean,
    };
  },
};
