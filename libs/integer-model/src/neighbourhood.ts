/**
 * Which arcs of a large problem an integer model looks at around broken conditions.
 *
 * A seed is a group, an entry or a limit whose condition the relaxed flow breaks. It brings its arcs of least slack (what using the
 * arc costs at the relaxed prices), by place for a group; the demand entries these lead to bring those who are there now and would
 * lose least by moving; these bring their own arcs of least slack. All other amounts stay as they are while the model is solved.
 */
import type { ConditionIndex } from './conditions.js';
import type { Prices } from './group-prices.js';
import type { HeldFlow } from './part.js';

export type Seed = { readonly kind: 'group'; readonly group: number } | { readonly kind: 'supply'; readonly supply: number } | { readonly kind: 'demand'; readonly demand: number };

/** Places a group is offered, and arcs a member has into one. */
const PLACES = 8;
const ARCS_A_PLACE = 3;
/** Arcs of an entry that is a seed; those of one who may have to move; how many of these a demand entry brings. */
const ARCS_OF_SEED = 12;
const ARCS_OF_MOVER = 5;
const MOVERS = 4;

/** Arcs by demand entry, compressed: those into j stand at start[j] .. start[j+1]-1 of `arc`. */
export interface ArcsByDemand { readonly start: Int32Array; readonly arc: Int32Array }

export class Neighbourhood {
  /** @param arcsInto null where no seed is a demand entry. */
  constructor(private readonly index: ConditionIndex, private readonly prices: Prices, private readonly held: HeldFlow, private readonly arcsInto: ArcsByDemand | null) {}

  /** Arcs around a seed. */
  around(seed: Seed): Set<number> {
    const { column } = this.index.problem, { flow, rowOf } = this.held, { groupOf } = this.index, arcs = new Set(this.ofSeed(seed));
    // Who is to come has to leave where it is.
    if (seed.kind === 'demand') for (const i of new Set([...arcs].map((e) => rowOf[e]!))) if (groupOf[i]! < 0) for (const e of this.inUse(i)) arcs.add(e);
    for (const j of new Set([...arcs].map((e) => column[e]!))) {
      // A member of a group that is placed stays: moving one would mean moving all.
      const movers = [...this.held.usedInto(j)].filter((e) => flow[e]! > 0 && groupOf[rowOf[e]!]! < 0).map((e) => ({ e, cost: this.costOfMoving(rowOf[e]!) }));
      movers.sort((a, b) => a.cost - b.cost || a.e - b.e);
      for (const { e } of movers.slice(0, MOVERS)) {
        for (const other of this.cheapest(rowOf[e]!, ARCS_OF_MOVER)) arcs.add(other);
        for (const other of this.inUse(rowOf[e]!)) arcs.add(other);
      }
      if (seed.kind !== 'group') for (const e of this.cheapestInto(j, ARCS_OF_MOVER)) arcs.add(e);
    }
    return arcs;
  }

  private ofSeed(seed: Seed): number[] {
    if (seed.kind === 'group') return this.ofGroup(seed.group);
    if (seed.kind === 'supply') return [...this.cheapest(seed.supply, ARCS_OF_SEED), ...this.inUse(seed.supply)];
    // A group that is placed stays: with one member's arc all arcs of the others would have to come.
    return [...this.cheapestInto(seed.demand, ARCS_OF_SEED), ...[...this.held.usedInto(seed.demand)].filter((e) => this.index.groupOf[this.held.rowOf[e]!]! < 0)];
  }

