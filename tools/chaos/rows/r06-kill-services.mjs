import path from 'node:path';
import { check, quiesce, verdictText } from '../checker.mjs';
import { processNames } from '../context.mjs';
import { kill, untilRestarted } from '../faults.mjs';
import { History } from '../history.mjs';
import { Load, pause, signInAll } from '../load.mjs';

/** A request that only this service can answer. */
export const probes = {
  gateway: ['/ready', null], registry: ['/api/registry/units?programme=three-gorges', null], intake: ['/api/intake/projects?size=1', 'hubei'], employment: ['/api/employment/posts?size=1', 'qiye'],
  marketplace: ['/api/marketplace/lots?size=1', 'hezuoshe'], matching: ['/api/matching/runs?size=1', 'admin'], assessment: ['/api/assessment/dashboard?programme=three-gorges', 'admin'],
};

/** Whether a process answers. */
export function answers(caller, sessions, name) {
  const [address, account] = probes[name];
  return caller.ask('GET', address, { cookie: account === null ? undefined : sessions[account], timeoutMs: 3000 }).then(({ status }) => status === 200, () => false);
}

/** R6: every process is killed, again and again, while people work. */
export default {
  id: 'R6', title: 'kill -9 of every process', goal: '0 lost, 0 doubled, each ready ≤ 6 s, a service that does not need the killed one answers throughout',
  full: { rate: 60, rounds: 29, gapMs: 8000 }, short: { rounds: 3, gapMs: 1500 },
  async run(context, { rate, rounds, gapMs }) {
    const stack = await context.stack(), history = new History(path.join(context.folderOf('r06'), 'history.jsonl')), sessions = await signInAll(context);
    const load = new Load({ stack, history, sessions }), back = [];
    load.start(rate);
    // While a service that nobody needs is away, a page of another one is asked all the time: the registry knows the sessions and the gateway is the door, of them everybody needs something.
    let felt = 0, asked = 0;
    const beside = async (name, isOver) => {
      while (!isOver() && !['gateway', 'registry'].includes(name)) {
        asked += 1;
        if (!await answers(load.caller, sessions, name === 'intake' ? 'employment' : 'intake')) felt += 1;
        await pause(50);
      }
    };
    for (let round = 0; round < rounds; round += 1) {
      for (const name of processNames) {
        history.fault(`kill ${name}`);
        const killed = kill(context, name);
        let isBack = false;
        const others = beside(name, () => isBack);
        back.push({ name, ms: await untilRestarted(context, name, killed, () => answers(load.caller, sessions, name)).finally(() => { isBack = true; }) });
        await others;
        await pause(gapMs);
      }
    }
    await load.stop();
    await quiesce(context);
    const verdict = await check(context, history), slowest = back.toSorted((a, b) => b.ms - a.ms)[0];
    load.caller.close();
    await history.close();
    return { figure: `${back.length} kills, slowest ready after ${(slowest.ms / 1000).toFixed(1)} s (${slowest.name}); others failed ${felt} of ${asked} times; ${verdictText(verdict)}`, held: slowest.ms <= 6000 && felt === 0 && asked > 0 && verdict.isClean };
  },
};
