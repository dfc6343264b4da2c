/**
 * What the sample lists are like: how many rows import, whom each hard rule stops, and who is left over by tier after an
 * optimal matching of each programme and market.
 *
 *   node tools/sample-lists/measure.mjs [--seed 1] [--scale 1]
 *
 * Needs the built libraries. Rows that need the integer model (groups, minimum shipments, unsplittable lines) are left out of the flow.
 */
import { parseRow } from '@jiedui/tabular';
import { defaultPolicy } from '@jiedui/contracts';
import { geography, programmes } from '@jiedui/reference-data';
import { listContext, lotEntry, lotList, orderLineEntry, orderLineList, postEntry, postList, workerEntry, workerList } from '@jiedui/lists';
import { buildPairs, employmentRuleSet, failedRules, greatestFit, produceRuleSet } from '@jiedui/market-rules';
import { solve, tierBonuses } from '@jiedui/matching-core';
import { generateSampleLists } from './generate.mjs';

const option = (name, otherwise) => { const at = process.argv.indexOf(`--${name}`); return at < 0 ? otherwise : Number(process.argv[at + 1]); };
const made = generateSampleLists({ seed: option('seed', 1), scale: option('scale', 1) });
const context = listContext(made.today);

function entries(list, rows, toEntry) {
  const out = [];
  const errors = {};
  for (const cells of rows) {
    const parsed = parseRow(list, cells, context);
    if (parsed.row === null) for (const e of parsed.errors) errors[`${e.columns[0]} ${e.code}`] = (errors[`${e.columns[0]} ${e.code}`] ?? 0) + 1;
    else out.push(toEntry(parsed.row, { id: `01900000-0000-7000-8000-${String(out.length).padStart(12, '0')}`, version: 1, organisation: 'sample', status: 'open' }));
  }
  console.log(`${list.title.zh}: ${out.length} rows read`, Object.keys(errors).length === 0 ? '' : errors);
  return out;
}

const markets = [
  ['employment', employmentRuleSet, entries(postList, made.posts, postEntry), entries(workerList, made.workers, (row, id) => workerEntry(row, id, made.today))],
  ['produce', produceRuleSet, entries(orderLineList, made.orderLines, orderLineEntry), entries(lotList, made.lots, (row, id) => lotEntry(row, id, defaultPolicy.produce.monitoredShare))],
];

for (const { code: programme } of programmes()) {
  for (const [market, ruleSet, allDemand, allSupply] of markets) {
    const demand = allDemand.filter((e) => e.programme === programme);
    const supply = allSupply.filter((e) => e.programme === programme);
    const ctx = { policy: defaultPolicy, programme, asOf: made.today, geography };
    const stopped = {};
    for (let k = 0; k < 40_000; k++) {
      for (const rule of failedRules(ruleSet, demand[(k * 7919) % demand.length], supply[(k * 104_729) % supply.length], ctx)) stopped[rule] = (stopped[rule] ?? 0) + 1;
    }
    const demandOut = Uint8Array.from(demand, (e) => (ruleSet.demandObstacle(e, ctx) === null ? 0 : 1));
    const supplyOut = Uint8Array.from(supply, (e) => (ruleSet.supplyObstacle(e, ctx) === null ? 0 : 1));
    const started = performance.now();
    const pairs = buildPairs(demand, supply, ruleSet, ctx, { demandLeftOut: demandOut, supplyLeftOut: supplyOut });
    const solution = solve({
      ...pairs,
      demandCapacity: Int32Array.from(demand, (e, j) => (demandOut[j] === 1 ? 0 : e.capacity)), supplyCapacity: Int32Array.from(supply, (e, i) => (supplyOut[i] === 1 ? 0 : e.capacity)),
      bonus: tierBonuses(supply.map((e) => e.tier), demand.length, greatestFit),
    });
    const tiers = {};
    supply.forEach((e, i) => {
      const t = (tiers[e.tier] ??= { entries: 0, wholly: 0, partly: 0, unmatched: 0, eligibleUnmatched: 0, unitsShare: [0, 0], obstacle: 0 });
      let placed = 0;
      for (let p = pairs.rowStart[i]; p < pairs.rowStart[i + 1]; p++) placed += solution.flow?.[p] ?? 0;
      t.entries++;
      t.unitsShare[0] += placed;
      t.unitsShare[1] += e.capacity;
      if (supplyOut[i] === 1) t.obstacle++;
      if (placed === 0) { t.unmatched++; if (pairs.rowStart[i + 1] > pairs.rowStart[i]) t.eligibleUnmatched++; }
      else if (placed < e.capacity) t.partly++;
      else t.wholly++;
    });
    console.log(`\n${programme} ${market}: ${demand.length} × ${supply.length}, places ${demand.reduce((s, e) => s + e.capacity, 0)} for ${supply.reduce((s, e) => s + e.capacity, 0)}, ${pairs.column.length} eligible pairs, ${solution.status}, ${Math.round(performance.now() - started)} ms`);
    let unmatched = 0;
    for (const [tier, t] of Object.entries(tiers).sort()) {
      unmatched += t.unmatched;
      console.log(`  tier ${tier}: ${t.entries} entries, ${t.wholly} wholly, ${t.partly} partly, ${t.unmatched} unmatched (${t.eligibleUnmatched} of them outbid, ${t.obstacle} need the integer model or have no consent); quantity placed ${((100 * t.unitsShare[0]) / Math.max(1, t.unitsShare[1])).toFixed(1)} %`);
    }
    console.log(`  unmatched ${((100 * unmatched) / supply.length).toFixed(1)} %; of 40,000 pairs stopped by`, stopped);
  }
}
