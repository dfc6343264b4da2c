/**
 * The arcs as the unit auction looks through them: fits in steps of the last eps, and posts.
 *
 * A bid reads one whole row at a place that the bid before did not read, so what counts is how many cache lines a row takes. Where the
 * bits of a post and of a fit go into 32 together they are packed into one number an arc (1,000 points and four million posts still
 * do); else the problem's columns serve, beside the fits in steps.
 */
import type { RowRanges, TransportProblem } from '../problem.js';

/** Numbers of steps: 32-bit integers where the weights allow it, else doubles. */
export type Levels = Int32Array | Float64Array;

/** Steps in a point are 2^4. */
const STEP_BITS = 4;
/** Numbers of 32 bits in a cache line. */
const LINE = 16;

export interface AuctionRows {
  /** Value of the second best choice of the last `look`, in steps. */
  second: number;
  /** Looks through the arcs start..end-1 at these prices, staying out being worth `out`; returns the best arc, -1 when none is worth more. */
  look(start: number, end: number, price: Levels, out: number): number;
  /** Reads a row that will be looked through soon: its cache lines come while the rows before are worked on. */
  touch(start: number): void;
  post(arc: number): number;
  /** In steps. */
  fit(arc: number): number;
}

/** Packed rows as they lie in memory. */
export interface PackedLayout {
  /** [m and two cache lines] fit above the least of all in the high bits, post in the low ones. */
  readonly arcs: Int32Array;
  /** Bits of a post. */
  readonly shift: number;
  /** The least fit, in steps. */
  readonly base: number;
}

/**
 * @param degree [R] receives the number of arcs of each post.
 * @param isShared whether the arcs are to lie in memory that threads can share.
 */
export function auctionRows(problem: TransportProblem, { least, greatest }: RowRanges, isSmall: boolean, degree: Int32Array, isShared = false): PackedRows | PlainRows {
  const { rowStart, column, fit } = problem, L = problem.supplyCapacity.length, shift = Math.max(1, 32 - Math.clz32(problem.demandCapacity.length - 1));
  let low = Infinity, high = -Infinity;
  for (let i = 0; i < L; i++) {
    if (rowStart[i] === rowStart[i + 1]) continue;
    low = Math.min(low, least[i]!);
    high = Math.max(high, greatest[i]!);
  }
  // With the step bits too, so that a fit in steps fits into 31 bits.
  if (!(high - low < 2 ** Math.min(32 - shift, 31 - STEP_BITS))) return new PlainRows(problem, isSmall, degree);
  const length = column.length + 2 * LINE, arcs = isShared ? new Int32Array(new SharedArrayBuffer(4 * length)) : new Int32Array(length);
  for (let i = 0; i < L; i++) packRow(arcs, column, fit, low, shift, degree, rowStart[i]!, rowStart[i + 1]!);
  return new PackedRows({ arcs, shift, base: low * 2 ** STEP_BITS });
}

export class PackedRows implements AuctionRows {
  second = 0;
  private touched = 0; // keeps the reads of `touch` from being left out
  private readonly arcs: Int32Array;
  private readonly shift: number;
  private readonly mask: number;
  private readonly base: number;

  constructor(readonly layout: PackedLayout) {
    this.arcs = layout.arcs;
    this.shift = layout.shift;
    this.mask = 2 ** layout.shift - 1;
    this.base = layout.base;
  }

  look(start: number, end: number, price: Levels, out: number): number {
    const { arcs, shift, mask, base } = this;
    let best = out - base, second = best, at = -1;
    for (let e = start; e < end; e++) {
      const packed = arcs[e]!, v = ((packed >>> shift) << STEP_BITS) - price[packed & mask]!;
      if (v > second) {
        if (v > best) {
          second = best;
          best = v;
          at = e;
        } else second = v;
      }
    }
    this.second = second + base;
    return at;
  }

  touch(start: number): void {
    const { arcs } = this;
    this.touched ^= arcs[start]! ^ arcs[start + LINE]! ^ arcs[start + 2 * LINE]!;
  }

  post(arc: number): number {
    return this.arcs[arc]! & this.mask;
  }

  fit(arc: number): number {
    return ((this.arcs[arc]! >>> this.shift) << STEP_BITS) + this.base;
  }
}

export class PlainRows implements AuctionRows {
  second = 0;
  private touched = 0; // keeps the reads of `touch` from being left out
  private readonly fits: Levels; // [m]
  private readonly column: Int32Array;

  constructor(problem: TransportProblem, isSmall: boolean, degree: Int32Array) {
    const { rowStart, column, fit } = problem, L = problem.supplyCapacity.length;
    this.column = column;
    this.fits = isSmall ? new Int32Array(fit.length + LINE) : new Float64Array(fit.length + LINE);
    for (let i = 0; i < L; i++) scaleRow(this.fits, column, fit, degree, rowStart[i]!, rowStart[i + 1]!);
  }

  look(start: number, end: number, price: Levels, out: number): number {
    const { fits, column } = this;
    let best = out, second = out, at = -1;
    for (let e = start; e < end; e++) {
      const v = fits[e]! - price[column[e]!]!;
      if (v > second) {
        if (v > best) {
          second = best;
          best = v;
          at = e;
        } else second = v;
      }
    }
    this.second = second;
    return at;
  }

  touch(start: number): void {
    const { fits, column } = this;
    this.touched ^= fits[start]! ^ fits[start + LINE]! ^ column[start]!;
  }

  post(arc: number): number {
    return this.column[arc]!;
  }

  fit(arc: number): number {
    return this.fits[arc]!;
  }
}

function packRow(arcs: Int32Array, column: Int32Array, fit: Int16Array | Int32Array, low: number, shift: number, degree: Int32Array, start: number, end: number): void {
  for (let e = start; e < end; e++) {
    const j = column[e]!;
    arcs[e] = ((fit[e]! - low) << shift) | j;
    degree[j]! += 1;
  }
}

function scaleRow(steps: Levels, column: Int32Array, fit: Int16Array | Int32Array, degree: Int32Array, start: number, end: number): void {
  for (let e = start; e < end; e++) {
    steps[e] = fit[e]! * 2 ** STEP_BITS;
    degree[column[e]!]! += 1;
  }
}
