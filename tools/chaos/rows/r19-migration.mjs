import path from 'node:path';
import { check, quiesce, verdictText } from '../checker.mjs';
import { History } from '../history.mjs';
import { Load, pause, signInAll } from '../load.mjs';

/** R19: a column is added, filled, indexed, made mandatory and dropped again, as docs/operations.md prescribes, while people work on the table. */
export default {
  id: 'R19', title: 'expand and contract on a large table', goal: 'no lock waited for > 2 s, 0 5xx; 0 lost, 0 doubled',
  full: { rows: 1_000_000, rate: 60 }, short: { rows: 100_000 }, leavesUnfit: true,
  async run(context, { rows, rate }) {
    const stack = await context.stack(), history = new History(path.join(context.folderOf('r19'), 'history.jsonl')), sessions = await signInAll(context);
    // Without searches and exports: on a hundred thousand copies of one row each would be of all of them.
    const load = new Load({ stack, history, sessions, mix: { read: 78, write: 22, search: 0, export: 0 } });
    await load.write('post');
    // One post becomes many: the table's size is what matters here.
    for (let at = 0; at < rows; at += 20_000) {
      await context.sql(`insert into employment.post (id, programme, organisation, organisation_name, natural_key, external_id, title, region, category, quantity, amount_fen, tier, texts, assumed, features, seal_id, content_hash, search, created_by)
        select gen_random_uuid(), programme, organisation, organisation_name, natural_key || '-' || n, external_id || '-' || n, title, region, category, quantity, amount_fen, tier, texts, assumed, features, gen_random_uuid(), content_hash, search, created_by
        from (select * from employment.post order by created_at limit 1) p, generate_series($1::int, $2::int) n`, [at + 1, Math.min(rows, at + 20_000)]);
    }
    load.start(rate);
    await pause(2000);
    load.reset();
    let longestWait = 0;
    const watching = setInterval(() => {
      context.sql(`select coalesce(max(extract(epoch from clock_timestamp() - waitstart)), 0)::float as s from pg_locks where not granted`).then(([{ s }]) => { longestWait = Math.max(longestWait, s); }, () => undefined);
    }, 200);
    const took = {};
    const step = async (name, statements) => {
      const began = performance.now();
      for (const statement of statements) {
        for (;;) {
          try {
            await context.sql(`set lock_timeout = '2s'; ${statement}`);
            break;
          } catch (error) {
            if (error.code !== '55P03') throw error; // a lock that was not had in time is asked for again: nobody queues behind us meanwhile
            await pause(200);
          }
        }
      }
      took[name] = Math.round(performance.now() - began);
    };
    await step('expand', ['alter table employment.post add column probe int']);
    const batches = [];
    // By the key, so that each batch begins where the last ended instead of reading past all that is done.
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const began = performance.now(), done = await context.sql('with part as (select id from employment.post where id > $1 order by id limit 500 for update) update employment.post p set probe = quantity from part where p.id = part.id returning p.id', [after]);
      batches.push(performance.now() - began);
      if (done.length === 0) break;
      after = done.map(({ id }) => id).sort().at(-1);
      // As long a rest as the batch took: people work beside it.
      await pause(Math.max(20, performance.now() - began));
    }
    took.backfill = Math.round(batches.reduce((sum, ms) => sum + ms, 0) * 2);
    // Not in a transaction, so that neither reading nor writing waits for it.
    await context.sql('create index concurrently post_probe on employment.post (probe)');
    await step('constrain', ['alter table employment.post add constraint probe_known check (probe is not null or created_at > now() - interval \'1 day\') not valid']);
    await context.sql('alter table employment.post validate constraint probe_known');
    await step('contract', ['alter table employment.post drop constraint probe_known', 'drop index employment.post_probe', 'alter table employment.post drop column probe']);
    clearInterval(watching);
    const { faults, unanswered, answered, refusals } = load, p99 = load.percentile(0.99);
    await load.stop();
    await context.sql(`delete from employment.post where natural_key ~ '-[0-9]+$' and not exists (select from employment.outbox o where o.aggregate = 'post:' || post.id)`);
    await quiesce(context);
    const verdict = await check(context, history);
    load.caller.close();
    await history.close();
    return { figure: `${rows} rows: expand ${took.expand}, backfill ${took.backfill}, constrain ${took.constrain}, contract ${took.contract} ms; longest lock wait ${longestWait.toFixed(2)} s; ${answered} answers, ${faults} 5xx, ${refusals} refused, ${unanswered} unanswered, p99 ${p99} ms; ${verdictText(verdict)}`, held: longestWait <= 2 && faults === 0 && refusals === 0 && unanswered === 0 && verdict.isClean };
  },
};
