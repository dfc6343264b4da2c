import path from 'node:path';
import { check, quiesce, verdictText } from '../checker.mjs';
import { processNames } from '../context.mjs';
import { freeze } from '../faults.mjs';
import { History } from '../history.mjs';
import { Load, pause, signInAll } from '../load.mjs';
import { answers } from './r06-kill-services.mjs';

/** R8: a process that hangs without ending. Nobody waits for ever, and who does not need it does not feel it. */
export default {
  id: 'R8', title: 'SIGSTOP of each of ten processes', goal: 'no request hangs > 6 s; others’ p99 ≤ 3 × normal (+ 50 ms) while a service hangs; 0 lost, 0 doubled',
  full: { rate: 40, seconds: 30 }, short: { seconds: 5 },
  async run(context, { rate, seconds }) {
    const stack = await context.stack(), history = new History(path.join(context.folderOf('r08'), 'history.jsonl')), sessions = await signInAll(context);
    const load = new Load({ stack, history, sessions, timeoutMs: 60_000 });
    load.start(rate);
    await pause(5000);
    const windows = [], felt = [];
    let failed = 0;
    // What everybody else feels: a page of a service that does not hang, asked by somebody whose session the gateway knows.
    const bystander = (hanging) => (hanging === 'intake' ? 'employment' : 'intake');
    const feel = async (name, until) => {
      const times = [];
      while (performance.now() < until) {
        const began = performance.now();
        if (!await answers(load.caller, sessions, bystander(name))) failed += 1;
        times.push(performance.now() - began);
        await pause(20);
      }
      return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Infinity;
    };
    const normal = await feel('', performance.now() + 5000);
    for (const name of [...processNames, 'nats', 'postgres', 'redis']) {
      history.fault(`freeze ${name}`);
      const began = performance.now(), goOn = freeze(context, name), until = performance.now() + seconds * 1000;
      // The registry knows the sessions and the gateway is the door: of them, and of the servers, everybody needs something.
      const isFelt = !['gateway', 'registry', 'nats', 'postgres'].includes(name);
      if (isFelt) felt.push({ name, ms: await feel(name, until) });
      else await pause(until - performance.now());
      goOn();
      await pause(7000);
      windows.push({ name, from: began, to: performance.now() });
    }
    await load.stop();
    await quiesce(context);
    // Every single request, repetitions too, also one that ended long after; at a gateway that is frozen nobody is answered.
    const slowest = windows.filter(({ name }) => name !== 'gateway').map(({ name, from, to }) => { const here = load.asked.filter(({ at }) => at >= from && at < to); return { name, ms: Math.max(0, ...here.map(({ ms }) => ms)), unanswered: here.filter(({ status }) => status === null).length }; });
    const verdict = await check(context, history), [worst] = slowest.toSorted((a, b) => b.ms - a.ms), [most] = felt.toSorted((a, b) => b.ms - a.ms);
    load.caller.close();
    await history.close();
    const hung = slowest.reduce((sum, { unanswered }) => sum + unanswered, 0);
    return {
      figure: `longest answer ${(worst.ms / 1000).toFixed(1)} s (${worst.name}), ${hung} without; others failed ${failed} times, p99 ${Math.round(most.ms)} ms at most (${most.name}), ${Math.round(normal)} ms normally; ${verdictText(verdict)}`,
      held: worst.ms <= 6000 && hung === 0 && failed === 0 && most.ms <= 3 * normal + 50 && verdict.isClean,
    };
  },
};
