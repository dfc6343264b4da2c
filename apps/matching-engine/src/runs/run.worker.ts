import { parentPort, workerData } from 'node:worker_threads';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { Market, MatchingPolicy, type Text2 } from '@jiedui/contracts';
import { type FinishedRun, type PairQuantity, resultHash, runMatching, type RunProgress } from '@jiedui/matching-run';
import { chunksOf } from '@jiedui/messaging';
import { createDataSource } from '@jiedui/persistence';
import { geography } from '@jiedui/reference-data';
import { loadMarketLists, type MarketLists } from '../entries/load-entries.js';
import { runSettings } from '../settings.js';

/** What the service asks of this thread. `cancel[0]` becomes 1 when the run is to stop. */
const Order = z.object({ databaseUrl: z.string(), runId: z.uuid(), attempt: z.int(), market: Market, programme: z.string(), policy: MatchingPolicy, asOf: z.string(), cancel: z.instanceof(SharedArrayBuffer) });

/** What this thread says: progress while it works, then how it ended. */
export type RunReport = { progress: number; phase: Text2 } | { ended: 'finished' | 'cancelled' | 'superseded'; seconds: number } | { ended: 'out-of-range'; seconds: number; reason: string };

const phases: Record<RunProgress['phase'] | 'load' | 'store', Text2> = {
  load: { zh: '读取清单', en: 'reading the lists' }, pairs: { zh: '核对规则，列出可行配对', en: 'applying the rules' }, solve: { zh: '求解最优匹配', en: 'solving' },
  certificate: { zh: '核验最优性证明', en: 'verifying the certificate' }, marginals: { zh: '计算机会价值', en: 'marginal values' }, store: { zh: '保存结果', en: 'storing the result' },
};
/** Rows of one insert, given as arrays by column: PostgreSQL reads those several times faster than JSON. */
const BATCH = 10_000;

/** Thrown out of the storing transaction, so that nothing of it stays. Up here: the lines below run before what stands at the end. */
class Cancelled extends Error {}

const order = Order.parse(workerData);
const cancel = new Int32Array(order.cancel);
const isCancelled = (): boolean => Atomics.load(cancel, 0) === 1;
const report = (message: RunReport): void => parentPort?.postMessage(message);

const began = performance.now();
const dataSource = await createDataSource({ url: order.databaseUrl, schema: 'matching', poolSize: 2 }).initialize();
try {
  report({ progress: 0.01, phase: phases.load });
  const lists = await loadMarketLists(dataSource, order.market, order.programme);
  const previous = await previousProposals(dataSource);
  const result = await runMatching({
    market: order.market, entries: lists.entries, policy: order.policy, asOf: order.asOf, geography, held: lists.held, excluded: lists.excluded, previous, ...runSettings(),
    onProgress: ({ phase, fraction }) => report({ progress: 0.05 + 0.8 * fraction, phase: phases[phase] }), shouldCancel: isCancelled,
  });
  if (result.status === 'cancelled') {
    report({ ended: 'cancelled', seconds: seconds() });
  } else if (result.status === 'out-of-range') {
    report({ ended: 'out-of-range', seconds: seconds(), reason: result.reason });
  } else {
    report({ progress: 0.86, phase: phases.store });
    const stored = await store(dataSource, result, lists);
    report({ ended: stored, seconds: seconds() });
  }
} finally {
  await dataSource.destroy();
}

function seconds(): number { return (performance.now() - began) / 1000; }

/** Pairs of the last finished run that were not sent: the ones the engine may move, and moves as few of as it can. */
async function previousProposals(source: DataSource): Promise<PairQuantity[]> {
  const rows: { demand_id: string; supply_id: string; quantity: number }[] = await source.query(
    `select demand_id, supply_id, quantity from run_pair where run_id = (select id from run where market = $1 and programme = $2 and state = 'finished' order by sequence desc limit 1)`, [order.market, order.programme]);
  return rows.map((row) => ({ demandId: row.demand_id, supplyId: row.supply_id, quantity: row.quantity }));
}

