import { pause } from './load.mjs';

/** Where a thing made is kept, and by what it is found again. */
const places = {
  post: ['employment.post', 'external_id'], worker: ['employment.worker', 'external_id'], order: ['marketplace.order_line', 'external_id'], lot: ['marketplace.lot', 'external_id'], project: ['intake.project', 'name'],
};
/** Side effects of a list row in the engine. */
const listKinds = ['post', 'worker', 'order', 'lot'];
const services = ['registry', 'intake', 'employment', 'marketplace', 'matching', 'assessment'];
/** Consumers by the stream they read, as the broker's operator sees them through their own tables. */
const LIMIT_MS = 90_000;

/** Waits until nothing is under way: outboxes published, work items done, the engine's and the figures' copies at the lists' versions. Gives the seconds it took. */
export async function quiesce(context, limitMs = LIMIT_MS) {
  const began = performance.now();
  for (;;) {
    const waiting = await waitingFacts(context).catch((error) => ({ outbox: error.message, behind: -1 }));
    if (waiting.outbox === 0 && waiting.behind === 0) return (performance.now() - began) / 1000;
    if (performance.now() - began > limitMs) throw new Error(`not at rest after ${limitMs / 1000} s: ${JSON.stringify(waiting)}`);
    await pause(200);
  }
}

async function waitingFacts(context) {
  const [{ outbox }] = await context.sql(`select ${services.map((service) => `(select count(*) from ${service}.outbox where published_at is null)`).join(' + ')} as outbox`);
  return { outbox: Number(outbox), behind: await behind(context) };
}

/** List rows whose last version the engine does not have. */
async function behind(context) {
  let rows = 0;
  for (const kind of listKinds) {
    const [{ count }] = await context.sql(`select count(*)::int as count from ${places[kind][0]} l left join matching.entry e on e.id = l.id where e.version is null or e.version < l.version`);
    rows += count;
  }
  return rows;
}

/**
 * The verdict on a history (reliability D15, I1 to I12): every acknowledged thing is there once, every refused one is not, every unknown one is
 * there at most once; counters, sums, versions and copies add up; nothing waits and nothing was parked. Gives lost, doubled and violations in words.
 */
export async function check(context, history, { injectedPoison = 0 } = {}) {
  const violations = [];
  let lost = 0, doubled = 0, unknown = 0;
  for (const [kind, [table, column]] of Object.entries(places)) {
    const operations = [...history.operations.values()].filter((operation) => operation.kind === kind && operation.name !== null);
    if (operations.length === 0) continue;
    const rows = await context.sql(`select ${column} as name, count(*)::int as count, min(id::text) as id from ${table} where ${column} = any($1) group by 1`, [operations.map(({ name }) => name)]);
    const found = new Map(rows.map((row) => [row.name, row]));
    for (const { name, outcome, id, code } of operations) {
      const there = found.get(name)?.count ?? 0;
      if (outcome === 'ok' && there === 0) lost += 1;
      if (there > 1) doubled += 1;
      if (outcome === 'ok' && there === 1 && found.get(name).id !== id) violations.push(`I6 ${kind} ${name} is another one than was answered`);
      if (outcome === 'fail' && there > 0) violations.push(`I6 ${kind} ${name} was refused (${code}) and is there`);
      if (outcome === 'info') unknown += 1;
    }
  }
  const none = async (name, text) => {
    const rows = await context.sql(text);
    if (rows.length > 0) violations.push(`${name}: ${rows.length}${rows.length >= 100 ? '+' : ''} such as ${JSON.stringify(rows[0]).slice(0, 200)}`);
  };
  await none('I2 paid more than granted, or other than its payments', `select p.id, p.paid_fen, p.grant_fen, coalesce(sum(y.amount_fen), 0) as sum from intake.project p left join intake.payment y on y.project_id = p.id group by p.id having p.paid_fen <> coalesce(sum(y.amount_fen), 0) or p.paid_fen > p.grant_fen limit 100`);
  for (const [table, side, schema] of [['post', 'demand', 'employment'], ['worker', 'supply', 'employment'], ['order_line', 'demand', 'marketplace'], ['lot', 'supply', 'marketplace']]) {
    await none(`I3/I5 ${table}: taken is not what was agreed, or more than there is`, `select t.id, t.quantity, t.taken, coalesce(sum(a.quantity) filter (where not a.ended), 0) as agreed from ${schema}.${table} t left join ${schema}.agreement a on a.${side}_id = t.id group by t.id having t.taken > t.quantity or t.taken <> coalesce(sum(a.quantity) filter (where not a.ended), 0) limit 100`);
  }
  for (const [kind, [table]] of Object.entries(places)) {
    const acknowledged = [...history.operations.values()].filter((operation) => operation.kind === kind && operation.outcome === 'ok').map(({ id }) => id);
    if (acknowledged.length === 0) continue;
    const [{ traced }] = await context.sql(`select count(distinct subject_id)::int as traced from ${table.split('.')[0]}.audit_entry where subject_id = any($1::text[]) and result = 'done'`, [acknowledged]);
    if (traced < acknowledged.length) violations.push(`I9 ${acknowledged.length - traced} of ${acknowledged.length} ${kind} left no entry in the audit trail`);
  }
  const missing = await behind(context);
  if (missing > 0) violations.push(`I4 ${missing} list rows are not at the engine in their last version`);
  for (const service of services) await none(`I8 ${service}: versions of an aggregate have gaps`, `select aggregate, count(*), min(aggregate_version), max(aggregate_version) from ${service}.outbox group by aggregate having count(*) <> max(aggregate_version) - min(aggregate_version) + 1 limit 100`);
  const [{ outbox }] = await context.sql(`select ${services.map((service) => `(select count(*) from ${service}.outbox where published_at is null)`).join(' + ')} as outbox`);
  if (Number(outbox) > 0) violations.push(`I10 ${outbox} facts wait in the outboxes`);
  const [{ parked }] = await context.sql(`select ${services.map((service) => `(select count(*) from ${service}.dead_letter where resolved_at is null)`).join(' + ')} as parked`);
  if (Number(parked) !== injectedPoison) violations.push(`I10 ${parked} dead letters, ${injectedPoison} expected`);
  const acknowledged = [...history.operations.values()].filter(({ outcome }) => outcome === 'ok').length;
  return { lost, doubled, unknown, acknowledged, violations, isClean: lost === 0 && doubled === 0 && violations.length === 0 };
}

/** The verdict in few words. */
export function verdictText({ acknowledged, lost, doubled, unknown, violations }) {
  return `${acknowledged} written, ${lost} lost, ${doubled} doubled${unknown > 0 ? `, ${unknown} unknown resolved` : ''}${violations.length > 0 ? `; ${violations.slice(0, 3).join('; ')}` : ''}`;
}
