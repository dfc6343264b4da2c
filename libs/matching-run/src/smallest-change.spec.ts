import { beforeAll, describe, expect, it } from '@jest/globals';
import { defaultPolicy, ExplanationCard, ListEntry } from '@jiedui/contracts';
import type { EntryOf, Features, PostFeatures, Side, WorkerFeatures } from '@jiedui/contracts';
import { matchConditioned } from '@jiedui/integer-model';
import { flowWeight, solve, tierStep } from '@jiedui/matching-core';
import type { TransportProblem } from '@jiedui/matching-core';
import { employmentRuleSet, explain, greatestFit, lossBounds, lossNotToBeHad, produceRuleSet, randomContext, randomEmployment, randomProduce } from '@jiedui/market-rules';
import type { MarketShape, Placement, RuleContext, RuleSet, SolvedMarket } from '@jiedui/market-rules';
import { programmeLists } from './programme-lists.js';
import { programmePairs, programmeProblem } from './run-matching.js';
import type { ProgrammeProblem } from './solve-programme.js';

/** The lists as a run takes them, and their problem. */
function programmeOf<D extends Features, S extends Features>(ruleSet: RuleSet<D, S>, demand: readonly EntryOf<D>[], supply: readonly EntryOf<S>[], ctx: RuleContext): ProgrammeProblem<D, S> {
  const [lists] = programmeLists(ruleSet, { entries: [...demand, ...supply], policy: ctx.policy, asOf: ctx.asOf, geography: ctx.geography }).lists;
  if (lists === undefined) throw new Error('no entries');
  return programmeProblem(lists, programmePairs(lists));
}

/** The best flow that keeps all conditions, and the problem that is left with them decided as it has them. */
async function optimum<D extends Features, S extends Features>({ lists, problem, tiers }: ProgrammeProblem<D, S>): Promise<{ flow: Int32Array; fixed: TransportProblem }> {
  if (lists.conditions !== null) {
    const answer = await matchConditioned(problem, tiers, lists.conditions);
    if (answer.status !== 'SOLVED' || !answer.isProved) throw new Error(answer.status);
    return { flow: answer.flow, fixed: answer.fixed.problem };
  }
  return { flow: flowOf(problem), fixed: problem };
}

function flowOf(problem: TransportProblem): Int32Array {
  const solution = solve(problem);
  if (solution.status !== 'OPTIMAL') throw new Error(solution.status);
  return solution.flow;
}

/** Solves a market and answers marginal losses by solving again with one unit less: the definition itself. */
async function solvedMarket<D extends Features, S extends Features>(ruleSet: RuleSet<D, S>, demandGiven: EntryOf<D>[], supplyGiven: EntryOf<S>[], ctx: RuleContext): Promise<SolvedMarket<D, S>> {
  const programme = programmeOf(ruleSet, demandGiven, supplyGiven, ctx);
  const { problem, lists: { demand, supply } } = programme;
  const { flow, fixed } = await optimum(programme);
  const value = flowWeight(fixed, flowOf(fixed));
  const placements: Placement[] = [];
  supply.forEach((_, i) => {
    for (let e = problem.rowStart[i] ?? 0; e < (problem.rowStart[i + 1] ?? 0); e++) {
      if ((flow[e] ?? 0) > 0) placements.push({ supply: i, demand: problem.column[e] ?? -1, quantity: flow[e] ?? 0 });
    }
  });
  const step = tierStep(greatestFit, supply.length, demand.length);
  const known = new Map<string, number>();
  const lossOf = (capacity: 'demandCapacity' | 'supplyCapacity', index: number): number => {
    if ((problem[capacity][index] ?? 0) === 0) return 0;
    const key = `${capacity} ${index}`;
    let loss = known.get(key);
    if (loss === undefined) {
      const less = fixed[capacity].slice();
      less[index] = (less[index] ?? 0) - 1;
      loss = (less[index] ?? 0) < 0 ? lossNotToBeHad(step) : Math.min(lossNotToBeHad(step), Number(value - flowWeight({ ...fixed, [capacity]: less }, flowOf({ ...fixed, [capacity]: less }))));
      known.set(key, loss);
    }
    return loss;
  };
  return {
    ruleSet, ctx, demand, supply, placements, tierStep: step, demandRoom: problem.demandCapacity, supplyRoom: problem.supplyCapacity,
    isBest: true, losses: { isExact: true, lossOfDemandUnit: (j) => lossOf('demandCapacity', j), lossOfSupplyUnit: (i) => lossOf('supplyCapacity', i) },
    isExcluded: () => false, reasonOf: () => null,
    run: { id: 'run', finishedAt: null, policyVersion: 1, inputHash: 'hash', certificate: 'verified' },
  };
}

interface Tally {
  tried: number;
  changed: number;
  unchangeable: number;
}

