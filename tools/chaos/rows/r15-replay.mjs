import { createHash } from 'node:crypto';
import path from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { busAsOperator } from '../bus-as-operator.mjs';
import { check, quiesce, verdictText } from '../checker.mjs';
import { History } from '../history.mjs';
import { Load, pause, signInAll } from '../load.mjs';
import { cellsOf, listPaths } from '../things.mjs';

/** Posts that are changed twice each: that all of them happen to end on the newest word is once in 59,000. */
const CHANGED = 10;
/** Tables that facts alone write. */
const copies = ['matching.entry', 'matching.pair', 'assessment.consumer_position', 'matching.consumer_position'];

/** R15: everything that was ever said is said again, twice, out of order, three times over. */
export default {
  id: 'R15', title: 'whole streams again, reordered, thrice', goal: 'tables unchanged, 0 parked',
  full: { rate: 60, seconds: 60, times: 3, window: 1000 }, short: { seconds: 15, times: 2 },
  async run(context, { rate, seconds, times, window }) {
    const stack = await context.stack(), history = new History(path.join(context.folderOf('r15'), 'history.jsonl'));
    const load = new Load({ stack, history, sessions: await signInAll(context), mix: { read: 0, write: 100, search: 0, export: 0 } });
    load.start(rate);
    await pause(seconds * 1000);
    await load.stop();
    // Things that changed: of what never did, an older word is as good as a newer one.
    const enterprise = await context.client('qiye');
    for (let i = 0; i < CHANGED; i += 1) {
      let post = await enterprise.post(listPaths.post, { programme: 'three-gorges', cells: cellsOf.post() });
      for (const headcount of ['3', '4']) post = await enterprise.put(`${listPaths.post}/${post.id}`, { version: post.version, cells: { headcount } });
    }
    await quiesce(context);
    const tables = (await context.sql(`select table_schema || '.' || table_name as name from information_schema.tables where table_schema in ('matching', 'assessment') and table_type = 'BASE TABLE'`)).map(({ name }) => name)
      .filter((name) => copies.includes(name) || (name.startsWith('assessment.') && !/\.(outbox|inbox|aggregate|migration|dead_letter|work_item|stored_file.*|idempotency.*|stream_origin|audit.*|consumer_position)$/.test(name)));
    let rows = 0;
    const digest = async () => {
      const hash = createHash('sha256');
      rows = 0;
      for (const table of tables.sort()) for (const { row } of await context.sql(`select row(t.*)::text as row from ${table} t order by 1`)) { hash.update(`${table} ${row}\n`); rows += 1; }
      return hash.digest('hex');
    };
    const before = await digest(), bus = await busAsOperator(stack), manager = await jetstreamManager(bus), stream = jetstream(bus);
    const messages = [];
    for await (const { config } of manager.streams.list()) {
      if (!config.name.startsWith('EVT_')) continue;
      const { state } = await manager.streams.info(config.name);
      if (state.messages === 0) continue;
      const reader = await stream.consumers.get(config.name), all = await reader.consume({ max_messages: 500 });
      for await (const message of all) {
        messages.push([message.subject, message.data]);
        if (message.info.pending === 0) break;
      }
    }
    // Reordered within a window, each message several times, without an id the broker could know it by.
    const again = [];
    for (let at = 0; at < messages.length; at += window) {
      const part = messages.slice(at, at + window).flatMap((message) => Array.from({ length: times }, () => message));
      for (let i = part.length - 1; i > 0; i -= 1) { const j = Math.floor(Math.random() * (i + 1)); [part[i], part[j]] = [part[j], part[i]]; }
      again.push(...part);
    }
    for (let at = 0; at < again.length; at += 200) await Promise.all(again.slice(at, at + 200).map(([subject, data]) => stream.publish(subject, data)));
    await quiesce(context, { limitMs: 600_000, copies: false });
    const after = await digest(), verdict = await check(context, history, { wiped: true });
    await load.close();
    await history.close();
    await bus.close();
    return { figure: `${messages.length} facts ${times} times more, ${tables.length} tables of ${rows} rows ${before === after ? 'unchanged' : 'CHANGED'}; ${verdictText(verdict)}`, held: before === after && messages.length > 0 && rows > 0 && verdict.isClean };
  },
};
