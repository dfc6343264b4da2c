import pg from 'pg';
import { main, say } from '../say.mjs';
import { cellsOf, listPaths } from '../chaos/things.mjs';
import { ConsoleClient, until } from '../start/console-client.mjs';
import { startStack } from '../test/stack.mjs';

/**
 * How long a county waits for one confirmation of many placements: `node tools/bench/placements.mjs [number]`. One pair is agreed over HTTP and copied in the database as often
 * as asked, each with a worker of its own; then departure, arrival and the first check of all of them are confirmed, one request each.
 */
main(async () => {
  const number = Number(process.argv[2] ?? 5000), stack = await startStack(`bench-${process.pid}`, { durable: true, extraEnv: { LOG_LEVEL: 'warn' } }), database = new pg.Pool({ connectionString: stack.servers.databaseUrl, max: 2 });
  try {
    const [county, enterprise] = await Promise.all(['yunyang', 'qiye'].map(async (account) => { const client = new ConsoleClient(stack.url); await client.signIn(account, stack.accounts.passwordOf(account)); return client; }));
    const [demand, supply] = [await enterprise.post(listPaths.post, { programme: 'three-gorges', cells: cellsOf.post() }), await county.post(listPaths.worker, { programme: 'three-gorges', cells: cellsOf.worker() })];
    await until(async () => (await database.query('select count(*)::int as known from matching.entry where id = any($1)', [[demand.id, supply.id]])).rows[0].known, (known) => known === 2);
    const proposal = await county.post('/api/employment/proposals', { demandId: demand.id, supplyId: supply.id, reason: '面谈合适', overrideReason: '双方已谈妥' });
    await enterprise.post(`/api/employment/proposals/${proposal.id}/accept-demand`, { version: proposal.version });
    const day = (back) => new Date(Date.now() + 8 * 3600_000 - back * 86_400_000).toISOString().slice(0, 10), { items: [first] } = await county.get('/api/employment/placements/stages?size=1');
    const offered = await enterprise.post(`/api/employment/placements/${first.id}/offer`, { version: first.version, startOn: day(40), wageFen: 600_000, housing: 'lodging' });
    await county.post(`/api/employment/placements/${first.id}/accept`, { version: offered.version, on: day(43), manner: 'signed' });
    const copy = async (table, changes, where) => {
      const { rows } = await database.query(`select column_name as name from information_schema.columns where table_schema = 'employment' and table_name = $1 order by ordinal_position`, [table]);
      await database.query(`insert into employment.${table} select ${rows.map(({ name }) => `${changes[name] ?? `t.${name}`} as ${name}`).join(', ')} from employment.${table} t, bench_copies c where t.id = '${where}'`);
    };
    await database.query(`create table bench_copies as select n, gen_random_uuid() as worker, gen_random_uuid() as proposal, gen_random_uuid() as agreement from generate_series(1, ${number - 1}) as n`);
    await copy('worker', { id: 'c.worker', natural_key: `'bench' || c.n`, external_id: `'B' || c.n` }, supply.id);
    await copy('proposal', { id: 'c.proposal', supply_id: 'c.worker' }, proposal.id);
    await copy('agreement', { id: 'c.agreement', proposal_id: 'c.proposal', supply_id: 'c.worker' }, first.id);
    await copy('placement', { id: 'c.agreement', worker_id: 'c.worker', person: 'null' }, first.id);
    await database.query(`update employment.post set taken = ${number}, quantity = ${number + 1} where id = $1`, [demand.id]);
    await database.query('analyze employment.placement, employment.agreement, employment.worker');
    for (const [act, back, more] of [['depart', 41, {}], ['arrive', 40, { insured: true }], ['retain', 0, { asPromised: true }]]) {
      const began = performance.now(), { done, skipped } = await county.post('/api/employment/placements/confirm', { act, on: day(back), filter: { programme: 'three-gorges' }, ...more });
      say(`${act}: ${done} of ${number} confirmed in ${((performance.now() - began) / 1000).toFixed(2)} s, ${skipped.length} left`);
    }
    const began = performance.now(), page = await county.get('/api/employment/placements/stages?programme=three-gorges&size=20');
    say(`first page of ${page.total}: ${(performance.now() - began).toFixed(0)} ms`);
    await until(async () => (await database.query('select count(*)::int as behind from employment.agreement a left join assessment.agreement f on f.id = a.id where f.version is distinct from a.version')).rows[0].behind, (behind) => behind === 0);
    say(`the figures know all of them ${((performance.now() - began) / 1000).toFixed(1)} s after the last`);
  } finally {
    await database.end();
    await stack.stop();
  }
});
