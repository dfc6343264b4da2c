import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flowWeight, LiveMatching, objectiveVector, problemFromArcs, solve, tierBonuses, type ArcInput, type Edit, type Solution, type TransportProblem } from '@jiedui/matching-core';
import { solveIntegerModel } from './integer-model.js';

/** The matching core against HiGHS, which shares nothing with it: simplex and branch and bound on the plain model. */

const MAX_FIT = 20;

const market = (lots: boolean): fc.Arbitrary<{ supply: number[]; demand: number[]; arcs: ArcInput[]; tiers: number[] }> =>
  fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 6 })).chain(([L, R]) => fc.record({
    supply: fc.array(fc.nat(lots ? 6 : 1), { minLength: L, maxLength: L }),
    demand: fc.array(fc.nat(lots ? 8 : 3), { minLength: R, maxLength: R }),
    arcs: fc.uniqueArray(fc.record({ supply: fc.nat(L - 1), demand: fc.nat(R - 1), fit: fc.nat(MAX_FIT) }), { maxLength: L * R, selector: ({ supply, demand }) => supply * R + demand }),
    tiers: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: L, maxLength: L }),
  }));

function solved(problem: TransportProblem): Solution {
  const solution = solve(problem);
  if (solution.status === 'OUT_OF_RANGE') throw new Error(solution.reason);
  return solution;
}

/** Greatest sum of value times units over the flows that fit, with the sums of earlier levels held. */
async function best(problem: TransportProblem, value: (arc: number, supply: number) => number, held: readonly { readonly value: (arc: number, supply: number) => number; readonly sum: number }[] = []): Promise<number> {
  const m = problem.column.length, L = problem.supplyCapacity.length, R = problem.demandCapacity.length, rowOf = new Int32Array(m);
  for (let i = 0; i < L; i++) rowOf.fill(i, problem.rowStart[i], problem.rowStart[i + 1]);
  const rows: { of: [number, number][]; low: number; high: number }[] = [
    ...Array.from({ length: L }, (_, i) => ({ of: arcsWhere((e) => rowOf[e] === i), low: 0, high: problem.supplyCapacity[i]! })),
    ...Array.from({ length: R }, (_, j) => ({ of: arcsWhere((e) => problem.column[e] === j), low: 0, high: problem.demandCapacity[j]! })),
    ...held.map((level) => ({ of: arcsWhere((e) => level.value(e, rowOf[e]!) !== 0).map(([e]): [number, number] => [e, level.value(e, rowOf[e]!)]), low: level.sum, high: level.sum })),
  ];
  function arcsWhere(is: (e: number) => boolean): [number, number][] {
    return Array.from({ length: m }, (_, e) => e).filter(is).map((e) => [e, 1]);
  }
  const entries = rows.flatMap((row) => row.of), rowStart = Int32Array.from([0, ...rows.map((_, r) => rows.slice(0, r + 1).reduce((sum, row) => sum + row.of.length, 0))]);
  const result = await solveIntegerModel({
    sense: 'max', objective: Float64Array.from({ length: m }, (_, e) => value(e, rowOf[e]!)), lower: new Float64Array(m), upper: new Float64Array(m).fill(Infinity), isInteger: new Uint8Array(m).fill(1),
    rowLower: Float64Array.from(rows, (row) => row.low), rowUpper: Float64Array.from(rows, (row) => row.high), rowStart, column: Int32Array.from(entries, ([e]) => e), coefficient: Float64Array.from(entries, ([, c]) => c),
  });
  if (result.status !== 'optimal') throw new Error(`HiGHS: ${result.status}`);
  return Math.round(result.objective);
}

describe('the matching core agrees with HiGHS', () => {
  it.each([['workers', false], ['lots', true]])('on %s', async (_, lots) => {
    await fc.assert(fc.asyncProperty(market(lots), async ({ supply, demand, arcs }) => {
      const problem = problemFromArcs(supply, demand, arcs);
      expect(Number(flowWeight(problem, solved(problem).flow))).toBe(await best(problem, (e) => problem.fit[e]!));
    }), { numRuns: 700 });
  }, 120_000);

  it.each([['workers', false], ['lots', true]])('on %s in tiers, level by level', async (_, lots) => {
    await fc.assert(fc.asyncProperty(market(lots), async ({ supply, demand, arcs, tiers }) => {
      const problem = problemFromArcs(supply, demand, arcs, tierBonuses(tiers, demand.length, MAX_FIT)), vector = objectiveVector(problem, solved(problem).flow, tiers);
      const held: { value: (arc: number, supply: number) => number; sum: number }[] = [];
      for (const tier of [1, 2, 3, 4]) {
        const value = (_arc: number, i: number): number => (tiers[i] === tier ? 1 : 0);
        held.push({ value, sum: await best(problem, value, held) });
      }
      expect([...vector.placedByTier, vector.totalFit].map(Number)).toEqual([...held.map((level) => level.sum), await best(problem, (e) => problem.fit[e]!, held)]);
    }), { numRuns: 200 });
  }, 120_000);

  it.each([['workers', false], ['lots', true]])('on %s whose lists change', async (_, lots) => {
    const edit = fc.oneof(
      fc.record({ kind: fc.constant('pair' as const), supply: fc.nat(6), demand: fc.nat(5), fit: fc.option(fc.nat(MAX_FIT)) }),
      fc.record({ kind: fc.constant('supply' as const), supply: fc.nat(6), capacity: fc.nat(lots ? 6 : 1) }),
      fc.record({ kind: fc.constant('demand' as const), demand: fc.nat(5), capacity: fc.nat(lots ? 8 : 3) }));
    await fc.assert(fc.asyncProperty(market(lots), fc.array(edit, { minLength: 1, maxLength: 6 }), async ({ supply, demand, arcs }, edits) => {
      const problem = problemFromArcs(supply, demand, arcs), matching = new LiveMatching(problem, solved(problem));
      const known = edits.filter((one: Edit) => (one.kind === 'demand' || one.supply < supply.length) && (one.kind === 'supply' || one.demand < demand.length));
      expect(matching.update(known)).toEqual({ status: 'OPTIMAL' });
      const now = matching.problem();
      expect(Number(matching.weight())).toBe(await best(now, (e) => now.fit[e]!));
    }), { numRuns: 400 });
  }, 120_000);
});
