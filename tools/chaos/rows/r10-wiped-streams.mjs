import path from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { services } from '../../start/services.mjs';
import { busAsOperator } from '../bus-as-operator.mjs';
import { check, quiesce, verdictText } from '../checker.mjs';
import { wipe } from '../faults.mjs';
import { History } from '../history.mjs';
import { Load, pause, signInAll } from '../load.mjs';

/** R10: the broker loses its store while facts flow. */
export default {
  id: 'R10', title: 'JetStream store deleted', goal: 'streams and consumers made again, filled from the outboxes; 0 lost, 0 doubled',
  full: { rate: 60, times: 5 }, short: { times: 1 },
  async run(context, { rate, times }) {
    const stack = await context.stack(), history = new History(path.join(context.folderOf('r10'), 'history.jsonl'));
    const load = new Load({ stack, history, sessions: await signInAll(context) });
    load.start(rate);
    for (let n = 0; n < times; n += 1) {
      await pause(5000);
      history.fault('wipe nats');
      wipe(context, stack, 'nats');
      await pause(8000);
    }
    await load.stop();
    const seconds = await quiesce(context, { limitMs: 180_000 }), verdict = await check(context, history), missing = await notOnStream(context, stack);
    load.caller.close();
    await history.close();
    return { figure: `at rest ${seconds.toFixed(0)} s after the load, ${missing} facts of the outboxes not on the streams; ${verdictText(verdict)}`, held: missing === 0 && verdict.isClean };
  },
};

/** Facts of the last days that are in an outbox and not on its stream. */
async function notOnStream(context, stack) {
  const bus = await busAsOperator(stack), manager = await jetstreamManager(bus);
  let missing = 0;
  for (const { name } of services) {
    const [{ facts }] = await context.sql(`select count(*)::int as facts from ${name}.outbox`), { state } = await manager.streams.info(`EVT_${name.toUpperCase()}`);
    missing += Math.max(0, facts - state.messages);
  }
  await bus.close();
  return missing;
}
