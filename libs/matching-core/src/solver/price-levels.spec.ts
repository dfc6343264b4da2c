import { describe, expect, it } from '@jest/globals';
import { verify } from '../certificate.js';
import { tierBonuses } from '../lexicographic-weights.js';
import { checkProblem, problemFromArcs, type ArcInput, type TransportProblem } from '../problem.js';
import { slowSolve } from '../testing/slow-reference.js';
import { nearestLevel, priceLevels, type PriceLevels } from './price-levels.js';
import { solve } from './solve.js';

function levelsOf(problem: TransportProblem): PriceLevels | undefined {
  const check = checkProblem(problem);
  if (check.status !== 'OK') throw new Error(check.reason);
  return priceLevels(problem, check.ranges);
}

describe('priceLevels', () => {
  it('finds bands far apart and nothing in ordinary weights', () => {
    const arcs = [0, 1, 2, 3].flatMap((supply) => [0, 1].map((demand) => ({ supply, demand, fit: 10 * demand + supply })));
    const banded = levelsOf(problemFromArcs([1, 1, 1, 1], [1, 1], arcs, [10000, 20000, 10000, 20000]))!;
    expect([[...banded.level], banded.spread, banded.gap]).toEqual([[0, 10010, 20011], 10, 10001]);
    expect([4000, 6000, 14000, 99999].map((p) => nearestLevel(banded, p))).toEqual([0, 10010, 10010, 20011]);
    expect(levelsOf(problemFromArcs([1, 1, 1, 1], [1, 1], arcs))).toBeUndefined();
    expect(levelsOf(problemFromArcs([], [], []))).toBeUndefined();
  });

  it('leads to optima when tiers are folded in, scarce and plentiful places alike', () => {
    let state = 12345;
    const below = (n: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return Math.floor(state / 4294967296 * n);
    };
    for (let round = 0; round < 60; round++) {
      const L = 30, R = 12, arcs: ArcInput[] = [], isLots = round % 2 === 0;
      for (let supply = 0; supply < L; supply++) for (let k = below(6); k > 0; k--) arcs.push({ supply, demand: below(R), fit: below(round % 3 === 0 ? 3 : 1001) });
      const supply = Array.from({ length: L }, () => isLots ? below(5) : 1), demand = Array.from({ length: R }, () => below(round % 5 + 2) * (isLots ? 2 : 1));
      const problem = problemFromArcs(supply, demand, arcs, tierBonuses(Array.from({ length: L }, () => 1 + below(4)), R, 1000));
      const solution = solve(problem);
      if (solution.status === 'OUT_OF_RANGE') throw new Error(solution.reason);
      const report = verify(problem, solution.flow, solution.supplyPrice, solution.demandPrice);
      expect({ round, violations: report.violations, weight: report.primalObjective }).toEqual({ round, violations: [], weight: slowSolve(problem).weight });
    }
  });
});
