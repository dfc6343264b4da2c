import { describe, expect, it } from '@jest/globals';
import type { EntryOf, Features } from '@jiedui/contracts';
import fc from 'fast-check';
import { buildPairs, ScanCancelled } from './eligible-pairs.js';
import type { ScanOptions } from './eligible-pairs.js';
import { employmentRuleSet } from './employment/employment-rule-set.js';
import { Kept, MaskedList } from './masked-list.js';
import { PairStream } from './pair-stream.js';
import { produceRuleSet } from './produce/produce-rule-set.js';
import { Dice, randomContext, randomEmployment, randomProduce } from './random-market.js';
import type { MarketShape } from './random-market.js';
import type { RuleContext, RuleSet } from './rule-set.js';

type Pair = readonly [supply: number, demand: number, fit: number];

function listed(stream: Pick<PairStream<Features, Features>, 'forEachRow'>, only?: { supply: Uint8Array; demand: Uint8Array }): Pair[] {
  const pairs: Pair[] = [], met = new Set<number>();
  stream.forEachRow((i, count, column, fit) => {
    expect(met.has(i)).toBe(false);
    met.add(i);
    for (let k = 0; k < count; k++) pairs.push([i, column[k] ?? -1, fit[k] ?? -1]);
  }, only);
  return pairs.sort(([a, b], [c, d]) => a - c || b - d);
}

/** The stream, whole and in parts, against the pairs written down, which pair-scanner.spec.ts holds against the rules. */
function compare<D extends Features, S extends Features>(ruleSet: RuleSet<D, S>, demand: EntryOf<D>[], supply: EntryOf<S>[], ctx: RuleContext, dice: Dice): void {
  const flags = (n: number, share: number): Uint8Array => Uint8Array.from({ length: n }, () => (dice.chance(share) ? 1 : 0));
  const options: ScanOptions = {
    supplyLeftOut: flags(supply.length, 0.1), demandLeftOut: flags(demand.length, 0.1),
    excluded: new Map([[dice.whole(0, supply.length - 1), new Set([dice.whole(0, demand.length - 1), 0])]]),
  };
  const { rowStart, column, fit } = buildPairs(demand, supply, ruleSet, ctx, options);
  const written = supply.flatMap((_, i): Pair[] => Array.from(column.subarray(rowStart[i], rowStart[i + 1]), (j, k) => [i, j, fit[(rowStart[i] ?? 0) + k] ?? -1]));
  const stream = new PairStream(demand, supply, ruleSet, ctx, options);
  expect(listed(stream)).toEqual(written);
  for (const share of [0, 0.2, 0.7]) {
    const only = { supply: flags(supply.length, share / 2), demand: flags(demand.length, share) };
    expect(listed(stream, only)).toEqual(written.filter(([i, j]) => only.supply[i] === 1 || only.demand[j] === 1));
  }
  expect(listed(stream)).toEqual(written);
}

const shape = fc.record({ seed: fc.integer({ min: 0, max: 1e9 }), families: fc.integer({ min: 1, max: 4 }), awkward: fc.constantFrom(0, 0.3, 1) })
  .map((chosen): MarketShape => ({ ...chosen, demand: 70, supply: 40, units: 6, places: 9 }));

describe('the stream of pairs', () => {
  it('gives the pairs that would be written down, in employment', () => {
    fc.assert(fc.property(shape, (drawn) => {
      const { demand, supply } = randomEmployment(drawn);
      compare(employmentRuleSet, demand, supply, randomContext(drawn), new Dice(drawn.seed));
    }), { numRuns: 60 });
  });

  it('and in produce', () => {
    fc.assert(fc.property(shape, (drawn) => {
      const { demand, supply } = randomProduce({ ...drawn, families: 10 * drawn.families });
      compare(produceRuleSet, demand, supply, randomContext(drawn), new Dice(drawn.seed));
    }), { numRuns: 30 });
  });

  it('keeps nothing of the workers', () => {
    const drawn: MarketShape = { seed: 4, demand: 40, supply: 40, families: 2, units: 5, places: 7, awkward: 0.5 };
    const { demand, supply } = randomEmployment(drawn), stream = new PairStream(demand, supply, employmentRuleSet, randomContext(drawn));
    const before = listed(stream);
    expect(before.length).toBeGreaterThan(0);
    for (const worker of supply) {
      worker.region = '999999';
      worker.features = { ...worker.features, wishes: [], consent: false };
    }
    supply.length = 0;
    expect(listed(stream)).toEqual(before);
  });

  it('stops when it is told to', () => {
    const drawn: MarketShape = { seed: 4, demand: 5, supply: 5, families: 1, units: 2, places: 2, awkward: 0 };
    const { demand, supply } = randomEmployment(drawn), stream = new PairStream(demand, supply, employmentRuleSet, randomContext(drawn), { shouldCancel: () => true });
    expect(() => listed(stream)).toThrow(ScanCancelled);
  });
});

describe('a masked list', () => {
  it('has one bit a member and value', () => {
    const members = Int32Array.from({ length: 70 }, (_, k) => 3 * k), list = new MaskedList(members, (member) => member % 2 === 0);
    const mask = list.make(1, 7, (member) => member >= 93);
    expect(list.find(1, 7)).toBe(mask);
    expect(list.find(1, 8)).toBeUndefined();
    const bits = (words: Int32Array): number[] => [...members].filter((_, k) => ((words[k >>> 5] ?? 0) & (1 << (k & 31))) !== 0);
    expect(bits(list.base)).toEqual([...members].filter((member) => member % 2 === 0));
    expect(bits(mask)).toEqual([...members].filter((member) => member >= 93));
  });

  it('is let go when too much is kept', () => {
    const kept = new Kept<string>(10);
    kept.set(1, 'one', 6);
    expect(kept.get(1)).toBe('one');
    kept.set(2, 'two', 6);
    expect([kept.get(1), kept.get(2)]).toEqual([undefined, 'two']);
    kept.grow(5);
    expect(kept.get(2)).toBeUndefined();
  });
});
