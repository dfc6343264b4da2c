/**
 * Auction for lots of any capacity: each post keeps the parcels placed on it in a pairing heap by bid.
 *
 * As in the unit auction, but a lot bids for as much as it has to spare, takes the free room of the post first and then pushes out
 * parcels of a lower level, in part if need be. A parcel of the lot itself that is in the way is raised to the new level instead.
 * Pairing heaps (Fredman et al. 1986) need no room of their own a post: two links a parcel.
 */
import type { TransportProblem } from '../problem.js';
import type { Auction, PhaseCount } from './auction-schedule.js';
import type { FlowState } from './flow-state.js';
import type { Pulse } from './pulse.js';

export class GeneralAuction implements Auction {
  readonly price: Float64Array;
  readonly coarseCut = 2;
  private readonly root: Int32Array; // [R] lowest parcel, -1 when empty
  private readonly free: Int32Array; // [R] units
  private readonly spare: Int32Array; // [L] units
  private readonly queue: Int32Array; // [L] lots with spare units, a ring
  private readonly isQueued: Uint8Array; // [L]
  private arcOf: Int32Array; // [parcels]
  private lotOf: Int32Array;
  private amountOf: Int32Array;
  private level: Float64Array;
  private child: Int32Array;
  private sibling: Int32Array;
  private used = 0;
  private reuse = -1;

  constructor(private readonly problem: TransportProblem) {
    const { supplyCapacity, demandCapacity } = problem, L = supplyCapacity.length, R = demandCapacity.length, n = L + R + 16;
    this.price = new Float64Array(R);
    for (let j = 0; j < R; j++) if (demandCapacity[j] === 0) this.price[j] = Infinity;
    this.root = new Int32Array(R).fill(-1);
    this.free = demandCapacity.slice();
    this.spare = supplyCapacity.slice();
    this.queue = new Int32Array(L);
    this.isQueued = new Uint8Array(L);
    this.arcOf = new Int32Array(n);
    this.lotOf = new Int32Array(n);
    this.amountOf = new Int32Array(n);
    this.level = new Float64Array(n);
    this.child = new Int32Array(n);
    this.sibling = new Int32Array(n);
  }

  close(): void {}

  isFull(post: number): boolean {
    return this.free[post] === 0;
  }

  runPhase(eps: number, maxBids: number, pulse: Pulse, fractionBefore: number, fractionAfter: number): PhaseCount {
    const { supplyCapacity, demandCapacity, rowStart, column, fit, bonus } = this.problem;
    const { price, root, free, spare, queue, isQueued } = this, L = supplyCapacity.length;
    root.fill(-1);
    free.set(demandCapacity);
    spare.set(supplyCapacity);
    this.used = 0;
    this.reuse = -1;
    isQueued.fill(0);
    let head = 0, waiting = 0, bids = 0, work = 0;
    for (let i = 0; i < L; i++) {
      if (supplyCapacity[i]! > 0 && rowStart[i + 1]! > rowStart[i]!) {
        queue[waiting++] = i;
        isQueued[i] = 1;
      }
    }
    while (waiting > 0 && bids <= maxBids) {
      const i = queue[head]!, start = rowStart[i]!, end = rowStart[i + 1]!, out = -bonus[i]!;
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
      if (arc >= 0) {
        bids++;
        const j = column[arc]!, bid = fit[arc]! - second + eps, want = spare[i]!;
        let take = Math.min(want, free[j]!), held = 0;
        free[j]! -= take;
        let low = root[j]!;
        while (low >= 0 && this.level[low]! < bid && (take < want || this.lotOf[low] === i)) {
          const owner = this.lotOf[low]!, amount = this.amountOf[low]!;
          if (owner === i) {
            held += amount;
            low = this.popLow(low);
            continue;
          }
          const part = Math.min(amount, want - take);
          take += part;
          spare[owner]! += part;
          if (isQueued[owner] === 0) {
            isQueued[owner] = 1;
            let tail = head + waiting;
            if (tail >= L) tail -= L;
            queue[tail] = owner;
            waiting++;
          }
          if (part < amount) this.amountOf[low] = amount - part;
          else low = this.popLow(low);
        }
        spare[i] = want - take;
        root[j] = this.meld(low, this.newParcel(i, arc, take + held, bid));
        if (free[j] === 0) price[j] = this.level[root[j]!]!;
        if (take < want) continue; // still the head of the queue: looks again at the new price
      }
      isQueued[i] = 0;
      if (++head === L) head = 0;
      waiting--;
    }
    return { bids, members: this.countMembers() };
  }

  /** Places the parcels in `state`, as they stand after a phase or in the middle of one. */
  writeInto(state: FlowState): void {
    this.forEachParcel((p) => state.place(this.lotOf[p]!, this.arcOf[p]!, this.amountOf[p]!));
  }

  private countMembers(): number {
    let n = 0;
    this.forEachParcel(() => n++);
    return n;
  }

  private forEachParcel(visit: (parcel: number) => void): void {
    const stack: number[] = [];
    for (let j = 0; j < this.root.length; j++) {
      if (this.root[j]! >= 0) stack.push(this.root[j]!);
      for (let p = stack.pop(); p !== undefined; p = stack.pop()) {
        visit(p);
        for (let c = this.child[p]!; c >= 0; c = this.sibling[c]!) stack.push(c);
      }
    }
  }

  private newParcel(lot: number, arc: number, amount: number, level: number): number {
    let p = this.reuse;
    if (p >= 0) this.reuse = this.sibling[p]!;
    else {
      p = this.used++;
      if (p === this.lotOf.length) this.grow();
    }
    this.lotOf[p] = lot;
    this.arcOf[p] = arc;
    this.amountOf[p] = amount;
    this.level[p] = level;
    this.child[p] = -1;
    this.sibling[p] = -1;
    return p;
  }

  private meld(a: number, b: number): number {
    if (a < 0) return b;
    if (this.level[b]! < this.level[a]!) {
      this.sibling[a] = this.child[b]!;
      this.child[b] = a;
      return b;
    }
    this.sibling[b] = this.child[a]!;
    this.child[a] = b;
    return a;
  }

  /** Retires the root and returns the new one: two-pass pairing of its children. */
  private popLow(low: number): number {
    const { child, sibling } = this;
    let c = child[low]!, paired = -1;
    sibling[low] = this.reuse;
    this.reuse = low;
    while (c >= 0) {
      const d = sibling[c]!;
      if (d < 0) {
        sibling[c] = paired;
        paired = c;
        break;
      }
      const next = sibling[d]!, winner = this.meld(c, d);
      sibling[winner] = paired;
      paired = winner;
      c = next;
    }
    let result = -1;
    while (paired >= 0) {
      const next = sibling[paired]!;
      sibling[paired] = -1;
      result = this.meld(result, paired);
      paired = next;
    }
    return result;
  }

  private grow(): void {
    const n = Math.ceil(this.lotOf.length * 1.5);
    const wider = (old: Int32Array): Int32Array => {
      const next = new Int32Array(n);
      next.set(old);
      return next;
    };
    this.lotOf = wider(this.lotOf);
    this.arcOf = wider(this.arcOf);
    this.amountOf = wider(this.amountOf);
    this.child = wider(this.child);
    this.sibling = wider(this.sibling);
    const level = new Float64Array(n);
    level.set(this.level);
    this.level = level;
  }
}
