import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Features, ListEntry } from '@jiedui/contracts';
import { brokenConditions, employmentRuleSet, evaluatePair, gridGeography, gridPolicy, produceRuleSet, randomContext, randomEmployment, randomProduce } from '@jiedui/market-rules';
import type { MarketShape, RuleSet } from '@jiedui/market-rules';
import { explainEntry, explainer } from './explain-entry.js';
import { programmeLists } from './programme-lists.js';
import { runMatching } from './run-matching.js';
import type { FinishedRun, RunInput } from './run-types.js';

const shape: MarketShape = { seed: 11, demand: 40, supply: 300, families: 4, units: 8, places: 12, awkward: 0.4 };
const { demand: posts, supply: workers } = randomEmployment(shape);
const employment: RunInput = { market: 'employment', entries: [...posts, ...workers], policy: gridPolicy, asOf: '2026-03-01', geography: gridGeography };

async function finished(input: RunInput): Promise<FinishedRun> {
  const result = await runMatching(input);
  if (result.status !== 'optimal' && result.status !== 'bounded') throw new Error(result.status);
  return result;
}

/** The same entries with every second one moved to another programme. */
const twoProgrammes = (entries: readonly ListEntry[]): ListEntry[] => entries.map((entry, k) => (k % 2 === 0 ? entry : { ...entry, programme: 'danjiangkou' }));

