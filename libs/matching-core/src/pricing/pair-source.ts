/**
 * A problem whose pairs are too many to write down: the entries in arrays, the pairs handed over a row at a time, as often as asked.
 *
 * Symbols as in `problem.ts`.
 */
export interface PairSource {
  /** [L] units each supply entry has, 0..2^31-1. */
  readonly supplyCapacity: Int32Array;
  /** [R] units each demand entry takes, 0..2^31-1. */
  readonly demandCapacity: Int32Array;
  /** [L] whole points added to every arc of a supply entry. */
  readonly bonus: Float64Array;
  /**
   * Hands over the rows, in any order, each supply entry at most once and each pair of it once: the first `count` elements of the two
   * arrays, which the source may use again for the next row. Pairs and fits must be the same each time.
   *
   * With `only`, at least the pairs of the marked supply entries and those of the marked demand entries; without, all pairs.
   */
  forEachRow(onRow: OnRow, only?: OnlyPairs): void;
}

export type OnRow = (supply: number, count: number, column: Int32Array, fit: Int16Array | Int32Array) => void;

/** 1 marks an entry: pairs of a marked entry of either side are wanted. */
export interface OnlyPairs { readonly supply: Uint8Array; readonly demand: Uint8Array }
