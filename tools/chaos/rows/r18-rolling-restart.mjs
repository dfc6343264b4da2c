import path from 'node:path';
import { services } from '../../start/services.mjs';
import { check, quiesce, verdictText } from '../checker.mjs';
import { History } from '../history.mjs';
import { Load, pause, signInAll } from '../load.mjs';

/** R18: every service runs twice and is started anew, one after the other, under load. */
export default {
  id: 'R18', title: 'rolling restart', goal: '0 failed requests, 0 lost, 0 doubled',
  full: { rate: 100, rounds: 10 }, short: { rate: 40, rounds: 1 }, leavesUnfit: true,
  async run(context, { rate, rounds }) {
    const stack = await context.stack({}, { replicas: 2 }), history = new History(path.join(context.folderOf('r18'), 'history.jsonl'));
    const load = new Load({ stack, history, sessions: await signInAll(context) });
    load.start(rate);
    await pause(3000);
    load.reset();
    let restarts = 0;
    for (let round = 0; round < rounds; round += 1) {
      for (const { name } of services) {
        for (const one of [name, `${name}-2`]) {
          history.fault(`restart ${one}`);
          // Only when one says that it is ready does the next go.
          await stack.services.restart(one);
          restarts += 1;
        }
      }
    }
    await load.stop();
    const failed = load.faults + load.refusals + load.unanswered, { answered } = load;
    await quiesce(context);
    const verdict = await check(context, history);
    load.caller.close();
    await history.close();
    return { figure: `${restarts} restarts, ${answered} requests, ${failed} failed; ${verdictText(verdict)}`, held: failed === 0 && verdict.isClean };
  },
};
