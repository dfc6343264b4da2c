import { randomUUID } from 'node:crypto';
import { until } from '../start/console-client.mjs';
import { kill, untilRestarted } from './faults.mjs';

/** What facts alone write, by columns that a rebuild gives anew: neither times of looking nor ids of its own. */
const ofFigures = { 'assessment.entry': ['seen_at'], 'assessment.agreement': ['seen_at'], 'assessment.project': ['seen_at'], 'assessment.run': [], 'assessment.pair': ['id'] };
/** A pair that was let go holds nothing; a rebuild leaves it out. */
const ofEngine = { 'matching.entry': [], 'matching.minimum_wage': [], "(select * from matching.pair where state <> 'released')": [] };

/** The rows of tables, each as one text by table and columns that are compared. */
async function rowsOf(context, tables) {
  const rows = [];
  for (const [table, without] of Object.entries(tables)) for (const { row } of await context.sql(`select (to_jsonb(t) - $1::text[])::text as row from ${table} t`, [without])) rows.push(`${table} ${row}`);
  return rows;
}

/** How two sets of rows differ, in words with one row of each side; null when they do not. */
function difference(before, after) {
  const kept = new Set(after), held = new Set(before), gone = before.filter((row) => !kept.has(row)), come = after.filter((row) => !held.has(row));
  if (gone.length + come.length === 0 && before.length === after.length) return null;
  return `${before.length} rows: ${gone.length} only before (${(gone[0] ?? '').slice(0, 600)}), ${come.length} only after (${(come[0] ?? '').slice(0, 600)})`;
}

/**
 * Whether the copies that facts made equal what their owners say (reliability D15, I7): their rows before and after a rebuild by the system's own means.
 * The figures are rebuilt in place; with `wiped` the engine's copies are taken away, too, and the engine started anew. Gives the copies that differ.
 */
export async function differingProjections(context, { wiped = false } = {}) {
  const differing = [], administrator = await context.client('xitong'), figures = await rowsOf(context, ofFigures);
  // Just after a fault a service may still say "later"; as long as `until` waits it may.
  const patiently = (ask) => until(() => ask().catch((error) => { if (error.status === 503 || error.status === 504) return null; throw error; }), (answer) => answer !== null, 60_000);
  const key = randomUUID(), { id } = await patiently(() => administrator.request('POST', '/api/assessment/rebuild', {}, key));
  const ended = await until(async () => (await patiently(() => administrator.get('/api/assessment/rebuilds'))).items.find((one) => one.id === id), (one) => one !== undefined && (one.finishedAt !== null || one.failure !== null), 90_000);
  if (ended.failure !== null) differing.push(`the figures' rebuild failed: ${ended.failure}`);
  else {
    const differ = difference(figures, await rowsOf(context, ofFigures));
    if (differ !== null) differing.push(`figures of ${differ}${ended.same === true ? '' : ', as the rebuild says too'}`);
  }
  if (!wiped) return { differing, rows: figures.length };
  const engine = await rowsOf(context, ofEngine);
  const sources = async () => (await context.sql('select count(*)::int as sources from matching.rebuilt'))[0].sources, built = await sources(), killed = kill(context, 'matching');
  await context.sql('delete from matching.rebuilt; delete from matching.pair; delete from matching.entry; delete from matching.minimum_wage');
  await untilRestarted(context, 'matching', killed, async () => (await sources()) === built);
  const differ = difference(engine, await rowsOf(context, ofEngine));
  if (differ !== null) differing.push(`the engine's copies of ${differ}`);
  return { differing, rows: figures.length + engine.length };
}
