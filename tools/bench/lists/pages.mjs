import path from 'node:path';
import { main, say } from '../../say.mjs';
import { ConsoleClient } from '../../start/console-client.mjs';
import { startStack } from '../../test/stack.mjs';

/**
 * Times pages of a list of a million workers at the gateway: every sort from both ends and deep inside, filters, searches.
 * `node tools/bench/lists/pages.mjs [rows]`. The rows are copies of the sample list with other keys and times.
 */
main(async () => {
  const rows = Number(process.argv[2] ?? 1_000_000);
  const { default: pg } = await import('pg');
  const { writeSampleLists } = await import('../../sample-lists/generate.mjs');
  const stack = await startStack(`bench-${process.pid}`, { durable: true });
  try {
    const written = await writeSampleLists(path.join(stack.folder, 'sample'), { scale: 1 });
    const loader = new ConsoleClient(stack.url);
    await loader.signIn('yangli', stack.accounts.passwordOf('yangli'));
    await loader.commit('employment', (await loader.upload('employment', 'worker', written.workers.path)).id);
    const database = new pg.Client({ connectionString: stack.servers.databaseUrl, options: '-c search_path=employment,public' });
    await database.connect();
    const { rows: [{ count }] } = await database.query('select count(*)::int as count from worker');
    say(`${count} rows in; copying them to ${rows}`);
    const { rows: columns } = await database.query(`select column_name from information_schema.columns where table_schema = 'employment' and table_name = 'worker' and column_name not in ('id', 'natural_key', 'updated_at')`);
    const names = columns.map((column) => column.column_name).join(', ');
    await database.query(`create extension if not exists pgcrypto`).catch(() => undefined);
    const copies = Math.ceil(rows / count) - 1;
    for (let copy = 1; copy <= copies; copy += 1) {
      await database.query(`insert into worker (id, natural_key, updated_at, ${names}) select gen_random_uuid(), natural_key || '-${copy}', updated_at - ${copy} * interval '37 seconds' - random() * interval '300 days', ${names} from (select * from worker where natural_key not like '%-%' limit ${copy === copies ? rows - count * copies : count}) original`);
    }
    await database.query('vacuum analyze worker');
    await database.end();
    say('measuring');
    const client = new ConsoleClient(stack.url);
    await client.signIn('yangli', stack.accounts.passwordOf('yangli'));
    const words = ['电焊', '普工', '客服专员', '保安', '司机', '缝纫', '云阳', '驾驶', 'YL-RY-0001', '育婴', '厨师', '快递员', '茶叶', '会计', '石柱'];
    const units = ['500235', '420304', '500101', '610902', '411326', '500240', '420000'];
    const any = (list) => list[Math.floor(Math.random() * list.length)];
    const sorts = ['updated', 'title', 'region', 'quantity', 'amount', 'from'];
    const kinds = {
      'first page, each sort': () => `sort=${any(sorts)}&descending=${any([true, false])}`,
      'last page, each sort': () => `last=true&sort=${any(sorts)}&descending=${any([true, false])}`,
      'three filters': () => `region=${any(units)}&status=open&tier=${any([1, 2, 3, 4])}&sort=${any(sorts)}`,
      'random search': () => `search=${encodeURIComponent(any(words))}&sort=${any(sorts)}`,
      'search and two filters': () => `search=${encodeURIComponent(any(words))}&programme=${any(['three-gorges', 'danjiangkou'])}&tier=${any([2, 3, 4])}`,
    };
    // The names of the sample list; the index holds blind tokens of them.
    const nameOf = (number) => `样例${'甲乙丙丁戊己庚辛壬癸'[number % 10]}${String(number).padStart(6, '0')}`, known = nameOf(1);
    if ((await client.get(`/api/employment/workers?search=${encodeURIComponent(known)}`)).items.length === 0) throw new Error(`nobody of the name ${known} is found`);
    kinds['name of a person'] = () => `search=${encodeURIComponent(nameOf(1 + Math.floor(Math.random() * 900)))}`;
    const deep = [];
    for (let cursor = '', i = 0; i < 40; i += 1) {
      const page = await client.get(`/api/employment/workers?size=200${cursor}`);
      if (page.next === null) break;
      cursor = `&cursor=${encodeURIComponent(page.next)}`;
      deep.push(cursor);
    }
    kinds['deep inside'] = () => `size=20${any(deep)}`;
    for (const [name, query] of Object.entries(kinds)) {
      const times = [];
      let worst = { ms: 0, query: '' };
      for (let i = 0; i < 120; i += 1) {
        const asked = query();
        const began = performance.now();
        await client.get(`/api/employment/workers?${asked}`);
        const ms = performance.now() - began;
        times.push(ms);
        if (ms > worst.ms) worst = { ms, query: decodeURIComponent(asked) };
      }
      times.sort((a, b) => a - b);
      say(`${name.padEnd(24)} p50 ${times[60].toFixed(0)} ms   p95 ${times[114].toFixed(0)} ms   worst ${worst.ms.toFixed(0)} ms (${worst.query})`);
    }
  } finally {
    await stack.stop();
  }
});
