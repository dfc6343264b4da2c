import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { verify } from '../certificate.js';
import { problemFromArcs, type TransportProblem } from '../problem.js';
import { solve } from '../solver/solve.js';
import { slowSolve, smallProblem, type ProblemShape } from '../testing/slow-reference.js';
import { distanceOf, gainOf, nearestMiss, splitWeight } from './exact-values.js';
import { LiveMatching } from './live-matching.js';

function live(problem: TransportProblem): LiveMatching {
  const solution = solve(problem);
  if (solution.status === 'OUT_OF_RANGE') throw new Error(solution.reason);
  return new LiveMatching(problem, solution);
}

const shapes: Record<string, ProblemShape> = {
  'workers': { maxSupply: 7, maxDemand: 5, supplyCap: 1, demandCap: 3, maxFit: 9 },
  'lots, ties': { maxSupply: 5, maxDemand: 5, supplyCap: 4, demandCap: 4, maxFit: 3 },
};

/** Weight lost when a unit has to go from i to j, by solving the rest with another solver; null when it cannot go. */
function slowDistance(problem: TransportProblem, i: number, j: number): bigint | null {
  let w: number | null = null;
  for (let e = problem.rowStart[i]!; e < problem.rowStart[i + 1]!; e++) if (problem.column[e] === j) w = Math.max(w ?? -Infinity, problem.fit[e]! + problem.bonus[i]!);
  if (w === null || problem.supplyCapacity[i] === 0 || problem.demandCapacity[j] === 0) return null;
  const rest = { ...problem, supplyCapacity: problem.supplyCapacity.map((a, k) => (k === i ? a - 1 : a)), demandCapacity: problem.demandCapacity.map((b, k) => (k === j ? b - 1 : b)) };
  return slowSolve(problem).weight - slowSolve(rest).weight - BigInt(w);
}

describe('exact values', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    it(`tells how far any pair is from being chosen, and the nearest one of every entry: ${name}`, () => {
      fc.assert(fc.property(smallProblem(shape), (problem) => {
        const matching = live(problem), { weight } = slowSolve(problem), R = problem.demandCapacity.length;
        for (let i = 0; i < problem.supplyCapacity.length; i++) {
          const distances = Array.from({ length: R }, (_, j) => slowDistance(problem, i, j));
          expect(Array.from({ length: R }, (_, j) => distanceOf(matching, i, j))).toEqual(distances);
          const possible = distances.filter((distance) => distance !== null).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)), nearest = nearestMiss(matching, i);
          expect(nearest?.distance).toBe(possible[0]);
          if (nearest !== null) expect(distances[nearest.demand]).toBe(nearest.distance);
        }
        const now = matching.problem();
        expect(verify(now, matching.flow(), matching.supplyPrice(), matching.demandPrice())).toMatchObject({ isOptimal: true, primalObjective: weight });
      }), { numRuns: 250 });
    });

    it(`tells what one more unit of an entry, and of several, would gain: ${name}`, () => {
      fc.assert(fc.property(smallProblem(shape), fc.nat(1000), (problem, pick) => {
        const matching = live(problem), R = problem.demandCapacity.length, { weight } = slowSolve(problem);
        if (R === 0) return;
        const one = pick % R, more = (chosen: (j: number) => boolean): bigint => slowSolve({ ...problem, demandCapacity: problem.demandCapacity.map((b, j) => (chosen(j) ? b + 1 : b)) }).weight - weight;
        const edit = (demand: number) => ({ kind: 'demand' as const, demand, capacity: problem.demandCapacity[demand]! + 1 });
        expect(gainOf(matching, [edit(one)])).toBe(more((j) => j === one));
        expect(gainOf(matching, Array.from({ length: R }, (_, j) => edit(j)))).toBe(more(() => true));
        expect(matching.weight()).toBe(weight);
      }), { numRuns: 250 });
    });
  }

  it('takes no entry that is not there, and leaves the matching as it was', () => {
    const matching = live(problemFromArcs([1], [1], [{ supply: 0, demand: 0, fit: 5 }]));
    expect(() => gainOf(matching, [{ kind: 'supply', supply: 1, capacity: 1 }])).toThrow('new entry');
    expect(() => gainOf(matching, [{ kind: 'supply', supply: 0, bonus: 2 ** 60 }])).toThrow('2^46');
    expect([matching.weight(), distanceOf(matching, 0, 0)]).toEqual([5n, 0n]);
  });

  it('reads a weight as tier steps and fit', () => {
    fc.assert(fc.property(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -500, max: 500 }), (tierSteps, fit) => {
      expect(splitWeight(BigInt(tierSteps) * 1001n + BigInt(fit), 1001)).toEqual({ tierSteps: BigInt(tierSteps), fit: BigInt(fit) });
    }));
  });
});
