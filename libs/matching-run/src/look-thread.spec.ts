import { describe, expect, it } from '@jest/globals';
import { flowWeight, problemFromArcs, solve, type Solution, type SolveOptions, tierBonuses, type TransportProblem, verify } from '@jiedui/matching-core';
import { startLookThread } from './look-thread.js';

/** Workers of few skills, each with like posts: enough arcs for two threads to share the work. */
function largeMarket(isTiered: boolean): TransportProblem {
  const L = 27_000, R = 1500, arcs: { supply: number; demand: number; fit: number }[] = [];
  let state = 7;
  const below = (n: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor(state / 4294967296 * n);
  };
  for (let supply = 0; supply < L; supply++) {
    const first = below(R), step = 1 + below(7);
    for (let k = 0; k < 20; k++) arcs.push({ supply, demand: (first + k * step) % R, fit: below(1001) });
  }
  const tiers = Array.from({ length: L }, () => (isTiered ? 1 + below(4) : 4));
  return problemFromArcs(new Int32Array(L).fill(1), Array.from({ length: R }, () => below(25)), arcs, tierBonuses(tiers, R, 1000));
}

function proved(problem: TransportProblem, options?: SolveOptions): Solution {
  const solution = solve(problem, options);
  if (solution.status === 'OUT_OF_RANGE') throw new Error(solution.reason);
  expect(verify(problem, solution.flow, solution.supplyPrice, solution.demandPrice).isOptimal).toBe(true);
  return solution;
}

describe('startLookThread', () => {
  it.each([false, true])('helps a solve to the same objective, and to the same answer again (tiers: %s)', (isTiered) => {
    const problem = largeMarket(isTiered), alone = proved(problem), helped = proved(problem, { startThread: startLookThread });
    expect(flowWeight(problem, helped.flow)).toBe(flowWeight(problem, alone.flow));
    expect(proved(problem, { startThread: startLookThread })).toEqual(helped);
  });

  it('is let go when the solve is cancelled', () => {
    let asked = 0;
    expect(solve(largeMarket(false), { startThread: startLookThread, shouldCancel: () => ++asked === 5 })).toMatchObject({ status: 'CANCELLED' });
  });

  it('fails without taking the process along', async () => {
    const none = new Int32Array(0), uncaught: unknown[] = [], note = (error: unknown): void => { uncaught.push(error); };
    process.on('uncaughtExceptionMonitor', note);
    const thread = startLookThread({ layout: { arcs: none, shift: 1, base: 0 }, rowStart: none, out: none, queue: none, price: none, arc: none, second: none, signal: none });
    thread.ref();
    await new Promise((resolve) => { thread.once('exit', resolve); });
    process.off('uncaughtExceptionMonitor', note);
    expect(uncaught).toEqual([]);
  });
});
