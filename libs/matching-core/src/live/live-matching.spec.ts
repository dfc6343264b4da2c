import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { verify } from '../certificate.js';
import { flowWeight } from '../lexicographic-weights.js';
import { problemFromArcs, type TransportProblem } from '../problem.js';
import { solve } from '../solver/solve.js';
import { seededMarket, seededRandom } from '../testing/seeded-market.js';
import { slowSolve, smallProblem, type ProblemShape } from '../testing/slow-reference.js';
import { type Edit, LiveMatching } from './live-matching.js';

function live(problem: TransportProblem): LiveMatching {
  const solution = solve(problem);
  if (solution.status === 'OUT_OF_RANGE') throw new Error(solution.reason);
  return new LiveMatching(problem, solution);
}

/** The certificate holds on the lists as they stand, and a solver that shares no idea finds no more. */
function expectOptimal(matching: LiveMatching): void {
  const problem = matching.problem(), report = verify(problem, matching.flow(), matching.supplyPrice(), matching.demandPrice());
  expect({ violations: report.violations, weight: report.primalObjective }).toEqual({ violations: [], weight: slowSolve(problem).weight });
}

/** Edits of any kind on entries there are and entries that are new. */
const someEdits = (shape: ProblemShape) => fc.array(fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('pair' as const), supply: fc.nat(shape.maxSupply), demand: fc.nat(shape.maxDemand), fit: fc.option(fc.integer({ min: shape.minFit ?? 0, max: shape.maxFit })) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('supply' as const), supply: fc.nat(shape.maxSupply), capacity: fc.nat(shape.supplyCap) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('supply' as const), supply: fc.nat(shape.maxSupply), bonus: fc.integer({ min: -5, max: 40 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('demand' as const), demand: fc.nat(shape.maxDemand), capacity: fc.nat(shape.demandCap) }) },
), { minLength: 1, maxLength: 4 });

/** An index beyond the next free one becomes the next free one. */
function fitting(edits: readonly Edit[], problem: TransportProblem): Edit[] {
  let L = problem.supplyCapacity.length, R = problem.demandCapacity.length;
  return edits.map((edit) => {
    const supply = edit.kind === 'demand' ? 0 : Math.min(edit.supply, L), demand = edit.kind === 'supply' ? 0 : Math.min(edit.demand, R);
    if (edit.kind !== 'demand') L = Math.max(L, supply + 1);
    if (edit.kind !== 'supply') R = Math.max(R, demand + 1);
    return edit.kind === 'pair' ? { ...edit, supply, demand } : edit.kind === 'supply' ? { ...edit, supply } : { ...edit, demand };
  });
}

const shapes: Record<string, ProblemShape> = {
  'workers': { maxSupply: 8, maxDemand: 5, supplyCap: 1, demandCap: 3, maxFit: 9 },
  'workers, wide weights': { maxSupply: 8, maxDemand: 6, supplyCap: 1, demandCap: 2, maxFit: 1000 },
  'lots': { maxSupply: 6, maxDemand: 5, supplyCap: 6, demandCap: 9, maxFit: 12 },
  'lots, ties and negative fits': { maxSupply: 6, maxDemand: 6, supplyCap: 4, demandCap: 4, maxFit: 3, minFit: -3 },
};

describe('LiveMatching', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    it(`after any edits is as good as a fresh solve, and proved: ${name}`, () => {
      fc.assert(fc.property(smallProblem(shape), fc.array(someEdits(shape), { minLength: 1, maxLength: 6 }), (problem, batches) => {
        const matching = live(problem);
        expectOptimal(matching);
        for (const edits of batches) {
          expect(matching.update(fitting(edits, matching.problem())).status).toBe('OPTIMAL');
          expectOptimal(matching);
        }
      }), { numRuns: 500 });
    });
  }

  it('takes hundreds of units in and out of a market full of ties', () => {
    for (const [seed, isLots] of [[3, true], [4, false]] as const) {
      const problem = seededMarket({ seed, supply: 600, demand: 120, degree: 16, ratio: 0.7, isLots, fits: 'product', isTiered: false }), matching = live(problem), random = seededRandom(seed);
      for (let k = 0; k < 40; k++) {
        const supply = Math.floor(random() * 600), demand = Math.floor(random() * 120), twice = (units: number): number => Math.floor(2.2 * random() * (units + 1));
        matching.update(k % 3 === 0 ? [{ kind: 'supply', supply, capacity: twice(problem.supplyCapacity[supply]!) }] : [{ kind: 'demand', demand, capacity: twice(problem.demandCapacity[demand]!) }]);
        const now = matching.problem(), report = verify(now, matching.flow(), matching.supplyPrice(), matching.demandPrice()), fresh = solve(now);
        if (fresh.status === 'OUT_OF_RANGE') throw new Error(fresh.reason);
        expect({ violations: report.violations, weight: report.primalObjective }).toEqual({ violations: [], weight: flowWeight(now, fresh.flow) });
      }
    }
  });

  it('takes in far more entries than there were', () => {
    const matching = live(problemFromArcs([], [], []));
    for (let k = 0; k < 300; k++) {
      matching.update([{ kind: 'supply', supply: k, capacity: 1 }, { kind: 'demand', demand: k, capacity: 1 }, { kind: 'pair', supply: k, demand: k, fit: k % 7 }, ...(k > 0 ? [{ kind: 'pair' as const, supply: k, demand: k - 1, fit: 5 }] : [])]);
    }
    expectOptimal(matching);
    expect([...matching.pairs()].reduce((units, pair) => units + pair.units, 0)).toBeGreaterThan(200);
  });

  it('refuses what could overflow and changes nothing; a gap in the numbering is a bug', () => {
    const matching = live(problemFromArcs([1], [1], [{ supply: 0, demand: 0, fit: 3 }]));
    expect(matching.update([{ kind: 'supply', supply: 0, capacity: 0 }, { kind: 'supply', supply: 0, bonus: 2 ** 46 }])).toMatchObject({ status: 'OUT_OF_RANGE' });
    expect([...matching.pairs()]).toEqual([{ supply: 0, demand: 0, fit: 3, units: 1 }]);
    expect(() => matching.update([{ kind: 'demand', demand: 2, capacity: 1 }])).toThrow('expected 0..1');
    expect(() => matching.update([{ kind: 'pair', supply: 0, demand: 0, fit: 0.5 }])).toThrow('whole number');
  });
});
