/**
 * Conditions on more than one pair: people who travel together, least amounts, lines that one lot serves whole or not at all.
 * The lists' own rows state them; here they become numbers for the solver, a check of any set of pairs, and reasons.
 */
import type { EntryOf, Features, Text2, UnmatchedReason } from '@jiedui/contracts';
import { CommonPlaces } from './common-places.js';
import type { RuleSet } from './rule-set.js';
import type { Placement } from './solved-market.js';
import { say } from './wording.js';

/** The lists of one programme, as far as conditions read them. */
export interface ConditionedLists<D extends Features, S extends Features> {
  ruleSet: RuleSet<D, S>;
  demand: readonly EntryOf<D>[];
  supply: readonly EntryOf<S>[];
  /** Pairs that are settled before the solve. */
  held: readonly Placement[];
}

/** Conditions by index; the integer model takes them as they are. */
export interface ListConditions {
  /** Members that are still to be placed. `place` is where others of the group are held; `nowhere` when these are in two places. */
  groups: { members: number[]; place: number | null }[];
  /** [demand] number of enterprise and work region. */
  placeOf: Int32Array;
  /** [supply], [demand] least amount of a pair; 0 and 1 ask for nothing. */
  supplyMinimum: Int32Array;
  demandMinimum: Int32Array;
  /** [demand] 1 where one lot serves the line whole or nobody does. */
  isWhole: Uint8Array;
}

/** Least units of a pair: of the order, of the lot, or the whole line where it may not be split. */
export function leastUnits<D extends Features, S extends Features>(ruleSet: RuleSet<D, S>, demand: EntryOf<D>, supply: EntryOf<S>): number {
  return Math.max(ruleSet.isServedWhole(demand) ? demand.capacity : ruleSet.demandMinimum(demand), ruleSet.supplyMinimum(supply));
}

/** A place that no demand entry is in. */
const nowhere = -2;

/**
 * The conditions of two lists, or null when no row states any that a flow could break.
 *
 * A group is who names it and is on the list: a closed row counts only where it is held; one without consent counts, and keeps the
 * others back. A group of one is none.
 */
export function conditionsOf<D extends Features, S extends Features>({ ruleSet, demand, supply, held }: ConditionedLists<D, S>): ListConditions | null {
  const supplyMinimum = Int32Array.from(supply, (entry) => ruleSet.supplyMinimum(entry));
  const isWhole = Uint8Array.from(demand, (entry) => (ruleSet.isServedWhole(entry) ? 1 : 0));
  const demandMinimum = Int32Array.from(demand, (entry, j) => (isWhole[j] === 1 ? entry.capacity : ruleSet.demandMinimum(entry)));
  const placeOf = placesOf(ruleSet, demand);
  const groups = travelGroups({ ruleSet, demand, supply, held }).flatMap(({ members, heldAt }) => {
    const left = members.filter((i) => !heldAt.some((pair) => pair.supply === i));
    const places = new Set(heldAt.map((pair) => placeOf[pair.demand] ?? nowhere));
    const [only] = places;
    if (left.length === 0 || (left.length === 1 && places.size === 0)) return [];
    return [{ members: left, place: places.size === 0 ? null : places.size === 1 && only !== undefined ? only : nowhere }];
  });
  const asks = groups.length > 0 || supplyMinimum.some((least) => least > 1) || demandMinimum.some((least) => least > 1);
  return asks ? { groups, placeOf, supplyMinimum, demandMinimum, isWhole } : null;
}

/**
 * Supply entries whose group cannot go whatever the other list offers: a member takes no part (no consent), or members are held in
 * two places. They take no part either.
 */
export function heldBackByGroup<D extends Features, S extends Features>(lists: ConditionedLists<D, S>, takesPart: (supply: number) => boolean): number[] {
  return travelGroups(lists).flatMap(({ members, heldAt }) => {
    const left = members.filter((i) => !heldAt.some((pair) => pair.supply === i));
    const places = new Set(heldAt.map((pair) => placeAt(lists.ruleSet, lists.demand, pair.demand)));
    return places.size > 1 || (members.length > 1 && left.some((i) => !takesPart(i))) ? left.filter(takesPart) : [];
  });
}

