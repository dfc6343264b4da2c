import { renameSync } from 'node:fs';
import path from 'node:path';
import { check, quiesce, verdictText } from '../checker.mjs';
import { kill } from '../faults.mjs';
import { History } from '../history.mjs';
import { Load, pause, signInAll } from '../load.mjs';

/** Ends a server and keeps it from being started again: without its configuration it cannot. The returned function gives that back. */
function holdDown(context, stack, name) {
  const file = path.join(stack.folder, `${name}.conf`);
  renameSync(file, `${file}.away`);
  kill(context, name);
  return () => renameSync(`${file}.away`, file);
}

/** R13: a server underneath is away for long. */
export default {
  id: 'R13', title: 'Redis and NATS away', goal: 'Redis: reads and writes as ever; NATS: 503 ≤ 1 s, nothing accepted is lost, caught up ≤ 90 s',
  full: { rate: 60, seconds: 600 }, short: { seconds: 25 },
  async run(context, { rate, seconds }) {
    const stack = await context.stack(), history = new History(path.join(context.folderOf('r13'), 'history.jsonl')), sessions = await signInAll(context);
    const load = new Load({ stack, history, sessions, patienceMs: seconds * 1000 + 60_000 });
    load.start(rate);
    await pause(3000);
    load.reset();
    const redisBack = holdDown(context, stack, 'redis');
    await pause(seconds * 1000);
    const withoutRedis = { faults: load.faults + load.unanswered, p99: load.percentile(0.99) };
    redisBack();
    await pause(6000);
    const natsBack = holdDown(context, stack, 'nats');
    await pause(1000);
    const refusals = [];
    for (const until = performance.now() + (seconds - 1) * 1000; performance.now() < until; await pause(200)) {
      const began = performance.now(), { status } = await load.caller.ask('GET', '/api/intake/projects?size=1', { cookie: sessions.hubei, timeoutMs: 10_000 });
      refusals.push({ status, ms: performance.now() - began });
    }
    natsBack();
    await load.stop();
    const caughtUp = await quiesce(context), verdict = await check(context, history), slowest = Math.max(...refusals.map(({ ms }) => ms));
    load.caller.close();
    await history.close();
    return {
      figure: `without Redis ${withoutRedis.faults} failed, p99 ${withoutRedis.p99} ms; without NATS ${refusals.length} refusals (${[...new Set(refusals.map(({ status }) => status))].join(', ')}), slowest ${Math.round(slowest)} ms; caught up in ${caughtUp.toFixed(0)} s; ${verdictText(verdict)}`,
      held: withoutRedis.faults === 0 && refusals.every(({ status }) => status === 503) && slowest <= 1000 && caughtUp <= 90 && verdict.isClean,
    };
  },
};
