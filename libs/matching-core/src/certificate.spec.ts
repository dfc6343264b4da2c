import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CertificateCheck, verify, type ViolationCode } from './certificate.js';
import { flowWeight } from './lexicographic-weights.js';
import { problemFromArcs, type TransportProblem } from './problem.js';
import { solve, type Solution } from './solver/solve.js';
import { slowSolve, smallProblem } from './testing/slow-reference.js';

// Two workers for one place at post 0; post 1 takes two; post 2 is closed.
const problem = problemFromArcs([1, 1, 0], [1, 2, 0], [
  { supply: 0, demand: 0, fit: 9 }, { supply: 0, demand: 1, fit: 4 }, { supply: 1, demand: 0, fit: 7 }, { supply: 1, demand: 1, fit: 1 }, { supply: 1, demand: 2, fit: 99 }, { supply: 2, demand: 1, fit: 50 },
]);
const solution = solve(problem) as Solution;

function codes(change: { flow?: number[]; supplyPrice?: number[]; demandPrice?: number[] }): ViolationCode[] {
  const report = verify(problem, change.flow ?? solution.flow, change.supplyPrice ?? solution.supplyPrice, change.demandPrice ?? solution.demandPrice);
  expect(report.isOptimal).toBe(report.violationCount === 0);
  return report.violations.map((v) => v.code);
}

/** Whether no entry gives or takes more than it has. */
function isFeasible(given: TransportProblem, flow: Int32Array): boolean {
  const supply = given.supplyCapacity.slice(), demand = given.demandCapacity.slice();
  for (let i = 0; i < supply.length; i++) {
    for (let e = given.rowStart[i]!; e < given.rowStart[i + 1]!; e++) {
      supply[i]! -= flow[e]!;
      demand[given.column[e]!]! -= flow[e]!;
    }
  }
  return flow.every((x) => x >= 0) && supply.every((left) => left >= 0) && demand.every((left) => left >= 0);
}

describe('verify', () => {
  it('accepts a proved optimum, with both objectives and the number of pairs', () => {
    expect(verify(problem, solution.flow, solution.supplyPrice, solution.demandPrice)).toMatchObject({ isOptimal: true, violations: [], pairsChecked: 6, primalObjective: 11n, dualObjective: 11n });
  });

  it.each<[string, Parameters<typeof codes>[0], ViolationCode]>([
    ['a missing price', { demandPrice: [5, 0] }, 'SHAPE'],
    ['a price that is not whole', { demandPrice: [5.5, 0, 0] }, 'SHAPE'],
    ['a price that is not a number', { supplyPrice: [Number.NaN, 1, 0] }, 'SHAPE'],
    ['a short flow', { flow: [1] }, 'SHAPE'],
    ['negative flow', { flow: [-1, 1, 1, 0, 0, 0] }, 'NEGATIVE_FLOW'],
    ['a worker placed twice', { flow: [1, 1, 0, 0, 0, 0] }, 'SUPPLY_EXCEEDED'],
    ['a place given twice', { flow: [1, 0, 1, 0, 0, 0] }, 'DEMAND_EXCEEDED'],
    ['a placement on a closed post', { flow: [1, 0, 0, 0, 1, 0] }, 'DEMAND_EXCEEDED'],
    ['a negative price', { supplyPrice: [10, 8, 0], demandPrice: [-1, 0, 0] }, 'NEGATIVE_PRICE'],
    ['a price at a closed post', { demandPrice: [5, 0, 99] }, 'PRICE_AT_ZERO_CAPACITY'],
    ['a price at a post with room', { demandPrice: [5, 1, 0] }, 'PRICE_AT_FREE_DEMAND'],
    ['a price at a worker not placed', { flow: [1, 0, 0, 0, 0, 0], supplyPrice: [4, 2, 0] }, 'PRICE_AT_SPARE_SUPPLY'],
    ['an arc worth more than its prices', { supplyPrice: [0, 0, 0] }, 'DUAL_INFEASIBLE'],
    ['an arc in use worth less than its prices', { supplyPrice: [90, 90, 0] }, 'SLACK_ON_FLOW'],
    ['a flow that is not the best', { flow: [0, 0, 0, 1, 0, 0] }, 'OBJECTIVE_MISMATCH'],
  ])('names %s', (_, change, code) => {
    expect(codes(change)).toContain(code);
  });

  it('fails on any changed pair, price, capacity or weight, unless the change is optimal too', () => {
    const change = fc.record({ what: fc.constantFrom('flow', 'supply price', 'demand price', 'supply capacity', 'demand capacity', 'fit'), at: fc.nat(1000), to: fc.nat(1000), by: fc.constantFrom(-3, -1, 1, 2) });
    let accepted = 0, refused = 0;
    fc.assert(fc.property(smallProblem({ maxSupply: 6, maxDemand: 5, supplyCap: 2, demandCap: 3, maxFit: 6 }), change, (given, { what, at, to, by }) => {
      const solved = solve(given) as Solution, m = given.column.length;
      if (m === 0) return;
      const [flow, supplyPrice, demandPrice] = [solved.flow.slice(), solved.supplyPrice.slice(), solved.demandPrice.slice()];
      const changed = { ...given, supplyCapacity: given.supplyCapacity.slice(), demandCapacity: given.demandCapacity.slice(), fit: given.fit.slice() };
      if (what === 'flow') [flow[at % m], flow[to % m]] = [flow[to % m]!, flow[at % m]!];
      else {
        const numbers = { 'supply price': supplyPrice, 'demand price': demandPrice, 'supply capacity': changed.supplyCapacity, 'demand capacity': changed.demandCapacity, 'fit': changed.fit }[what]!;
        numbers[at % numbers.length] = what.endsWith('capacity') ? Math.max(0, numbers[at % numbers.length]! + by) : numbers[at % numbers.length]! + by;
      }
      const report = verify(changed, flow, supplyPrice, demandPrice);
      if (report.isOptimal) accepted++;
      else refused++;
      if (report.isOptimal) expect({ weight: flowWeight(changed, flow), fits: isFeasible(changed, flow) }).toEqual({ weight: slowSolve(changed).weight, fits: true });
    }), { numRuns: 8000 });
    expect([accepted > 100, refused > 1000]).toEqual([true, true]);
  });

  it('counts all violations and names a bounded number', () => {
    const report = verify(problem, [9, 9, 9, 9, 9, 9], [0, 0, 0], [0, 0, 0], 2);
    expect([report.violations.length, report.violationCount > 2]).toEqual([2, true]);
  });

  it('gives the same verdict from recomputed pairs, row by row, and names a placement that is no pair', () => {
    const stream = (): CertificateCheck => {
      const check = new CertificateCheck({ supplyCapacity: [1, 1, 0], demandCapacity: [1, 2, 0], supplyPrice: solution.supplyPrice, demandPrice: solution.demandPrice });
      check.row(2, [{ demand: 1, weight: 50, units: 0 }]);
      check.row(1, [2, 3, 4].map((e) => ({ demand: problem.column[e]!, weight: problem.fit[e]!, units: solution.flow[e]! })));
      check.row(0, [0, 1].map((e) => ({ demand: problem.column[e]!, weight: problem.fit[e]!, units: solution.flow[e]! })));
      return check;
    };
    expect(stream().finish()).toEqual(verify(problem, solution.flow, solution.supplyPrice, solution.demandPrice));
    const tampered = stream();
    tampered.placementOnNoArc(0, 2, 1);
    expect(tampered.finish()).toMatchObject({ isOptimal: false, violations: [{ code: 'PLACEMENT_ON_NO_ARC', supply: 0, demand: 2 }] });
  });
});
