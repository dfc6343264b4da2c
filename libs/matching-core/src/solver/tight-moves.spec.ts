import { describe, expect, it, jest } from '@jest/globals';
import { LiveMatching } from '../live/live-matching.js';
import { FlowState } from './flow-state.js';
import { ForwardRepair } from './forward-repair.js';
import { countMovesIn, countMovesOut, FAR, TightMoves } from './tight-moves.js';
import { DistanceQueue } from './distance-queue.js';
import { problemFromArcs } from '../problem.js';

/** A chain of posts of one place at price 5, each but the last held by a worker who is as well off on the next one, and a worker who would gain 1 by the first. */
function chain(length: number): FlowState {
  const arcs = Array.from({ length }, (_, i) => [{ supply: i, demand: i, fit: 5 }, ...(i + 1 < length ? [{ supply: i, demand: i + 1, fit: 5 }] : [])]).flat();
  const state = new FlowState(problemFromArcs(new Array<number>(length + 1).fill(1), new Array<number>(length).fill(1), [...arcs, { supply: length, demand: 0, fit: 6 }]), 2 * length);
  state.price.fill(5);
  for (let i = 0; i < length - 1; i++) state.place(i, state.findArc(i, i, 5), 1);
  return state;
}

describe('TightMoves', () => {
  it('counts the moves to where a unit can end, and from where one can come', () => {
    const state = chain(4), { rows } = state, incoming = { start: Int32Array.of(0, 2, 4, 6), end: Int32Array.of(2, 4, 6, 8), lot: Int32Array.of(0, 4, 0, 1, 1, 2, 2, 3), fit: Int32Array.of(5, 6, 5, 5, 5, 5, 5, 5), reachAt: () => Infinity };
    const moves = new TightMoves(4);
    countMovesOut(state, incoming, moves.out);
    // Each worker is as well off at home too: every post of the chain is an end itself.
    expect([...moves.out]).toEqual([0, 0, 0, 0]);
    rows.bonus.fill(1);
    countMovesOut(state, incoming, moves.out);
    expect([...moves.out]).toEqual([3, 2, 1, 0]);
    countMovesIn(state, moves.in);
    expect([...moves.in]).toEqual([FAR, FAR, FAR, FAR]);
    state.price[1] = 0;
    countMovesIn(state, moves.in);
    expect([...moves.in]).toEqual([FAR, 0, FAR, FAR]);
  });

  it('makes the lower count leave the queue first among equal distances', () => {
    const order = Float64Array.of(3, 1, 2, 0), queue = new DistanceQueue(4, Float64Array.of(7, 7, 7, 8), order);
    for (const post of [0, 3, 2, 1]) queue.push(post);
    expect([queue.pop(), queue.pop(), queue.pop(), queue.pop()]).toEqual([1, 2, 0, 3]);
  });

  it('is corrected by a search, and learns the way back of what moved', () => {
    const state = chain(4), moves = new TightMoves(4);
    state.problem.bonus.fill(1);
    new ForwardRepair(state, moves).augment(4);
    expect(state.spare[4]).toBe(0);
    expect([...moves.out]).toEqual([1, 1, 1, 0]);
    expect([...state.free]).toEqual([0, 0, 0, 0]);
  });

  it('leads a live matching past posts of equal distance from which nobody can move on', () => {
    const length = 50, blind = 4, arcs: { supply: number; demand: number; fit: number }[] = [], used: number[] = [];
    // Worker i holds post i and is as well off on the next, or on four posts whose workers have nowhere else to go. The last post is free.
    for (let i = 0; i + 1 < length; i++) {
      used.push(arcs.length);
      arcs.push({ supply: i, demand: i, fit: 5 });
      for (let k = 0; k < blind; k++) arcs.push({ supply: i, demand: length + blind * i + k, fit: 5 });
      arcs.push({ supply: i, demand: i + 1, fit: 5 });
    }
    for (let k = 0; k < blind * (length - 1); k++) {
      used.push(arcs.length);
      arcs.push({ supply: length - 1 + k, demand: length + k, fit: 5 });
    }
    const demands = length + blind * (length - 1), newcomer = length - 1 + blind * (length - 1);
    const problem = problemFromArcs(new Array<number>(newcomer).fill(1).concat(0), new Array<number>(demands).fill(1), [...arcs, { supply: newcomer, demand: 0, fit: 5 }]);
    const flow = new Int32Array(arcs.length + 1);
    for (const e of used) flow[e] = 1;
    const matching = new LiveMatching(problem, { flow, demandPrice: new Float64Array(demands) }), popped = jest.spyOn(DistanceQueue.prototype, 'pop');
    try {
      matching.update([{ kind: 'supply', supply: newcomer, capacity: 1 }]);
      expect(popped).toHaveBeenCalledTimes(length);
    } finally {
      popped.mockRestore();
    }
    expect(matching.weight()).toBe(5n * BigInt(newcomer + 1));
  });
});
