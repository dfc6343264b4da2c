/**
 * Lists with travel groups, as their rows state them, solved twice: with all pairs written down and with pairs priced in. Prints
 * both objective vectors, gaps and times.
 *
 *   node --max-old-space-size=6144 tools/bench/matching/conditioned.mjs [workers] [posts] [--seed N] [--grouped SHARE] [--priced]
 *
 * 20,160 workers and 2,500 posts when left out, drawn as the sample lists are: some 3 % travel in groups. `--grouped 0.28` lets so many
 * travel in twos, threes and fours of one county and first wish. `--priced` leaves the written form out. Needs the built libraries.
 */
import { parseRow } from '@jiedui/tabular';
import { defaultPolicy } from '@jiedui/contracts';
import { geography } from '@jiedui/reference-data';
import { listContext, postEntry, postList, workerEntry, workerList } from '@jiedui/lists';
import { runMatching } from '@jiedui/matching-run';
import { generateSampleLists } from '../../sample-lists/generate.mjs';
import { say } from '../../say.mjs';

const args = process.argv.slice(2);
const option = (name, otherwise) => (args.includes(name) ? Number(args.splice(args.indexOf(name), 2)[1]) : otherwise);
const seed = option('--seed', 1), share = option('--grouped', 0);
const [workers = 20_160, posts = 2_500] = args.filter((arg) => /^\d+$/.test(arg)).map(Number);
const made = generateSampleLists({ seed, workers, posts, lots: 10, orderLines: 10, today: '2026-11-22' }), context = listContext(made.today);
const entries = [];
const read = (list, rows, toEntry) => {
  for (const cells of rows) {
    const { row } = parseRow(list, cells, context);
    if (row !== null) entries.push(toEntry(row, { id: `01900000-0000-7000-8000-${String(entries.length).padStart(12, '0')}`, version: 1, organisation: 'sample', status: 'open' }));
  }
};
read(postList, made.posts, postEntry);
read(workerList, made.workers, (row, id) => workerEntry(row, id, made.today));
if (share > 0) group();
const grouped = entries.filter((entry) => entry.features.kind === 'worker' && entry.features.travelGroup !== null).length;
say(`${workers} workers (${grouped} name a group) x ${posts} posts, seed ${seed}`);
for (const [name, pricedAbove] of [...(args.includes('--priced') ? [] : [['written', Infinity]]), ['priced', 0]]) {
  const run = await runMatching({ market: 'employment', entries, policy: defaultPolicy, asOf: made.today, geography, withoutMarginals: true, pricedAbove });
  if (!('vector' in run)) throw new Error(run.status);
  const { vector, gap, status, certificate, timings, counts } = run;
  say(`${name.padEnd(8)} tiers ${vector.placedByTier.join(' ')} fit ${vector.totalFit}; ${status}, gap ${gap.tierSteps} steps ${gap.fit}, ${certificate.isVerified ? 'verified' : 'NOT VERIFIED'} over ${certificate.pairsChecked} pairs, ${counts.proposals} proposals; ${(timings.total / 1000).toFixed(1)} s, peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
}

function group() {
  const alike = new Map();
  for (const { programme, region, features } of entries) {
    if (features.kind !== 'worker' || features.travelGroup !== null) continue;
    const key = `${programme} ${region.slice(0, 6)} ${features.wishes[0]}`;
    alike.set(key, [...(alike.get(key) ?? []), features]);
  }
  let number = 0;
  for (const all of alike.values()) {
    for (let at = 0, size = 2; at + size <= all.length * share; at += size, size = size === 4 ? 2 : size + 1) {
      number += 1;
      for (const features of all.slice(at, at + size)) features.travelGroup = `bench-${number}`;
    }
  }
}
