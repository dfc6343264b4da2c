/**
 * The pairs of a row that its prices do not cover, and the best few of them once crowding is taken off.
 *
 * Rows of entries that are alike have the same best pairs. Were each to keep those, a few demand entries would be all that the
 * restricted problem knows, and round after round would go to finding the others. So what a row keeps makes it dearer for the rows
 * after it (`crowding`, kept by the caller): an on-line price, which is no part of any proof and only decides which pairs are kept.
 *
 * Cost: two looks a pair, and an insertion into a sorted list of at most `most` for the few that pass. Source of the on-line prices:
 * Agrawal, Wang and Ye 2014 (a dynamic near-optimal algorithm for online linear programming), in its simplest form.
 */
export class BestOfRow {
  readonly column: Int32Array;
  readonly fit: Int32Array;
  size = 0;
  private readonly value: Float64Array;

  constructor(private readonly most: number) {
    this.column = new Int32Array(most);
    this.fit = new Int32Array(most);
    this.value = new Float64Array(most);
  }

  /** Chooses among the pairs with fit - price > threshold, by fit - price - crowding, the first of equals; returns how many such pairs there are. */
  choose(count: number, column: Int32Array, fit: Int16Array | Int32Array, price: Float64Array, threshold: number, crowding: Float64Array): number {
    let found = 0, least = -Infinity;
    this.size = 0;
    for (let k = 0; k < count; k++) {
      const j = column[k]!, net = fit[k]! - price[j]!;
      if (net <= threshold) continue;
      found++;
      const v = net - crowding[j]!;
      if (v > least) least = this.insert(j, fit[k]!, v);
    }
    return found;
  }

  /** Returns the value that a pair has to pass from now on. */
  private insert(j: number, fit: number, v: number): number {
    const { column, fit: fits, value, most } = this;
    let k = this.size < most ? this.size++ : most - 1;
    for (; k > 0 && value[k - 1]! < v; k--) {
      column[k] = column[k - 1]!;
      fits[k] = fits[k - 1]!;
      value[k] = value[k - 1]!;
    }
    column[k] = j;
    fits[k] = fit;
    value[k] = v;
    return this.size < most ? -Infinity : value[most - 1]!;
  }
}