/** Writes the whole result in one transaction; when the run was cancelled, or another attempt took over meanwhile, nothing of it stays. */
async function store(source: DataSource, run: FinishedRun, lists: MarketLists): Promise<'finished' | 'cancelled' | 'superseded'> {
  const reasons = new Map(run.unmatched.map((entry) => [entry.id, entry.reason]));
  const versions = new Map(lists.entries.map((entry) => [entry.id, entry.version]));
  const given = [...lists.held, ...lists.excluded.map((pair) => ({ ...pair, quantity: null }))];
  const supplyByTier = [0, 0, 0, 0];
  for (const entry of lists.entries) if (entry.side === 'supply' && entry.status === 'open') supplyByTier[entry.tier - 1] = (supplyByTier[entry.tier - 1] ?? 0) + entry.capacity;
  return source.transaction(async (manager) => {
    await manager.query('set local statement_timeout = 60000');
    const mine: unknown[] = await manager.query(`select 1 from run where id = $1 and state = 'running' and attempt = $2 for update`, [order.runId, order.attempt]);
    if (mine.length === 0) return 'superseded' as const;
    if (isCancelled()) throw new Cancelled();
    await manager.query('delete from run_pair where run_id = $1', [order.runId]);
    await manager.query('delete from run_entry where run_id = $1', [order.runId]);
    await manager.query('delete from run_given where run_id = $1', [order.runId]);
    for (const part of chunksOf(given, BATCH)) {
      await manager.query('insert into run_given (run_id, demand_id, supply_id, quantity) select $1, * from unnest($2::uuid[], $3::uuid[], $4::int[])',
        [order.runId, part.map((pair) => pair.demandId), part.map((pair) => pair.supplyId), part.map((pair) => pair.quantity)]);
    }
    let [pairs, entries] = [0, 0];
    for (const part of chunksOf(run.proposals, BATCH)) {
      if (isCancelled()) throw new Cancelled();
      await manager.query('insert into run_pair (run_id, demand_id, supply_id, quantity, fit, tier) select $1, * from unnest($2::uuid[], $3::uuid[], $4::int[], $5::int[], $6::int[])',
        [order.runId, part.map((pair) => pair.demandId), part.map((pair) => pair.supplyId), part.map((pair) => pair.quantity), part.map((pair) => pair.fit), part.map((pair) => pair.tier)]);
      report({ progress: 0.86 + 0.06 * ((pairs += part.length) / run.proposals.length), phase: phases.store });
    }
    for (const part of chunksOf(run.prices, BATCH)) {
      if (isCancelled()) throw new Cancelled();
      await manager.query('insert into run_entry (run_id, entry_id, version, side, price, loss, reason) select $1, * from unnest($2::uuid[], $3::int[], $4::text[], $5::float8[], $6::float8[], $7::text[])',
        [order.runId, part.map((price) => price.id), part.map((price) => versions.get(price.id)), part.map((price) => price.side), part.map((price) => price.price), part.map((price) => price.lossOfOneUnit), part.map((price) => reasons.get(price.id) ?? null)]);
      report({ progress: 0.92 + 0.07 * ((entries += part.length) / run.prices.length), phase: phases.store });
    }
    if (isCancelled()) throw new Cancelled();
    const matched = (side: 'demandId' | 'supplyId'): number => new Set(run.proposals.map((proposal) => proposal[side])).size;
    const gap = { tierSteps: Number(run.gap.tierSteps), fit: Number(run.gap.fit), isBest: run.status === 'optimal' };
    const vector = { placedByTier: run.vector.placedByTier.map(Number), totalFit: Number(run.vector.totalFit) };
    const counts = {
      demandEntries: run.counts.demandEntries, supplyEntries: run.counts.supplyEntries, eligiblePairs: run.counts.eligiblePairs, proposals: run.proposals.length,
      matchedSupply: matched('supplyId'), matchedDemand: matched('demandId'), heldPairs: lists.held.length, raisedPairs: run.heldProblems.length,
      raised: run.heldProblems.slice(0, 100), resultHash: resultHash(run),
    };
    await manager.query(
      `update run set input_hash = $2, counts = $3::jsonb, vector = $4::jsonb, supply_by_tier = $5::jsonb, objective = $6, certificate = $7, pairs_checked = $8, gap = $9::jsonb where id = $1`,
      [order.runId, run.inputHash, JSON.stringify(counts), JSON.stringify(vector), JSON.stringify(supplyByTier), String(run.objective), run.certificate.isVerified ? 'verified' : 'failed', run.certificate.pairsChecked, JSON.stringify(gap)]);
    return 'finished' as const;
  }).catch((error: unknown) => {
    if (error instanceof Cancelled) return 'cancelled' as const;
    throw error;
  });
}
