/**
 * Auction for lots of capacity 0 or 1 (workers): each post keeps its members in a binary heap by bid, in one shared array.
 *
 * A worker looks along its row for the best and second best of fit - price, staying out being worth -bonus, and bids for the best
 * post the level at which it would be indifferent, plus eps. A full post lets its lowest member go; its price is the lowest level.
 * All numbers inside are whole multiples of the last step: as 32-bit integers where the weights allow it, else as doubles.
 *
 * Cost: one row a bid. Memory: 4 bytes an arc, 8 bytes a place (places of a post: the smaller of its capacity and its arcs) and
 * 8 bytes a worker.
 */
import type { RowRanges, TransportProblem } from '../problem.js';
import { auctionRows, type AuctionRows, type Levels } from './auction-rows.js';
import { LAST_EPS, type Auction, type PhaseCount } from './auction-schedule.js';
import type { FlowState } from './flow-state.js';
import type { Pulse } from './pulse.js';

/** The price in steps of a post without places: above all weights, and a difference from it still fits 32 bits. */
const NEVER = 2 ** 30;
/** A worker's row is touched so many bids before its own. */
const AHEAD = 3;
/** Whole steps in a point. */
const STEPS = 1 / LAST_EPS;

export class UnitAuction implements Auction {
  readonly price: Float64Array;
  private readonly steps: Levels; // [R] price in steps; of a post without places, above all else
  private readonly rows: AuctionRows;
  private readonly heapStart: Int32Array; // [R+1]
  private readonly heapSize: Int32Array; // [R]
  private readonly member: Int32Array; // [places] worker
  private readonly level: Levels; // [places] its bid, in steps
  private readonly arcOf: Int32Array; // [L] arc of the last bid
  private readonly queue: Int32Array; // [L] workers waiting, a ring

  constructor(private readonly problem: TransportProblem, ranges: RowRanges, maxWeight: number) {
    const { supplyCapacity, demandCapacity, bonus } = problem, R = demandCapacity.length, L = supplyCapacity.length;
    // A bid is at most a weight and a step of a fifth of it; fits and bonuses apart may be greater than their sums.
    let greatest = 2 * maxWeight;
    for (let i = 0; i < L; i++) greatest = Math.max(greatest, Math.abs(bonus[i]!), Math.abs(ranges.greatest[i]!), Math.abs(ranges.least[i]!));
    const isSmall = 2 * greatest * STEPS < NEVER, levels = (n: number): Levels => (isSmall ? new Int32Array(n) : new Float64Array(n)), degree = new Int32Array(R);
    this.steps = levels(R);
    this.rows = auctionRows(problem, ranges, isSmall, degree);
    this.price = new Float64Array(R);
    this.heapStart = new Int32Array(R + 1);
    this.heapSize = new Int32Array(R);
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
    const { supplyCapacity, demandCapacity, rowStart, bonus } = this.problem;
    const { steps: price, rows, heapStart, heapSize, member, level, arcOf, queue } = this, L = supplyCapacity.length, step = eps * STEPS;
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
      if (waiting > AHEAD) {
        const later = head + AHEAD;
        rows.touch(rowStart[queue[later < L ? later : later - L]!]!);
      }
      const arc = rows.look(start, end, price, out);
      if (arc < 0) continue;
      bids++;
      const j = rows.post(arc), bid = rows.fit(arc) - rows.second + step, base = heapStart[j]!, size = heapSize[j]!, capacity = demandCapacity[j]!;
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
