import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { marginalValues } from './marginal-values.js';
import { problemFromArcs, type TransportProblem } from './problem.js';
import { solve, type Solution } from './solver/solve.js';
import { slowSolve, smallProblem } from './testing/slow-reference.js';

function solved(problem: TransportProblem): Solution {
  const solution = solve(problem);
  if (solution.status === 'OUT_OF_RANGE') throw new Error(solution.reason);
  return solution;
}

function changed(capacity: Int32Array, entry: number, by: number): Int32Array {
  const copy = capacity.slice();
  copy[entry]! += by;
  return copy;
}

function withArc(problem: TransportProblem, supply: number, demand: number, weight: number): TransportProblem {
  const arcs = [];
  for (let i = 0; i < problem.supplyCapacity.length; i++) {
    for (let e = problem.rowStart[i]!; e < problem.rowStart[i + 1]!; e++) arcs.push({ supply: i, demand: problem.column[e]!, fit: problem.fit[e]! });
  }
  arcs.push({ supply, demand, fit: weight - problem.bonus[supply]! });
  return problemFromArcs(problem.supplyCapacity, problem.demandCapacity, arcs, problem.bonus);
}

const shape = { maxSupply: 6, maxDemand: 5, supplyCap: 3, demandCap: 3, maxFit: 9 };

describe('marginalValues', () => {
  it('equals the difference of two solves, for every entry of both sides, one unit more and one less', () => {
    fc.assert(fc.property(smallProblem(shape), (problem) => {
      const best = slowSolve(problem).weight, values = marginalValues(problem, solved(problem));
      for (const side of ['supplyCapacity', 'demandCapacity'] as const) {
        const gain = side === 'supplyCapacity' ? values.supplyGain : values.demandGain, loss = side === 'supplyCapacity' ? values.supplyLoss : values.demandLoss;
        problem[side].forEach((capacity, k) => {
          const more = slowSolve({ ...problem, [side]: changed(problem[side], k, 1) }).weight;
          expect({ side, k, gain: gain[k] }).toEqual({ side, k, gain: Number(more - best) });
          const less = capacity === 0 ? undefined : slowSolve({ ...problem, [side]: changed(problem[side], k, -1) }).weight;
          expect({ side, k, loss: loss[k] }).toEqual({ side, k, loss: less === undefined ? Infinity : Number(best - less) });
        });
      }
    }), { numRuns: 300 });
  });

  it('tells exactly when a new arc places an entry that has units to spare, in every optimum', () => {
    let told = 0;
    fc.assert(fc.property(smallProblem(shape), fc.nat(5), fc.nat(4), fc.integer({ min: -1, max: 1 }), (problem, i, j, off) => {
      const L = problem.supplyCapacity.length, R = problem.demandCapacity.length;
      if (i >= L || j >= R || problem.demandCapacity[j] === 0) return;
      const { flow, demandPrice } = solved(problem);
      let placed = 0;
      for (let e = problem.rowStart[i]!; e < problem.rowStart[i + 1]!; e++) placed += flow[e]!;
      if (placed >= problem.supplyCapacity[i]!) return;
      told++;
      const { demandLoss } = marginalValues(problem, { flow, demandPrice }), weight = demandLoss[j]! + off;
      const gain = slowSolve(withArc(problem, i, j, weight)).weight - slowSolve(problem).weight;
      expect(gain > 0n).toBe(weight > demandLoss[j]!); // a gain means every optimum uses the arc; none means the flow without it is one
    }), { numRuns: 4000 });
    expect(told).toBeGreaterThan(100);
  });
});
