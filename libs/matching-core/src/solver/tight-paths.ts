/**
 * Blocking flow into holes: depth first over moves of slack 0 from one layer of posts to the next.
 *
 * Layers come from the search of the fill phase (moves from a root). Each post keeps a pointer to the parcel and arc it tries next
 * (Dinic's current arc), and is dead once it has none; both last for one call. So a call looks at each tight arc about once.
 */
import type { FlowState } from './flow-state.js';
import type { NearTightLists } from './near-tight-lists.js';

export class TightPaths {
  private readonly nextParcel: Int32Array; // [R]
  private readonly nextArc: Int32Array; // [R]
  private readonly started: Int32Array; // [R] call in which the pointers were set
  private readonly isDead: Uint8Array; // [R]
  private readonly stack: Int32Array; // [R] posts on the path
  private readonly byParcel: Int32Array; // [R] parcel that moves to the post at the same depth
  private readonly byPosition: Int32Array; // [R] and where it stands in the lists
  private call = 0;
  private work = 0;

  /** @param layer [R] moves from a root, -1 when not reached; owned and refilled by the caller. */
  constructor(private readonly state: FlowState, private readonly layer: Int32Array, private readonly lists: NearTightLists) {
    const { R } = state;
    this.nextParcel = new Int32Array(R);
    this.nextArc = new Int32Array(R);
    this.started = new Int32Array(R);
    this.isDead = new Uint8Array(R);
    this.stack = new Int32Array(R);
    this.byParcel = new Int32Array(R);
    this.byPosition = new Int32Array(R);
  }

  /** Moves units until no layered path of slack 0 leads to a hole; returns the work done, in arcs. */
  blockingFlow(): number {
    const { state, layer } = this, { price, spare, problem, R, L } = state, { bonus } = problem, { start, end, column, fit } = this.lists;
    this.call++;
    this.work = R;
    this.isDead.fill(0);
    for (let j = 0; j < R; j++) {
      if (layer[j] !== 0 || price[j] !== 0) continue;
      while (this.descend(j, 0x7fffffff) > 0);
    }
    for (let i = 0; i < L; i++) {
      if (spare[i] === 0) continue;
      this.work += end[i]! - start[i]!;
      for (let e = start[i]!; e < end[i]! && spare[i]! > 0; e++) {
        const j = column[e]!;
        if (layer[j] !== 0 || this.isDead[j] === 1 || fit[e]! + bonus[i]! !== price[j]) continue;
        for (let moved = -1; moved !== 0 && spare[i]! > 0;) {
          moved = this.descend(j, spare[i]!);
          if (moved > 0) state.place(i, state.findArc(i, j, fit[e]!), moved);
        }
      }
    }
    return this.work;
  }

  /** One path from the root post to a hole; returns the units moved out of the root, 0 when there is none. */
  private descend(root: number, most: number): number {
    const { state, stack, byParcel, byPosition, isDead } = this;
    let depth = 0;
    stack[0] = root;
    while (depth >= 0) {
      const q = stack[depth]!;
      if (isDead[q] === 0 && state.free[q]! > 0 && state.price[q]! > 0) {
        let amount = Math.min(most, state.free[q]!);
        for (let k = 1; k <= depth; k++) amount = Math.min(amount, state.amountOf[byParcel[k]!]!);
        for (let k = depth; k > 0; k--) {
          const p = byParcel[k]!;
          state.shift(p, state.findArc(state.lotOf[p]!, stack[k]!, this.lists.fit[byPosition[k]!]!), amount);
        }
        return amount;
      }
      if (isDead[q] === 0 && this.advance(q, depth)) depth++;
      else {
        isDead[q] = 1;
        depth--;
        if (depth >= 0) this.nextArc[stack[depth]!]! += 1;
      }
    }
    return 0;
  }

  /** Puts the next post reachable from q on the stack, if any. */
  private advance(q: number, depth: number): boolean {
    const { state, layer, nextParcel, nextArc, isDead } = this, { price } = state, { start, end: ends, column, fit } = this.lists;
    const wanted = layer[q]! + 1;
    if (this.started[q] !== this.call) {
      this.started[q] = this.call;
      nextParcel[q] = state.headOnPost[q]!;
      if (nextParcel[q]! >= 0) nextArc[q] = start[state.lotOf[nextParcel[q]!]!]!;
    }
    for (let p = nextParcel[q]!; p >= 0;) {
      const lot = state.lotOf[p]!, end = ends[lot]!, from = nextArc[q]!;
      if (state.amountOf[p]! > 0) {
        const value = state.fitOf[p]! - price[q]!;
        for (let e = from; e < end; e++) {
          const j = column[e]!;
          if (layer[j] === wanted && isDead[j] === 0 && fit[e]! - price[j]! === value) {
            this.work += e - from + 1;
            nextParcel[q] = p;
            nextArc[q] = e;
            this.stack[depth + 1] = j;
            this.byParcel[depth + 1] = p;
            this.byPosition[depth + 1] = e;
            return true;
          }
        }
        this.work += end - from;
      }
      p = state.nextOnPost[p]!;
      nextParcel[q] = p;
      if (p >= 0) nextArc[q] = start[state.lotOf[p]!]!;
    }
    return false;
  }
}
