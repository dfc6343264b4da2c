import { describe, expect, it } from '@jest/globals';
import { defaultPolicy } from '@jiedui/contracts';
import type { ListEntry } from '@jiedui/contracts';
import { employmentRuleSet, evaluatePair, gridGeography, produceRuleSet, randomContext, randomEmployment, randomProduce } from '@jiedui/market-rules';
import type { MarketShape } from '@jiedui/market-rules';
import { explainEntry, explainer } from './explain-entry.js';
import { runMatching } from './run-matching.js';
import type { FinishedRun, RunInput } from './run-types.js';

const shape: MarketShape = { seed: 11, demand: 40, supply: 300, families: 4, units: 8, places: 12, awkward: 0.4 };
const { demand: posts, supply: workers } = randomEmployment(shape);
const employment: RunInput = { market: 'employment', entries: [...posts, ...workers], policy: defaultPolicy, asOf: '2026-03-01', geography: gridGeography };

function finished(input: RunInput): FinishedRun {
  const result = runMatching(input);
  if (result.status !== 'optimal') throw new Error(result.status);
  return result;
}

/** The same entries with every second one moved to another programme. */
const twoProgrammes = (entries: readonly ListEntry[]): ListEntry[] => entries.map((entry, k) => (k % 2 === 0 ? entry : { ...entry, programme: 'danjiangkou' }));

