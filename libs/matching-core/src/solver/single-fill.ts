/**
 * Exact repair, tail of the second half: one hole at a time, searched from the hole itself.
 *
 * A phase of `BatchFill` looks at everything within reach of the sink, however few holes are left. A hole looks backwards over the
 * arcs that lead to it, and its cure is mostly a few moves away:
 *
 *   d[j]   how far the price of the hole must fall before a unit of post j moves towards it: 0 at the hole,
 *          d[q] = min d[j] + slack of the move q -> j over parcels on q
 *   D      least d[j] + price[j] (post j gives up its price and stays with free room) or d[j] + price[j] - w over spare lots
 *   price[j] -= D - d[j] for all j nearer than D, which keeps every slack >= 0 and makes the path tight.
 *
 * The arcs into a post may be near-tight ones only (`turned-lists`): they stand for all arcs as long as D <= d[j] + S - fall of price
 * j since they were listed, on every post looked at; a search that passes this changes nothing.
 *
 * Cost: the arcs into the posts nearer than D. Source: the backward half of Jonker and Volgenant 1987
 * (reduction transfer), as a shortest path search from a deficit: Ahuja, Magnanti and Orlin 1993, section 9.7.
 */
import { DistanceQueue } from './distance-queue.js';
import type { FlowState } from './flow-state.js';
import { FAR, TightMoves } from './tight-moves.js';

/** Ways a search ends: the post itself gives up its price, or (0 and above) this spare lot comes in. */
const PRICE = -1;

/** The arcs into each post, from `start` to `end`. */
export interface IncomingArcs {
  readonly start: Int32Array; // [R]
  readonly end: Int32Array; // [R]
  readonly lot: Int32Array;
  readonly fit: Int32Array;
  /** Distance from the post within which these arcs stand for all; Infinity when they are all. */
  reachAt(post: number): number;
}

export class SingleFill {
  private readonly distance: Float64Array; // [R]
  private readonly viaParcel: Int32Array; // [R] parcel of this post that moves
  private readonly viaPost: Int32Array; // [R] to which post
  private readonly viaFit: Int32Array; // [R] over an arc of this fit
  private readonly queue: DistanceQueue;
  private readonly met: Int32Array; // [R]
  private metCount = 0;

  /** @param moves orders posts of equal distance; the live matching shares them between its searches. */
  constructor(private readonly state: FlowState, private readonly incoming: IncomingArcs, private readonly moves = new TightMoves(state.R)) {
    const { R } = state;
    this.distance = new Float64Array(R).fill(Infinity);
    this.viaParcel = new Int32Array(R);
    this.viaPost = new Int32Array(R);
    this.viaFit = new Int32Array(R);
    this.queue = new DistanceQueue(R, this.distance, moves.in);
    this.met = new Int32Array(R);
  }

  /**
   * Fills a hole as far as one path carries, or brings its price down.
   *
   * @returns the work, in arcs; negative when the lists do not reach so far, and nothing was changed.
   */
  fill(hole: number): number {
    const { state, distance, queue, met, viaParcel, viaPost, viaFit, incoming } = this, { in: movesIn } = this.moves, { price, spare, headOfLot, nextOfLot, postOf, fitOf } = state, { bonus } = state.rows, { lot: inLot, fit: inFit } = incoming;
    let work = 16, total = Infinity, endPost = hole, endLot = PRICE, endFit = 0, bound = Infinity;
    distance[hole] = 0;
    met[this.metCount++] = hole;
    queue.push(hole);
    while (queue.size > 0) {
      const j = queue.top, d = distance[j]!, p = price[j]!;
      if (d >= total) break;
      queue.pop();
      bound = Math.min(bound, d + incoming.reachAt(j));
      if (d > bound) break;
      if (d + p < total) {
        total = d + p;
        endPost = j;
        endLot = PRICE;
      }
      const first = incoming.start[j]!, last = incoming.end[j]!;
      let least = p === 0 ? -1 : FAR; // moves to the nearest post that can give a unit at slack 0; -1 when one can come in here
      work += last - first + 4;
      for (let e = first; e < last; e++) {
        const i = inLot[e]!, value = inFit[e]! - p;
        if (spare[i]! > 0 && d - value - bonus[i]! < total) {
          total = d - value - bonus[i]!;
          endPost = j;
          endLot = i;
          endFit = inFit[e]!;
          if (total === d) least = -1;
        }
        for (let parcel = headOfLot[i]!; parcel >= 0; parcel = nextOfLot[parcel]!) {
          const q = postOf[parcel]!, dq = d + fitOf[parcel]! - price[q]! - value, old = distance[q]!;
          if (dq === d && q !== j && movesIn[q]! < least) least = movesIn[q]!;
          if (dq >= old || dq >= total) continue;
          if (old === Infinity) met[this.metCount++] = q;
          distance[q] = dq;
          viaParcel[q] = parcel;
          viaPost[q] = j;
          viaFit[q] = inFit[e]!;
          queue.push(q);
        }
      }
      movesIn[j] = least + 1;
    }
    queue.clear();
    const isValid = total <= bound;
    for (let k = 0; k < this.metCount; k++) {
      const j = met[k]!, d = distance[j]!;
      if (isValid && d < total) price[j]! -= total - d;
      distance[j] = Infinity;
    }
    this.metCount = 0;
    if (!isValid) return -work;
    this.take(hole, endPost, endLot, endFit);
    return work;
  }

  private take(hole: number, endPost: number, endLot: number, endFit: number): void {
    const { state, viaParcel, viaPost, viaFit } = this, { out: movesOut } = this.moves;
    let amount = endLot === PRICE ? state.free[hole]! : Math.min(state.free[hole]!, state.spare[endLot]!);
    for (let j = endPost; j !== hole; j = viaPost[j]!) amount = Math.min(amount, state.amountOf[viaParcel[j]!]!);
    if (endLot !== PRICE) state.place(endLot, state.findArc(endLot, endPost, endFit), amount);
    movesOut[endPost] = 0;
    for (let j = endPost; j !== hole; j = viaPost[j]!) {
      const parcel = viaParcel[j]!, next = viaPost[j]!;
      movesOut[next] = Math.min(movesOut[next]!, movesOut[j]! + 1); // what moves there can move back
      state.shift(parcel, state.findArc(state.lotOf[parcel]!, viaPost[j]!, viaFit[j]!), amount);
    }
    state.sweep();
  }
}
