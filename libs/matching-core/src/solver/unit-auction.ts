/**
 * Auction for lots of capacity 0 or 1 (workers): each post keeps its members in a binary heap by bid, in one shared array.
 *
 * A worker looks along its row for the best and second best of fit - price, staying out being worth -bonus, and bids for the best
 * post the level at which it would be indifferent, plus eps. A full post lets its lowest member go; its price is the lowest level.
 * All numbers inside are whole multiples of the last step: as 32-bit integers where the weights allow it, else as doubles.
 *
 * With a helper thread the looks go in batches: while the bids of one are taken in, the next is looked through at the prices of
 * before. A bid made at lower prices is still within eps of the best choice, as prices only rise; one that the price has passed
 * meanwhile waits again (Bertsekas and Castanon 1991, parallel auction, the block Gauss-Seidel form). The answer depends on whether
 * there is a helper, and on nothing that it does.
 *
 * Cost: one row a bid. Memory: 4 bytes an arc, 8 bytes a place (places of a post: the smaller of its capacity and its arcs) and
 * 8 bytes a worker.
 */
import type { RowRanges, TransportProblem } from '../problem.js';
import { LookHelper, sharedLooks } from './look-helper.js';
import { auctionRows, type Levels, PackedRows, type PlainRows } from './auction-rows.js';
import { LAST_EPS, type Auction, type PhaseCount } from './auction-schedule.js';
import type { FlowState } from './flow-state.js';
import type { Pulse } from './pulse.js';
import type { SharedLooks } from './shared-looks.js';

/** The price in 32-bit steps of a post without places: above all weights that these hold, and a difference from it still fits. */
const NEVER = 2 ** 30;
/** A worker's row is touched so many bids before its own. */
const AHEAD = 3;
/** Lots looked through at once with a helper. */
const BATCH = 4096;
/** Arcs from which a helper thread is worth its start. */
const LEAST_SHARED = 1 << 19;
/** Whole steps in a point. */
const STEPS = 1 / LAST_EPS;

export class UnitAuction implements Auction {
  readonly price: Float64Array;
  readonly coarseCut: 1 | 2;
  private readonly steps: Levels; // [R] price in steps; `never` of a post without places
  private readonly never: number; // above all else: Infinity where weights may pass NEVER
  private readonly rows: PackedRows | PlainRows;
  private readonly heapStart: Int32Array; // [R+1]
  private readonly heapSize: Int32Array; // [R]
  private readonly member: Int32Array; // [places] worker
  private readonly level: Levels; // [places] its bid, in steps
  private readonly arcOf: Int32Array; // [L] arc of the last bid
  private readonly queue: Int32Array; // [L] workers waiting, a ring
  private readonly helper: LookHelper | undefined;
  private head = 0;
  private waiting = 0;
  private bids = 0;
  private members = 0;
  private late = 0; // bids that the price had passed

  constructor(private readonly problem: TransportProblem, ranges: RowRanges, maxWeight: number, startThread?: (shared: SharedLooks) => void) {
    const { supplyCapacity, demandCapacity, bonus } = problem, R = demandCapacity.length, L = supplyCapacity.length;
    // A bid is at most a weight and a step of a fifth of it; fits and bonuses apart may be greater than their sums.
    let greatest = 2 * maxWeight;
    for (let i = 0; i < L; i++) greatest = Math.max(greatest, Math.abs(bonus[i]!), Math.abs(ranges.greatest[i]!), Math.abs(ranges.least[i]!));
    const isSmall = 2 * greatest * STEPS < NEVER, levels = (n: number): Levels => (isSmall ? new Int32Array(n) : new Float64Array(n)), degree = new Int32Array(R);
    this.steps = levels(R);
    this.never = isSmall ? NEVER : Infinity;
    const isShared = startThread !== undefined && isSmall && problem.column.length >= LEAST_SHARED;
    this.rows = auctionRows(problem, ranges, isSmall, degree, isShared);
    this.helper = isShared && this.rows instanceof PackedRows ? new LookHelper(sharedLooks(this.rows, problem.rowStart, (i) => bonus[i]! * STEPS, R, BATCH), startThread) : undefined;
    this.price = new Float64Array(R);
    this.heapStart = new Int32Array(R + 1);
    this.heapSize = new Int32Array(R);
    for (let j = 0; j < R; j++) {
      const b = demandCapacity[j]!;
      if (b === 0) this.price[j] = Infinity;
      this.heapStart[j + 1] = this.heapStart[j]! + Math.min(b, degree[j]!);
    }
    const places = this.heapStart[R]!;
    this.coarseCut = places >= 2 * R ? 1 : 2;
    this.member = new Int32Array(places);
    this.level = levels(places);
    this.arcOf = new Int32Array(L).fill(-1);
    this.queue = this.helper?.shared.queue ?? new Int32Array(L);
  }

