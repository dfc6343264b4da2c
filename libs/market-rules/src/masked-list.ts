/**
 * A candidate list with bit masks: for one rule and one value of what the rule looks at in a supply entry, the members that pass.
 *
 * A hard rule looks at few things of the supply entry (a wage floor, a day, a set of certificates), and many entries agree in
 * them. So which members pass is worked out once a value, as bits, and the eligible pairs of an entry are its rules' masks joined
 * by "and": 32 pairs an operation, none of them skipped. Memory: a bit a member, rule and value; `Kept` bounds it.
 *
 * Source: bitmap indices, e.g. O'Neil and Quass 1997.
 */
export class MaskedList {
  /** Members that no value of a supply entry lets in or rules out. */
  readonly base: Int32Array;
  private readonly masks: (Map<number, Int32Array> | undefined)[] = [];

  /** @param passes whether a member takes part at all. */
  constructor(readonly members: Int32Array, passes: (member: number) => boolean) {
    this.base = this.build(passes);
  }

  /** The mask of a rule and value, if it is known. */
  find(rule: number, value: number): Int32Array | undefined {
    return this.masks[rule]?.get(value);
  }

  make(rule: number, value: number, passes: (member: number) => boolean): Int32Array {
    const mask = this.build(passes);
    (this.masks[rule] ??= new Map<number, Int32Array>()).set(value, mask);
    return mask;
  }

  /** As `make`, for a rule of which only the last value is asked for again. */
  replace(rule: number, value: number, passes: (member: number) => boolean): Int32Array {
    this.masks[rule]?.clear();
    return this.make(rule, value, passes);
  }

  private build(passes: (member: number) => boolean): Int32Array {
    const { members } = this, mask = new Int32Array((members.length + 31) >>> 5);
    for (let k = 0; k < members.length; k++) if (passes(members[k]!)) mask[k >>> 5]! |= 1 << (k & 31);
    return mask;
  }
}

/**
 * Things worked out when they are first asked for, by number. When together they come to more than `limit` elements all are let go, so
 * that lists in which everything is different cost time and not memory.
 */
export class Kept<V> {
  private readonly values = new Map<number, V>();
  private size = 0;

  constructor(private readonly limit = 8 * 1024 * 1024) {}

  get(key: number): V | undefined {
    return this.values.get(key);
  }

  /** Keeps a value of so many elements. */
  set(key: number, value: V, elements: number): V {
    this.grow(elements);
    this.values.set(key, value);
    return value;
  }

  /** Counts elements that a kept value grew by. A value let go stays good for whoever holds it. */
  grow(elements: number): void {
    this.size += elements;
    if (this.size <= this.limit) return;
    this.clear();
    this.size = elements;
  }

  clear(): void {
    this.values.clear();
    this.size = 0;
  }
}
