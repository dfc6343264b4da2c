/**
 * Short rows: for each lot only the arcs whose slack is at most S at the prices of the time.
 *
 * The fill searches within small distances over and over, and most arcs are far too slack to matter. While prices only fall, by at most
 * `drift` on any post since the lists were made, an arc that is missing has slack above S - drift; so a search limited to that
 * distance meets the same arcs as over full rows. S is chosen so that about an eighth of the arcs stay; where ties are so many that more than half would stay with the least
 * S, the rows themselves serve (S = Infinity).
 */
import type { FlowState } from './flow-state.js';

const SHARE = 1 / 8, SAMPLED_LOTS = 2000;
/** Rows so short on average are not worth shortening. */
const SHORT_ROW = 10;

export class NearTightLists {
  /** [L] first and past-last position of a lot in `column` and `fit`. */
  start: Int32Array;
  end: Int32Array;
  column: Int32Array;
  fit: Int16Array | Int32Array;
  private limit = Infinity; // S
  private readonly priceAtBuild: Float64Array;

  constructor(private readonly state: FlowState) {
    const { rowStart, column, fit } = state.problem;
    this.start = rowStart.subarray(0, state.L);
    this.end = rowStart.subarray(1);
    this.column = column;
    this.fit = fit;
    this.priceAtBuild = new Float64Array(state.R);
  }

  /** Distance within which the lists stand for the full rows. */
  get reach(): number {
    if (this.limit === Infinity) return Infinity;
    const { price, R } = this.state;
    let drift = 0;
    for (let j = 0; j < R; j++) if (this.priceAtBuild[j]! - price[j]! > drift) drift = this.priceAtBuild[j]! - price[j]!;
    return this.limit - drift;
  }

  /** The same for arcs into one post: as far as its own price fell. */
  reachAt(post: number): number {
    return this.limit === Infinity ? Infinity : this.limit - this.priceAtBuild[post]! + this.state.price[post]!;
  }

  /** Makes the lists anew with at least this S; returns the work, in arcs. */
  build(least: number): number {
    const { state } = this, { problem, price } = state, { rowStart } = problem;
    const wanted = this.chooseLimit(least);
    this.limit = wanted;
    this.priceAtBuild.set(price);
    if (wanted === Infinity) {
      this.start = rowStart.subarray(0, state.L);
      this.end = rowStart.subarray(1);
      this.column = problem.column;
      this.fit = problem.fit;
      return 0;
    }
    if (this.start.buffer === rowStart.buffer) {
      this.start = new Int32Array(state.L);
      this.end = new Int32Array(state.L);
      this.column = new Int32Array(0);
      this.fit = problem.fit instanceof Int16Array ? new Int16Array(0) : new Int32Array(0);
    } else this.end.fill(0);
    this.reserve(Math.ceil(problem.column.length * SHARE * 1.5) + 1024, 0);
    let size = 0;
    for (let i = 0; i < state.L; i++) {
      const p = state.headOfLot[i]!;
      if (p >= 0) size = this.list(i, state.fitOf[p]! - price[state.postOf[p]!]!, wanted, size);
      else if (state.spare[i]! > 0) size = this.list(i, -problem.bonus[i]!, wanted, size);
    }
    return problem.column.length;
  }

  /** Appends the near-tight arcs of a lot whose best choice has this fit less price. */
  private list(lot: number, best: number, limit: number, from: number): number {
    const { problem, price } = this.state, { rowStart, column, fit } = problem, first = rowStart[lot]!, last = rowStart[lot + 1]!;
    if (from + last - first > this.column.length) this.reserve(Math.ceil((from + last - first) * 1.5), from);
    const outColumn = this.column, outFit = this.fit, threshold = best - limit;
    let size = from;
    for (let e = first; e < last; e++) {
      const j = column[e]!, f = fit[e]!;
      if (f - price[j]! >= threshold) {
        outColumn[size] = j;
        outFit[size++] = f;
      }
    }
    this.start[lot] = from;
    this.end[lot] = size;
    return size;
  }

  private reserve(size: number, used: number): void {
    if (this.column.length >= size) return;
    const column = new Int32Array(size), fit = this.fit instanceof Int16Array ? new Int16Array(size) : new Int32Array(size);
    column.set(this.column.subarray(0, used));
    fit.set(this.fit.subarray(0, used));
    this.column = column;
    this.fit = fit;
  }

  /** S from evenly spaced lots: what keeps about SHARE of the arcs, but `least` at least. */
  private chooseLimit(least: number): number {
    const { state } = this, { problem, price, L } = state, { rowStart, column, fit, bonus } = problem, slacks: number[] = [];
    if (column.length < SHORT_ROW * L) return Infinity;
    const stride = Math.max(1, Math.floor(L / SAMPLED_LOTS));
    for (let i = 0; i < L; i += stride) {
      if (problem.supplyCapacity[i] === 0) continue;
      let best = -bonus[i]!;
      for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) best = Math.max(best, fit[e]! - price[column[e]!]!);
      for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) slacks.push(best - fit[e]! + price[column[e]!]!);
    }
    if (slacks.length === 0) return Infinity;
    const sorted = Float64Array.from(slacks).sort();
    const chosen = Math.max(least, Math.floor(sorted[Math.floor(sorted.length * SHARE)]!));
    return chosen < Infinity && sorted[sorted.length >> 1]! > chosen ? chosen : Infinity;
  }
}
