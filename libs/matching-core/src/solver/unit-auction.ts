/**
 * Auction for lots of capacity 0 or 1 (workers): each post keeps its members in a binary heap by bid, in one shared array.
 *
 * A worker looks along its row for the best and second best of fit - price, staying out being worth -bonus, and bids for the best
 * post the level at which it would be indifferent, plus eps. A full post lets its lowest member go; its price is the lowest level.
 * All numbers inside are whole multiples of the last step: as 32-bit integers where the weights allow it, which halves the
 * memory that a bid looks through, else as doubles.
 *
 * Cost: one row a bid. Memory: 4 bytes an arc, 8 bytes a place (places of a post: the smaller of its capacity and its arcs) and
 * 8 bytes a worker.
 */
import { greatestFit, leastFit, type TransportProblem } from '../problem.js';
import { LAST_EPS, type Auction, type PhaseCount } from './auction-schedule.js';
import type { FlowState } from './flow-state.js';
import type { Pulse } from './pulse.js';

type Levels = Int32Array | Float64Array;

/** The price in steps of a post without places: above all weights, and a difference from it still fits 32 bits. */
const NEVER = 2 ** 30;
/** Whole steps in a point. */
const STEPS = 1 / LAST_EPS;

export class UnitAuction implements Auction {
  readonly price: Float64Array;
  private readonly steps: Levels; // [R] price in steps; of a post without places, above all else
  private readonly fit: Levels; // [m] fit in steps
  private readonly heapStart: Int32Array; // [R+1]
  private readonly heapSize: Int32Array; // [R]
  private readonly member: Int32Array; // [places] worker
  private readonly level: Levels; // [places] its bid, in steps
  private readonly arcOf: Int32Array; // [L] arc of the last bid
  private readonly queue: Int32Array; // [L] workers waiting, a ring

  constructor(private readonly problem: TransportProblem, maxWeight: number) {
    const { supplyCapacity, demandCapacity, rowStart, column } = problem, R = demandCapacity.length, L = supplyCapacity.length;
    // A bid is at most a weight and a step of a fifth of it; fits and bonuses apart may be greater than their sums.
    let greatest = 2 * maxWeight;
    for (let i = 0; i < L; i++) {
      const start = rowStart[i]!, end = rowStart[i + 1]!;
      if (start < end) greatest = Math.max(greatest, Math.abs(problem.bonus[i]!), Math.abs(greatestFit(problem.fit, start, end)), Math.abs(leastFit(problem.fit, start, end)));
    }
    const isSmall = greatest * STEPS < NEVER, levels = (n: number): Levels => (isSmall ? new Int32Array(n) : new Float64Array(n));
    this.steps = levels(R);
    this.fit = levels(problem.fit.length);
    this.price = new Float64Array(R);
    this.heapStart = new Int32Array(R + 1);
    this.heapSize = new Int32Array(R);
    const degree = new Int32Array(R);
    for (let i = 0; i < L; i++) {
      scaleRow(this.fit, problem.fit, rowStart[i]!, rowStart[i + 1]!);
      countRow(degree, column, rowStart[i]!, rowStart[i + 1]!);
    }
    for (let j = 0; j < R; j++) {
      const b = demandCapacity[j]!;
      if (b === 0) this.price[j] = Infinity;
      this.heapStart[j + 1] = this.heapStart[j]! + Math.min(b, degree[j]!);
    }
    const places = this.heapStart[R]!;
    this.member = new Int32Array(places);
    this.level = levels(places);
    this.arcOf = new Int32Array(L).fill(-1);
    this.queue = new Int32Array(L);
  }

  isFull(post: number): boolean {
    return this.heapSize[post] === this.problem.demandCapacity[post];
  }

  runPhase(eps: number, maxBids: number, pulse: Pulse, fractionBefore: number, fractionAfter: number): PhaseCount {
    const { supplyCapacity, demandCapacity, rowStart, column, bonus } = this.problem;
    const { steps: price, fit, heapStart, heapSize, member, level, arcOf, queue } = this, L = supplyCapacity.length, step = eps * STEPS;
    heapSize.fill(0);
    for (let j = 0; j < price.length; j++) price[j] = this.price[j] === Infinity ? NEVER : this.price[j]! * STEPS;
    let head = 0, waiting = 0, bids = 0, members = 0, work = 0;
    for (let i = 0; i < L; i++) if (supplyCapacity[i]! > 0 && rowStart[i + 1]! > rowStart[i]!) queue[waiting++] = i;
    while (waiting > 0 && bids <= maxBids) {
      const i = queue[head]!, start = rowStart[i]!, end = rowStart[i + 1]!, out = -bonus[i]! * STEPS;
      if (++head === L) head = 0;
      waiting--;
      work += end - start + 4;
      if (work > 65536) {
        if (pulse.due(work)) pulse.report('auction', fractionBefore + (fractionAfter - fractionBefore) * (1 - (waiting + 1) / (L + 1)));
        work = 0;
      }
      let best = out, second = out, arc = -1;
      for (let e = start; e < end; e++) {
        const v = fit[e]! - price[column[e]!]!;
        if (v > second) {
          if (v > best) {
            second = best;
            best = v;
            arc = e;
          } else second = v;
        }
      }
      if (arc < 0) continue;
      bids++;
      const j = column[arc]!, bid = fit[arc]! - second + step, base = heapStart[j]!, size = heapSize[j]!, capacity = demandCapacity[j]!;
      arcOf[i] = arc;
      let k: number;
      if (size < capacity) {
        members++;
        heapSize[j] = size + 1;
        k = size;
        while (k > 0) {
          const parent = (k - 1) >> 1, above = level[base + parent]!;
          if (above <= bid) break;
          level[base + k] = above;
          member[base + k] = member[base + parent]!;
          k = parent;
        }
        level[base + k] = bid;
        member[base + k] = i;
        if (size + 1 === capacity) price[j] = level[base]!;
        continue;
      }
      let tail = head + waiting;
      if (tail >= L) tail -= L;
      queue[tail] = member[base]!;
      waiting++;
      k = 0;
      for (;;) {
        let child = 2 * k + 1;
        if (child >= size) break;
        let below = level[base + child]!;
        if (child + 1 < size) {
          const right = level[base + child + 1]!;
          if (right < below) {
            below = right;
            child++;
          }
        }
        if (below >= bid) break;
        level[base + k] = below;
        member[base + k] = member[base + child]!;
        k = child;
      }
      level[base + k] = bid;
      member[base + k] = i;
      price[j] = level[base]!;
    }
    for (let j = 0; j < price.length; j++) if (price[j] !== NEVER) this.price[j] = price[j]! / STEPS;
    return { bids, members };
  }

  /** Places the members in `state`, as they stand after a phase or in the middle of one. */
  writeInto(state: FlowState): void {
    for (let j = 0; j < state.R; j++) {
      const base = this.heapStart[j]!;
      for (let k = 0; k < this.heapSize[j]!; k++) {
        const i = this.member[base + k]!;
        state.place(i, this.arcOf[i]!, 1);
      }
    }
  }
}

function scaleRow(steps: Levels, fit: Int16Array | Int32Array, start: number, end: number): void {
  for (let e = start; e < end; e++) steps[e] = fit[e]! * STEPS;
}

function countRow(degree: Int32Array, column: Int32Array, start: number, end: number): void {
  for (let e = start; e < end; e++) degree[column[e]!]! += 1;
}