describe('a run', () => {
  let run: FinishedRun;
  beforeAll(async () => { run = await finished(employment); }, 60_000);

  it('is proved, keeps capacities and pairs only what the rules allow', async () => {
    expect(run.certificate).toMatchObject({ isVerified: true, violationCount: 0 });
    const used = new Map<string, number>();
    for (const { demandId, supplyId, quantity, fit } of run.proposals) {
      used.set(demandId, (used.get(demandId) ?? 0) + quantity);
      used.set(supplyId, (used.get(supplyId) ?? 0) + quantity);
      const post = posts.find((entry) => entry.id === demandId);
      const worker = workers.find((entry) => entry.id === supplyId);
      if (!post || !worker) throw new Error('a proposal names an unknown entry');
      expect(evaluatePair(employmentRuleSet, post, worker, randomContext(shape))).toMatchObject({ eligible: true, fit });
    }
    for (const entry of employment.entries) expect(used.get(entry.id) ?? 0).toBeLessThanOrEqual(entry.capacity);
    for (const entry of employment.entries) expect(used.has(entry.id)).toBe(!run.unmatched.some((left) => left.id === entry.id));
    expect(new Set(run.unmatched.map((left) => left.reason))).toEqual(new Set(['NO_CONSENT', 'GROUP_NOT_TOGETHER', 'NOBODY_ELIGIBLE', 'OUTBID', 'CLOSED']));
  }, 60_000);

  it('does not depend on the order of the entries', async () => {
    const again = await finished({ ...employment, entries: [...employment.entries].reverse() });
    expect({ ...again, timings: null }).toEqual({ ...run, timings: null });
  }, 60_000);

  it('comes to the same where the pairs are too many to write down', async () => {
    // Kept pairs differ, and with them the way around conditions: the optimum without conditions is the same, and so is the bound.
    const free = { ...employment, entries: employment.entries.map((entry) => (entry.features.kind === 'worker' ? { ...entry, features: { ...entry.features, travelGroup: null } } : entry)) };
    const [stored, priced] = [await finished(free), await finished({ ...free, pricedAbove: 0 })];
    expect(priced).toMatchObject({ status: 'optimal', vector: stored.vector, objective: stored.objective, bound: stored.bound, gap: stored.gap, inputHash: stored.inputHash, certificate: stored.certificate });
    expect(priced.counts.eligiblePairs).toBe(stored.counts.eligiblePairs);
    expect(priced.prices.every((price) => price.lossOfOneUnit === null)).toBe(true);
    const bent = await finished({ ...employment, pricedAbove: 0 });
    expect(bent.certificate).toMatchObject({ isVerified: true, pairsChecked: run.certificate.pairsChecked });
    expect(brokenBy(bent, employment)).toEqual([]);
    expect(bent.objective <= run.bound && run.objective <= bent.bound).toBe(true);
    const { demand, supply } = randomProduce({ ...shape, families: 10 });
    const produce: RunInput = { ...employment, market: 'produce', entries: [...demand, ...supply] };
    const [written, streamed] = [await finished(produce), await finished({ ...produce, pricedAbove: 0 })];
    expect(brokenBy(streamed, produce)).toEqual([]);
    expect(streamed.certificate).toMatchObject({ isVerified: true, pairsChecked: written.certificate.pairsChecked });
    expect(streamed.objective <= written.bound && written.objective <= streamed.bound).toBe(true);
  }, 60_000);

  it('calls no answer with conditions the best where pairs were left out, unless the bound says so', async () => {
    const wide = { ...shape, seed: 1, demand: 120, supply: 80, families: 2, awkward: 0.2 };
    const { demand, supply } = randomEmployment(wide);
    const entries = [...demand, ...supply.map((entry, k) => ({ ...entry, features: { ...entry.features, travelGroup: k % 3 === 0 ? `g${Math.floor(k / 9)}` : null } }))];
    const input: RunInput = { ...employment, entries, withoutMarginals: true };
    const [written, priced] = [await finished(input), await finished({ ...input, pricedAbove: 0 })];
    expect(written.status).toBe('optimal');
    // As good, as it happens: what was left out was not in the models, so only a gap of 0 would say so.
    expect(priced).toMatchObject({ status: 'bounded', vector: written.vector });
    expect(priced.gap.tierSteps + priced.gap.fit).toBeGreaterThan(0n);
  }, 60_000);

  it('leaves no better place open to anybody outside the groups, though groups that cannot go change every price', async () => {
    for (const seed of [205, 217, 230]) {
      const market = { seed, demand: 250, supply: 260 + (seed % 200), families: 1, units: 3, places: 3, awkward: 0 }, grouped = 60 + ((seed * 13) % 180), drawn = randomEmployment(market);
      // Every post its own employer, so that a group of two finds no place: the room it leaves is others'.
      const demand = drawn.demand.map((entry, k) => ({ ...entry, capacity: 1, features: { ...entry.features, employerKey: `E${k}` } }));
      const supply = drawn.supply.map((entry, k): typeof entry => ({ ...entry, tier: k < grouped ? 1 : 4, features: { ...entry.features, travelGroup: k < grouped ? `G${k >> 1}` : null } }));
      const ctx = { ...randomContext(market), programme: demand[0]?.programme ?? '' };
      const run = await finished({ ...employment, ...randomContext(market), entries: [...demand, ...supply], pricedAbove: 0, withoutMarginals: true });
      const fitNow = new Map(run.proposals.map((pair) => [pair.supplyId, pair.fit])), taken = new Set(run.proposals.map((pair) => pair.demandId));
      const better = demand.filter((post) => !taken.has(post.id)).flatMap((post) => supply.filter((worker) => worker.features.travelGroup === null).map((worker) => evaluatePair(employmentRuleSet, post, worker, ctx))
        .map((pair, k) => ({ pair, worker: supply.filter((each) => each.features.travelGroup === null)[k] }))).filter(({ pair, worker }) => pair.eligible && pair.fit > (fitNow.get(worker?.id ?? '') ?? -1));
      expect(better).toEqual([]);
    }
  }, 60_000);

  it('pairs inside a programme only, and adds the programmes up', async () => {
    const entries = twoProgrammes(employment.entries);
    const both = await finished({ ...employment, entries });
    const programmeOf = new Map(entries.map((entry) => [entry.id, entry.programme]));
    for (const { demandId, supplyId, programme } of both.proposals) expect([programmeOf.get(demandId), programmeOf.get(supplyId)]).toEqual([programme, programme]);
    const alone = await Promise.all(['three-gorges', 'danjiangkou'].map((programme) => finished({ ...employment, entries: entries.filter((entry) => entry.programme === programme) })));
    expect(alone.reduce((sum, each) => sum + each.objective, 0n)).toBe(both.objective);
  }, 60_000);

  it('takes held pairs out first, never proposes a refused pair, and says what holding costs', async () => {
    const [held, refused] = [run.proposals[0], run.proposals[1]];
    if (!held || !refused) throw new Error('too few proposals');
    const other = run.proposals.find((proposal) => proposal.fit < held.fit && proposal.demandId !== held.demandId) ?? held;
    const again = await finished({ ...employment, held: [held], excluded: [refused], reportHoldingCost: true });
    expect(again.proposals.some((proposal) => proposal.supplyId === held.supplyId)).toBe(false);
    expect(again.unmatched.some((entry) => entry.id === held.supplyId)).toBe(false);
    expect(again.proposals.some((proposal) => proposal.demandId === refused.demandId && proposal.supplyId === refused.supplyId)).toBe(false);
    expect(again.heldProblems).toEqual([]);
    expect(again.holdingCost?.totalFit).toBe(0n);
    expect(again.inputHash).not.toBe(run.inputHash);
    const wrong = await finished({ ...employment, held: [{ ...other, quantity: 1000 }, { demandId: 'gone', supplyId: other.supplyId, quantity: 1 }] });
    expect(wrong.heldProblems.map((problem) => problem.code).sort()).toEqual(['OVER_CAPACITY', 'UNKNOWN_ENTRY']);
  }, 60_000);

  it('keeps the previous proposals where that costs nothing', async () => {
    const [refused] = run.proposals;
    if (!refused) throw new Error('too few proposals');
    const previous = (await finished({ ...employment, excluded: [refused] })).proposals;
    const again = await finished({ ...employment, previous });
    expect(again.vector).toEqual(run.vector);
    expect(again.certificate.isVerified).toBe(true);
    const same = again.proposals.filter((proposal) => previous.some((each) => each.demandId === proposal.demandId && each.supplyId === proposal.supplyId));
    expect(BigInt(same.length)).toBe(again.keptUnits);
    expect((await finished({ ...employment, previous: run.proposals })).proposals).toEqual(run.proposals);
  }, 60_000);

  it('keeps them where pairs are too many to write down as well', async () => {
    // Twenty posts of each kind: of a worker's pairs only some are stored at first, and all twenty are as good.
    const few = randomEmployment({ ...shape, seed: 5, demand: 10, families: 1, awkward: 0 });
    const entries: ListEntry[] = [
      ...few.demand.flatMap((entry, k) => Array.from({ length: 20 }, (_, copy) => ({ ...entry, capacity: 1, id: `0190d000-0000-7000-8000-${String(k * 20 + copy).padStart(12, '0')}` }))),
      ...few.supply.map((entry) => ({ ...entry, features: { ...entry.features, travelGroup: null } })),
    ];
    const input: RunInput = { ...employment, entries, pricedAbove: 0, withoutMarginals: true }, first = await finished(input);
    const kindOf = (id: string): number => Math.floor(Number(id.slice(-12)) / 20);
    // Whoever has a place of a kind goes to the next place of the kind that somebody had: as good, and elsewhere.
    const previous = first.proposals.map((proposal) => {
      const places = first.proposals.filter((other) => kindOf(other.demandId) === kindOf(proposal.demandId)).map((other) => other.demandId).sort();
      return { ...proposal, demandId: places[(places.indexOf(proposal.demandId) + Math.ceil(places.length / 2)) % places.length] ?? '' };
    });
    expect(previous.filter((pair, k) => pair.demandId !== first.proposals[k]?.demandId).length).toBeGreaterThan(50);
    const kept = await finished({ ...input, previous });
    expect(kept).toMatchObject({ status: 'optimal', vector: first.vector, certificate: { isVerified: true }, keptUnits: BigInt(previous.length) });
    const pairOf = ({ demandId, supplyId }: { demandId: string; supplyId: string }): string => `${supplyId} ${demandId}`;
    expect(kept.proposals.map(pairOf).sort()).toEqual(previous.map(pairOf).sort());
  }, 60_000);

  it('can be cancelled and reports rising progress', async () => {
    const seen: number[] = [];
    await finished({ ...employment, onProgress: ({ fraction }) => seen.push(fraction) });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
    expect(await runMatching({ ...employment, shouldCancel: () => true })).toEqual({ status: 'cancelled' });
  }, 60_000);

  it('answers empty and one-sided lists with reasons', async () => {
    expect(await finished({ ...employment, entries: [] })).toMatchObject({ proposals: [], unmatched: [], objective: 0n });
    const alone = await finished({ ...employment, entries: workers });
    expect(alone.proposals).toEqual([]);
    expect(alone.unmatched).toHaveLength(workers.length);
    expect(alone.unmatched.some((entry) => entry.reason === 'NO_COUNTERPARTS')).toBe(true);
  }, 60_000);

  it('explains every entry from what was stored', async () => {
    const losses = new Map(run.prices.map((price) => [price.id, price.lossOfOneUnit ?? 0]));
    const stored = { ...employment, proposals: run.proposals, isBest: run.status === 'optimal', losses, reasons: new Map(run.unmatched.map((left) => [left.id, left.reason])), run: { id: 'r', finishedAt: null, policyVersion: 1, inputHash: run.inputHash, certificate: 'verified' as const } };
    const cards = explainer(stored);
    for (const entry of [...posts.slice(0, 10), ...workers.slice(0, 40)]) {
      const card = cards(entry.id);
      expect(card?.outcome === 'unmatched').toBe(run.unmatched.some((left) => left.id === entry.id));
      expect(card?.unmatched?.reason).toBe(run.unmatched.find((left) => left.id === entry.id)?.reason);
      const change = card?.unmatched?.smallestChange;
      if (!change) continue;
      let features: unknown = entry.features;
      for (const each of change.changes) features = { ...(typeof features === 'object' ? features : {}), ...each.set };
      const entries = employment.entries.map((each) => (each.id === entry.id ? { ...each, features: { ...each.features, ...Object.assign({}, features) } } : each));
      expect((await finished({ ...employment, entries })).unmatched.some((left) => left.id === entry.id)).toBe(false);
    }
    expect(explainEntry(stored, 'unknown')).toBeNull();
    expect((await finished({ ...employment, withoutMarginals: true })).prices.every((price) => price.lossOfOneUnit === null)).toBe(true);
  }, 60_000);
});