/** Explains unmatched entries of one side, applies each named change, solves again, and finds the entry placed. */
async function applyChanges<D extends Features, S extends Features>(market: SolvedMarket<D, S>, side: Side, most: number): Promise<Tally> {
  const placed = new Set(market.placements.map((placement) => placement[side]));
  const list: readonly EntryOf<Features>[] = side === 'supply' ? market.supply : market.demand;
  const tally: Tally = { tried: 0, changed: 0, unchangeable: 0 };
  for (const [index, entry] of list.entries()) {
    if (placed.has(index) || tally.tried >= most) continue;
    tally.tried++;
    const card = ExplanationCard.parse(explain(market, side, index));
    expect(card.outcome).toBe('unmatched');
    const change = card.unmatched?.smallestChange ?? null;
    if (change === null) {
      expect(card.unmatched?.noChange).not.toBeNull();
      tally.unchangeable++;
      continue;
    }
    tally.changed++;
    expect(change.changes.length).toBeGreaterThan(0);
    let features: unknown = entry.features;
    for (const each of change.changes) features = { ...(typeof features === 'object' ? features : {}), ...each.set };
    const after = ListEntry.parse({ ...entry, features });
    const demand = market.demand.map((each, j) => (side === 'demand' && j === index && market.ruleSet.isDemand(after.features) ? { ...each, features: after.features } : each));
    const supply = market.supply.map((each, i) => (side === 'supply' && i === index && market.ruleSet.isSupply(after.features) ? { ...each, features: after.features } : each));
    const changed = programmeOf(market.ruleSet, demand, supply, market.ctx);
    const { problem: again } = changed;
    const { flow } = await optimum(changed);
    let units = 0;
    again.supplyCapacity.forEach((_, i) => {
      for (let e = again.rowStart[i] ?? 0; e < (again.rowStart[i + 1] ?? 0); e++) {
        if (side === 'supply' ? i === index : again.column[e] === index) units += flow[e] ?? 0;
      }
    });
    expect(units).toBeGreaterThan(0);
  }
  return tally;
}

const shape = (seed: number, demand: number, supply: number): MarketShape => ({ seed, demand, supply, families: 3, units: 8, places: 12, awkward: 0.4, policy: defaultPolicy });

describe('the smallest change named on a card matches the entry when the lists are solved again', () => {
  it('for 200 unmatched workers of random markets', async () => {
    const total: Tally = { tried: 0, changed: 0, unchangeable: 0 };
    for (let seed = 1; total.changed < 200; seed++) {
      const drawn = shape(seed, 12, 160);
      const { demand, supply } = randomEmployment(drawn);
      const tally = await applyChanges(await solvedMarket(employmentRuleSet, demand, supply, randomContext(drawn)), 'supply', 60);
      for (const key of ['tried', 'changed', 'unchangeable'] as const) total[key] += tally[key];
    }
    expect(total.changed).toBeGreaterThanOrEqual(200);
  }, 60_000);

  it('for people who travel in groups, and for others beside them', async () => {
    let changed = 0;
    let left = 0;
    for (let seed = 201; seed <= 202; seed++) {
      const drawn = shape(seed, 12, 90);
      const { demand, supply } = randomEmployment(drawn);
      const grouped = supply.map((entry, k) => (k % 3 === 0 ? { ...entry, features: { ...entry.features, travelGroup: `G${Math.floor(k / 6)}` } } : entry));
      const market = await solvedMarket(employmentRuleSet, demand, grouped, randomContext(drawn));
      changed += (await applyChanges(market, 'supply', 60)).changed;
      const placed = new Set(market.placements.map((placement) => placement.supply));
      left += market.supply.filter((entry, i) => entry.features.travelGroup !== null && !placed.has(i) && explain(market, 'supply', i).unmatched?.smallestChange?.changes.some((change) => change.code === 'TRAVEL_GROUP') === true).length;
    }
    expect(changed).toBeGreaterThan(25);
    // Some can leave, because the others of their group could go nowhere without them.
    expect(left).toBeGreaterThan(1);
  }, 60_000);

  it('for unmatched posts, where workers are short', async () => {
    const drawn = shape(77, 120, 60);
    const { demand, supply } = randomEmployment(drawn);
    expect((await applyChanges(await solvedMarket(employmentRuleSet, demand, supply, randomContext(drawn)), 'demand', 60)).changed).toBeGreaterThan(20);
  }, 60_000);

  it('for unmatched lots and order lines', async () => {
    const lots = { ...shape(5, 30, 160), families: 10 };
    const crowded = randomProduce(lots);
    expect((await applyChanges(await solvedMarket(produceRuleSet, crowded.demand, crowded.supply, randomContext(lots)), 'supply', 60)).changed).toBeGreaterThan(10);
    const orders = { ...shape(6, 120, 40), families: 10 };
    const short = randomProduce(orders);
    expect((await applyChanges(await solvedMarket(produceRuleSet, short.demand, short.supply, randomContext(orders)), 'demand', 60)).changed).toBeGreaterThan(10);
  }, 60_000);
});

