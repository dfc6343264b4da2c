import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { verify } from './certificate.js';
import { keepMost } from './fewest-changes.js';
import type { TransportProblem } from './problem.js';
import { solve } from './solver/solve.js';
import { slowSolve, smallProblem } from './testing/slow-reference.js';

describe('keepMost', () => {
  it.each([['workers', 1], ['lots', 4]])('keeps as much as any optimal flow can: %s', (_, supplyCap) => {
    let gained = 0;
    fc.assert(fc.property(smallProblem({ maxSupply: 6, maxDemand: 5, supplyCap, demandCap: 3, maxFit: 3 }), fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), (problem, keep) => {
      const solution = solve(problem);
      if (solution.status === 'OUT_OF_RANGE') throw new Error(solution.reason);
      const isKept = Uint8Array.from(problem.column, (_column, e) => keep[e % 60] === true ? 1 : 0);
      const result = keepMost(problem, solution, isKept);
      expect(verify(problem, result.flow, solution.supplyPrice, solution.demandPrice).violations).toEqual([]);
      // Independent: weights scaled so that one unit of weight outweighs all that could be kept.
      const scale = 1 + problem.supplyCapacity.reduce((s, a) => s + a, 0);
      const scaled: TransportProblem = { ...problem, fit: Int32Array.from(problem.fit, (w, e) => w * scale + isKept[e]!), bonus: problem.bonus.map((b) => b * scale) };
      const best = slowSolve(scaled).weight - slowSolve(problem).weight * BigInt(scale);
      expect(result.keptUnits).toBe(best);
      const before = solution.flow.reduce((s, x, e) => s + x * isKept[e]!, 0);
      if (result.keptUnits > BigInt(before)) gained++;
    }), { numRuns: 1600 });
    expect(gained).toBeGreaterThan(20);
  });

  it('gives the flow back when cancelled', () => {
    const [problem] = fc.sample(smallProblem({ maxSupply: 6, maxDemand: 5, supplyCap: 1, demandCap: 3, maxFit: 3 }), { numRuns: 1, seed: 5 });
    const solution = solve(problem!);
    if (solution.status === 'OUT_OF_RANGE') throw new Error(solution.reason);
    const result = keepMost(problem!, solution, new Uint8Array(problem!.column.length), { shouldCancel: () => true });
    expect(result).toMatchObject({ status: 'CANCELLED', flow: solution.flow });
  });
});
