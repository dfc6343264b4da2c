import { describe, expect, it } from '@jest/globals';
import { flowWeight, problemFromArcs, solve } from '@jiedui/matching-core';
import type { TransportProblem } from '@jiedui/matching-core';
import fc from 'fast-check';
import { marginalLosses } from './marginal-losses.js';

function optimum(problem: TransportProblem): bigint {
  const solution = solve(problem);
  if (solution.status !== 'OPTIMAL') throw new Error(solution.status);
  return flowWeight(problem, solution.flow);
}

const drawn = fc.record({
  supply: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 6 }),
  demand: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 6 }),
  arcs: fc.array(fc.record({ supply: fc.nat(5), demand: fc.nat(5), fit: fc.integer({ min: 0, max: 12 }) }), { maxLength: 24 }),
  bonus: fc.array(fc.constantFrom(0, 20, 40), { minLength: 6, maxLength: 6 }),
}).map(({ supply, demand, arcs, bonus }) => {
  const once = new Map(arcs.filter((arc) => arc.supply < supply.length && arc.demand < demand.length).map((arc) => [`${arc.supply} ${arc.demand}`, arc]));
  return problemFromArcs(supply, demand, [...once.values()], bonus.slice(0, supply.length));
});

describe('marginal losses', () => {
  it('are what the optimum loses when one unit is taken away and the lists are solved again', () => {
    fc.assert(fc.property(drawn, (problem) => {
      const solution = solve(problem);
      if (solution.status !== 'OPTIMAL') throw new Error(solution.status);
      const best = flowWeight(problem, solution.flow);
      const losses = marginalLosses(problem, solution);
      for (const side of ['supply', 'demand'] as const) {
        const key = side === 'supply' ? 'supplyCapacity' : 'demandCapacity';
        problem[key].forEach((units, index) => {
          const less = problem[key].slice();
          less[index] = units - 1;
          expect(losses[side][index]).toBe(units === 0 ? 0 : Number(best - optimum({ ...problem, [key]: less })));
        });
      }
    }), { numRuns: 1500 });
  });
});
