import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { verify } from '../certificate.js';
import { flowWeight } from '../lexicographic-weights.js';
import { MAX_WEIGHT, problemFromArcs, type TransportProblem } from '../problem.js';
import { slowSolve, smallProblem, type ProblemShape } from '../testing/slow-reference.js';
import { solve, type Solution, type SolveOptions } from './solve.js';

function solved(problem: TransportProblem, options?: SolveOptions): Solution {
  const solution = solve(problem, options);
  if (solution.status === 'OUT_OF_RANGE') throw new Error(solution.reason);
  return solution;
}

function expectOptimal(problem: TransportProblem, options?: SolveOptions): void {
  const { status, flow, supplyPrice, demandPrice } = solved(problem, options);
  const report = verify(problem, flow, supplyPrice, demandPrice);
  expect({ status, violations: report.violations, weight: report.primalObjective }).toEqual({ status: 'OPTIMAL', violations: [], weight: slowSolve(problem).weight });
}

/** The flow fits, the prices are dual feasible, and the best lies between weight and weight + gap. */
function expectProvedGap(problem: TransportProblem, { flow, supplyPrice, demandPrice, gap, status }: Solution): void {
  const report = verify(problem, flow, supplyPrice, demandPrice, 1000), loose = new Set(['PRICE_AT_SPARE_SUPPLY', 'PRICE_AT_FREE_DEMAND', 'SLACK_ON_FLOW', 'OBJECTIVE_MISMATCH']);
  expect(report.violations.filter((violation) => !loose.has(violation.code))).toEqual([]);
  expect(gap).toBe(report.dualObjective - report.primalObjective);
  const best = slowSolve(problem).weight;
  expect(best >= report.primalObjective && best <= report.primalObjective + gap).toBe(true);
  if (status === 'OPTIMAL') expect(gap).toBe(0n);
}

const shapes: Record<string, ProblemShape> = {
  'workers, few posts': { maxSupply: 7, maxDemand: 4, supplyCap: 1, demandCap: 3, maxFit: 9 },
  'workers, ties': { maxSupply: 9, maxDemand: 9, supplyCap: 1, demandCap: 1, maxFit: 2 },
  'workers, wide weights': { maxSupply: 8, maxDemand: 6, supplyCap: 1, demandCap: 2, maxFit: 1000 },
  'lots': { maxSupply: 6, maxDemand: 5, supplyCap: 6, demandCap: 9, maxFit: 12 },
  'lots, ties': { maxSupply: 7, maxDemand: 7, supplyCap: 5, demandCap: 5, maxFit: 2 },
  'lots, negative fit': { maxSupply: 6, maxDemand: 6, supplyCap: 4, demandCap: 4, maxFit: 20, minFit: -20 },
  'lots in millions': { maxSupply: 6, maxDemand: 6, supplyCap: 3_000_000, demandCap: 5_000_000, maxFit: 1000 },
};

