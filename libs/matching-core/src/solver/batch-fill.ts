/**
 * Exact repair, second half: holes, that is posts with free room at a price above 0.
 *
 * A hole is cured when a unit moves in, from a post whose price is 0 by then or from stock that was indifferent to staying out,
 * through a chain of moves at slack 0; or when its own price has come down to 0. All holes are served by one search a phase: from
 * the sink, over rows, so no transpose of the graph is needed.
 *
 *   d[j]   how far prices must fall before post j could take a unit, or give its price up:
 *          min( price[j],  price[j] - w over spare lots,  d[q] + slack of the move q -> j over parcels on q )
 *   lim    distances above it are not followed; D = the largest hole distance, or lim when some hole is farther
 *   price[j] -= min(d[j], D) keeps all slacks >= 0, no price negative, and makes the search tree tight.
 *
 * Searches run over the near-tight arcs only (`NearTightLists`), with lim within what those lists cover.
 *
 * Then the tree paths of the holes are taken where they still carry, and when many holes are left, a blocking flow over the tight
 * arcs from layer to layer (`TightPaths`). Massive ties are the rule, so a phase costs little more than a few single searches.
 *
 * Cost: a phase looks at the arcs within lim of the sink; a few dozen phases in practice. Sources: Hopcroft and Karp 1973, Dinic
 * 1970 (layers and blocking flows), Ahuja, Magnanti and Orlin 1993, section 9.8 (primal-dual with several sources).
 */
import { DistanceQueue } from './distance-queue.js';
import type { FlowState } from './flow-state.js';
import { NearTightLists } from './near-tight-lists.js';
import type { Pulse } from './pulse.js';
import { SingleFill } from './single-fill.js';
import { TightPaths } from './tight-paths.js';
import { TurnedLists } from './turned-lists.js';

/** Values of `via` that are no parcel: the post gives up its price; below it, -2 - i: spare stock of lot i comes in. */
const PRICE_ROOT = -1;

/** Holes are tried one by one once fewer than one post in so many is one. */
const SINGLES_FROM = 20;

export class BatchFill {
  private readonly distance: Float64Array; // [R]
  private readonly via: Int32Array; // [R] parcel that moves here, or a root
  private readonly viaFit: Int32Array; // [R] fit of the arc it moves over
  private readonly layer: Int32Array; // [R] moves from the root, -1 when not reached
  private readonly ring: Int32Array; // [R] posts at the current distance, first come first served
  private readonly isDone: Uint8Array; // [R]
  private readonly seen: Int32Array; // [L] phase in which the lot was expanded
  private readonly queue: DistanceQueue;
  private readonly paths: TightPaths;
  private readonly lists: NearTightLists;
  private readonly turned: TurnedLists;
  private readonly singles: SingleFill;
  private holes: Int32Array;
  private holeCount = 0;
  private phase = 0;
  private work = 0;

  constructor(private readonly state: FlowState) {
    const { L, R } = state;
    this.distance = new Float64Array(R);
    this.via = new Int32Array(R);
    this.viaFit = new Int32Array(R);
    this.layer = new Int32Array(R);
    this.ring = new Int32Array(R);
    this.isDone = new Uint8Array(R);
    this.seen = new Int32Array(L);
    this.queue = new DistanceQueue(R, this.distance);
    this.lists = new NearTightLists(state);
    this.paths = new TightPaths(state, this.layer, this.lists);
    this.turned = new TurnedLists(state, this.lists);
    this.singles = new SingleFill(state, this.turned);
    this.holes = new Int32Array(R);
  }

  /** Runs phases until no hole is left. */
  run(pulse: Pulse): void {
    const { state } = this;
    pulse.report('fill', 0);
    this.findHoles();
    const first = this.holeCount;
    let cap = 1, least = 1, sinceBuild = Infinity, capWhenFull = Infinity, isTurned = false;
    if (first > 0) this.work += this.lists.build(least);
    while (this.holeCount > 0) {
      let within = this.lists.reach;
      const isLowAgain = within === Infinity && cap <= capWhenFull / 4;
      if (isLowAgain) capWhenFull = cap;
      if (within < 1 || isLowAgain || (within < cap && sinceBuild > 3)) {
        least = isLowAgain ? 2 * cap : sinceBuild <= 2 ? least * 4 : least;
        this.work += this.lists.build(least);
        isTurned = false;
        within = this.lists.reach;
        if (within === Infinity && !isLowAgain) capWhenFull = cap;
        sinceBuild = 0;
      }
      sinceBuild++;
      const lim = Math.min(cap, within), before = this.holeCount;
      const { reach, isComplete, left } = this.search(lim);
      this.lowerPrices(reach);
      this.takeTreePaths(reach);
      state.sweep();
      this.findHoles();
      if (left < before && (this.holeCount > 0.3 * before || this.holeCount === before)) {
        this.work += this.paths.blockingFlow();
        this.state.sweep();
        this.findHoles();
      }
      if (isComplete) cap = Math.max(1, 2 * reach);
      else if (lim === cap) cap *= left === before ? 81 : 3; // no hole so near: the rest is probably much farther
      const phaseWork = this.work;
      if (this.holeCount > 0 && this.holeCount < state.R / SINGLES_FROM) {
        if (!isTurned) this.work += this.turned.turn();
        isTurned = true;
        this.fillOneByOne(before - this.holeCount, phaseWork);
      }
      if (pulse.due(this.work)) pulse.report('fill', 1 - this.holeCount / first);
      this.work = 0;
    }
    pulse.report('fill', 1);
  }

  /**
   * Lowers prices until every hole could take a unit or has no price, and moves nothing; returns the work, in arcs. Serves between the
   * phases of the auction too, where parcels are off their best choice by a step: a slack below 0 counts as 0.
   */
  fall(): number {
    this.findHoles();
    if (this.holeCount > 0) this.lowerPrices(this.search(Infinity).reach);
    return this.work;
  }

