import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareObjective, flowWeight, foldObjective, objectiveVector, tierBonuses, tierStep, type ObjectiveVector } from './lexicographic-weights.js';
import { problemFromArcs, type TransportProblem } from './problem.js';
import { solve } from './solver/solve.js';
import { smallProblem } from './testing/slow-reference.js';

/** Every flow of a tiny problem. */
function* allFlows(problem: TransportProblem): Generator<Int32Array> {
  const m = problem.column.length, flow = new Int32Array(m), spare = problem.supplyCapacity.slice(), free = problem.demandCapacity.slice();
  const rowOf = new Int32Array(m);
  for (let i = 0; i < spare.length; i++) rowOf.fill(i, problem.rowStart[i]!, problem.rowStart[i + 1]!);
  function* from(e: number): Generator<Int32Array> {
    if (e === m) {
      yield flow;
      return;
    }
    const i = rowOf[e]!, j = problem.column[e]!, most = Math.min(spare[i]!, free[j]!);
    for (let x = 0; x <= most; x++) {
      flow[e] = x;
      spare[i]! -= x;
      free[j]! -= x;
      yield* from(e + 1);
      spare[i]! += x;
      free[j]! += x;
    }
    flow[e] = 0;
  }
  yield* from(0);
}

describe('tier folding', () => {
  it('places in strict order of tiers and then by fit: the folded optimum is the best vector of all flows', () => {
    const F = 3;
    fc.assert(fc.property(
      smallProblem({ maxSupply: 4, maxDemand: 3, supplyCap: 2, demandCap: 3, maxFit: F }).filter((p) => p.column.length <= 9 && p.fit.every((f) => f <= F)),
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 4, maxLength: 4 }),
      (shape, tierOf) => {
        const tiers = tierOf.slice(0, shape.supplyCapacity.length), R = shape.demandCapacity.length;
        const problem = { ...shape, bonus: tierBonuses(tiers, R, F) };
        const solution = solve(problem);
        if (solution.status === 'OUT_OF_RANGE') throw new Error(solution.reason);
        const vector = objectiveVector(problem, solution.flow, tiers);
        let best: ObjectiveVector = vector;
        for (const flow of allFlows(problem)) {
          const other = objectiveVector(problem, flow, tiers);
          if (compareObjective(other, best) > 0) best = other;
        }
        expect(vector).toEqual(best);
        expect(foldObjective(vector, tierStep(F, tiers.length, R))).toBe(flowWeight(problem, solution.flow));
      }), { numRuns: 250 });
  });

  it('stays exact past 2^53', () => {
    const bonus = tierBonuses([1, 4], 2, 1000);
    const problem = problemFromArcs([2_000_000_000, 2_000_000_000], [2_000_000_000, 2_000_000_000], [{ supply: 0, demand: 0, fit: 999 }, { supply: 1, demand: 1, fit: 1 }], [bonus[0]! * 1e6, bonus[1]!]);
    const flow = Int32Array.of(2_000_000_000, 1_999_999_999);
    expect(flowWeight(problem, flow)).toBe(2_000_000_000n * (999n + 4n * 2001n * 1_000_000n) + 1_999_999_999n * 2002n);
    expect(objectiveVector(problem, flow, [1, 4])).toEqual({ placedByTier: [2_000_000_000n, 0n, 0n, 1_999_999_999n], totalFit: 2_000_000_000n * 999n + 1_999_999_999n });
  });

  it('refuses a tier that does not exist', () => {
    expect(() => tierBonuses([1, 5], 2, 1000)).toThrow('supply entry 1 has tier 5, expected 1..4');
  });
});