  private ofGroup(g: number): number[] {
    const { problem: { rowStart, column }, conditions: { groups, placeOf } } = this.index, { members, place } = groups[g]!;
    const byPlace = members.map((i) => {
      const here = new Map<number, { e: number; slack: number }[]>();
      for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
        const c = placeOf[column[e]!]!;
        if (place !== null && c !== place) continue;
        const list = here.get(c);
        if (list === undefined) here.set(c, [{ e, slack: this.slack(e) }]);
        else list.push({ e, slack: this.slack(e) });
      }
      for (const list of here.values()) list.sort((a, b) => a.slack - b.slack || a.e - b.e);
      return here;
    });
    const common = [...byPlace[0]?.keys() ?? []].filter((c) => byPlace.every((here) => here.has(c)))
      .map((c) => ({ c, cost: byPlace.reduce((sum, here) => sum + here.get(c)![0]!.slack, 0) }));
    common.sort((a, b) => a.cost - b.cost || a.c - b.c);
    return [...common.slice(0, PLACES).flatMap(({ c }) => byPlace.flatMap((here) => here.get(c)!.slice(0, ARCS_A_PLACE).map(({ e }) => e))), ...members.flatMap((i) => this.inUse(i))];
  }

  private slack(e: number): number {
    const { problem: { column, fit, bonus } } = this.index, i = this.held.rowOf[e]!;
    return this.prices.supplyPrice[i]! + this.prices.demandPrice[column[e]!]! - fit[e]! - bonus[i]!;
  }

  /** Whether both entries hold as much as the least amount of the pair. */
  private isUsable(e: number): boolean {
    const { problem: { supplyCapacity, demandCapacity, column } } = this.index, i = this.held.rowOf[e]!;
    return Math.min(supplyCapacity[i]!, demandCapacity[column[e]!]!) >= this.index.minimum(i, e);
  }

  /** What somebody who is placed would lose by going where there is room, or out. */
  private costOfMoving(i: number): number {
    const { problem: { rowStart, column } } = this.index;
    let cost = this.prices.supplyPrice[i]!;
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) if (this.held.free[column[e]!]! > 0 && this.held.flow[e] === 0) cost = Math.min(cost, this.slack(e));
    return cost;
  }

  private inUse(i: number): number[] {
    const { rowStart } = this.index.problem, arcs: number[] = [];
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) if (this.held.flow[e]! > 0) arcs.push(e);
    return arcs;
  }

  /** The arcs of a supply entry with the least slack; those into free room first among equals. */
  private cheapest(i: number, count: number): number[] {
    const { rowStart, column } = this.index.problem, arcs: Ranked[] = [];
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) if (this.isUsable(e)) arcs.push({ e, slack: this.slack(e), isFull: this.held.free[column[e]!]! > 0 ? 0 : 1 });
    return firstOf(arcs, count);
  }

  /** The arcs into a demand entry with the least slack, members of groups left out; those with units to spare first among equals. */
  private cheapestInto(j: number, count: number): number[] {
    if (this.arcsInto === null) return [];
    const { start, arc } = this.arcsInto, { rowOf, spare } = this.held, arcs: Ranked[] = [];
    for (let k = start[j]!; k < start[j + 1]!; k++) {
      const e = arc[k]!;
      if (this.isUsable(e) && this.index.groupOf[rowOf[e]!]! < 0) arcs.push({ e, slack: this.slack(e), isFull: spare[rowOf[e]!]! > 0 ? 0 : 1 });
    }
    return firstOf(arcs, count);
  }
}

interface Ranked { readonly e: number; readonly slack: number; readonly isFull: 0 | 1 }

function firstOf(arcs: Ranked[], count: number): number[] {
  arcs.sort((a, b) => a.slack - b.slack || a.isFull - b.isFull || a.e - b.e);
  return arcs.slice(0, count).map(({ e }) => e);
}

/** Sorts arcs by their demand entry, in O(m). */
export function arcsByDemand(column: Int32Array, demands: number): ArcsByDemand {
  const start = new Int32Array(demands + 1), arc = new Int32Array(column.length);
  for (const j of column) start[j + 1]! += 1;
  for (let j = 0; j < demands; j++) start[j + 1]! += start[j]!;
  const next = start.slice();
  for (let e = 0; e < column.length; e++) {
    const at = next[column[e]!]!;
    arc[at] = e;
    next[column[e]!] = at + 1;
  }
  return { start, arc };
}
