import { describe, expect, it } from '@jest/globals';
import { verify } from '../certificate.js';
import { seededMarket } from '../testing/seeded-market.js';
import { sourceOf } from '../testing/source-of.js';
import { solveByPricing } from './column-generation.js';
import { storeMore } from './store-more.js';

const market = seededMarket({ seed: 7, supply: 400, demand: 60, degree: 40, ratio: 0.8, isLots: false, fits: 'sum', isTiered: true });

function solved(): Extract<ReturnType<typeof solveByPricing>, { status: 'OPTIMAL' }> {
  const priced = solveByPricing(sourceOf(market), { arcsARow: 3, violatorsARow: 2 });
  if (priced.status !== 'OPTIMAL') throw new Error(priced.status);
  return priced;
}

describe('storing more pairs', () => {
  it('leaves the flow, its value and its proof as they were, and no pair stands twice', () => {
    const priced = solved(), all = storeMore(sourceOf(market), priced, (_i, count, _column, _slack, store) => { for (let k = 0; k < count; k++) for (let twice = 0; twice < 2; twice++) store(k); });
    const { flow, supplyPrice, demandPrice } = all.solution;
    for (let i = 0; i < market.supplyCapacity.length; i++) {
      const row = (problem: typeof market): number[] => Array.from(problem.column.subarray(problem.rowStart[i]!, problem.rowStart[i + 1]!)).filter((j) => market.demandCapacity[j]! > 0).sort((a, b) => a - b);
      expect(row(all.problem)).toEqual(market.supplyCapacity[i] === 0 ? [] : row(market));
    }
    const report = verify(all.problem, flow, supplyPrice, demandPrice);
    expect(report).toMatchObject({ isOptimal: true, primalObjective: priced.certificate.primalObjective });
    // What was stored before is as it was.
    expect(priced.solution.flow.length).toBe(priced.counts.arcsStored);
    expect(priced.problem.column.length).toBe(priced.counts.arcsStored);
  });

  it('tells what a pair would cost, and stores those chosen in the rows asked for', () => {
    const priced = solved(), { solution: { supplyPrice, demandPrice } } = priced, only = { supply: new Uint8Array(400), demand: new Uint8Array(60) };
    only.supply[5] = 1;
    let chosen = -1;
    const more = storeMore(sourceOf(market), priced, (i, count, column, slack, store) => {
      expect(i).toBe(5);
      const stored = priced.problem.column.subarray(priced.problem.rowStart[5], priced.problem.rowStart[6]);
      for (let k = 0; k < count; k++) {
        const j = column[k]!, e = market.column.indexOf(j, market.rowStart[5]);
        expect(slack[k]).toBe(market.demandCapacity[j] === 0 ? Infinity : supplyPrice[5]! + demandPrice[j]! - market.fit[e]! - market.bonus[5]!);
        expect(slack[k]).toBeGreaterThanOrEqual(0);
        if (chosen === -1 && market.demandCapacity[j]! > 0 && !stored.includes(j)) chosen = j;
        if (j === chosen) store(k);
      }
    }, only);
    expect(chosen).toBeGreaterThanOrEqual(0);
    expect(more.problem.column.length).toBe(priced.problem.column.length + 1);
    expect(more.problem.column[more.problem.rowStart[6]! - 1]).toBe(chosen);
  });
});
