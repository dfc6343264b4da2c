/**
 * A second solver for tests: successive shortest paths by Bellman-Ford on the plain residual network, sharing no idea with the
 * real one (no prices, no auction, no batches). Good for a few dozen arcs.
 *
 * Also generators of small problems for the property tests.
 */
import fc from 'fast-check';
import { problemFromArcs, type TransportProblem } from '../problem.js';

export interface SlowArc { readonly from: number; readonly to: number; readonly capacity: number; readonly cost: number }

/** Least cost of any flow from 0 to 1 of any amount (negative cycles must not exist at flow 0). */
export function leastCost(nodes: number, arcs: readonly SlowArc[]): { cost: bigint; amount: number; flow: number[] } {
  const from: number[] = [], to: number[] = [], left: number[] = [], cost: number[] = [];
  for (const a of arcs) {
    from.push(a.from, a.to);
    to.push(a.to, a.from);
    left.push(a.capacity, 0);
    cost.push(a.cost, -a.cost);
  }
  let total = 0n, amount = 0;
  for (;;) {
    const distance = new Array<number>(nodes).fill(Infinity), via = new Array<number>(nodes).fill(-1);
    distance[0] = 0;
    for (let changed = true; changed;) {
      changed = false;
      for (let e = 0; e < from.length; e++) {
        const d = distance[from[e]!]! + cost[e]!;
        if (left[e]! > 0 && d < distance[to[e]!]!) {
          distance[to[e]!] = d;
          via[to[e]!] = e;
          changed = true;
        }
      }
    }
    if (!(distance[1]! < 0)) break;
    let push = Infinity;
    for (let v = 1; v !== 0; v = from[via[v]!]!) push = Math.min(push, left[via[v]!]!);
    for (let v = 1; v !== 0; v = from[via[v]!]!) {
      left[via[v]!]! -= push;
      left[via[v]! ^ 1]! += push;
    }
    total += BigInt(push) * BigInt(distance[1]!);
    amount += push;
  }
  return { cost: total, amount, flow: arcs.map((a, k) => a.capacity - left[2 * k]!) };
}

/** Greatest weight of a transport problem, and one flow that has it. */
export function slowSolve(problem: TransportProblem): { weight: bigint; flow: Int32Array } {
  const L = problem.supplyCapacity.length, R = problem.demandCapacity.length, arcs: SlowArc[] = [];
  for (let i = 0; i < L; i++) {
    for (let e = problem.rowStart[i]!; e < problem.rowStart[i + 1]!; e++) {
      const j = problem.column[e]!;
      arcs.push({ from: 2 + i, to: 2 + L + j, capacity: Math.min(problem.supplyCapacity[i]!, problem.demandCapacity[j]!), cost: -(problem.fit[e]! + problem.bonus[i]!) });
    }
  }
  const m = arcs.length;
  for (let i = 0; i < L; i++) arcs.push({ from: 0, to: 2 + i, capacity: problem.supplyCapacity[i]!, cost: 0 });
  for (let j = 0; j < R; j++) arcs.push({ from: 2 + L + j, to: 1, capacity: problem.demandCapacity[j]!, cost: 0 });
  const { cost, flow } = leastCost(2 + L + R, arcs);
  return { weight: -cost, flow: Int32Array.from(flow.slice(0, m)) };
}

export interface ProblemShape { readonly maxSupply: number; readonly maxDemand: number; readonly supplyCap: number; readonly demandCap: number; readonly maxFit: number; readonly minFit?: number }

/** Small random problems with ties, capacity 0, degree 0, parallel arcs, empty sides; weights plain, product-shaped or few-valued. */
export function smallProblem(shape: ProblemShape): fc.Arbitrary<TransportProblem> {
  const { maxSupply, maxDemand, supplyCap, demandCap, maxFit, minFit = 0 } = shape;
  return fc.tuple(fc.integer({ min: 0, max: maxSupply }), fc.integer({ min: 0, max: maxDemand }), fc.constantFrom('plain', 'product', 'few')).chain(([L, R, kind]) =>
    fc.tuple(
      fc.array(fc.integer({ min: 0, max: supplyCap }), { minLength: L, maxLength: L }),
      fc.array(fc.integer({ min: 0, max: demandCap }), { minLength: R, maxLength: R }),
      fc.array(fc.tuple(fc.nat(Math.max(0, L - 1)), fc.nat(Math.max(0, R - 1)), fc.integer({ min: minFit, max: maxFit })), { maxLength: L === 0 || R === 0 ? 0 : L * R + 2, size: 'max' }),
      fc.array(fc.constantFrom(0, 0, 0, 1, 100), { minLength: L, maxLength: L }),
    ).map(([supply, demand, arcs, bonus]) => problemFromArcs(supply, demand, arcs.map(([i, j, w]) => ({
      supply: i, demand: j, fit: kind === 'plain' ? w : kind === 'few' ? Math.floor(w / Math.max(1, Math.floor(maxFit / 3))) : Math.floor((w % (i + 2)) * (j + 1)),
    })), bonus)));
}