/** [demand] the same number for the same place. */
function placesOf<D extends Features, S extends Features>(ruleSet: RuleSet<D, S>, demand: readonly EntryOf<D>[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(demand, (entry) => {
    const place = ruleSet.placeOf(entry);
    const known = numbers.get(place) ?? numbers.size;
    numbers.set(place, known);
    return known;
  });
}

function travelGroups<D extends Features, S extends Features>({ ruleSet, supply, held }: ConditionedLists<D, S>): { members: number[]; heldAt: Placement[] }[] {
  const heldBySupply = new Map<number, Placement[]>();
  for (const pair of held) heldBySupply.set(pair.supply, [...heldBySupply.get(pair.supply) ?? [], pair]);
  const groups = new Map<string, { members: number[]; heldAt: Placement[] }>();
  supply.forEach((entry, i) => {
    const key = ruleSet.groupOf(entry);
    const pairs = heldBySupply.get(i) ?? [];
    if (key === null || (entry.status === 'closed' && pairs.length === 0)) return;
    const group = groups.get(key) ?? { members: [], heldAt: [] };
    groups.set(key, group);
    group.members.push(i);
    group.heldAt.push(...pairs);
  });
  return [...groups.values()];
}

/** A condition that a set of pairs breaks. */
export interface BrokenCondition {
  code: 'GROUP_SPLIT' | 'BELOW_MINIMUM' | 'LINE_SPLIT';
  text: Text2;
  /** Index of an entry it is about; -1 when a side does not apply. */
  demand: number;
  supply: number;
}

/** What a set of pairs breaks, from the rows alone: nothing of a solver is used. */
export function brokenConditions<D extends Features, S extends Features>(lists: ConditionedLists<D, S>, placements: readonly Placement[]): BrokenCondition[] {
  const { ruleSet, demand, supply } = lists;
  const broken: BrokenCondition[] = [];
  const placesBySupply = new Map<number, Set<string>>();
  for (const { demand: j, supply: i, quantity } of placements) {
    const [order, lot] = [demand[j], supply[i]];
    if (order === undefined || lot === undefined || quantity <= 0) continue;
    placesBySupply.set(i, (placesBySupply.get(i) ?? new Set()).add(ruleSet.placeOf(order)));
    const least = Math.max(ruleSet.demandMinimum(order), ruleSet.supplyMinimum(lot));
    if (ruleSet.isServedWhole(order) && quantity !== order.capacity) broken.push({ code: 'LINE_SPLIT', demand: j, supply: i, text: say(`不允许拆分，须整单 ${order.capacity}，实为 ${quantity}`, `may not be split: ${order.capacity} or nothing, not ${quantity}`) });
    else if (quantity < least) broken.push({ code: 'BELOW_MINIMUM', demand: j, supply: i, text: say(`至少 ${least}，实为 ${quantity}`, `at least ${least}, not ${quantity}`) });
  }
  for (const { members, heldAt } of travelGroups(lists)) {
    const left = members.filter((i) => !heldAt.some((pair) => pair.supply === i));
    const placed = left.filter((i) => placesBySupply.has(i));
    if (placed.length === 0 || members.length === 1) continue;
    const places = new Set([...placed.flatMap((i) => [...placesBySupply.get(i) ?? []]), ...heldAt.map((pair) => placeAt(ruleSet, demand, pair.demand))]);
    if (placed.length < left.length || places.size > 1) {
      broken.push({ code: 'GROUP_SPLIT', demand: -1, supply: placed[0] ?? -1, text: say(`同行编组 ${left.length} 人，安排 ${placed.length} 人，分在 ${places.size} 处`, `a group of ${left.length}: ${placed.length} placed, in ${places.size} places`) });
    }
  }
  return broken;
}

const placeAt = <D extends Features, S extends Features>(ruleSet: RuleSet<D, S>, demand: readonly EntryOf<D>[], j: number): string => {
  const entry = demand[j];
  return entry === undefined ? '' : ruleSet.placeOf(entry);
};

/**
 * Why an entry with eligible pairs got none, where conditions have a part in it: no pair of it can keep them, or one unit of it is
 * worth something at the prices without conditions, so that without them it would have been placed. Anything else was outbid.
 */
export class ConditionReasons {
  private readonly common: CommonPlaces;
  private readonly roomAt = new Map<number, number>();
  /** [supply], [demand] eligible pairs with a least amount, and pairs on which it is possible. */
  private readonly supplyPairs: { asking: Int32Array; possible: Int32Array };
  private readonly demandPairs: { asking: Int32Array; possible: Int32Array };

  constructor(private readonly conditions: ListConditions, private readonly supplyRoom: ArrayLike<number>, private readonly demandRoom: ArrayLike<number>) {
    const counts = (length: number): { asking: Int32Array; possible: Int32Array } => ({ asking: new Int32Array(length), possible: new Int32Array(length) });
    this.common = new CommonPlaces(conditions, supplyRoom.length);
    this.supplyPairs = counts(supplyRoom.length);
    this.demandPairs = counts(demandRoom.length);
    conditions.placeOf.forEach((place, j) => this.roomAt.set(place, (this.roomAt.get(place) ?? 0) + (demandRoom[j] ?? 0)));
  }

  /** All eligible pairs of one supply entry: the first `count` of `column` from `from` on. */
  row(i: number, column: Int32Array, from: number, count: number): void {
    const { supplyMinimum, demandMinimum } = this.conditions;
    this.common.row(i, column, from, count, () => 0);
    for (let e = from; e < from + count; e++) {
      const j = column[e] ?? 0;
      const least = Math.max(1, supplyMinimum[i] ?? 0, demandMinimum[j] ?? 0);
      if (least > 1) {
        this.supplyPairs.asking[i]! += 1;
        this.demandPairs.asking[j]! += 1;
      }
      if (Math.min(this.supplyRoom[i] ?? 0, this.demandRoom[j] ?? 0) >= least) {
        this.supplyPairs.possible[i]! += 1;
        this.demandPairs.possible[j]! += 1;
      }
    }
  }

  /** After all rows. `price` is that of the problem without conditions. */
  ofSupply(i: number, price: number): UnmatchedReason | null {
    const g = this.common.groupOf[i] ?? -1;
    if (g >= 0) return price > 0 || !this.couldGo(g) ? 'GROUP_NOT_TOGETHER' : null;
    const { asking, possible } = this.supplyPairs;
    return (asking[i] ?? 0) > 0 && (price > 0 || possible[i] === 0) ? 'MINIMUM_NOT_MET' : null;
  }

  ofDemand(j: number, price: number): UnmatchedReason | null {
    const { asking, possible } = this.demandPairs;
    if ((asking[j] ?? 0) === 0 || (price <= 0 && (possible[j] ?? 0) > 0)) return null;
    return this.conditions.isWhole[j] === 1 ? 'NO_SINGLE_LOT' : 'MINIMUM_NOT_MET';
  }

  /** Whether there is a place where each of the group is eligible, with as many openings as they are. */
  private couldGo(g: number): boolean {
    const members = this.conditions.groups[g]?.members.length ?? 0;
    for (const { place } of this.common.ofGroup(g)) if ((this.roomAt.get(place) ?? 0) >= members) return true;
    return false;
  }
}

/**
 * By how much the conditions on groups lower the bound that prices give.
 *
 * With demand prices p, a flow weighs the sum of (w - p_j) x plus the sum of b p at most. A member of no group adds a u to it at most; a
 * group adds no more than its best place does, max(0, sum over members of max over the place's openings of w - p_j): it goes to one
 * place or to none. The sum of a u over the members is never less. Needs nothing but rules and prices, as the bound itself.
 */
export class GroupBound {
  private readonly common: CommonPlaces;
  /** [groups] worth of the members apart. */
  private readonly apart: Float64Array;

  constructor(private readonly conditions: ListConditions, private readonly demandPrice: ArrayLike<number>) {
    this.common = new CommonPlaces(conditions, conditions.supplyMinimum.length);
    this.apart = new Float64Array(conditions.groups.length);
  }

  /**
   * All eligible pairs of one supply entry: the first `count` from `from` on.
   *
   * @param bonus points that every pair of the entry carries on top of its fit.
   * @param price of the entry.
   */
  row(i: number, room: number, price: number, bonus: number, column: ArrayLike<number>, fit: ArrayLike<number>, from: number, count: number): void {
    const g = this.common.groupOf[i] ?? -1;
    if (g < 0) return;
    this.apart[g]! += room * price;
    this.common.row(i, column, from, count, (e) => room * ((fit[e] ?? 0) + bonus - (this.demandPrice[column[e] ?? 0] ?? 0)));
  }

  /** Places for which every member of a group is eligible, those first that cost the least at the prices; at most `most`. After all rows. */
  bestPlaces(g: number, most: number): number[] {
    return [...this.common.ofGroup(g)].sort((a, b) => b.worth - a.worth || a.place - b.place).slice(0, most).map(({ place }) => place);
  }

  /** Points to take off the bound, after all rows. */
  lowering(): bigint {
    return this.conditions.groups.reduce((total, _, g) => {
      let best = 0;
      for (const { worth } of this.common.ofGroup(g)) best = Math.max(best, worth);
      const lower = (this.apart[g] ?? 0) - best;
      // A price that is no number is a violation of its own, not a bound.
      return Number.isSafeInteger(lower) ? total + BigInt(lower) : total;
    }, 0n);
  }
}
