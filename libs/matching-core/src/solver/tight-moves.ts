/**
 * About how many moves at slack 0 each post is away from an end, for the searches of both repairs.
 *
 * Where ties are many, a search meets thousands of posts at one distance, and only a few of them are ends: looked through in any order, that
 * is most of its time. These counts order them. The searches correct them where they look (as learning real-time A*, or the
 * labels of push-relabel), and each notes for the other what its path left behind; elsewhere they may be out of date. Nothing rests on it but time.
 *
 * Cost: each arc once a count. Sources: Korf 1990 (LRTA*), Goldberg and Tarjan 1988 (labels, global relabelling).
 */
import type { FlowState } from './flow-state.js';
import type { IncomingArcs } from './single-fill.js';

/** Above any number of moves: a post from which no end is to be reached at slack 0. */
export const FAR = 2 ** 31;

export class TightMoves {
  /** [R] from each post to a post with room or a lot that is as well off outside: where a unit pushed in can end. */
  readonly out: Float64Array;
  /** [R] to each post from one that has no price, or that a spare unit is indifferent to: where a unit for a hole can come from. */
  readonly in: Float64Array;

  /** All 0, which orders nothing until a search corrects them; `countMovesOut` and `countMovesIn` make them right. */
  constructor(posts: number) {
    this.out = new Float64Array(posts);
    this.in = new Float64Array(posts);
  }
}

/** Fills `out`. */
export function countMovesOut(state: FlowState, incoming: IncomingArcs, moves: Float64Array): void {
  const { price, free, R } = state, { bonus } = state.rows, reached = new Int32Array(R);
  let size = 0;
  moves.fill(FAR);
  const reach = (post: number, count: number): void => {
    moves[post] = count;
    reached[size++] = post;
  };
  for (let j = 0; j < R; j++) {
    let isEnd = free[j]! > 0;
    for (let p = state.headOnPost[j]!; p >= 0 && !isEnd; p = state.nextOnPost[p]!) isEnd = state.fitOf[p]! + bonus[state.lotOf[p]!]! === price[j];
    if (isEnd) reach(j, 0);
  }
  for (let head = 0; head < size; head++) {
    const j = reached[head]!;
    for (let e = incoming.start[j]!; e < incoming.end[j]!; e++) {
      const i = incoming.lot[e]!, value = incoming.fit[e]! - price[j]!;
      for (let p = state.headOfLot[i]!; p >= 0; p = state.nextOfLot[p]!) {
        const q = state.postOf[p]!;
        if (moves[q] === FAR && state.fitOf[p]! - price[q]! === value) reach(q, moves[j]! + 1);
      }
    }
  }
}

/** Fills `in`. */
export function countMovesIn(state: FlowState, moves: Float64Array): void {
  const { price, spare, rows, R, L } = state, { start, end, column, fit, bonus } = rows, reached = new Int32Array(R);
  let size = 0;
  moves.fill(FAR);
  const reach = (post: number, count: number): void => {
    moves[post] = count;
    reached[size++] = post;
  };
  for (let j = 0; j < R; j++) if (price[j] === 0) reach(j, 0);
  for (let i = 0; i < L; i++) {
    if (spare[i] === 0) continue;
    for (let e = start[i]!; e < end[i]!; e++) if (moves[column[e]!] === FAR && fit[e]! + bonus[i]! === price[column[e]!]) reach(column[e]!, 0);
  }
  const seen = new Uint8Array(L);
  for (let head = 0; head < size; head++) {
    const q = reached[head]!;
    for (let p = state.headOnPost[q]!; p >= 0; p = state.nextOnPost[p]!) {
      const k = state.lotOf[p]!, value = state.fitOf[p]! - price[q]!;
      if (seen[k] === 1) continue;
      seen[k] = 1;
      for (let e = start[k]!; e < end[k]!; e++) if (moves[column[e]!] === FAR && fit[e]! - price[column[e]!]! === value) reach(column[e]!, moves[q]! + 1);
    }
  }
}
