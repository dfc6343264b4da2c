/**
 * The near-tight lists turned round: for each post the lots that list it. One counting sort, linear in the listed arcs; 8 bytes each.
 */
import type { FlowState } from './flow-state.js';
import type { NearTightLists } from './near-tight-lists.js';
import type { IncomingArcs } from './single-fill.js';

export class TurnedLists implements IncomingArcs {
  readonly start: Int32Array;
  readonly end: Int32Array;
  lot = new Int32Array(0);
  fit = new Int32Array(0);

  constructor(private readonly state: FlowState, private readonly lists: NearTightLists) {
    const bounds = new Int32Array(state.R + 1);
    this.start = bounds.subarray(0, state.R);
    this.end = bounds.subarray(1);
  }

  reachAt(post: number): number {
    return this.lists.reachAt(post);
  }

  /** Turns the lists of now; returns the work, in arcs. */
  turn(): number {
    const { start, end, column, fit } = this.lists, { L, R } = this.state, into = this.end, next = new Int32Array(R);
    into.fill(0);
    let size = 0;
    for (let i = 0; i < L; i++) {
      countRow(into, column, start[i]!, end[i]!);
      size += Math.max(0, end[i]! - start[i]!);
    }
    for (let j = 1; j < R; j++) into[j]! += into[j - 1]!;
    for (let j = 1; j < R; j++) next[j] = into[j - 1]!;
    if (this.lot.length < size) {
      this.lot = new Int32Array(size);
      this.fit = new Int32Array(size);
    }
    for (let i = 0; i < L; i++) {
      for (let e = start[i]!, last = end[i]!; e < last; e++) {
        const at = next[column[e]!]!;
        next[column[e]!] = at + 1;
        this.lot[at] = i;
        this.fit[at] = fit[e]!;
      }
    }
    return 2 * size;
  }
}

/** Counts a row's arcs by post; a function of its own, compiled after a few rows. */
function countRow(count: Int32Array, column: Int32Array, start: number, end: number): void {
  for (let e = start; e < end; e++) count[column[e]!]! += 1;
}
