import { jetstreamManager } from '@nats-io/jetstream';
import { busAsOperator } from './bus-as-operator.mjs';
import { Canaries, searchKept } from './canaries.mjs';
import { pause } from './load.mjs';
import { differingProjections } from './projections.mjs';

/** Where a thing made is kept, and by what it is found again. */
const places = {
  post: ['employment.post', 'external_id'], worker: ['employment.worker', 'external_id'], order: ['marketplace.order_line', 'external_id'], lot: ['marketplace.lot', 'external_id'], project: ['intake.project', 'name'],
};
/** Side effects of a list row in the engine. */
const listKinds = ['post', 'worker', 'order', 'lot'];
const services = ['registry', 'intake', 'employment', 'marketplace', 'matching', 'assessment'];
const LIMIT_MS = 90_000;
const ofAll = (text) => services.map((service) => `(${text.replaceAll('{}', service)})`);

/**
 * Waits until nothing is under way: outboxes published, every consumer done with what is on the streams, work items done, the engine's copies
 * at the lists' versions, proposals that lapse taken back. Gives the seconds it took. `copies: false` leaves the copies to the check, where they may be wrong for good.
 */
export async function quiesce(context, { limitMs = LIMIT_MS, copies = true } = {}) {
  const began = performance.now(), stack = await context.same();
  let bus = null;
  try {
    for (;;) {
      const waiting = await (async () => {
        bus ??= await busAsOperator(stack);
        return { ...(await waitingRows(context, copies)), undelivered: await undelivered(bus) };
      })().catch((error) => ({ error: error.message }));
      if (Object.values(waiting).every((count) => count === 0)) return (performance.now() - began) / 1000;
      if (performance.now() - began > limitMs) throw new Error(`not at rest after ${limitMs / 1000} s: ${JSON.stringify(waiting)}`);
      await pause(200);
    }
  } finally {
    await bus?.close();
  }
}

async function waitingRows(context, copies) {
  const [{ outbox, work }] = await context.sql(`select ${ofAll('select count(*) from {}.outbox where published_at is null').join(' + ')} as outbox, ${ofAll(`select count(*) from {}.work_item where state = 'waiting'`).join(' + ')} as work`);
  return { outbox: Number(outbox), work: Number(work), behind: copies ? await behind(context) : 0, lapsing: await lapsing(context) };
}

/** Sent proposals that nobody can accept any more: their service takes them back within seconds, and tells of it. */
async function lapsing(context) {
  const counts = await Promise.all([['employment', 'post', 'worker'], ['marketplace', 'order_line', 'lot']].map(([schema, demand, supply]) => context.sql(
    `select count(*)::int as count from ${schema}.proposal p join ${schema}.${demand} d on d.id = p.demand_id join ${schema}.${supply} s on s.id = p.supply_id
      where p.state = 'sent' and (p.deadline < now() or d.status in ('filled', 'withdrawn') or s.status in ('filled', 'withdrawn'))`)));
  return counts.reduce((sum, [{ count }]) => sum + count, 0);
}

