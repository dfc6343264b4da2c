/**
 * The flow under repair: parcels of lots on posts, with what is spare and free.
 *
 * "Lot" is a supply entry and "post" a demand entry, in the produce and the jobs market alike. A parcel is a positive amount of
 * one lot on one post over one arc; a worker has at most one. Parcels hang in two doubly linked lists, by post and by lot.
 *
 * A parcel emptied by `shift` keeps its place until `sweep`, so a search tree or a current-arc pointer that names it stays valid
 * through a whole batch of augmentations, and a parcel id names the same lot and post all that time.
 *
 * Memory: 40 bytes a parcel, grown by half when full; a solved market has at most about L + R of them.
 */
import type { TransportProblem } from '../problem.js';

/** Arcs in rows by lot, each from `start` to `end`; between rows there may be room (live matchings), or none. */
export interface ArcRows {
  readonly start: Int32Array; // [L]
  readonly end: Int32Array; // [L]
  readonly column: Int32Array;
  readonly fit: Int16Array | Int32Array;
  readonly bonus: Float64Array; // [L]
}

export class FlowState {
  readonly L: number;
  readonly R: number;
  /** The problem's own rows, or those of a live matching, which replaces them when they grow. */
  rows: ArcRows;
  /** [R] current price; +Infinity at capacity 0, which keeps every arc to such a post out of every comparison. */
  readonly price: Float64Array;
  /** [L] units of each lot not placed. */
  readonly spare: Int32Array;
  /** [R] units of each post not filled. */
  readonly free: Int32Array;
  /** [R], [L] first parcel of the list, -1 when empty. */
  readonly headOnPost: Int32Array;
  readonly headOfLot: Int32Array;
  lotOf: Int32Array;
  postOf: Int32Array;
  arcOf: Int32Array;
  fitOf: Int32Array;
  amountOf: Int32Array;
  nextOnPost: Int32Array;
  private prevOnPost: Int32Array;
  nextOfLot: Int32Array;
  private prevOfLot: Int32Array;
  private emptied: number[] = [];
  private isListed: Uint8Array;
  private reuse = -1; // chain of retired ids through nextOfLot
  private used = 0;

  constructor(readonly problem: TransportProblem, initialParcels: number) {
    const L = this.L = problem.supplyCapacity.length, R = this.R = problem.demandCapacity.length, n = Math.max(16, initialParcels);
    this.rows = { start: problem.rowStart.subarray(0, L), end: problem.rowStart.subarray(1), column: problem.column, fit: problem.fit, bonus: problem.bonus };
    this.price = new Float64Array(R);
    this.spare = problem.supplyCapacity.slice();
    this.free = problem.demandCapacity.slice();
    this.headOnPost = new Int32Array(R).fill(-1);
    this.headOfLot = new Int32Array(L).fill(-1);
    this.lotOf = new Int32Array(n);
    this.postOf = new Int32Array(n);
    this.arcOf = new Int32Array(n);
    this.fitOf = new Int32Array(n);
    this.amountOf = new Int32Array(n);
    this.nextOnPost = new Int32Array(n);
    this.prevOnPost = new Int32Array(n);
    this.nextOfLot = new Int32Array(n);
    this.prevOfLot = new Int32Array(n);
    this.isListed = new Uint8Array(n);
  }

  /** Upper bound of parcel ids in use, for arrays indexed by parcel. */
  get parcelLimit(): number {
    return this.used;
  }

  /** Puts `amount` units of spare stock of `lot` on the post of `arc`. Both must have room. */
  place(lot: number, arc: number, amount: number): void {
    const post = this.rows.column[arc]!;
    this.spare[lot]! -= amount;
    this.free[post]! -= amount;
    this.add(lot, post, arc, amount);
  }

  /** Takes `amount` units of a parcel back: spare with its lot, free on its post. */
  withdraw(parcel: number, amount: number): void {
    this.spare[this.lotOf[parcel]!]! += amount;
    this.free[this.postOf[parcel]!]! += amount;
    this.remove(parcel, amount);
  }

  /** Moves `amount` units of a parcel to the post of another arc of the same lot. */
  shift(parcel: number, arc: number, amount: number): void {
    const lot = this.lotOf[parcel]!, post = this.rows.column[arc]!;
    this.free[this.postOf[parcel]!]! += amount;
    this.free[post]! -= amount;
    this.remove(parcel, amount);
    this.add(lot, post, arc, amount);
  }