  isFull(post: number): boolean {
    return this.heapSize[post] === this.problem.demandCapacity[post];
  }

  runPhase(eps: number, maxBids: number, pulse: Pulse, fractionBefore: number, fractionAfter: number): PhaseCount {
    const { problem: { supplyCapacity, rowStart }, steps: price, queue } = this, L = supplyCapacity.length;
    this.heapSize.fill(0);
    for (let j = 0; j < price.length; j++) price[j] = this.price[j] === Infinity ? this.never : this.price[j]! * STEPS;
    this.head = this.waiting = this.bids = this.members = this.late = 0;
    for (let i = 0; i < L; i++) if (supplyCapacity[i]! > 0 && rowStart[i + 1]! > rowStart[i]!) queue[this.waiting++] = i;
    const report = (): void => pulse.report('auction', fractionBefore + (fractionAfter - fractionBefore) * (1 - (this.waiting + 1) / (L + 1)));
    if (this.helper === undefined) this.bidOneByOne(eps * STEPS, maxBids, pulse, report);
    else this.bidInBatches(eps * STEPS, maxBids, pulse, report, this.helper);
    for (let j = 0; j < price.length; j++) if (price[j] !== this.never) this.price[j] = price[j]! / STEPS;
    return { bids: this.bids + (this.bids + this.late > maxBids ? this.late : 0), members: this.members };
  }

  private bidOneByOne(step: number, maxBids: number, pulse: Pulse, report: () => void): void {
    const { problem: { rowStart, bonus }, steps: price, rows, queue } = this, L = queue.length;
    let work = 0;
    while (this.waiting > 0 && this.bids <= maxBids) {
      const i = queue[this.head]!, start = rowStart[i]!, end = rowStart[i + 1]!;
      if (++this.head === L) this.head = 0;
      this.waiting--;
      work += end - start + 4;
      if (work > 65536) {
        if (pulse.due(work)) report();
        work = 0;
      }
      if (this.waiting > AHEAD) {
        const later = this.head + AHEAD;
        rows.touch(rowStart[queue[later < L ? later : later - L]!]!);
      }
      const arc = rows.look(start, end, price, -bonus[i]! * STEPS);
      if (arc >= 0) this.bid(i, arc, rows.second, step);
    }
  }

  private bidInBatches(step: number, maxBids: number, pulse: Pulse, report: () => void, helper: LookHelper): void {
    const { queue } = this, { arc, second, price } = helper.shared, L = queue.length, rowLength = this.problem.column.length / L, arcs = new Int32Array(BATCH), seconds = new Int32Array(BATCH);
    let from = 0, size = 0; // the batch that was looked through, and waits to be taken in
    while ((this.waiting > 0 || size > 0) && this.bids + this.late <= maxBids) {
      if (pulse.due(size * rowLength)) report();
      const next = Math.min(BATCH, this.waiting), start = this.head;
      price.set(this.steps);
      helper.begin(start, next);
      this.head = start + next < L ? start + next : start + next - L;
      this.waiting -= next;
      for (let k = 0, at = from; k < size; k++) {
        if (arcs[k]! >= 0) this.bid(queue[at]!, arcs[k]!, seconds[k]!, step);
        if (++at === L) at = 0;
      }
      helper.finish();
      arcs.set(arc);
      seconds.set(second);
      from = start;
      size = next;
    }
  }

  /** Takes in a bid: fills a free place, pushes out the lowest member, or waits again where the price has passed the bid. */
  private bid(i: number, arc: number, second: number, step: number): void {
    const { steps: price, rows, heapStart, heapSize, member, level } = this;
    const j = rows.post(arc), bid = rows.fit(arc) - second + step, base = heapStart[j]!, size = heapSize[j]!, capacity = this.problem.demandCapacity[j]!;
    if (size === capacity && bid <= price[j]!) {
      this.late++;
      this.wait(i);
      return;
    }
    this.bids++;
    if (size < capacity) {
      this.arcOf[i] = arc;
      this.members++;
      heapSize[j] = size + 1;
      let k = size;
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
      return;
    }
    this.wait(member[base]!);
    this.arcOf[i] = arc;
    let k = 0;
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

  private wait(i: number): void {
    const { queue } = this, tail = this.head + this.waiting;
    queue[tail < queue.length ? tail : tail - queue.length] = i;
    this.waiting++;
  }

  /** Lets the helper thread go. */
  close(): void {
    this.helper?.close();
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
