/**
 * What the optimum loses with one unit less of each entry, exactly, for all entries of both sides at once.
 *
 * Symbols as in matching-core: arcs (i, k) of weight w, optimal flow x, prices u, p, reduced cost r = u_i + p_k − w >= 0, 0 where
 * x > 0. An entry with spare units loses nothing. Take a unit from a full demand entry j: some unit of i placed there is
 * displaced, and either stays out, or moves to another k, which has room or in turn displaces somebody. With e(i) the least
 * extra cost of placing a displaced unit of i, and d(j) that of a displaced place at j,
 *
 *   loss(j) = p_j + d(j),   d(j) = min { e(i) : x_ij > 0 },   e(i) = min ( u_i, min_k r_ik + (k has room ? 0 : d(k)) ),
 *
 * which is a shortest path problem with costs >= 0. The supply side is its mirror image. These losses are the largest optimal
 * prices of each side (Ahuja, Magnanti and Orlin 1993, section 9.4).
 *
 * Cost: O(m + (L + R) log(L + R)) in practice. Memory: 100 bytes an entry, and 8 bytes for each arc with r < u_i.
 */
import type { TransportProblem } from '@jiedui/matching-core';

export interface Losses {
  /** [L] and [R] whole points of folded weight; 0 at spare capacity and at capacity 0. */
  supply: Float64Array;
  demand: Float64Array;
}

interface PricedFlow {
  readonly flow: ArrayLike<number>;
  readonly supplyPrice: ArrayLike<number>;
  readonly demandPrice: ArrayLike<number>;
}

/** Arcs in use, from both sides: `ofSupply` lists demand indices, `ofDemand` supply indices. */
interface UsedArcs {
  ofSupply: number[][];
  ofDemand: number[][];
  supplySpare: Uint8Array;
  demandSpare: Uint8Array;
}

/** @param optimum an optimal flow with optimal prices; anything else gives numbers without meaning. */
export function marginalLosses(problem: TransportProblem, optimum: PricedFlow): Losses {
  const used = usedArcs(problem, optimum.flow);
  return { demand: demandLosses(problem, optimum, used), supply: supplyLosses(problem, optimum, used) };
}

function usedArcs(problem: TransportProblem, flow: ArrayLike<number>): UsedArcs {
  const { supplyCapacity, demandCapacity, rowStart, column } = problem;
  const ofSupply: number[][] = Array.from(supplyCapacity, () => []);
  const ofDemand: number[][] = Array.from(demandCapacity, () => []);
  const out = new Float64Array(supplyCapacity.length);
  const into = new Float64Array(demandCapacity.length);
  for (let i = 0; i < supplyCapacity.length; i++) {
    for (let e = value(rowStart, i); e < value(rowStart, i + 1); e++) {
      const units = value(flow, e);
      if (units === 0) continue;
      const j = value(column, e);
      ofSupply[i]?.push(j);
      ofDemand[j]?.push(i);
      out[i] = value(out, i) + units;
      into[j] = value(into, j) + units;
    }
  }
  return {
    ofSupply, ofDemand,
    supplySpare: Uint8Array.from(supplyCapacity, (units, i) => (value(out, i) < units ? 1 : 0)),
    demandSpare: Uint8Array.from(demandCapacity, (units, j) => (value(into, j) < units ? 1 : 0)),
  };
}

