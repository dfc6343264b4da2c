/**
 * What two threads share of a batch of looks: rows, prices, who looks, and what was seen. All in shared memory, so that nothing is copied.
 *
 * A batch is a run of the queue of waiting lots. The helper looks for its first lots, the solver's own thread for the rest, both at
 * the snapshot of the prices that `begin` makes; what they see does not depend on who looks, so neither does the answer. A helper that
 * never began costs time only; one that dies over a batch makes the solve throw after a while.
 *
 * Signals: the solver raises GO, the helper raises DONE to it (Atomics; acquire and release order all that was written before).
 */
import { PackedRows, type PackedLayout } from './auction-rows.js';

export interface SharedLooks {
  readonly layout: PackedLayout;
  /** [L+1], [L] steps that staying out is worth. */
  readonly rowStart: Int32Array;
  readonly out: Int32Array;
  /** [L] ring of waiting lots. */
  readonly queue: Int32Array;
  /** [R] the snapshot. */
  readonly price: Int32Array;
  /** [batch] best arc, -1 for none, and the value of the second best choice in steps. */
  readonly arc: Int32Array;
  readonly second: Int32Array;
  /** By the indices below. */
  readonly signal: Int32Array;
}

/** Indices of `signal`. READY: the helper has begun; FROM: first ring position; OFFSET: where its result goes; COUNT: how many; STOP: the thread is to end. */
export const GO = 0, DONE = 1, FROM = 2, OFFSET = 3, COUNT = 4, STOP = 5, READY = 6, SIGNALS = 8;

/** A typed array of its length in shared memory. */
export const sharedInts = (length: number): Int32Array<SharedArrayBuffer> => new Int32Array(new SharedArrayBuffer(4 * length));

/** A row is touched so many looks before its own. */
const AHEAD = 3;

/** Looks for `count` lots from ring position `from`; results from `offset` on. */
export function lookThrough(shared: SharedLooks, rows: PackedRows, from: number, offset: number, count: number): void {
  const { rowStart, out, queue, price, arc, second } = shared, L = queue.length;
  for (let k = 0, at = from; k < count; k++) {
    const later = at + AHEAD;
    if (k + AHEAD < count) rows.touch(rowStart[queue[later < L ? later : later - L]!]!);
    const i = queue[at]!;
    if (++at === L) at = 0;
    arc[offset + k] = rows.look(rowStart[i]!, rowStart[i + 1]!, price, out[i]!);
    second[offset + k] = rows.second;
  }
}

/** Looks at the signal before the helper sleeps: a batch follows the last one within microseconds. */
const SPINS = 20_000;

/** Body of a helper thread (`SolveOptions.startThread`): looks when told to, and returns when the auction is over. */
export function serveLooks(shared: SharedLooks): void {
  const { signal } = shared, rows = new PackedRows(shared.layout);
  Atomics.store(signal, READY, 1);
  for (let seen = 0; ;) {
    for (let spin = 0; spin < SPINS && Atomics.load(signal, GO) === seen; spin++);
    while (Atomics.load(signal, GO) === seen) Atomics.wait(signal, GO, seen);
    if (Atomics.load(signal, STOP) === 1) return;
    seen = Atomics.load(signal, GO);
    lookThrough(shared, rows, signal[FROM]!, signal[OFFSET]!, signal[COUNT]!);
    Atomics.store(signal, DONE, seen);
    Atomics.notify(signal, DONE);
  }
}
