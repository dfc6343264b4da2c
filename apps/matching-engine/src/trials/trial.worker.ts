import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { MatchingPolicy, type Text2, TrialAttempt, TrialChange, TrialKind, type TrialOutcome } from '@jiedui/contracts';
import { employmentRuleSet } from '@jiedui/market-rules';
import { changesText, type FinishedRun, placedIn, programmeLists, Trial, TrialCancelled, type Tried, type TrialInput, TrialOutOfRange, whatMightHelp } from '@jiedui/matching-run';
import { createDataSource } from '@jiedui/persistence';
import { geography } from '@jiedui/reference-data';
import { loadMarketLists } from '../entries/load-entries.js';
import { runSettings } from '../settings.js';

/** What the service asks of this thread. `cancel[0]` becomes 1 when the trial is to stop. */
const Order = z.object({ databaseUrl: z.string(), programme: z.string(), kind: TrialKind, changes: z.array(TrialChange), policy: MatchingPolicy, asOf: z.string(), cancel: z.instanceof(SharedArrayBuffer) });

/** What this thread says: progress while it works, then how it ended. */
export type TrialReport = { progress: number; phase: Text2 } | { ended: 'finished'; now: TrialOutcome; attempts: TrialAttempt[]; seconds: number } | { ended: 'cancelled'; seconds: number } | { ended: 'out-of-range'; seconds: number; reason: string };

const order = Order.parse(workerData), cancel = new Int32Array(order.cancel), began = performance.now();
const report = (message: TrialReport): void => parentPort?.postMessage(message);
const seconds = (): number => (performance.now() - began) / 1000;

const dataSource = await createDataSource({ url: order.databaseUrl, schema: 'matching', poolSize: 1 }).initialize();
try {
  report({ progress: 0.01, phase: { zh: '读取清单', en: 'reading the lists' } });
  const { entries, held, excluded } = await loadMarketLists(dataSource, 'employment', order.programme);
  const regionOf = new Map(entries.map((entry) => [entry.id, entry.region]));
  const input: TrialInput = { programme: order.programme, entries, held, excluded, policy: order.policy, asOf: order.asOf, geography, ...runSettings(), shouldCancel: () => Atomics.load(cancel, 0) === 1 };
  report({ progress: 0.03, phase: { zh: '求解当前清单', en: 'solving the lists as they are' } });
  const trial = await Trial.of(input), now = outcomeOf(trial.now, regionOf);
  const wanted = order.kind === 'changes' ? [order.changes] : programmeLists(employmentRuleSet, input).lists.flatMap((lists) => whatMightHelp(lists, trial.now, input.shouldCancel)).map((change) => [change]);
  const attempts: TrialAttempt[] = [];
  for (const [k, changes] of wanted.entries()) {
    const text = changesText(changes, entries, geography);
    report({ progress: (k + 1) / (wanted.length + 1), phase: { zh: `试算第 ${k + 1} / ${wanted.length} 项：${text.zh}`, en: `trying ${k + 1} of ${wanted.length}: ${text.en}` } });
    attempts.push(attemptOf(await trial.with(changes), text, regionOf));
  }
  // What helps nobody is told too: it was likely, and somebody may be about to pay for it.
  attempts.sort((a, b) => b.more - a.more || (b.moreWithoutLimit ?? b.more) - (a.moreWithoutLimit ?? a.more));
  report({ ended: 'finished', now, attempts, seconds: seconds() });
} catch (error) {
  if (error instanceof TrialCancelled) report({ ended: 'cancelled', seconds: seconds() });
  else if (error instanceof TrialOutOfRange) report({ ended: 'out-of-range', seconds: seconds(), reason: error.message });
  else throw error;
} finally {
  await dataSource.destroy();
}

function outcomeOf(run: FinishedRun, regions: ReadonlyMap<string, string>): TrialOutcome {
  const units = new Map<string, number>();
  for (const { supplyId } of run.proposals) {
    const unit = regions.get(supplyId) ?? '';
    units.set(unit, (units.get(unit) ?? 0) + 1);
  }
  const [a, b, c, d] = run.vector.placedByTier;
  return {
    placedByTier: [Number(a), Number(b), Number(c), Number(d)], totalFit: Number(run.vector.totalFit), placed: placedIn(run), verified: run.certificate.isVerified, best: run.status === 'optimal',
    byUnit: [...units].sort(([x], [y]) => (x < y ? -1 : 1)).map(([unit, placed]) => ({ unit, unitName: geography.nameOf(unit), placed })),
  };
}

function attemptOf(tried: Tried, text: Text2, regions: ReadonlyMap<string, string>): TrialAttempt {
  const tiers = ([1, 2, 3, 4] as const).map((tier) => ({ tier, people: tried.seatedTiers.filter((one) => one === tier).length })).filter(({ people }) => people > 0);
  // What pages could not read would be told nobody for ever.
  return TrialAttempt.parse({ changes: [...tried.changes], text, outcome: outcomeOf(tried.run, regions), more: tried.more, moreWithoutLimit: tried.moreWithoutLimit, seatsUsedByTier: tiers });
}
