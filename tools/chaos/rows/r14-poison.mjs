import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { jetstream } from '@nats-io/jetstream';
import { check, quiesce, verdictText } from '../checker.mjs';
import { busAsOperator } from '../bus-as-operator.mjs';
import { History } from '../history.mjs';
import { Load, pause, signInAll } from '../load.mjs';
import { until } from '../../start/console-client.mjs';

const subject = 'evt.employment.entries.changed.v1';
const entry = (id) => ({
  market: 'employment', programme: 'three-gorges', side: 'demand', id, version: 1, capacity: 1, region: '440112', tier: null, status: 'open', window: { from: null, to: null }, features: null,
});

/** R14: messages that nobody can carry out, among those that matter. They stay on the stream, so what tells it again needs another stack. */
export default {
  id: 'R14', title: 'poison', goal: 'every bad message that a consumer takes parked with its reason, good ones ≤ 2 s behind, every one discarded by a person',
  full: { malformed: 1000, impossible: 200, unknown: 50, good: 5000, rate: 100 }, short: { malformed: 100, impossible: 20, unknown: 5, good: 500, rate: 50 }, leavesUnfit: true,
  async run(context, { malformed, impossible, unknown, good, rate }) {
    const stack = await context.stack(), history = new History(path.join(context.folderOf('r14'), 'history.jsonl')), bus = await busAsOperator(stack), stream = jetstream(bus);
    const load = new Load({ stack, history, sessions: await signInAll(context), kinds: ['post', 'order'], mix: { read: 0, write: 100, search: 0, export: 0 } });
    const [{ since }] = await context.sql('select now() as since');
    const envelope = (payload) => JSON.stringify({ id: randomUUID(), aggregate: `poison:${randomUUID()}`, aggregateVersion: 1, occurredAt: new Date().toISOString(), correlationId: null, payload });
    const bad = [
      ...Array.from({ length: malformed }, (_, i) => [subject, ['', '{', 'null', '[]', envelope({ entries: 'no' }), envelope({ entries: [{ id: i }] }), '\u0000\u0001'][i % 7]]),
      ...Array.from({ length: impossible }, () => [subject, envelope({ entries: [{ ...entry(randomUUID()), capacity: -1 }] })]),
      ...Array.from({ length: unknown }, () => ['evt.employment.entries.changed.v9', envelope({ entries: [] })]),
    ];
    load.start(rate);
    for (let i = 0; i < bad.length; i += 1) {
      await stream.publish(...bad[i]);
      await pause((good / rate / bad.length) * 1000);
    }
    await load.stop();
    // A version that no consumer asked for is not delivered to any: it stays on the stream and is nobody's work.
    const readers = ['matching', 'assessment'], expected = (malformed + impossible) * readers.length, open = `(${readers.map((reader) => `select reason from ${reader}.dead_letter where resolved_at is null`).join(' union all ')}) letters`;
    await until(() => context.sql(`select count(*)::int as parked from ${open}`), ([{ parked }]) => parked >= expected, 90_000);
    await quiesce(context);
    const [{ parked, reasonless }] = await context.sql(`select count(*)::int as parked, count(*) filter (where reason is null)::int as reasonless from ${open}`);
    const [{ p99, good: told }] = await context.sql(`select count(*)::int as good, percentile_cont(0.99) within group (order by extract(epoch from i.handled_at - o.created_at)) as p99 from matching.inbox i join (select id, created_at from employment.outbox union all select id, created_at from marketplace.outbox) o on o.id = i.message_id where o.created_at >= $1`, [since]);
    const verdict = await check(context, history, { injectedPoison: parked });
    const administrator = await context.client('xitong');
    let decided = 0;
    for (const reader of readers) {
      for (;;) {
        const { items } = await administrator.get(`/api/${reader}/dead-letters?size=200`);
        if (items.length === 0) break;
        for (const { id, isFirst } of items) if (isFirst) decided += (await administrator.post(`/api/${reader}/dead-letters/${id}/discard`, { words: '不能处理' })).released + 1;
      }
    }
    await load.close();
    await history.close();
    await bus.close();
    return { figure: `${parked} of ${expected} parked, ${reasonless} without a reason, ${decided} decided; ${told} good ones p99 ${Math.round(p99 * 1000)} ms; ${verdictText(verdict)}`, held: parked === expected && reasonless === 0 && decided === parked && told >= good * 0.9 && p99 <= 2 && verdict.isClean };
  },
};