  /** Retires the parcels emptied since the last sweep. */
  sweep(): void {
    for (const parcel of this.emptied) {
      this.isListed[parcel] = 0;
      if (this.amountOf[parcel]! > 0) continue;
      const np = this.nextOnPost[parcel]!, pp = this.prevOnPost[parcel]!, nl = this.nextOfLot[parcel]!, pl = this.prevOfLot[parcel]!;
      if (pp >= 0) this.nextOnPost[pp] = np; else this.headOnPost[this.postOf[parcel]!] = np;
      if (np >= 0) this.prevOnPost[np] = pp;
      if (pl >= 0) this.nextOfLot[pl] = nl; else this.headOfLot[this.lotOf[parcel]!] = nl;
      if (nl >= 0) this.prevOfLot[nl] = pl;
      this.nextOfLot[parcel] = this.reuse;
      this.reuse = parcel;
    }
    this.emptied = [];
  }

  /** Arc-wise amounts, [m]. */
  toFlow(): Int32Array {
    const flow = new Int32Array(this.problem.column.length);
    for (let j = 0; j < this.R; j++) {
      for (let p = this.headOnPost[j]!; p >= 0; p = this.nextOnPost[p]!) flow[this.arcOf[p]!]! += this.amountOf[p]!;
    }
    return flow;
  }

  /** Arc of `lot` to `post` with this fit; parallel arcs of equal fit are alike, the first is meant. */
  findArc(lot: number, post: number, fit: number): number {
    const { start, end: ends, column, fit: fits } = this.rows;
    for (let e = start[lot]!, end = ends[lot]!; e < end; e++) if (column[e] === post && fits[e] === fit) return e;
    throw new Error(`lot ${lot} has no arc to post ${post} of fit ${fit}`);
  }

  private remove(parcel: number, amount: number): void {
    const left = this.amountOf[parcel]! - amount;
    this.amountOf[parcel] = left;
    if (left === 0 && this.isListed[parcel] === 0) {
      this.isListed[parcel] = 1;
      this.emptied.push(parcel);
    }
  }

  private add(lot: number, post: number, arc: number, amount: number): void {
    for (let p = this.headOfLot[lot]!; p >= 0; p = this.nextOfLot[p]!) {
      if (this.arcOf[p] === arc) {
        this.amountOf[p]! += amount;
        return;
      }
    }
    let p = this.reuse;
    if (p >= 0) this.reuse = this.nextOfLot[p]!;
    else {
      p = this.used++;
      if (p === this.lotOf.length) this.grow();
    }
    this.lotOf[p] = lot;
    this.postOf[p] = post;
    this.arcOf[p] = arc;
    this.fitOf[p] = this.rows.fit[arc]!;
    this.amountOf[p] = amount;
    this.isListed[p] = 0;
    const hp = this.headOnPost[post]!, hl = this.headOfLot[lot]!;
    this.nextOnPost[p] = hp;
    this.prevOnPost[p] = -1;
    if (hp >= 0) this.prevOnPost[hp] = p;
    this.headOnPost[post] = p;
    this.nextOfLot[p] = hl;
    this.prevOfLot[p] = -1;
    if (hl >= 0) this.prevOfLot[hl] = p;
    this.headOfLot[lot] = p;
  }

  private grow(): void {
    const n = Math.ceil(this.lotOf.length * 1.5);
    const wider = (old: Int32Array): Int32Array => {
      const next = new Int32Array(n);
      next.set(old);
      return next;
    };
    this.lotOf = wider(this.lotOf);
    this.postOf = wider(this.postOf);
    this.arcOf = wider(this.arcOf);
    this.fitOf = wider(this.fitOf);
    this.amountOf = wider(this.amountOf);
    this.nextOnPost = wider(this.nextOnPost);
    this.prevOnPost = wider(this.prevOnPost);
    this.nextOfLot = wider(this.nextOfLot);
    this.prevOfLot = wider(this.prevOfLot);
    const listed = new Uint8Array(n);
    listed.set(this.isListed);
    this.isListed = listed;
  }
}
