import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { verify } from '../certificate.js';
import { problemFromArcs, type TransportProblem } from '../problem.js';
import { solve } from '../solver/solve.js';
import { seededMarket, seededRandom, type MarketShape } from '../testing/seeded-market.js';
import { sourceOf } from '../testing/source-of.js';
import { solveByPricing, type PricingOptions } from './column-generation.js';
import type { OnlyPairs } from './pair-source.js';

function expectOptimal(problem: TransportProblem, options: PricingOptions): void {
  const priced = solveByPricing(sourceOf(problem), options), whole = solve(problem);
  if (priced.status !== 'OPTIMAL' || whole.status !== 'OPTIMAL') throw new Error(`not solved: ${priced.status}, ${whole.status}`);
  const known = verify(problem, whole.flow, whole.supplyPrice, whole.demandPrice);
  expect(priced.certificate.violations).toEqual([]);
  expect(priced.certificate.isOptimal).toBe(true);
  expect(priced.certificate.primalObjective).toBe(known.primalObjective);
  expect(priced.counts.pairs).toBe(problem.column.length);
  expect(priced.certificate.pairsChecked).toBe(problem.column.length);
  expect(priced.counts.arcsStored).toBeLessThanOrEqual(problem.column.length);
  expect(Array.from(priced.supplyPairs)).toEqual(Array.from(problem.supplyCapacity, (_, i) => problem.rowStart[i + 1]! - problem.rowStart[i]!));
  expect(priced.demandPairs.reduce((sum, n) => sum + n, 0)).toBe(problem.column.length);
  // The flow is one of the whole problem, and its own certificate on the stored pairs holds too.
  const { flow, supplyPrice, demandPrice } = priced.solution;
  expect(verify(priced.problem, flow, supplyPrice, demandPrice).primalObjective).toBe(known.primalObjective);
  for (const price of [...supplyPrice, ...demandPrice]) expect(Number.isInteger(price) && price >= 0).toBe(true);
}

const capacity = fc.integer({ min: 0, max: 4 });
const market = fc.record({ supply: fc.array(capacity, { minLength: 1, maxLength: 9 }), demand: fc.array(capacity, { minLength: 1, maxLength: 7 }), spread: fc.constantFrom(1, 3, 50), density: fc.constantFrom(0.2, 0.7, 1), tiers: fc.boolean(), seed: fc.integer() })
  .map(({ supply, demand, spread, density, tiers, seed }): TransportProblem => {
    const dice = seededRandom(seed), arcs = [];
    for (let i = 0; i < supply.length; i++) for (let j = 0; j < demand.length; j++) if (dice() < density) arcs.push({ supply: i, demand: j, fit: Math.floor(dice() * spread) - (spread > 3 ? 5 : 0) });
    return problemFromArcs(supply, demand, arcs, tiers ? supply.map(() => Math.floor(dice() * 4) * 1000) : undefined);
  });

describe('pricing pairs in', () => {
  it('meets the optimum of all pairs on small markets, however few are stored at first', () => {
    fc.assert(fc.property(market, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }), (problem, arcsARow, violatorsARow) => expectOptimal(problem, { arcsARow, violatorsARow })), { numRuns: 400 });
  });

  const shapes: (MarketShape & PricingOptions)[] = [];
  for (const isLots of [false, true]) for (const fits of ['sum', 'product', 'few'] as const) for (const isTiered of [false, true]) {
    shapes.push({ seed: shapes.length + 1, supply: isLots ? 300 : 1500, demand: 120, degree: 60, ratio: isTiered ? 0.8 : 1.1, isLots, fits, isTiered, arcsARow: isLots ? 1 : 4, violatorsARow: 2 });
  }
  it.each(shapes)('and on a seeded market: lots $isLots, fits $fits, tiers $isTiered', (shape) => expectOptimal(seededMarket(shape), shape));

  it('looks at fallen prices alone after a warm solve, and at all pairs in the end', () => {
    const asked: (OnlyPairs | undefined)[] = [];
    const problem = seededMarket({ seed: 5, supply: 3000, demand: 200, degree: 60, ratio: 0.9, isLots: false, fits: 'sum', isTiered: false });
    const priced = solveByPricing(sourceOf(problem, asked), { arcsARow: 6, violatorsARow: 6 });
    expect(priced.status === 'OPTIMAL' && priced.certificate.isOptimal).toBe(true);
    expect(asked[0]).toBeUndefined();
    expect(asked.at(-1)).toBeUndefined();
    expect(asked.some((only) => only !== undefined)).toBe(true);
    expect(priced.status === 'OPTIMAL' && priced.counts.pairsPriced < problem.column.length * (asked.length - 1)).toBe(true);
  });

  it('gives the same answer each time', () => {
    const problem = seededMarket({ seed: 9, supply: 800, demand: 80, degree: 40, ratio: 0.7, isLots: false, fits: 'few', isTiered: true });
    expect(solveByPricing(sourceOf(problem), { arcsARow: 3 })).toEqual(solveByPricing(sourceOf(problem), { arcsARow: 3 }));
  });

  it('solves a market without pairs, and one without entries', () => {
    expectOptimal(problemFromArcs([1, 2], [3], []), {});
    expectOptimal(problemFromArcs([], [], []), {});
  });

  it('stops when it is told to, in a scan or in a solve', () => {
    const problem = seededMarket({ seed: 3, supply: 3000, demand: 200, degree: 40, ratio: 0.7, isLots: false, fits: 'sum', isTiered: false });
    for (const phase of ['scan', 'solve', 'price', 'check'] as const) {
      let isReached = false;
      const priced = solveByPricing(sourceOf(problem), { arcsARow: 2, onProgress: (now) => { isReached ||= now === phase; }, shouldCancel: () => isReached });
      expect(isReached).toBe(true);
      expect(priced).toEqual({ status: 'CANCELLED' });
    }
  });

  it('says when a number could overflow', () => {
    const problem = problemFromArcs([1], [1], [{ supply: 0, demand: 0, fit: 1 }], [2 ** 46]);
    expect(solveByPricing(sourceOf(problem)).status).toBe('OUT_OF_RANGE');
  });

  it('does not prove a source that forgets a pair it gave before', () => {
    const problem = problemFromArcs([1, 1], [1], [{ supply: 0, demand: 0, fit: 9 }, { supply: 1, demand: 0, fit: 5 }]);
    const whole = sourceOf(problem);
    let scans = 0;
    const priced = solveByPricing({ ...whole, forEachRow: (onRow, only) => { scans++; whole.forEachRow((i, ...row) => { if (scans < 3 || i !== 0) onRow(i, ...row); }, only); } });
    expect(priced.status === 'OPTIMAL' && priced.certificate.violations.map(({ code }) => code)).toContain('PLACEMENT_ON_NO_ARC');
  });
});
