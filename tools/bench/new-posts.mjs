import pg from 'pg';
import { main, say } from '../say.mjs';
import { cellsOf, listPaths } from '../chaos/things.mjs';
import { ConsoleClient, until } from '../start/console-client.mjs';
import { startStack } from '../test/stack.mjs';

/**
 * How long a post entered after the last run waits for its first proposals: `node tools/bench/new-posts.mjs [workers] [posts]`. A worker of each of these trades is entered over HTTP and copied in the
 * database; a run ends; then posts are entered one by one, each timed from its request until a county reads a proposal for it, looking every 20 ms.
 */
const trades = ['电焊工', '缝纫工', '汽车维修工', '养老护理员', '育婴员', '保安员', '保洁员', '砌筑工', '钢筋工', '叉车司机', '中式烹调师', '餐厅服务员', '快递员', '仓库保管员', '电工', '车工', '钳工', '美容师', '美发师', '茶艺师', '果树栽培工', '家畜饲养员', '收银员', '客服专员', '油漆工', '木工', '塔吊司机', '注塑工', '质检员', '包装工'];
const programme = 'three-gorges';

main(async () => {
  const [number = 100_000, posts = 200] = process.argv.slice(2).map(Number), stack = await startStack(`bench-${process.pid}`, { durable: true, extraEnv: { LOG_LEVEL: 'warn' } }), database = new pg.Pool({ connectionString: stack.servers.databaseUrl, max: 2 });
  try {
    const [county, enterprise] = await Promise.all(['yunyang', 'qiye'].map(async (account) => { const client = new ConsoleClient(stack.url); await client.signIn(account, stack.accounts.passwordOf(account)); return client; }));
    const rows = [];
    for (const wishes of trades) rows.push(await county.post(listPaths.worker, { programme, cells: cellsOf.worker({ wishes }) }));
    const ids = rows.map(({ id }) => id);
    await until(async () => (await database.query('select count(*)::int as known from matching.entry where id = any($1)', [ids])).rows[0].known, (known) => known === ids.length);
    const copies = Math.ceil(number / trades.length) - 1;
    await database.query(`create table bench_copies as select w.id as of, gen_random_uuid() as id, w.id || '-' || n as number from unnest($1::uuid[]) as w(id), generate_series(1, ${copies}) as n`, [ids]);
    for (const [table, changes] of [['employment.worker', { id: 'c.id', natural_key: 'c.number', external_id: 'c.number' }], ['matching.entry', { id: 'c.id', external_id: 'c.number' }]]) {
      const [schema, name] = table.split('.'), { rows: columns } = await database.query('select column_name as name from information_schema.columns where table_schema = $1 and table_name = $2 order by ordinal_position', [schema, name]);
      await database.query(`insert into ${table} select ${columns.map((column) => `${changes[column.name] ?? `t.${column.name}`} as ${column.name}`).join(', ')} from ${table} t join bench_copies c on c.of = t.id`);
    }
    await database.query('analyze employment.worker, matching.entry');
    const run = await county.post('/api/matching/runs', { market: 'employment', programme });
    await until(async () => (await county.get(`/api/matching/runs/${run.id}`)).state, (state) => state === 'finished');
    say(`${number} workers of ${trades.length} trades, a run over them ended`);
    const times = [];
    for (let i = 0; i < posts; i += 1) {
      const began = performance.now(), post = await enterprise.post(listPaths.post, { programme, cells: cellsOf.post({ title: trades[i % trades.length], headcount: '3' }) });
      while ((await county.get(`/api/employment/proposals?entry=${post.id}`)).items.length === 0) {
        if (performance.now() - began > 60_000) throw new Error(`no proposal for ${trades[i % trades.length]}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      times.push(performance.now() - began);
    }
    const at = (share) => times.sort((a, b) => a - b)[Math.min(times.length - 1, Math.ceil(times.length * share) - 1)].toFixed(0);
    say(`${posts} posts: first proposals after ${at(0.5)} ms at p50, ${at(0.99)} at p99, ${at(1)} at most (goal 1000 at p99)`);
  } finally {
    await database.end();
    await stack.stop();
  }
});
