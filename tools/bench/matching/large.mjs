/**
 * Lists whose pairs are too many to write down: rules, solve by pricing and certificate, one programme after the other.
 *
 *   node --max-old-space-size=4096 tools/bench/matching/large.mjs [workers] [posts] [--full] [--arcs N]
 *
 * 1,000,000 workers and 50,000 posts when left out, drawn as the sample lists are. Each programme in a process of its own, which reads the
 * lists into entries as an import does (not counted: stored lists are read already) and lets the entries go once the rules have
 * read them. `--full` also writes all pairs down, solves them at once and compares the objective vectors. Needs the built libraries.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { say } from '../../say.mjs';

const args = process.argv.slice(2), isFull = args.includes('--full');
const arcsAt = args.indexOf('--arcs'), arcsARow = arcsAt < 0 ? undefined : Number(args[arcsAt + 1]);
const [workers = 1_000_000, posts = 50_000] = args.filter((arg, k) => /^\d+$/.test(arg) && args[k - 1] !== '--arcs').map(Number);
const programme = process.env.LARGE_PROGRAMME;
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`, peakMiB = () => Math.round(process.resourceUsage().maxRSS / 1024);

if (programme === undefined) {
  for (const each of ['three-gorges', 'danjiangkou']) {
    const { status } = spawnSync(process.execPath, [...process.execArgv, '--expose-gc', fileURLToPath(import.meta.url), ...args], { stdio: 'inherit', env: { ...process.env, LARGE_PROGRAMME: each } });
    if (status !== 0) process.exit(status ?? 1);
  }
} else await measure();

async function measure() {
  const { parseRow } = await import('@jiedui/tabular');
  const { defaultPolicy } = await import('@jiedui/contracts');
  const { geography } = await import('@jiedui/reference-data');
  const { listContext, postEntry, postList, workerEntry, workerList } = await import('@jiedui/lists');
  const { buildPairs, employmentRuleSet: ruleSet, greatestFit, PairStream } = await import('@jiedui/market-rules');
  const { objectiveVector, solve, solveByPricing, tierBonuses } = await import('@jiedui/matching-core');
  const { generateSampleLists } = await import('../../sample-lists/generate.mjs');
  const made = generateSampleLists({ workers, posts, lots: 10, orderLines: 10 }), context = listContext(made.today);
  const read = (list, rows, toEntry) => {
    const entries = [];
    let number = 0;
    for (const cells of rows) {
      const { row } = parseRow(list, cells, context);
      if (row === null) continue;
      const entry = toEntry(row, { id: `01900000-0000-7000-8000-${String(number++).padStart(12, '0')}`, version: 1, organisation: 'sample', status: 'open' });
      if (entry.programme === programme) entries.push(entry);
    }
    return entries;
  };
  const ctx = { policy: defaultPolicy, programme, asOf: made.today, geography };
  let demand = read(postList, made.posts, postEntry), supply = read(workerList, made.workers, (row, id) => workerEntry(row, id, made.today));
  globalThis.gc?.();
  const heldMiB = Math.round(process.memoryUsage().heapUsed / 2 ** 20);
  say(`${programme}: ${supply.length} workers x ${demand.length} posts; entries hold ${heldMiB} MiB of heap`);

  const began = performance.now(), cpu = process.cpuUsage(), room = (entries, obstacle) => Int32Array.from(entries, (entry) => (obstacle(entry, ctx) === null ? entry.capacity : 0));
  const supplyCapacity = room(supply, ruleSet.supplyObstacle), demandCapacity = room(demand, ruleSet.demandObstacle), tiers = Int32Array.from(supply, (entry) => entry.tier);
  const leftOut = (capacity) => Uint8Array.from(capacity, (units) => (units > 0 ? 0 : 1));
  const bonus = tierBonuses(tiers, demand.length, greatestFit), scan = { supplyLeftOut: leftOut(supplyCapacity), demandLeftOut: leftOut(demandCapacity) };
  const stream = new PairStream(demand, supply, ruleSet, ctx, scan);
  say(`  ${seconds(performance.now() - began)} rules read the lists`);
  let full;
  if (isFull) full = { ...buildPairs(demand, supply, ruleSet, ctx, scan), supplyCapacity, demandCapacity, bonus };
  demand = supply = undefined;
  const source = { supplyCapacity, demandCapacity, bonus, forEachRow: (onRow, only) => stream.forEachRow(onRow, only) };
  let now = '', since = performance.now(), cpuSince = process.cpuUsage();
  const lap = (next) => {
    if (next === now) return;
    if (now !== '') say(`  ${seconds(performance.now() - since)} (CPU ${seconds(process.cpuUsage(cpuSince).user / 1000)}) ${now}, ${peakMiB()} MiB`);
    now = next;
    since = performance.now();
    cpuSince = process.cpuUsage();
  };
  const solved = solveByPricing(source, { arcsARow, onProgress: (phase, round) => lap(`${phase} ${round}`) });
  lap('');
  if (solved.status !== 'OPTIMAL') throw new Error(`not solved: ${JSON.stringify(solved)}`);
  const { counts, certificate, problem, solution } = solved, used = process.cpuUsage(cpu), vector = objectiveVector(problem, solution.flow, tiers);
  say(`  ${seconds(performance.now() - began)} in all (CPU ${seconds((used.user + used.system) / 1000)}): ${counts.pairs} eligible pairs, ${counts.pairsPriced} looked at, ${certificate.pairsChecked} checked by the certificate, which ${certificate.isOptimal ? 'holds' : `FAILS: ${JSON.stringify(certificate.violations)}`}; ${counts.arcsStored} stored, ${counts.rounds} rounds, peak ${peakMiB()} MiB`);
  say(`  placed by tier ${vector.placedByTier.join(' ')}, fit ${vector.totalFit}`);
  if (full === undefined) return;
  const whole = objectiveVector(full, solve(full).flow, tiers);
  say(`  all pairs at once: placed by tier ${whole.placedByTier.join(' ')}, fit ${whole.totalFit}: ${String(Object.values(whole)) === String(Object.values(vector)) ? 'equal' : 'DIFFERS'}`);
}
