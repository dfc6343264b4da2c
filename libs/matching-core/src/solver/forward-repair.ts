/**
 * Exact repair, first half: spare units of lots that would rather be placed.
 *
 * Invariant of the whole repair: every parcel sits on a best choice of its lot at the current prices (slack 0). This half ends
 * when no lot with spare units has a post worth more than its price. Each step is one shortest path search (Dijkstra on reduced
 * costs) from a lot over posts: a path ends at a post with free room, or at a lot for which staying out is no worse. Prices then
 * rise by D - d on the posts nearer than D, which keeps every slack >= 0 and the path at slack 0. A post with free room ends
 * the search at its own distance, so its price never rises.
 *
 * Cost: one search a lot and bottleneck, each O(arcs met + posts met log posts met). Source: Jonker and Volgenant 1987, with
 * capacities as in Ahuja, Magnanti and Orlin 1993, section 12.4.
 */
import { DistanceQueue } from './distance-queue.js';
import type { FlowState } from './flow-state.js';
import type { Pulse } from './pulse.js';
import { FAR, TightMoves } from './tight-moves.js';

export class ForwardRepair {
  private readonly distance: Float64Array; // [R]
  private readonly viaParcel: Int32Array; // [R] parcel that moves here, -1 for the searching lot itself
  private readonly viaArc: Int32Array; // [R] arc it moves over
  private readonly queue: DistanceQueue;
  private readonly met: Int32Array; // [R] posts with a finite distance
  private readonly seen: Int32Array; // [L] search in which the lot was expanded
  private readonly path: number[] = [];
  private metCount = 0;
  private search = 0;
  private work = 0;

  /** @param moves orders posts of equal distance; the live matching shares them between its searches. */
  constructor(private readonly state: FlowState, private readonly moves = new TightMoves(state.R)) {
    this.distance = new Float64Array(state.R).fill(Infinity);
    this.viaParcel = new Int32Array(state.R);
    this.viaArc = new Int32Array(state.R);
    this.queue = new DistanceQueue(state.R, this.distance, moves.out);
    this.met = new Int32Array(state.R);
    this.seen = new Int32Array(state.L);
  }

  /** Repairs all lots, in order of index. */
  run(pulse: Pulse): void {
    const { state } = this, { spare } = state;
    pulse.report('repair', 0);
    for (let i = 0; i < state.L; i++) {
      while (spare[i]! > 0 && this.augment(i)) {
        if (pulse.due(this.work)) pulse.report('repair', i / state.L);
        this.work = 0;
      }
    }
    pulse.report('repair', 1);
  }

  /** One search and augmentation; false when the rest of the lot does best to stay out. */
  augment(lot: number): boolean {
    const { state, distance, queue, seen } = this, { out: movesOut } = this.moves, { price, rows, free } = state, { column, fit, bonus } = rows;
    let value = 0;
    const start = rows.start[lot]!, end = rows.end[lot]!, own = bonus[lot]!;
    for (let e = start; e < end; e++) {
      const v = fit[e]! + own - price[column[e]!]!;
      if (v > value) value = v;
    }
    this.work += end - start + 16;
    if (value <= 0) return false;
    const search = ++this.search;
    seen[lot] = search;
    let bound = value; // no path that is longer can end the search
    for (let e = start; e < end; e++) {
      const j = column[e]!, d = value - (fit[e]! + own - price[j]!);
      if (d < distance[j]! && d < bound) bound = this.reach(j, d, -1, e, bound);
    }
    let exit = value, exitParcel = -1, endPost = -1, total = exit;
    while (queue.size > 0) {
      const q = queue.top, d = distance[q]!;
      if (d >= exit) break;
      queue.pop();
      if (free[q]! > 0) {
        endPost = q;
        total = d;
        movesOut[q] = 0;
        break;
      }
      let least = FAR; // moves from the nearest that can be reached at slack 0; -1 when the end is here
      for (let p = state.headOnPost[q]!; p >= 0; p = state.nextOnPost[p]!) {
        const k = state.lotOf[p]!;
        if (seen[k] === search) continue;
        seen[k] = search;
        const at = state.fitOf[p]! - price[q]!, out = d + at + bonus[k]!;
        if (out < exit) {
          exit = out;
          exitParcel = p;
          if (out < bound) bound = out;
          if (out === d) least = -1;
        }
        const from = rows.start[k]!, to = rows.end[k]!, base = d + at;
        this.work += to - from + 4;
        for (let e = from; e < to; e++) {
          const j = column[e]!, dj = base - fit[e]! + price[j]!;
          if (dj < distance[j]! && dj < bound) bound = this.reach(j, dj, p, e, bound);
          if (dj === d && j !== q && movesOut[j]! < least) least = movesOut[j]!;
        }
      }
      movesOut[q] = least + 1;
    }
    if (endPost < 0) total = exit;
    for (let k = 0; k < this.metCount; k++) {
      const j = this.met[k]!, d = distance[j]!;
      if (d < total) price[j]! += total - d;
      distance[j] = Infinity;
    }
    this.metCount = 0;
    queue.clear();
    this.push(lot, endPost, exitParcel);
    return true;
  }

  /** Notes a nearer way to a post; returns the bound, lower when the search can end there. */
  private reach(post: number, d: number, parcel: number, arc: number, bound: number): number {
    if (this.distance[post] === Infinity) this.met[this.metCount++] = post;
    this.distance[post] = d;
    this.viaParcel[post] = parcel;
    this.viaArc[post] = arc;
    this.queue.push(post);
    return this.state.free[post]! > 0 ? d : bound;
  }

  /** Moves the bottleneck along the path that ends on a free post, or on a parcel whose lot steps out (neither: stay out). */
  private push(lot: number, endPost: number, exitParcel: number): void {
    if (endPost < 0 && exitParcel < 0) return;
    const { state, viaParcel, viaArc, path } = this, { in: movesIn } = this.moves;
    const last = endPost >= 0 ? endPost : state.postOf[exitParcel]!;
    let amount = Math.min(state.spare[lot]!, endPost >= 0 ? state.free[endPost]! : state.amountOf[exitParcel]!);
    path.length = 0;
    let j = last;
    for (;;) {
      path.push(j);
      const p = viaParcel[j]!;
      if (p < 0) break;
      amount = Math.min(amount, state.amountOf[p]!);
      j = state.postOf[p]!;
    }
    if (exitParcel >= 0 && endPost < 0) {
      state.withdraw(exitParcel, amount);
      movesIn[last] = 0;
    }
    let left = movesIn[last]!;
    for (const post of path) {
      left = movesIn[post] = Math.min(movesIn[post]!, left + 1); // what moved here can move back
      const p = viaParcel[post]!;
      if (p < 0) state.place(lot, viaArc[post]!, amount);
      else state.shift(p, viaArc[post]!, amount);
    }
    state.sweep();
  }
}