describe('where exact losses were not found', () => {
  const bounded = <D extends Features, S extends Features>(market: SolvedMarket<D, S>): SolvedMarket<D, S> => ({ ...market, losses: lossBounds(market) });

  it('what is known of them is no less, and a change named on a card matches the entry all the same', async () => {
    let changed = 0;
    let exact = 0;
    for (let seed = 301; seed <= 303; seed++) {
      const drawn = shape(seed, 12, 120), { demand, supply } = randomEmployment(drawn);
      const grouped = seed % 2 === 0 ? supply : supply.map((entry, k) => (k % 5 === 0 ? { ...entry, features: { ...entry.features, travelGroup: `G${Math.floor(k / 10)}` } } : entry));
      const market = await solvedMarket(employmentRuleSet, demand, grouped, randomContext(drawn)), losses = lossBounds(market);
      market.demand.forEach((_, j) => expect(losses.lossOfDemandUnit(j)).toBeGreaterThanOrEqual(market.losses.lossOfDemandUnit(j)));
      market.supply.forEach((_, i) => expect(losses.lossOfSupplyUnit(i)).toBeGreaterThanOrEqual(market.losses.lossOfSupplyUnit(i)));
      exact += (await applyChanges(market, 'supply', 30)).changed;
      changed += (await applyChanges(bounded(market), 'supply', 30)).changed;
    }
    expect(changed).toBeGreaterThan(exact / 2);
    const lots = { ...shape(5, 30, 160), families: 10 }, crowded = randomProduce(lots), produce = await solvedMarket(produceRuleSet, crowded.demand, crowded.supply, randomContext(lots));
    expect((await applyChanges(bounded(produce), 'supply', 60)).changed).toBeGreaterThan(5);
    const orders = { ...shape(6, 120, 40), families: 10 }, short = randomProduce(orders), scarce = await solvedMarket(produceRuleSet, short.demand, short.supply, randomContext(orders));
    expect((await applyChanges(bounded(scarce), 'demand', 60)).changed).toBeGreaterThan(5);
  }, 120_000);

  it('a card says "at most", and never less than what the exact one says', async () => {
    let compared = 0;
    for (const seed of [307, 308, 309]) {
      const drawn = shape(seed, 12, 160), { demand, supply } = randomEmployment(drawn), market = await solvedMarket(employmentRuleSet, demand, supply, randomContext(drawn));
      const placed = new Set(market.placements.map((placement) => placement.supply)), weight = (short: { tierSteps: number; fit: number }): number => short.tierSteps * market.tierStep + short.fit;
      for (const i of market.supply.keys()) {
        const known = explain(market, 'supply', i).unmatched?.outbidBy ?? null, card = ExplanationCard.parse(explain(bounded(market), 'supply', i)), most = card.unmatched?.outbidBy ?? null;
        if (placed.has(i) || known === null || most === null) continue;
        compared++;
        expect([known.isAtMost, most.isAtMost]).toEqual([false, true]);
        expect(weight(most)).toBeGreaterThanOrEqual(weight(known));
        for (const { eligible, lacked } of card.alternatives) if (eligible) for (const text of lacked) expect(text.zh).toMatch(/^最多|均为最优|由整组/);
      }
    }
    expect(compared).toBeGreaterThan(10);
  }, 60_000);
});

describe('the card of a pair', () => {
  const drawn = shape(3, 20, 80);
  const { demand, supply } = randomEmployment(drawn);
  let market: SolvedMarket<PostFeatures, WorkerFeatures>;
  beforeAll(async () => { market = await solvedMarket(employmentRuleSet, demand, supply, randomContext(drawn)); }, 60_000);

  it('shows every rule and the parts that add up to the fit, for each pair on both sides', () => {
    for (const placement of market.placements) {
      for (const side of ['supply', 'demand'] as const) {
        const other = side === 'supply' ? market.demand[placement.demand] : market.supply[placement.supply];
        const card = ExplanationCard.parse(explain(market, side, placement[side], other?.id));
        expect(card.outcome).not.toBe('unmatched');
        expect(card.pair?.counterpartId).toBe(other?.id);
        expect(card.pair?.rules.map((rule) => rule.code)).toEqual(employmentRuleSet.hardRules.map((rule) => rule.code));
        expect(card.pair?.rules.every((rule) => rule.outcome !== 'failed')).toBe(true);
        expect(card.pair?.parts.reduce((sum, part) => sum + part.points, 0)).toBe(card.pair?.fit);
        expect(card.unmatched).toBeNull();
        expect(card.tier === null).toBe(side === 'demand');
      }
    }
  });
});