/** Facts that some consumer has not had, or not done. */
async function undelivered(bus) {
  const manager = await jetstreamManager(bus, { timeout: 2000 });
  let facts = 0;
  for await (const { config } of manager.streams.list()) {
    for await (const info of manager.consumers.list(config.name)) if (info.config.durable_name !== undefined) facts += info.num_pending + info.num_ack_pending;
  }
  return facts;
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
 * The verdict on a history (reliability D15, I1 to I12): something was acknowledged, every acknowledged thing is there once, every refused one is
 * not, every unknown one at most once; counters, sums, versions and copies add up, each acknowledged write has its entry in the audit trail; nothing
 * waits and nothing was parked; nobody's numbers lie where they should not. `atLeast` is how much has to have been acknowledged; with `wiped` the
 * engine's copies are made anew from nothing. Gives lost, doubled and violations in words.
 */
export async function check(context, history, { injectedPoison = 0, atLeast = 1, wiped = false } = {}) {
  const violations = [], operations = [...history.operations.values()], acknowledged = operations.filter(({ outcome }) => outcome === 'ok');
  let lost = 0, doubled = 0, unknown = 0;
  if (acknowledged.length < atLeast) violations.push(`${acknowledged.length} writes were acknowledged, which proves nothing`);
  const refused = operations.filter(({ outcome, mayBeRefused }) => outcome === 'fail' && !mayBeRefused);
  if (refused.length > 0) violations.push(`${refused.length} right writes were refused, such as ${refused[0].kind} with ${refused[0].status} ${refused[0].code}`);
  for (const [kind, [table, column]] of Object.entries(places)) {
    const made = operations.filter((operation) => operation.kind === kind && operation.name !== null);
    if (made.length === 0) continue;
    const rows = await context.sql(`select ${column} as name, count(*)::int as count, min(id::text) as id from ${table} where ${column} = any($1) group by 1`, [made.map(({ name }) => name)]);
    const found = new Map(rows.map((row) => [row.name, row]));
    for (const { name, outcome, id, code } of made) {
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
  violations.push(...await unrecorded(context, operations));
  const missing = await behind(context);
  if (missing > 0) violations.push(`I4 ${missing} list rows are not at the engine in their last version`);
  for (const service of services) await none(`I8 ${service}: versions of an aggregate have gaps`, `select aggregate, count(*), min(aggregate_version), max(aggregate_version) from ${service}.outbox group by aggregate having count(*) <> max(aggregate_version) - min(aggregate_version) + 1 limit 100`);
  const [{ outbox, parked, failed }] = await context.sql(`select ${['select count(*) from {}.outbox where published_at is null', 'select count(*) from {}.dead_letter where resolved_at is null', `select count(*) from {}.work_item where state = 'failed'`].map((text, i) => `${ofAll(text).join(' + ')} as ${['outbox', 'parked', 'failed'][i]}`).join(', ')}`);
  if (Number(outbox) > 0) violations.push(`I10 ${outbox} facts wait in the outboxes`);
  if (Number(parked) !== injectedPoison) violations.push(`I10 ${parked} dead letters, ${injectedPoison} expected`);
  if (Number(failed) > 0) violations.push(`I10 ${failed} work items were given up`);
  const { differing } = await differingProjections(context, { wiped });
  violations.push(...differing.map((words) => `I7 not what a rebuild gives: ${words}`));
  if (history.canaries.size > 0) violations.push(...(await searchKept(context, new Canaries(history.canaries))).hits.map((place) => `I11 somebody's number stands in ${place}`));
  return { lost, doubled, unknown, acknowledged: acknowledged.length, violations, isClean: lost === 0 && doubled === 0 && violations.length === 0 };
}

/**
 * I9: every acknowledged write has an entry of its own in the trail, by the id under which its answer came; one whose answer was given again is
 * found by what it made or changed.
 */
async function unrecorded(context, operations) {
  const entries = await context.sql(services.map((service) => `select correlation_id as call, subject_id as subject from ${service}.audit_entry where result = 'done' and actor_kind = 'person' and action like 'operation.%'`).join(' union all '));
  const calls = new Map(), subjects = new Map(), count = (map, key) => map.set(key, (map.get(key) ?? 0) + 1), bySubject = new Map();
  for (const { call, subject } of entries) {
    count(calls, call);
    count(subjects, subject);
  }
  const words = [];
  let without = 0, twice = 0;
  for (const { outcome, id, call, isReplayed } of operations) {
    if (outcome !== 'ok') continue;
    if (id !== null) count(bySubject, id);
    if (!isReplayed && !calls.has(call)) without += 1;
    if ((calls.get(call) ?? 0) > 1) twice += 1;
  }
  for (const [id, writes] of bySubject) if ((subjects.get(id) ?? 0) < writes) without += 1;
  if (without > 0) words.push(`I9 ${without} of ${operations.filter(({ outcome }) => outcome === 'ok').length} writes left no entry in the audit trail`);
  if (twice > 0) words.push(`I9 ${twice} writes left more than one entry`);
  return words;
}

/** The verdict in few words. */
export function verdictText({ acknowledged, lost, doubled, unknown, violations }) {
  return `${acknowledged} written, ${lost} lost, ${doubled} doubled${unknown > 0 ? `, ${unknown} unknown resolved` : ''}${violations.length > 0 ? `; ${violations.slice(0, 3).join('; ')}` : ''}`;
}
