import { describe, expect, it } from '@jest/globals';
import type { EntryOf, Features, MatchingPolicy } from '@jiedui/contracts';
import fc from 'fast-check';
import { buildPairs } from './eligible-pairs.js';
import { employmentRuleSet } from './employment/employment-rule-set.js';
import { evaluatePair } from './evaluate-pair.js';
import { produceRuleSet } from './produce/produce-rule-set.js';
import { gridPolicy, randomContext, randomEmployment, randomProduce } from './random-market.js';
import type { MarketShape } from './random-market.js';
import type { RuleContext, RuleSet } from './rule-set.js';

const employmentPolicies: MatchingPolicy[] = [
  gridPolicy,
  { ...gridPolicy, employment: { ...gridPolicy.employment, educationHard: false, experienceHard: true, housingHard: false, startGraceDays: 3, distanceScaleKm: 300 } },
];

/** Every pair by the readable rules and by the compiled scanner: the same failed rules, code by code, and the same fit. */
function compare<D extends Features, S extends Features>(ruleSet: RuleSet<D, S>, demand: EntryOf<D>[], supply: EntryOf<S>[], ctx: RuleContext): { eligible: number; failedCodes: Set<string> } {
  const scanner = ruleSet.compile(demand, supply, ctx);
  const pairs = buildPairs(demand, supply, ruleSet, ctx);
  const failedCodes = new Set<string>();
  let eligible = 0;
  for (const [i, s] of supply.entries()) {
    scanner.open(i);
    const row = new Map(Array.from(pairs.column.subarray(pairs.rowStart[i], pairs.rowStart[i + 1]), (j, k) => [j, pairs.fit[(pairs.rowStart[i] ?? 0) + k]]));
    for (const [j, d] of demand.entries()) {
      const readable = evaluatePair(ruleSet, d, s, ctx);
      const failures = scanner.failures(j);
      const compiled = ruleSet.hardRules.filter((_, k) => (failures & (1 << k)) !== 0).map((rule) => rule.code);
      const failed = readable.rules.filter((rule) => rule.outcome === 'failed').map((rule) => rule.code);
      expect(compiled).toEqual(failed);
      for (const code of failed) failedCodes.add(code);
      expect(row.get(j)).toBe(readable.eligible ? readable.fit : undefined);
      if (!readable.eligible) continue;
      eligible++;
      expect(scanner.fit(j)).toBe(readable.fit);
      expect(readable.fit).toBeGreaterThanOrEqual(0);
      expect(readable.fit).toBeLessThanOrEqual(1000);
      for (const part of readable.parts) {
        expect(Number.isInteger(part.points) && part.points >= 0 && part.points <= part.weight).toBe(true);
      }
    }
  }
  return { eligible, failedCodes };
}

const shape = fc.record({ seed: fc.integer({ min: 0, max: 1e9 }), families: fc.integer({ min: 1, max: 4 }), awkward: fc.constantFrom(0, 0.3, 0.7, 1) })
  .map((chosen): MarketShape => ({ ...chosen, demand: 12, supply: 12, units: 5, places: 9 }));

describe('the compiled scanner agrees with the readable rules', () => {
  it('in employment', () => {
    fc.assert(fc.property(shape, fc.constantFrom(...employmentPolicies), (drawn, policy) => {
      const { demand, supply } = randomEmployment(drawn);
      compare(employmentRuleSet, demand, supply, randomContext({ ...drawn, policy }));
    }), { numRuns: 80 });
  });

  it('in produce', () => {
    fc.assert(fc.property(shape, (drawn) => {
      const { demand, supply } = randomProduce({ ...drawn, families: 10 * drawn.families });
      compare(produceRuleSet, demand, supply, randomContext(drawn));
    }), { numRuns: 80 });
  });

  it('where prices leave the range of exact doubles', () => {
    const { demand, supply } = randomProduce({ seed: 5, demand: 6, supply: 6, families: 1, units: 2, places: 2, awkward: 0 });
    const dear = demand.map((order) => ({ ...order, features: { ...order.features, priceMax: { fen: 9_007_199_254_740_991, grams: 9_007_199_254_740_990 } } }));
    const lots = supply.map((lot, k) => ({ ...lot, features: { ...lot.features, price: { fen: 9_007_199_254_740_990 + (k % 2), grams: 9_007_199_254_740_990 } } }));
    const outcomes = lots.map((lot) => evaluatePair(produceRuleSet, dear[0] ?? failNoEntry(), lot, randomContext({ seed: 0, demand: 0, supply: 0, families: 1, units: 1, places: 1, awkward: 0 })).rules.find((rule) => rule.code === 'PRICE_CEILING')?.outcome);
    expect(new Set(outcomes)).toEqual(new Set(['passed']));
    compare(produceRuleSet, dear, lots, randomContext({ seed: 0, demand: 0, supply: 0, families: 1, units: 1, places: 1, awkward: 0 }));
  });

  it('and every hard rule rejects someone in a random market', () => {
    const drawn: MarketShape = { seed: 1, demand: 60, supply: 120, families: 3, units: 8, places: 12, awkward: 1 };
    const employment = randomEmployment(drawn);
    const policy = employmentPolicies[0] ?? gridPolicy;
    const hard = { ...policy, employment: { ...policy.employment, experienceHard: true } };
    const seen = compare(employmentRuleSet, employment.demand, employment.supply, randomContext({ ...drawn, policy: hard }));
    expect([...seen.failedCodes].sort()).toEqual(employmentRuleSet.hardRules.map((rule) => rule.code).sort());
    expect(seen.eligible).toBeGreaterThan(0);
    const produce = randomProduce({ ...drawn, families: 10 });
    const sold = compare(produceRuleSet, produce.demand, produce.supply, randomContext(drawn));
    expect([...sold.failedCodes].sort()).toEqual(produceRuleSet.hardRules.map((rule) => rule.code).sort());
    expect(sold.eligible).toBeGreaterThan(0);
  });
});

function failNoEntry(): never {
  throw new Error('the random market is empty');
}
