/**
 * Conditions that a flow of a two-sided transportation problem can break, and whether a given flow does.
 *
 *   group      its members (supply entries) each give every unit they have, all on demand entries of one place, or nobody gives any
 *   minimum    an amount on a pair is 0 or at least max(minimum of i, minimum of j); a demand entry that one lot serves whole or
 *              not at all has its own capacity for a minimum
 *   multiple   an amount on a pair is a multiple of a number
 *   limit      sum of coefficient * amount over named pairs is at most a number: the seats of a bus, a budget
 */
import type { TransportProblem } from '@jiedui/matching-core';

export interface Group {
  /** Supply entries, each in one group at most. A member of capacity 0 keeps the whole group out. */
  readonly members: readonly number[];
  /** The only place the group may go to, where some of it already are; null for any. */
  readonly place: number | null;
}

/** One number over named arcs: sum of coefficient * amount <= limit. Coefficients are whole and 0 or more. */
export interface Limit { readonly arcs: readonly number[]; readonly coefficients: readonly number[]; readonly limit: number }

export interface Conditions {
  readonly groups: readonly Group[];
  /** [R] place of each demand entry (enterprise and work region), as a number; read for groups only. */
  readonly placeOf: Int32Array;
  /** [L], [R] least amount of a pair of the entry that is not 0; 0 and 1 ask for nothing. */
  readonly supplyMinimum: Int32Array;
  readonly demandMinimum: Int32Array;
  readonly multiples?: readonly { readonly arc: number; readonly of: number }[] | undefined;
  readonly limits?: readonly Limit[] | undefined;
}

/** Conditions by arc and entry, made once a problem. */
export class ConditionIndex {
  /** [L] group of each supply entry, -1 for none. */
  readonly groupOf: Int32Array;
  /** Arcs whose amount is a multiple of a number above 1. */
  readonly multipleOf: ReadonlyMap<number, number>;
  readonly limits: readonly Limit[];
  /** Arcs that stand in a limit. */
  readonly limited: ReadonlySet<number>;

  constructor(readonly problem: TransportProblem, readonly conditions: Conditions) {
    const { groups, placeOf, supplyMinimum, demandMinimum, multiples = [], limits = [] } = conditions, L = problem.supplyCapacity.length, R = problem.demandCapacity.length;
    if (placeOf.length !== R || demandMinimum.length !== R || supplyMinimum.length !== L) throw new RangeError(`conditions of ${supplyMinimum.length} x ${demandMinimum.length} entries, expected ${L} x ${R}`);
    this.groupOf = new Int32Array(L).fill(-1);
    for (const [g, { members }] of groups.entries()) {
      for (const i of members) {
        if (this.groupOf[i] !== -1) throw new RangeError(`supply entry ${i} is outside 0..${L - 1} or in two groups`);
        this.groupOf[i] = g;
      }
    }
    this.multipleOf = new Map(multiples.filter((each) => each.of > 1).map((each) => [each.arc, each.of]));
    this.limits = limits;
    this.limited = new Set(limits.flatMap((each) => each.arcs));
    for (const { coefficients } of limits) if (coefficients.some((c) => !Number.isSafeInteger(c) || c < 0)) throw new RangeError('a limit has a coefficient that is not whole or below 0');
  }

  /** Least amount of a pair that is not 0. */
  minimum(i: number, e: number): number {
    return Math.max(1, this.conditions.supplyMinimum[i]!, this.conditions.demandMinimum[this.problem.column[e]!]!);
  }

  /** Whether the amount of an arc itself has a condition, its supply entry's group aside. */
  isConditioned(i: number, e: number): boolean {
    return this.minimum(i, e) > 1 || this.isCounted(e);
  }

  /** Whether an arc's amount has to be a whole number of its own: no flow makes a multiple, or keeps a limit, by itself. */
  isCounted(e: number): boolean {
    return this.multipleOf.has(e) || this.limited.has(e);
  }

  /** Sum of a limit under a flow. */
  used({ arcs, coefficients }: Limit, flow: Int32Array): number {
    return arcs.reduce((sum, e, k) => sum + coefficients[k]! * flow[e]!, 0);
  }
}

/** What of the conditions a flow breaks; nothing when all are empty. */
export interface Broken {
  /** Groups that are split, or sit in two places, or in one they may not go to. */
  readonly groups: readonly number[];
  /** Arcs below their minimum or off their multiple. */
  readonly arcs: readonly number[];
  readonly limits: readonly number[];
}

/** Compares a flow with every condition, in O(m). */
export function brokenBy(index: ConditionIndex, flow: Int32Array): Broken {
  const { problem: { rowStart }, conditions: { groups } } = index, arcs: number[] = [];
  for (let i = 0; i < rowStart.length - 1; i++) {
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
      const x = flow[e]!;
      if (x !== 0 && (x < index.minimum(i, e) || x % (index.multipleOf.get(e) ?? 1) !== 0)) arcs.push(e);
    }
  }
  return {
    arcs, groups: [...groups.keys()].filter((g) => placeOfGroup(index, g, flow) === null),
    limits: [...index.limits.keys()].filter((k) => index.used(index.limits[k]!, flow) > index.limits[k]!.limit),
  };
}

export const isBroken = ({ groups, arcs, limits }: Broken): boolean => groups.length + arcs.length + limits.length > 0;

/** Place where a flow has the whole group, -1 when it has none of it anywhere, null when the flow breaks the condition. */
export function placeOfGroup(index: ConditionIndex, g: number, flow: Int32Array): number | null {
  const { problem: { rowStart, column, supplyCapacity }, conditions: { groups, placeOf } } = index, { members, place } = groups[g]!;
  let found = -1, isAll = true, isAny = false;
  for (const i of members) {
    let units = 0;
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
      if (flow[e] === 0) continue;
      const at = placeOf[column[e]!]!;
      if (found !== -1 && found !== at) return null;
      found = at;
      units += flow[e]!;
    }
    if (units > 0) isAny = true;
    if (units < supplyCapacity[i]! || supplyCapacity[i] === 0) isAll = false;
  }
  if (!isAny) return -1;
  return isAll && (place === null || place === found) ? found : null;
}

/** A flow with everything taken back that breaks a condition: feasible, and no more than the given one anywhere. */
export function withoutBroken(index: ConditionIndex, given: Int32Array): Int32Array {
  const flow = given.slice(), { rowStart } = index.problem, broken = brokenBy(index, flow);
  for (const e of broken.arcs) {
    const k = index.multipleOf.get(e) ?? 1, least = flow[e]! - (flow[e]! % k);
    flow[e] = index.minimum(rowOf(index.problem, e), e) <= least ? least : 0;
  }
  for (const k of broken.limits) {
    const { arcs, limit } = index.limits[k]!;
    // Arc by arc from the last, until the rest keeps the limit.
    for (let at = arcs.length - 1; at >= 0 && index.used(index.limits[k]!, flow) > limit; at--) flow[arcs[at]!] = 0;
  }
  for (const [g, { members }] of index.conditions.groups.entries()) {
    if (placeOfGroup(index, g, flow) === null) for (const i of members) flow.fill(0, rowStart[i]!, rowStart[i + 1]!);
  }
  return flow;
}

/** Supply entry of an arc, by bisection. */
export function rowOf({ rowStart }: TransportProblem, e: number): number {
  let low = 0, high = rowStart.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (rowStart[middle]! <= e) low = middle;
    else high = middle - 1;
  }
  return low;
}