/** Pairs of a run that break a condition, from the lists alone. */
function brokenBy(run: FinishedRun, input: RunInput): unknown[] {
  const broken = <D extends Features, S extends Features>(ruleSet: RuleSet<D, S>): unknown[] => programmeLists(ruleSet, input).lists.flatMap((lists) => {
    const at = (list: readonly { id: string }[], id: string): number => list.findIndex((entry) => entry.id === id);
    return brokenConditions(lists, run.proposals.map(({ demandId, supplyId, quantity }) => ({ demand: at(lists.demand, demandId), supply: at(lists.supply, supplyId), quantity })));
  }, 60_000);
  return input.market === 'employment' ? broken(employmentRuleSet) : broken(produceRuleSet);
}

describe('conditions', () => {
  /** A third of the workers in groups of two to four, with the odd one who did not consent. */
  const grouped: RunInput = {
    ...employment, entries: [...posts, ...workers.map((worker, k) => ({ ...worker, features: { ...worker.features, travelGroup: k % 3 === 0 ? `G${Math.floor(k / 9)}` : null } }))],
  };
  const groupOf = (input: RunInput): Map<string, string[]> => {
    const groups = new Map<string, string[]>();
    for (const { id, features, status } of input.entries) if (features.kind === 'worker' && features.travelGroup !== null && status === 'open') groups.set(features.travelGroup, [...groups.get(features.travelGroup) ?? [], id]);
    return groups;
  };

  it('people who travel together go to one enterprise and region, or stay together', async () => {
    const run = await finished(grouped);
    expect(run.certificate).toMatchObject({ isVerified: true, violationCount: 0 });
    expect(brokenBy(run, grouped)).toEqual([]);
    const postOf = new Map(posts.map((post) => [post.id, `${post.region} ${post.features.employerKey}`]));
    const placeOf = new Map(run.proposals.map((proposal) => [proposal.supplyId, postOf.get(proposal.demandId)]));
    let gone = 0;
    for (const ids of groupOf(grouped).values()) {
      const places = new Set(ids.map((id) => placeOf.get(id) ?? null));
      expect(places.size).toBe(1);
      if (!places.has(null) && ids.length > 1) gone++;
    }
    expect(gone).toBeGreaterThan(1);
    expect(run.unmatched.some((left) => left.reason === 'GROUP_NOT_TOGETHER')).toBe(true);
    expect(run.bound - run.objective).toBeGreaterThan(0n);
    expect((await finished({ ...grouped, entries: [...grouped.entries].reverse() })).proposals).toEqual(run.proposals);
    expect((await finished({ ...grouped, previous: run.proposals })).proposals).toEqual(run.proposals);
  }, 60_000);

  it('who goes on without a member that is placed already goes where that one is', async () => {
    const run = await finished(grouped);
    const [together] = [...groupOf(grouped).values()].filter((ids) => ids.length > 1 && run.proposals.some((proposal) => proposal.supplyId === ids[0]));
    const held = run.proposals.find((proposal) => proposal.supplyId === together?.[0]);
    if (!held || !together) throw new Error('no group was placed');
    const again = await finished({ ...grouped, held: [held] });
    expect(again.certificate.isVerified).toBe(true);
    const place = (id: string): string | undefined => posts.filter((post) => post.id === id).map((post) => `${post.region} ${post.features.employerKey}`)[0];
    const rest = again.proposals.filter((proposal) => together.includes(proposal.supplyId));
    expect(rest).toHaveLength(together.length - 1);
    expect(new Set(rest.map((proposal) => place(proposal.demandId)))).toEqual(new Set([place(held.demandId)]));
  }, 60_000);

  it('no amount is below a minimum and no line is split, in either direction of what is short', async () => {
    for (const [seed, demandCount, supplyCount] of [[21, 80, 120], [22, 120, 40], [23, 30, 160]] as const) {
      const { demand, supply } = randomProduce({ ...shape, seed, demand: demandCount, supply: supplyCount, families: 10 });
      const input: RunInput = { ...employment, market: 'produce', entries: [...demand, ...supply] };
      const run = await finished(input);
      expect(run.certificate).toMatchObject({ isVerified: true, violationCount: 0 });
      expect(run.proposals.length).toBeGreaterThan(10);
      expect(brokenBy(run, input)).toEqual([]);
      const line = new Map(demand.map((entry) => [entry.id, entry])), lot = new Map(supply.map((entry) => [entry.id, entry]));
      let asked = 0;
      for (const { demandId, supplyId, quantity } of run.proposals) {
        const [order, from] = [line.get(demandId), lot.get(supplyId)];
        const least = Math.max(order?.features.splittable === false ? order.capacity : 0, order?.features.minShipmentUnits ?? 0, from?.features.minShipmentUnits ?? 0);
        expect(quantity).toBeGreaterThanOrEqual(least);
        if (least > 1) asked++;
      }
      expect(asked).toBeGreaterThan(3);
    }
  }, 60_000);
});