  /** Fills single holes as long as that takes no more work a hole than the last phase took. */
  private fillOneByOne(filled: number, phaseWork: number): void {
    const { free, price, R } = this.state, share = (phaseWork + 4 * R) / (filled + 1);
    let spent = 0, cured = 0;
    for (let h = 0; h < this.holeCount; h++) {
      const hole = this.holes[h]!;
      while (free[hole]! > 0 && price[hole]! > 0) {
        const work = this.singles.fill(hole);
        spent += Math.abs(work);
        if (work < 0) break;
      }
      if (free[hole] === 0 || price[hole] === 0) cured++;
      if (spent > (cured + 3) * share) break;
    }
    this.work += spent;
    this.findHoles();
  }

  private findHoles(): void {
    const { free, price, R } = this.state;
    this.holeCount = 0;
    for (let j = 0; j < R; j++) if (free[j]! > 0 && price[j]! > 0) this.holes[this.holeCount++] = j;
  }

  /** Distances up to lim, or until every hole is settled; `left` counts the holes that were not. */
  private search(lim: number): { reach: number; isComplete: boolean; left: number } {
    this.phase++;
    this.seedRoots(lim);
    const { state, distance, queue, ring, isDone, seen, phase } = this;
    const { price, free } = state;
    let left = this.holeCount, now = 0;
    while (queue.size > 0) {
      now = distance[queue.top]!;
      let head = 0, tail = 0;
      while (queue.size > 0 && distance[queue.top] === now) ring[tail++] = queue.pop();
      for (let k = 0; k < tail; k++) isDone[ring[k]!] = 1;
      while (head < tail) {
        const q = ring[head++]!;
        if (free[q]! > 0 && price[q]! > 0 && --left === 0) return { reach: now, isComplete: true, left };
        for (let p = state.headOnPost[q]!; p >= 0; p = state.nextOnPost[p]!) {
          const k = state.lotOf[p]!;
          if (seen[k] === phase) continue;
          seen[k] = phase;
          tail = this.expand(k, p, q, now, lim, tail);
        }
      }
    }
    return { reach: lim, isComplete: false, left };
  }

  /** Relaxes the arcs of the lot of parcel p, which stands on q at distance d. Returns the new end of the ring. */
  private expand(lot: number, parcel: number, q: number, d: number, lim: number, ringEnd: number): number {
    const { distance, queue, ring, isDone, via, viaFit, layer } = this, { price } = this.state;
    const { column, fit } = this.lists, base = d + this.state.fitOf[parcel]! - price[q]!, next = layer[q]! + 1;
    const start = this.lists.start[lot]!, end = this.lists.end[lot]!;
    let tail = ringEnd;
    this.work += end - start + 4;
    for (let e = start; e < end; e++) {
      const j = column[e]!, dj = Math.max(d, base - fit[e]! + price[j]!);
      if (dj < distance[j]! && dj <= lim) {
        distance[j] = dj;
        via[j] = parcel;
        viaFit[j] = fit[e]!;
        layer[j] = next;
        if (dj === d) {
          queue.remove(j);
          isDone[j] = 1;
          ring[tail++] = j;
        } else queue.push(j);
      }
    }
    return tail;
  }

  private seedRoots(lim: number): void {
    const { state, distance, queue, via, viaFit, layer } = this, { price, problem, spare, R, L } = state;
    const { bonus } = problem, { start, end, column, fit } = this.lists;
    queue.clear();
    this.isDone.fill(0);
    for (let j = 0; j < R; j++) {
      const p = price[j]!;
      distance[j] = p <= lim ? p : Infinity;
      layer[j] = p <= lim ? 0 : -1;
      via[j] = PRICE_ROOT;
      if (p <= lim) queue.push(j);
    }
    for (let i = 0; i < L; i++) {
      if (spare[i] === 0) continue;
      const own = bonus[i]!, last = end[i]!;
      this.work += last - start[i]!;
      for (let e = start[i]!; e < last; e++) {
        const j = column[e]!, d = Math.max(0, price[j]! - fit[e]! - own);
        if (d < distance[j]! && d <= lim) {
          distance[j] = d;
          via[j] = -2 - i;
          viaFit[j] = fit[e]!;
          layer[j] = 0;
          queue.push(j);
        }
      }
    }
  }

  private lowerPrices(reach: number): void {
    const { distance } = this, { price, R } = this.state;
    for (let j = 0; j < R; j++) {
      const d = distance[j]!;
      price[j]! -= d < reach ? d : reach;
    }
  }

  /** Every hole walks its branch of the tree back to the root and takes what the branch still carries. */
  private takeTreePaths(reach: number): void {
    const { state, via, viaFit, distance } = this;
    for (let h = 0; h < this.holeCount; h++) {
      const hole = this.holes[h]!;
      if (distance[hole]! > reach || via[hole] === PRICE_ROOT) continue;
      let amount = state.free[hole]!, j = hole;
      while (via[j]! >= 0 && amount > 0) {
        amount = Math.min(amount, state.amountOf[via[j]!]!);
        j = state.postOf[via[j]!]!;
      }
      const root = via[j]!;
      if (root < PRICE_ROOT) amount = Math.min(amount, state.spare[-2 - root]!);
      if (amount === 0) continue;
      j = hole;
      while (via[j]! >= 0) {
        const p = via[j]!;
        state.shift(p, state.findArc(state.lotOf[p]!, j, viaFit[j]!), amount);
        j = state.postOf[p]!;
      }
      if (root < PRICE_ROOT) state.place(-2 - root, state.findArc(-2 - root, j, viaFit[j]!), amount);
    }
  }
}