function demandLosses(problem: TransportProblem, optimum: PricedFlow, used: UsedArcs): Float64Array {
  const { supplyCapacity, demandCapacity, rowStart, column, fit, bonus } = problem;
  const L = supplyCapacity.length;
  const R = demandCapacity.length;
  const costly = (i: number, e: number): number => value(optimum.supplyPrice, i) + value(optimum.demandPrice, value(column, e)) - value(fit, e) - value(bonus, i);
  // Arcs into each demand entry that could make a displaced unit cheaper than leaving it out: r < u.
  const start = new Int32Array(R + 1);
  const isUseful = (i: number, e: number): boolean => value(demandCapacity, value(column, e)) > 0 && costly(i, e) < value(optimum.supplyPrice, i);
  for (let i = 0; i < L; i++) for (let e = value(rowStart, i); e < value(rowStart, i + 1); e++) if (isUseful(i, e)) start[value(column, e) + 1] = value(start, value(column, e) + 1) + 1;
  for (let j = 0; j < R; j++) start[j + 1] = value(start, j + 1) + value(start, j);
  const next = start.slice();
  const from = new Int32Array(value(start, R));
  const arc = new Int32Array(value(start, R));
  for (let i = 0; i < L; i++) {
    for (let e = value(rowStart, i); e < value(rowStart, i + 1); e++) {
      if (!isUseful(i, e)) continue;
      const place = value(next, value(column, e));
      next[value(column, e)] = place + 1;
      from[place] = i;
      arc[place] = e;
    }
  }
  const displaced = Float64Array.from(optimum.supplyPrice);
  const extra = new Float64Array(R).fill(Number.POSITIVE_INFINITY);
  const queue = new CostQueue();
  const settle = (k: number): void => {
    for (let a = value(start, k); a < value(start, k + 1); a++) {
      const i = value(from, a);
      const cost = value(extra, k) + costly(i, value(arc, a));
      if (cost >= value(displaced, i)) continue;
      displaced[i] = cost;
      queue.push(cost, i);
    }
  };
  for (let j = 0; j < R; j++) {
    if (used.demandSpare[j] !== 1) continue;
    extra[j] = 0;
    settle(j);
  }
  for (let i = 0; i < L; i++) if ((used.ofSupply[i]?.length ?? 0) > 0) queue.push(value(displaced, i), i);
  for (let top = queue.pop(); top !== null; top = queue.pop()) {
    if (top.cost > value(displaced, top.node)) continue;
    for (const j of used.ofSupply[top.node] ?? []) {
      if (value(extra, j) <= top.cost) continue;
      extra[j] = top.cost;
      settle(j);
    }
  }
  return Float64Array.from(demandCapacity, (units, j) => (units === 0 || used.demandSpare[j] === 1 ? 0 : value(optimum.demandPrice, j) + value(extra, j)));
}

function supplyLosses(problem: TransportProblem, optimum: PricedFlow, used: UsedArcs): Float64Array {
  const { supplyCapacity, rowStart, column, fit, bonus } = problem;
  const L = supplyCapacity.length;
  const R = problem.demandCapacity.length;
  const freed = Float64Array.from(optimum.demandPrice);
  const extra = new Float64Array(L).fill(Number.POSITIVE_INFINITY);
  const queue = new CostQueue();
  const settle = (i: number): void => {
    const base = value(extra, i) + value(optimum.supplyPrice, i) - value(bonus, i);
    for (let e = value(rowStart, i); e < value(rowStart, i + 1); e++) {
      const k = value(column, e);
      const cost = base + value(optimum.demandPrice, k) - value(fit, e);
      if (cost >= value(freed, k)) continue;
      freed[k] = cost;
      queue.push(cost, k);
    }
  };
  for (let i = 0; i < L; i++) {
    if (used.supplySpare[i] !== 1) continue;
    extra[i] = 0;
    settle(i);
  }
  for (let j = 0; j < R; j++) if ((used.ofDemand[j]?.length ?? 0) > 0) queue.push(value(freed, j), j);
  for (let top = queue.pop(); top !== null; top = queue.pop()) {
    if (top.cost > value(freed, top.node)) continue;
    for (const i of used.ofDemand[top.node] ?? []) {
      if (value(extra, i) <= top.cost) continue;
      extra[i] = top.cost;
      settle(i);
    }
  }
  return Float64Array.from(supplyCapacity, (units, i) => (units === 0 || used.supplySpare[i] === 1 ? 0 : value(optimum.supplyPrice, i) + value(extra, i)));
}

const value = (values: ArrayLike<number>, index: number): number => values[index] ?? 0;

/** Binary heap of nodes by cost; outdated elements stay in and are skipped by the caller. */
class CostQueue {
  private readonly costs: number[] = [];
  private readonly nodes: number[] = [];

  push(cost: number, node: number): void {
    let at = this.costs.length;
    this.costs.push(cost);
    this.nodes.push(node);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (value(this.costs, parent) <= cost) break;
      this.move(parent, at);
      at = parent;
    }
    this.costs[at] = cost;
    this.nodes[at] = node;
  }

  pop(): { cost: number; node: number } | null {
    const cost = this.costs[0];
    const node = this.nodes[0];
    const lastCost = this.costs.pop();
    const lastNode = this.nodes.pop();
    if (cost === undefined || node === undefined || lastCost === undefined || lastNode === undefined) return null;
    const size = this.costs.length;
    if (size === 0) return { cost, node };
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && value(this.costs, child + 1) < value(this.costs, child)) child++;
      if (value(this.costs, child) >= lastCost) break;
      this.move(child, at);
      at = child;
    }
    this.costs[at] = lastCost;
    this.nodes[at] = lastNode;
    return { cost, node };
  }

  private move(source: number, target: number): void {
    this.costs[target] = value(this.costs, source);
    this.nodes[target] = value(this.nodes, source);
  }
}
