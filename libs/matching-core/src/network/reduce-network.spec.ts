import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { solve } from '../solver/solve.js';
import { slowNetworkCost } from '../testing/slow-network.js';
import { flowCost, isShipped, type FlowNetwork } from './flow-network.js';
import { isFlow, isProved, verifyNetwork } from './network-certificate.js';
import { reduceNetwork } from './reduce-network.js';
import { sinkForm } from './sink-form.js';

type Arc = readonly [from: number, to: number, low: number, capacity: number, cost: number];

function networkOf(supply: readonly number[], arcs: readonly Arc[]): FlowNetwork {
  return {
    nodes: supply.length, supply: Float64Array.from(supply), from: Int32Array.from(arcs, (a) => a[0]), to: Int32Array.from(arcs, (a) => a[1]),
    low: arcs.some((a) => a[2] > 0) ? Float64Array.from(arcs, (a) => a[2]) : undefined, capacity: Float64Array.from(arcs, (a) => a[3]), cost: Float64Array.from(arcs, (a) => a[4]),
  };
}

/** Status, or the least cost with its flow and its proof checked; by the sink form where there is one, unless told to reduce. */
function answer(network: FlowNetwork, isReduced = false): string {
  const form = (isReduced ? undefined : sinkForm(network)) ?? reduceNetwork(network);
  if (form.status !== 'transport') return form.status;
  const solution = solve(form.problem);
  if (solution.status === 'OUT_OF_RANGE') return 'out-of-range';
  if (!isShipped(form, solution.flow)) return 'infeasible';
  const units = new Float64Array(network.from.length);
  form.forEachArc(solution.flow, (e, x) => { units[e] = x; });
  expect([isFlow(network, units), verifyNetwork(network, form, solution)]).toEqual([true, true]);
  return flowCost(network, form, solution.flow).toString();
}

const arcs = fc.array(fc.record({
  u: fc.nat(6), v: fc.nat(6), low: fc.constantFrom(0, 0, 0, 1, 2), room: fc.constantFrom(0, 1, 2, 5, 40, Infinity), cost: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: -6, max: 20 })), used: fc.nat(4),
}), { maxLength: 24, size: 'max' });

/** Networks that mostly have a flow: the balances are those of some amounts within the bounds, unless disturbed. */
const networks = fc.tuple(fc.integer({ min: 1, max: 7 }), arcs, fc.constantFrom(0, 0, 0, 0, 3), fc.boolean()).map(([nodes, list, disturbance, isUnsigned]) => {
  const supply = new Array<number>(nodes).fill(0), out: Arc[] = [];
  for (const a of list) {
    const u = a.u % nodes, v = a.v % nodes, units = a.low + Math.min(a.room, a.used);
    supply[u]! += units;
    supply[v]! -= units;
    out.push([u, v, a.low, a.low + a.room, isUnsigned ? Math.abs(a.cost) : a.cost]);
  }
  supply[0]! += disturbance;
  supply[nodes - 1]! -= disturbance;
  return networkOf(supply, out);
});