describe('solve', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    it(`equals successive shortest paths on random small problems: ${name}`, () => {
      fc.assert(fc.property(smallProblem(shape), (problem) => expectOptimal(problem)), { numRuns: 700 });
    });
  }

  it('equals it from a warm start that belongs to another problem', () => {
    const shape = shapes['lots']!;
    fc.assert(fc.property(smallProblem(shape), fc.infiniteStream(fc.nat(30)), (problem, numbers) => {
      const flow = Int32Array.from(problem.column, () => (numbers.next().value as number) % 4);
      const demandPrice = Float64Array.from(problem.demandCapacity, () => numbers.next().value as number);
      expectOptimal(problem, { warmStart: { flow, demandPrice } });
    }), { numRuns: 700 });
  });

  it('answers empty sides, a single pair and capacity 0', () => {
    expect(solved(problemFromArcs([], [], []))).toMatchObject({ status: 'OPTIMAL', flow: new Int32Array(0) });
    expectOptimal(problemFromArcs([1, 1], [], []));
    expectOptimal(problemFromArcs([], [3], []));
    expectOptimal(problemFromArcs([1], [1], [{ supply: 0, demand: 0, fit: 0 }]));
    const blocked = solved(problemFromArcs([1, 0], [0, 1], [{ supply: 0, demand: 0, fit: 9 }, { supply: 1, demand: 1, fit: 9 }]));
    expect([...blocked.flow, ...blocked.supplyPrice, ...blocked.demandPrice]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('keeps posts without places closed, however much a pair weighs', () => {
    const arcs = [[0, 0, 5], [0, 1, 9], [1, 1, 9], [1, 2, 1], [1, 0, 3], [2, 0, 2], [2, 1, 999]].map(([supply, demand, fit]) => ({ supply: supply!, demand: demand!, fit: fit! }));
    for (const bonus of [2 ** 25, 2 ** 26, 2 ** 27, 2 ** 40]) for (const units of [1, 2]) expectOptimal(problemFromArcs([1, units, 1], [1, 0, 1], arcs, [bonus, bonus, bonus]));
  });

  it('gives the same answer again', () => {
    const [problem] = fc.sample(smallProblem({ maxSupply: 60, maxDemand: 30, supplyCap: 5, demandCap: 9, maxFit: 3 }), { numRuns: 1, seed: 7 });
    expect(solved(problem!)).toEqual(solved(problem!));
  });

  it('refuses weights whose prices could pass exact range, instead of rounding', () => {
    const beyond = problemFromArcs([1], [1], [{ supply: 0, demand: 0, fit: 1 }], [MAX_WEIGHT]);
    expect(solve(beyond)).toMatchObject({ status: 'OUT_OF_RANGE' });
    expectOptimal(problemFromArcs([1, 1], [1, 1], [{ supply: 0, demand: 0, fit: -1 }, { supply: 1, demand: 0, fit: 0 }, { supply: 1, demand: 1, fit: -7 }], [MAX_WEIGHT, MAX_WEIGHT]));
    expect(solve(problemFromArcs([1], [1], [{ supply: 0, demand: 0, fit: 1 }], [0.5]))).toMatchObject({ status: 'OUT_OF_RANGE' });
  });

  it('throws on arrays that describe no graph', () => {
    const good = problemFromArcs([1], [1], [{ supply: 0, demand: 0, fit: 1 }]);
    expect(() => solve({ ...good, column: Int32Array.of(1) })).toThrow('leads to demand entry 1, expected 0..0');
    expect(() => solve({ ...good, rowStart: Int32Array.of(0) })).toThrow('expected L + 1 = 2');
    expect(() => solve({ ...good, supplyCapacity: Int32Array.of(-1) })).toThrow('expected 0 or more');
  });

  it('reports its phases in order and stops when asked, with a feasible flow', () => {
    const [problem] = fc.sample(smallProblem({ maxSupply: 40, maxDemand: 30, supplyCap: 5, demandCap: 9, maxFit: 30 }), { numRuns: 1, seed: 3 });
    const phases: string[] = [];
    solved(problem!, { onProgress: (phase) => { if (phases.at(-1) !== phase) phases.push(phase); } });
    expect(phases).toEqual(['auction', 'repair', 'fill', 'finish']);
    for (const stopAt of [1, 2, 3, 4, 5, 6]) {
      let asked = 0;
      const partial = solved(problem!, { shouldCancel: () => ++asked === stopAt });
      expect(partial.status).toBe('CANCELLED');
      expectProvedGap(problem!, partial);
    }
  });

  it('proves how far a stopped solve may be from the best, wherever it is stopped', () => {
    for (const shape of [shapes['workers, wide weights']!, shapes['lots']!, shapes['lots, negative fit']!]) {
      fc.assert(fc.property(smallProblem(shape), fc.integer({ min: 1, max: 12 }), (problem, stopAt) => {
        let asked = 0;
        expectProvedGap(problem, solved(problem, { shouldCancel: () => ++asked === stopAt }));
      }), { numRuns: 300 });
    }
  });

  it('keeps a time budget: no time at all still gives a flow and its gap', () => {
    const problem = problemFromArcs([1, 1, 1], [1, 1], [{ supply: 0, demand: 0, fit: 5 }, { supply: 1, demand: 0, fit: 7 }, { supply: 1, demand: 1, fit: 3 }, { supply: 2, demand: 0, fit: 9 }]);
    const hurried = solved(problem, { timeBudgetMs: 0 });
    expect(hurried.status).toBe('TIME_LIMIT');
    expect(flowWeight(problem, hurried.flow)).toBeGreaterThan(0n);
    expectProvedGap(problem, hurried);
    expect(solved(problem, { timeBudgetMs: 3_600_000 })).toEqual(solved(problem));
  });
});
