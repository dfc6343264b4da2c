/**
 * Two lists prepared for fast evaluation: strings interned, days as numbers, distances and pairings tabled between
 * distinct regions. Not shared between threads; `open` chooses the supply entry the other calls speak of.
 */
export interface PairScanner {
  readonly demandCount: number;
  readonly supplyCount: number;
  /** Chooses supply entry `i`. */
  open(i: number): void;
  /** Ascending demand indices outside of which the opened entry fails the blocking rule (occupation, category). */
  candidates(): Int32Array;
  /** Bit k set when hard rule k of the rule set fails for the opened entry and demand `j`; 0 is eligible. */
  failures(j: number): number;
  /** Fit 0..1000 of the opened entry and demand `j`; only asked of eligible pairs. */
  fit(j: number): number;
  /** Demand entries that `row` leaves out from now on: 1 each. */
  leaveOut(demand: Uint8Array): void;
  /** Demand entries that `row` looks at when it is asked for `some` from now on: 1 each. */
  choose(demand: Uint8Array): void;
  /**
   * Writes the opened entry's eligible pairs, ascending by demand index, into the two arrays (room for all demand entries); returns how
   * many. With `some`, only those of the chosen demand entries.
   */
  row(column: Int32Array, fit: Int16Array, some?: boolean): number;
  /** Supply indices in the order in which rows come fastest: those with the same candidates one after the other. */
  order(): Int32Array;
}

/** `row` by asking `failures` and `fit` of every candidate: for scanners that know nothing faster. */
export function rowOfCandidates(scanner: PairScanner, leftOut: Uint8Array | undefined, chosen: Uint8Array | undefined, column: Int32Array, fit: Int16Array): number {
  const candidates = scanner.candidates();
  let count = 0;
  for (let c = 0; c < candidates.length; c++) {
    const j = candidates[c] ?? 0;
    if (leftOut?.[j] === 1 || chosen?.[j] === 0 || scanner.failures(j) !== 0) continue;
    column[count] = j;
    fit[count] = scanner.fit(j);
    count++;
  }
  return count;
}

/** The numbers 0 .. n-1, those of one group together, groups and members ascending. */
export function byGroup(n: number, groupOf: (i: number) => number): Int32Array {
  const group = Int32Array.from({ length: n }, (_, i) => groupOf(i)), start = new Int32Array(group.reduce((most, g) => Math.max(most, g), -1) + 2), order = new Int32Array(n);
  for (const g of group) start[g + 1]! += 1;
  for (let g = 1; g < start.length; g++) start[g]! += start[g - 1]!;
  for (let i = 0; i < n; i++) order[start[group[i]!]!++] = i;
  return order;
}

/** Interns strings (or numbers) to dense numbers 0, 1, 2 … in order of first sight. */
export class Numbering<K extends string | number = string> {
  private readonly numbers = new Map<K, number>();
  readonly names: K[] = [];

  /** Number of `name`, given on first sight. */
  of(name: K): number {
    let number = this.numbers.get(name);
    if (number === undefined) {
      number = this.names.length;
      this.numbers.set(name, number);
      this.names.push(name);
    }
    return number;
  }

  /** Number of `name`, or −1 when it was never seen. */
  find(name: K): number {
    return this.numbers.get(name) ?? -1;
  }

  get size(): number {
    return this.names.length;
  }
}

/** `values[index]` of an index known to lie inside; an index outside is a bug and throws. */
export function at(values: ArrayLike<number>, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`index ${index} outside 0..${values.length - 1}`);
  return value;
}

/**
 * Cache of ascending candidate lists by block key, bounded by the total number of indices kept
 * (8 Mi indices, 32 MiB), so that a list with very many distinct keys cannot take all memory.
 */
export class CandidateLists {
  private readonly lists = new Map<string, Int32Array>();
  private kept = 0;

  get(key: string, build: () => Int32Array): Int32Array {
    const known = this.lists.get(key);
    if (known) return known;
    const list = build();
    if (this.kept + list.length > 8 * 1024 * 1024) {
      this.lists.clear();
      this.kept = 0;
    }
    this.lists.set(key, list);
    this.kept += list.length;
    return list;
  }
}

/** The union of ascending disjoint lists, ascending. */
export function mergeAscending(lists: readonly Int32Array[]): Int32Array {
  const only = lists[0];
  if (lists.length === 1 && only) return only;
  let length = 0;
  for (const list of lists) length += list.length;
  const merged = new Int32Array(length);
  let filled = 0;
  for (const list of lists) {
    merged.set(list, filled);
    filled += list.length;
  }
  return merged.sort();
}