describe('reduceNetwork', () => {
  it('agrees with successive shortest paths on random networks: bounds, no limits, loops, parallel arcs, negative costs and cycles', () => {
    const met: Record<string, number> = {};
    fc.assert(fc.property(networks, (network) => {
      const expected = slowNetworkCost(network), status = /\d/.test(expected) ? 'optimal' : expected;
      met[status] = (met[status] ?? 0) + 1;
      expect(answer(network)).toBe(expected);
      expect(answer(network, true)).toBe(expected);
    }), { numRuns: 4000 });
    expect(Math.min(met['optimal'] ?? 0, met['infeasible'] ?? 0, met['unbounded'] ?? 0)).toBeGreaterThan(100);
  });

  it('takes a two-sided network whose limits cannot bind as it is', () => {
    const form = reduceNetwork(networkOf([3, 2, -4, -1], [[0, 2, 0, 3, 5], [0, 3, 0, 1, 1], [1, 2, 0, Infinity, 2], [1, 3, 0, 9, 9]]));
    expect(form).toMatchObject({ status: 'transport', problem: { supplyCapacity: Int32Array.of(3, 2), demandCapacity: Int32Array.of(4, 1), column: Int32Array.of(0, 1, 0, 1) } });
  });

  it('says unbalanced before infeasible, infeasible before unbounded, and names the node', () => {
    expect(reduceNetwork(networkOf([5, -4], [[0, 1, 3, 2, 1]]))).toMatchObject({ status: 'unbalanced', reason: 'total supply 5, total demand 4' });
    expect(reduceNetwork(networkOf([5, -5], [[0, 1, 3, 2, 1]]))).toMatchObject({ status: 'infeasible', reason: expect.stringContaining('lower bound of 3') });
    expect(reduceNetwork(networkOf([5, -5], [[0, 1, 0, 4, 1]]))).toMatchObject({ status: 'infeasible', reason: expect.stringContaining('node 1') });
    const cycle: Arc[] = [[1, 2, 0, Infinity, -3], [2, 1, 0, Infinity, 2]];
    expect(reduceNetwork(networkOf([1, 0, -1], [[0, 1, 0, 1, 0], [1, 2, 0, 1, 0], ...cycle]))).toMatchObject({ status: 'unbounded', reason: expect.stringMatching(/node [23]/) });
    expect(reduceNetwork(networkOf([2, 0, -2], [[0, 1, 0, 1, 0], [1, 2, 0, 2, 0], ...cycle]))).toMatchObject({ status: 'infeasible' });
    expect(answer(networkOf([0, 0], [[0, 1, 0, 7, -3], [1, 0, 0, Infinity, 2]]))).toBe('-7');
  });

  it('solves networks without nodes, without arcs, with loops and with arcs of capacity 0', () => {
    expect(answer(networkOf([], []))).toBe('0');
    expect(answer(networkOf([0, 0], []))).toBe('0');
    expect(answer(networkOf([1, -1], []))).toBe('infeasible');
    expect(answer(networkOf([0], [[0, 0, 2, 9, 4]]))).toBe('8');
    expect(answer(networkOf([0], [[0, 0, 2, 9, -4]]))).toBe('-36');
    expect(answer(networkOf([0], [[0, 0, 0, Infinity, -4]]))).toBe('unbounded');
    expect(answer(networkOf([1, 0, -1], [[0, 1, 0, 0, 1], [1, 2, 0, 5, 1]]))).toBe('infeasible');
  });

  it('calls numbers that could overflow out of range, never a wrong cost', () => {
    const big = 2 ** 31;
    expect(answer(networkOf([9e9, -9e9], [[0, 1, 0, Infinity, 1]]))).toBe('out-of-range');
    expect(answer(networkOf([1, -1], [[0, 1, 0, 1, big]]))).toBe('out-of-range');
    expect(answer(networkOf([2 ** 53 - 1, 2 ** 53 - 1, -(2 ** 53 - 1), -(2 ** 53 - 1)], [[0, 2, 0, Infinity, 1]]))).toBe('out-of-range');
    expect(answer(networkOf([1, 0, -1], [[0, 1, 2 ** 52, 2 ** 53 - 1, 1], [1, 2, 2 ** 52, 2 ** 53 - 1, 1]]))).toBe('out-of-range');
    expect(answer(networkOf([0, 0], [[0, 1, 0, 2 ** 52, -1], [1, 0, 0, 2 ** 52, -1]]))).toBe('out-of-range');
    const n = 40000, chain = Array.from({ length: n - 1 }, (_, v): Arc => [v, v + 1, 0, 1, big - 1]);
    expect(answer(networkOf([1, ...new Array<number>(n - 2).fill(0), -1], chain))).toBe('out-of-range');
    expect(answer(networkOf([2e9, 0, -2e9], [[0, 1, 0, Infinity, big - 1], [1, 2, 0, 2e9, big - 1]]))).toBe((2n * 2000000000n * 2147483647n).toString());
  });
});

describe('the proof of a network', () => {
  const network = networkOf([2, 0, -2], [[0, 1, 0, 2, 1], [1, 2, 0, 2, 1], [0, 2, 0, 1, 5]]);

  it('refuses flows out of balance or bounds, dear flows and wrong prices', () => {
    expect([isFlow(network, Float64Array.of(2, 2, 0)), isProved(network, Float64Array.of(2, 2, 0), Float64Array.of(2, 1, 0))]).toEqual([true, true]);
    for (const flow of [[2, 1, 0], [3, 3, -1], [1.5, 1.5, 0.5], [0, 0, 2]]) expect(isFlow(network, Float64Array.from(flow))).toBe(false);
    expect(isFlow(network, Float64Array.of(1, 1, 1))).toBe(true);
    expect(isProved(network, Float64Array.of(1, 1, 1), Float64Array.of(2, 1, 0))).toBe(false);
    expect(isProved(network, Float64Array.of(2, 2, 0), Float64Array.of(9, 1, 0))).toBe(false);
    const form = reduceNetwork(network);
    if (form.status !== 'transport') throw new Error(form.status);
    const solution = solve(form.problem);
    if (solution.status !== 'OPTIMAL') throw new Error(solution.status);
    const dear = { ...form, forEachArc: (_: Int32Array, visit: (arc: number, units: number) => void): void => [1, 1, 1].forEach((x, e) => visit(e, x)) };
    expect([verifyNetwork(network, form, solution), verifyNetwork(network, dear, solution)]).toEqual([true, false]);
  });
});
