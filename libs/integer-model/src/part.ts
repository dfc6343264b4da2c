/** A part of a conditioned problem: some of its arcs, with everything outside of them held as a flow has it. */
import type { TransportProblem } from '@jiedui/matching-core';
import { ConditionIndex, type Conditions } from './conditions.js';

/** A flow with what it leaves of every entry, and the arcs in use by demand entry. */
export class HeldFlow {
  /** [L], [R] units left. */
  readonly spare: Int32Array;
  readonly free: Int32Array;
  /** Arcs in use into a demand entry. */
  private readonly into = new Map<number, Set<number>>();

  constructor(readonly problem: TransportProblem, readonly rowOf: Int32Array, readonly flow: Int32Array) {
    this.spare = problem.supplyCapacity.slice();
    this.free = problem.demandCapacity.slice();
    for (let e = 0; e < flow.length; e++) if (flow[e] !== 0) this.note(e, flow[e]!);
  }

  usedInto(j: number): Iterable<number> {
    return this.into.get(j) ?? [];
  }

  set(e: number, units: number): void {
    if (units === this.flow[e]) return;
    this.note(e, units - this.flow[e]!);
    this.flow[e] = units;
    if (units === 0) this.into.get(this.problem.column[e]!)?.delete(e);
  }

  private note(e: number, more: number): void {
    const j = this.problem.column[e]!, known = this.into.get(j);
    this.spare[this.rowOf[e]!]! -= more;
    this.free[j]! -= more;
    if (known === undefined) this.into.set(j, new Set([e]));
    else known.add(e);
  }
}

export interface Part {
  readonly index: ConditionIndex;
  /** [L of the part] 1..4. */
  readonly tiers: Int32Array;
  /** [arcs of the part] arc of the whole problem. */
  readonly arcOf: Int32Array;
}

/**
 * Takes out a part.
 *
 * @param arcs ascending; with an arc of a group's member, all arcs in use of all of its members have to be among them.
 * @param held what of its flow runs on other arcs is taken out of the capacities and limits.
 */
export function partOf(whole: ConditionIndex, tiers: ArrayLike<number>, arcs: Int32Array, held: HeldFlow): Part {
  const { problem, conditions } = whole, { rowOf } = held, supplyAt = new Map<number, number>(), demandAt = new Map<number, number>(), arcAt = new Map<number, number>();
  for (let k = 0; k < arcs.length; k++) {
    const i = rowOf[arcs[k]!]!, j = problem.column[arcs[k]!]!;
    arcAt.set(arcs[k]!, k);
    if (!supplyAt.has(i)) supplyAt.set(i, supplyAt.size);
    if (!demandAt.has(j)) demandAt.set(j, demandAt.size);
  }
  const groupsHere = conditions.groups.flatMap((group, g) => group.members.some((i) => supplyAt.has(i)) ? [g] : []);
  // A member without an arc here keeps its group out: it has to be there to say so.
  for (const g of groupsHere) for (const i of conditions.groups[g]!.members) if (!supplyAt.has(i)) supplyAt.set(i, supplyAt.size);
  const supplies = [...supplyAt.keys()], demands = [...demandAt.keys()], rowStart = new Int32Array(supplies.length + 1);
  const supplyCapacity = Int32Array.from(supplies, (i) => held.spare[i]!), demandCapacity = Int32Array.from(demands, (j) => held.free[j]!);
  for (const e of arcs) {
    supplyCapacity[supplyAt.get(rowOf[e]!)!]! += held.flow[e]!;
    demandCapacity[demandAt.get(problem.column[e]!)!]! += held.flow[e]!;
  }
  for (let k = 0; k < arcs.length; k++) rowStart[supplyAt.get(rowOf[arcs[k]!]!)! + 1]! += 1;
  for (let i = 0; i < supplies.length; i++) rowStart[i + 1]! += rowStart[i]!;
  const sub: TransportProblem = {
    supplyCapacity, demandCapacity, rowStart, column: arcs.map((e) => demandAt.get(problem.column[e]!)!), fit: Int32Array.from(arcs, (e) => problem.fit[e]!),
    bonus: Float64Array.from(supplies, (i) => problem.bonus[i]!),
  };
  const subConditions: Conditions = {
    groups: groupsHere.map((g) => ({ members: conditions.groups[g]!.members.map((i) => supplyAt.get(i)!), place: conditions.groups[g]!.place })),
    placeOf: Int32Array.from(demands, (j) => conditions.placeOf[j]!),
    supplyMinimum: Int32Array.from(supplies, (i) => conditions.supplyMinimum[i]!), demandMinimum: Int32Array.from(demands, (j) => conditions.demandMinimum[j]!),
    multiples: [...whole.multipleOf].flatMap(([e, of]) => arcAt.has(e) ? [{ arc: arcAt.get(e)!, of }] : []),
    limits: whole.limits.map(({ arcs: of, coefficients, limit }) => {
      const inside = of.map((e, k) => ({ arc: arcAt.get(e), coefficient: coefficients[k]!, e }));
      return {
        limit: limit - inside.reduce((sum, { arc, coefficient, e }) => sum + (arc === undefined ? coefficient * held.flow[e]! : 0), 0),
        arcs: inside.flatMap(({ arc }) => arc ?? []), coefficients: inside.flatMap(({ arc, coefficient }) => arc === undefined ? [] : [coefficient]),
      };
    }).filter((each) => each.arcs.length > 0),
  };
  return { index: new ConditionIndex(sub, subConditions), tiers: Int32Array.from(supplies, (i) => tiers[i]!), arcOf: arcs };
}
