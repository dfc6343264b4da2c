/** The solver's side of the helper thread. */
import { PackedRows } from './auction-rows.js';
import { COUNT, DONE, FROM, GO, lookThrough, OFFSET, READY, type SharedLooks, SIGNALS, sharedInts, STOP } from './shared-looks.js';

/** Share of a batch that the helper looks for: the solver's thread has the bids of the batch before to take in as well. */
const SHARE = 0.75;
/** A part of a batch takes milliseconds; a helper that takes longer than this has died. */
const PATIENCE_MS = 60_000;

export class LookHelper {
  private readonly rows: PackedRows;
  private begun = 0; // batches handed over
  private own = 0; // first result that is this thread's
  private from = 0;
  private count = 0;
  private isShared = false;

  /** Starts the thread; it serves as soon as it is ready, and until then the solver's thread looks alone. */
  constructor(readonly shared: SharedLooks, startThread: (shared: SharedLooks) => void) {
    this.rows = new PackedRows(shared.layout);
    startThread(shared);
  }

  /** Hands the helper its part of the next batch, at the prices in `shared.price`. */
  begin(from: number, count: number): void {
    const { signal, queue } = this.shared, part = Atomics.load(signal, READY) === 1 ? Math.floor(count * SHARE) : 0;
    this.isShared = part > 0;
    this.own = part;
    this.count = count;
    this.from = from + part < queue.length ? from + part : from + part - queue.length;
    if (!this.isShared) return;
    signal[FROM] = from;
    signal[OFFSET] = 0;
    signal[COUNT] = part;
    Atomics.store(signal, GO, ++this.begun);
    Atomics.notify(signal, GO);
  }

  /**
   * Looks for the rest of the batch, and waits for the helper's part.
   *
   * @throws Error when the helper died over it: the solve has to begin anew.
   */
  finish(): void {
    const { shared } = this, { signal } = shared;
    lookThrough(shared, this.rows, this.from, this.own, this.count - this.own);
    if (!this.isShared) return;
    for (let done = Atomics.load(signal, DONE); done !== this.begun; done = Atomics.load(signal, DONE)) {
      if (Atomics.wait(signal, DONE, done, PATIENCE_MS) === 'timed-out') throw new Error('the helper thread of the solver stopped answering');
    }
  }

  /** Ends the thread. */
  close(): void {
    const { signal } = this.shared;
    Atomics.store(signal, STOP, 1);
    Atomics.add(signal, GO, 1);
    Atomics.notify(signal, GO);
  }
}

/** Shared memory for looks over packed rows, batches of at most `batch`. */
export function sharedLooks(rows: PackedRows, rowStart: Int32Array, bonusSteps: (i: number) => number, posts: number, batch: number): SharedLooks {
  const L = rowStart.length - 1, start = sharedInts(L + 1), out = sharedInts(L);
  start.set(rowStart);
  for (let i = 0; i < L; i++) out[i] = -bonusSteps(i);
  return { layout: rows.layout, rowStart: start, out, queue: sharedInts(L), price: sharedInts(posts), arc: sharedInts(batch), second: sharedInts(batch), signal: sharedInts(SIGNALS) };
}
