import { describe, expect, it, jest } from '@jest/globals';
import { verify } from '../certificate.js';
import { seededMarket, seededRandom, type MarketShape } from '../testing/seeded-market.js';
import { Pulse } from './pulse.js';
import { solve, type Solution } from './solve.js';

const base: MarketShape = { seed: 1, supply: 3000, demand: 300, degree: 16, ratio: 0.7, isLots: false, fits: 'sum', isTiered: false };

const markets: Record<string, MarketShape> = {
  'jobs, places scarce': base,
  'jobs, places plentiful': { ...base, seed: 2, ratio: 1.3 },
  'jobs, skill x quality': { ...base, seed: 3, fits: 'product' },
  'jobs, few values': { ...base, seed: 4, fits: 'few' },
  'jobs in tiers': { ...base, seed: 5, isTiered: true },
  'jobs in tiers, very scarce, skill x quality': { ...base, seed: 6, isTiered: true, ratio: 0.1, fits: 'product' },
  'produce': { ...base, seed: 7, isLots: true, demand: 800, ratio: 0.9 },
  'produce in tiers': { ...base, seed: 8, isLots: true, demand: 800, ratio: 0.9, isTiered: true },
  'produce, few values, plentiful': { ...base, seed: 9, isLots: true, demand: 800, ratio: 1.3, fits: 'few' },
};

function proved(problem: Parameters<typeof solve>[0], options?: Parameters<typeof solve>[1]): Solution & { weight: bigint } {
  const solution = solve(problem, options);
  if (solution.status === 'OUT_OF_RANGE') throw new Error(solution.reason);
  const report = verify(problem, solution.flow, solution.supplyPrice, solution.demandPrice);
  expect({ status: solution.status, violations: report.violations }).toEqual({ status: 'OPTIMAL', violations: [] });
  return { ...solution, weight: report.primalObjective };
}

describe('markets of thousands', () => {
  it.each(Object.entries(markets))('proves an optimum: %s', (_, shape) => {
    expect(proved(seededMarket(shape)).weight).toBeGreaterThan(0n);
  });

  it('reaches the same objective from the prices at hand after a few changes', () => {
    const random = seededRandom(99);
    let problem = seededMarket(markets['produce in tiers']!), last = proved(problem);
    for (let round = 0; round < 5; round++) {
      const change = (capacity: Int32Array): Int32Array => capacity.map((a) => random() < 0.005 ? Math.floor(random() * 200) : a);
      problem = { ...problem, supplyCapacity: change(problem.supplyCapacity), demandCapacity: change(problem.demandCapacity) };
      last = proved(problem, { warmStart: last });
      expect(last.weight).toBe(proved(problem).weight);
    }
  });

  // Posts that a coarse phase leaves too dear all together cost the fill several times what the auction took, when nothing lowers them in between.
  it.each([
    { seed: 6, supply: 6000, demand: 600, ratio: 0.45 },
    { seed: 1, supply: 6000, demand: 600, ratio: 0.12 },
    { seed: 3, supply: 12000, demand: 1200, ratio: 0.12 },
  ])('leaves the fill little to do where places are very scarce: $supply lots in tiers, $ratio of the room, seed $seed', (shape) => {
    const arcs = { auction: 0, repair: 0, fill: 0, finish: 0 }, counted = jest.spyOn(Pulse.prototype, 'due');
    const taken = (): number => counted.mock.calls.reduce((sum, [work]) => sum + work, 0);
    let phase: keyof typeof arcs = 'auction', before = 0;
    try {
      proved(seededMarket({ ...base, ...shape, degree: 24, isLots: true, isTiered: true }), {
        onProgress: (now) => {
          arcs[phase] += taken() - before;
          before = taken();
          phase = now;
        },
      });
    } finally {
      counted.mockRestore();
    }
    expect(arcs.auction).toBeGreaterThan(0);
    expect(arcs.fill).toBeLessThan(arcs.auction / 3);
  });
});