describe('a run', () => {
  const run = finished(employment);

  it('is proved, keeps capacities and pairs only what the rules allow', () => {
    expect(run.certificate).toMatchObject({ isVerified: true, violationCount: 0 });
    const used = new Map<string, number>();
    for (const { demandId, supplyId, quantity, fit } of run.proposals) {
      used.set(demandId, (used.get(demandId) ?? 0) + quantity);
      used.set(supplyId, (used.get(supplyId) ?? 0) + quantity);
      const post = posts.find((entry) => entry.id === demandId);
      const worker = workers.find((entry) => entry.id === supplyId);
      if (!post || !worker) throw new Error('a proposal names an unknown entry');
      expect(evaluatePair(employmentRuleSet, post, worker, randomContext(shape))).toMatchObject({ eligible: true, fit });
      expect(employmentRuleSet.supplyNeedsIntegerModel(worker)).toBeNull();
    }
    for (const entry of employment.entries) expect(used.get(entry.id) ?? 0).toBeLessThanOrEqual(entry.capacity);
    for (const entry of employment.entries) expect(used.has(entry.id)).toBe(!run.unmatched.some((left) => left.id === entry.id));
    expect(new Set(run.unmatched.map((left) => left.reason))).toEqual(new Set(['NO_CONSENT', 'NEEDS_INTEGER_MODEL', 'NOBODY_ELIGIBLE', 'OUTBID', 'CLOSED']));
  });

  it('does not depend on the order of the entries', () => {
    const again = finished({ ...employment, entries: [...employment.entries].reverse() });
    expect({ ...again, timings: null }).toEqual({ ...run, timings: null });
  });

  it('pairs inside a programme only, and adds the programmes up', () => {
    const entries = twoProgrammes(employment.entries);
    const both = finished({ ...employment, entries });
    const programmeOf = new Map(entries.map((entry) => [entry.id, entry.programme]));
    for (const { demandId, supplyId, programme } of both.proposals) expect([programmeOf.get(demandId), programmeOf.get(supplyId)]).toEqual([programme, programme]);
    const alone = ['three-gorges', 'danjiangkou'].map((programme) => finished({ ...employment, entries: entries.filter((entry) => entry.programme === programme) }));
    expect(alone.reduce((sum, each) => sum + each.objective, 0n)).toBe(both.objective);
  });

  it('takes held pairs out first, never proposes a refused pair, and says what holding costs', () => {
    const [held, refused] = [run.proposals[0], run.proposals[1]];
    if (!held || !refused) throw new Error('too few proposals');
    const other = run.proposals.find((proposal) => proposal.fit < held.fit && proposal.demandId !== held.demandId) ?? held;
    const again = finished({ ...employment, held: [held], excluded: [refused], reportHoldingCost: true });
    expect(again.proposals.some((proposal) => proposal.supplyId === held.supplyId)).toBe(false);
    expect(again.unmatched.some((entry) => entry.id === held.supplyId)).toBe(false);
    expect(again.proposals.some((proposal) => proposal.demandId === refused.demandId && proposal.supplyId === refused.supplyId)).toBe(false);
    expect(again.heldProblems).toEqual([]);
    expect(again.holdingCost?.totalFit).toBe(0n);
    expect(again.inputHash).not.toBe(run.inputHash);
    const wrong = finished({ ...employment, held: [{ ...other, quantity: 1000 }, { demandId: 'gone', supplyId: other.supplyId, quantity: 1 }] });
    expect(wrong.heldProblems.map((problem) => problem.code).sort()).toEqual(['OVER_CAPACITY', 'UNKNOWN_ENTRY']);
  });

  it('keeps the previous proposals where that costs nothing', () => {
    const [refused] = run.proposals;
    if (!refused) throw new Error('too few proposals');
    const previous = finished({ ...employment, excluded: [refused] }).proposals;
    const again = finished({ ...employment, previous });
    expect(again.vector).toEqual(run.vector);
    expect(again.certificate.isVerified).toBe(true);
    const same = again.proposals.filter((proposal) => previous.some((each) => each.demandId === proposal.demandId && each.supplyId === proposal.supplyId));
    expect(BigInt(same.length)).toBe(again.keptUnits);
    expect(finished({ ...employment, previous: run.proposals }).proposals).toEqual(run.proposals);
  });

  it('can be cancelled and reports rising progress', () => {
    const seen: number[] = [];
    finished({ ...employment, onProgress: ({ fraction }) => seen.push(fraction) });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
    expect(runMatching({ ...employment, shouldCancel: () => true })).toEqual({ status: 'cancelled' });
  });

  it('answers empty and one-sided lists with reasons', () => {
    expect(finished({ ...employment, entries: [] })).toMatchObject({ proposals: [], unmatched: [], objective: 0n });
    const alone = finished({ ...employment, entries: workers });
    expect(alone.proposals).toEqual([]);
    expect(alone.unmatched).toHaveLength(workers.length);
    expect(alone.unmatched.some((entry) => entry.reason === 'NO_COUNTERPARTS')).toBe(true);
  });

  it('explains every entry from what was stored', () => {
    const losses = new Map(run.prices.map((price) => [price.id, price.lossOfOneUnit ?? 0]));
    const stored = { ...employment, proposals: run.proposals, losses, run: { id: 'r', finishedAt: null, policyVersion: 1, inputHash: run.inputHash, certificate: 'verified' as const } };
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
      expect(finished({ ...employment, entries }).unmatched.some((left) => left.id === entry.id)).toBe(false);
    }
    expect(explainEntry(stored, 'unknown')).toBeNull();
    expect(finished({ ...employment, withoutMarginals: true }).prices.every((price) => price.lossOfOneUnit === null)).toBe(true);
  });
});

describe('a run of the produce market', () => {
  it('never touches an entry that a split could break', () => {
    const drawn = { ...shape, seed: 21, demand: 80, supply: 120, families: 10 };
    const { demand, supply } = randomProduce(drawn);
    const run = finished({ ...employment, market: 'produce', entries: [...demand, ...supply] });
    expect(run.certificate.isVerified).toBe(true);
    expect(run.proposals.length).toBeGreaterThan(10);
    const whole = new Set([...demand.filter((entry) => produceRuleSet.demandNeedsIntegerModel(entry)), ...supply.filter((entry) => produceRuleSet.supplyNeedsIntegerModel(entry))].map((entry) => entry.id));
    expect(whole.size).toBeGreaterThan(0);
    expect(run.proposals.some((proposal) => whole.has(proposal.demandId) || whole.has(proposal.supplyId))).toBe(false);
  });
});
