import { say } from '../say.mjs';
import { ConsoleClient, until } from './console-client.mjs';

const lists = [
  { service: 'employment', list: 'post', file: 'posts', name: '岗位 posts', path: '/api/employment/posts' },
  { service: 'employment', list: 'worker', file: 'workers', name: '务工人员 workers', path: '/api/employment/workers' },
  { service: 'marketplace', list: 'orderLine', file: 'orderLines', name: '采购需求 order lines', path: '/api/marketplace/order-lines' },
  { service: 'marketplace', list: 'lot', file: 'lots', name: '农产品 lots', path: '/api/marketplace/lots' },
];

/** On an empty store: brings in the sample lists by the same door as everybody's files, runs both markets of both programmes, prints what came out. */
export async function loadSample({ url, accounts, files }) {
  const client = new ConsoleClient(url);
  await client.signIn('yangli', accounts.passwordOf('yangli'));
  const held = await Promise.all(lists.map(({ path }) => client.get(`${path}?size=1`)));
  if (held.some((page) => page.total > 0)) return;
  let entries = 0;
  for (const { service, list, file, name } of lists) {
    const counts = { new: 0, wrong: 0, duplicate: 0 };
    for (const one of files[file]) {
      const staged = await client.upload(service, list, one);
      if (staged.state !== 'staged') throw new Error(`the sample list of ${name} was not read: ${staged.rejection?.en ?? staged.state}`);
      const committed = await client.commit(service, staged.id);
      for (const kind of Object.keys(counts)) counts[kind] += committed.counts[kind];
    }
    entries += counts.new;
    say(`${name}: ${counts.new} rows in, ${counts.wrong} wrong, ${counts.duplicate} duplicate`);
  }
  await entriesArrived(client);
  const { items: programmes } = await client.get('/api/registry/programmes');
  let pairs = 0;
  let verified = true;
  let best = 0;
  let runs = 0;
  const placed = [0, 0, 0, 0];
  let seconds = 0;
  for (const market of ['employment', 'produce']) {
    for (const { code, name } of programmes) {
      const run = await client.match(market, code);
      if (run.state !== 'finished') throw new Error(`the run of ${market} in ${code} ended as ${run.state}: ${run.failure ?? ''}`);
      say(`${market === 'employment' ? '就业 employment' : '产销 produce'} ${name}: ${run.proposals} pairs from ${run.supplyEntries} + ${run.demandEntries} entries, ${run.eligiblePairs} eligible pairs, certificate ${run.certificate}${run.gap.isBest ? ', the best there is' : ', near its bound, not proved the best'}, ${run.seconds.toFixed(1)} s`);
      pairs += run.proposals;
      best += run.gap.isBest ? 1 : 0;
      runs += 1;
      verified &&= run.certificate === 'verified';
      seconds += run.seconds;
      if (market === 'employment') run.vector.placedByTier.forEach((units, tier) => { placed[tier] += units; });
    }
  }
  process.stdout.write(`\nEntries 条目: ${entries}   pairs 匹配对: ${pairs}\nPeople placed by tier 各优先级匹配人数: 1: ${placed[0]}   2: ${placed[1]}   3: ${placed[2]}   4: ${placed[3]}\nCertificates 证明: ${verified ? 'verified 已验证' : 'NOT VERIFIED 未通过'}   proved the best 证明为最优: ${best} of ${runs}   seconds 求解秒数: ${seconds.toFixed(1)}\n`);
}

/** The engine learns of rows by the bus, in order: when it knows each list's last row, it knows them all. */
async function entriesArrived(client) {
  for (const { path } of lists) {
    const { items: [last] } = await client.get(`${path}?size=1&last=true&sort=updated&descending=false`);
    if (last === undefined) continue;
    const known = () => client.get(`/api/matching/entries/${last.id}/candidates?search=zzzz`).then(() => true, (error) => { if (error.status === 404) return false; throw error; });
    await until(known, (arrived) => arrived);
  }
}
