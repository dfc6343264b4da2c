import type { EntryOf, Features } from '@jiedui/contracts';
import type { RuleContext, RuleSet } from './rule-set.js';

/**
 * Eligible pairs by supply entry, compressed rows: the pairs of supply `i` stand at `rowStart[i] .. rowStart[i+1]`,
 * demand indices ascending within a row.
 */
export interface EligiblePairs {
  /** [supply + 1] */
  rowStart: Int32Array;
  /** [pairs] demand index */
  column: Int32Array;
  /** [pairs] points, 0..1000 */
  fit: Int16Array;
}

export interface ScanOptions {
  /** Called about every 1,000 rows with the rows done and all rows. */
  onProgress?: (done: number, total: number) => void;
  /** Asked as often; true stops the scan with `ScanCancelled`. */
  shouldCancel?: () => boolean;
  /** Rows to leave out: 1 where a supply (demand) entry takes no part. They keep their index and get no pairs. */
  supplyLeftOut?: Uint8Array;
  demandLeftOut?: Uint8Array;
  /** Pairs to leave out, e.g. refused ones: asked only for supply entries that have any. Ascending demand indices by supply index. */
  excluded?: ReadonlyMap<number, ReadonlySet<number>>;
}

/** Thrown out of a scan that was asked to stop. */
export class ScanCancelled extends Error {
  constructor() {
    super('the scan for eligible pairs was cancelled');
  }
}

/** More pairs than an index of 31 bits can count. */
export class TooManyPairs extends Error {
  constructor(readonly pairs: number) {
    super(`more than ${pairs} eligible pairs: narrow the lists or the rules`);
  }
}

const rowsPerReport = 1000;

/**
 * Evaluates every pair and hands over one row at a time without storing them: `onRow(i, count, column, fit)`, where the
 * first `count` elements of the two scratch arrays are the eligible pairs of supply `i`. For verifiers and counts.
 */
export function forEachRow<D extends Features, S extends Features>(
  demand: readonly EntryOf<D>[], supply: readonly EntryOf<S>[], ruleSet: RuleSet<D, S>, ctx: RuleContext,
  onRow: (i: number, count: number, column: Int32Array<ArrayBuffer>, fit: Int16Array<ArrayBuffer>) => void, options: ScanOptions = {},
): void {
  const scanner = ruleSet.compile(demand, supply, ctx);
  const column = new Int32Array(demand.length);
  const fit = new Int16Array(demand.length);
  const { supplyLeftOut, demandLeftOut, excluded } = options;
  if (demandLeftOut) scanner.leaveOut(demandLeftOut);
  for (let i = 0; i < supply.length; i++) {
    if (i % rowsPerReport === 0) {
      if (options.shouldCancel?.()) throw new ScanCancelled();
      options.onProgress?.(i, supply.length);
    }
    let count = 0;
    if (supplyLeftOut?.[i] !== 1) {
      scanner.open(i);
      count = scanner.row(column, fit);
      const refused = excluded?.get(i);
      if (refused) count = withoutRefused(refused, count, column, fit);
    }
    onRow(i, count, column, fit);
  }
  options.onProgress?.(supply.length, supply.length);
}

/** Closes up the row over refused pairs; returns what is left. */
export function withoutRefused(refused: ReadonlySet<number>, count: number, column: Int32Array, fit: Int16Array): number {
  let kept = 0;
  for (let k = 0; k < count; k++) {
    const j = column[k] ?? 0;
    if (refused.has(j)) continue;
    column[kept] = j;
    fit[kept] = fit[k] ?? 0;
    kept++;
  }
  return kept;
}

/**
 * All eligible pairs with their fits. Memory: 6 bytes a pair, twice that for a moment while the pieces are joined.
 */
export function buildPairs<D extends Features, S extends Features>(
  demand: readonly EntryOf<D>[], supply: readonly EntryOf<S>[], ruleSet: RuleSet<D, S>, ctx: RuleContext, options: ScanOptions = {},
): EligiblePairs {
  const rowStart = new Int32Array(supply.length + 1);
  const columns = new PieceList((length) => new Int32Array(length));
  const fits = new PieceList((length) => new Int16Array(length));
  forEachRow(demand, supply, ruleSet, ctx, (i, count, column, fit) => {
    columns.append(column, count);
    fits.append(fit, count);
    if (columns.length > 0x7fffffff) throw new TooManyPairs(columns.length);
    rowStart[i + 1] = columns.length;
  }, options);
  return { rowStart, column: columns.join(), fit: fits.join() };
}

/** Elements to a piece: 1 Mi. */
const pieceLength = 1 << 20;

/** A typed array that grows by whole pieces, so that growing never copies what is there. */
class PieceList<A extends Int32Array<ArrayBuffer> | Int16Array<ArrayBuffer>> {
  length = 0;
  private readonly full: A[] = [];
  private open: A;
  private filled = 0;

  constructor(private readonly make: (length: number) => A) {
    this.open = make(pieceLength);
  }

  /** Appends the first `count` elements of `values`. */
  append(values: A, count: number): void {
    let taken = 0;
    while (taken < count) {
      if (this.filled === pieceLength) {
        this.full.push(this.open);
        this.open = this.make(pieceLength);
        this.filled = 0;
      }
      const room = Math.min(count - taken, pieceLength - this.filled);
      this.open.set(values.subarray(taken, taken + room), this.filled);
      this.filled += room;
      taken += room;
    }
    this.length += count;
  }

  /** Everything in one array. The list is empty afterwards; pieces are let go as they are copied. */
  join(): A {
    const joined = this.make(this.length);
    let position = 0;
    for (let piece = this.full.shift(); piece !== undefined; piece = this.full.shift()) {
      joined.set(piece, position);
      position += piece.length;
    }
    joined.set(this.open.subarray(0, this.filled), position);
    this.open = this.make(0);
    this.filled = 0;
    return joined;
  }
}
