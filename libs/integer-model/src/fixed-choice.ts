/**
 * The flow that is left once every condition has been decided.
 *
 * A choice says which conditioned arcs are open, and to which place each group goes, if at all. With that fixed the rest is a plain
 * transportation problem again: the minimum of an open arc is taken out of the capacities of both its entries and the arc stays, so
 * that more may flow; an arc that was decided against goes; an amount that is a multiple or counts in a limit is taken out whole. A
 * group that goes keeps the arcs into its place, and its members get a bonus above anything a path could gain, so that every optimum
 * places all of them; a group that stays has no arcs. The solver of the matching core then finds the best flow of that choice, with
 * prices that prove it, in the strict order of tiers and fit: the fold of the tiers stands, as nothing but a flow is left.
 */
import { solve, type OutOfRange, type Solution, type SolveOptions, type TransportProblem } from '@jiedui/matching-core';
import { type ConditionIndex, placeOfGroup } from './conditions.js';

export interface Choice {
  /** [m] units decided on for good: the minimum of an open arc, or the whole amount of one that counts. */
  readonly base: Int32Array;
  /** Conditioned arcs on which more than the base may flow. */
  readonly open: ReadonlySet<number>;
  /** [groups] place, -1 for staying out. */
  readonly placeOfGroup: Int32Array;
}

/** A choice carried out: the flow that is left, solved. */
export interface FixedChoice {
  /** The problem without what the choice took out; members of groups that go carry `forced` on top of their bonus. */
  readonly problem: TransportProblem;
  /** [arcs of the fixed problem] the arc of the whole problem. */
  readonly arcOf: Int32Array;
  readonly base: Int32Array;
  readonly solution: Solution;
  /** Weight that every forced unit carries on top; any marginal value at or above it belongs to a unit that is not to be had. */
  readonly forced: number;
}

/** The choice that a flow which keeps all conditions stands for. */
export function choiceOf(index: ConditionIndex, flow: Int32Array): Choice {
  const { rowStart } = index.problem, base = new Int32Array(flow.length), open = new Set<number>();
  for (let i = 0; i < rowStart.length - 1; i++) {
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
      if (flow[e] === 0 || !index.isConditioned(i, e)) continue;
      base[e] = index.isCounted(e) ? flow[e]! : index.minimum(i, e);
      if (!index.isCounted(e)) open.add(e);
    }
  }
  return { base, open, placeOfGroup: Int32Array.from(index.conditions.groups, (_, g) => placeOfGroup(index, g, flow) ?? -1) };
}

/**
 * Solves what a choice leaves.
 *
 * @param start a flow of the whole problem and demand prices near the answer, to begin from.
 * @returns null when the choice cannot be carried out as it was meant: some forced unit has no place.
 */
export function solveChoice(
  index: ConditionIndex, choice: Choice, options: SolveOptions, start?: { readonly flow: Int32Array; readonly demandPrice: Float64Array },
): FixedChoice | OutOfRange | null {
  const { problem: whole, conditions: { placeOf }, groupOf } = index, { base, open } = choice, L = whole.supplyCapacity.length, m = whole.column.length;
  const supplyCapacity = whole.supplyCapacity.slice(), demandCapacity = whole.demandCapacity.slice(), rowStart = new Int32Array(L + 1), arcOf = new Int32Array(m), bonus = whole.bonus.slice();
  const forced = forcedBonus(whole);
  let count = 0;
  for (let i = 0; i < L; i++) {
    const g = groupOf[i]!, place = g < 0 ? -1 : choice.placeOfGroup[g]!;
    if (place >= 0) bonus[i]! += forced;
    for (let e = whole.rowStart[i]!; e < whole.rowStart[i + 1]!; e++) {
      const j = whole.column[e]!;
      supplyCapacity[i]! -= base[e]!;
      demandCapacity[j]! -= base[e]!;
      if (g >= 0 && (place < 0 || placeOf[j] !== place)) continue;
      if (index.isConditioned(i, e) && !open.has(e)) continue;
      arcOf[count++] = e;
    }
    rowStart[i + 1] = count;
    if (g >= 0 && place < 0) supplyCapacity[i] = 0;
    if (supplyCapacity[i]! < 0) return null;
  }
  if (demandCapacity.some((b) => b < 0)) return null;
  const arcs = arcOf.slice(0, count), fit = whole.fit instanceof Int16Array ? new Int16Array(count) : new Int32Array(count);
  for (let k = 0; k < count; k++) fit[k] = whole.fit[arcs[k]!]!;
  const problem: TransportProblem = { supplyCapacity, demandCapacity, rowStart, bonus, column: arcs.map((e) => whole.column[e]!), fit };
  const warmStart = start && { flow: arcs.map((e) => start.flow[e]! - base[e]!), demandPrice: start.demandPrice };
  const solution = solve(problem, { ...options, ...(warmStart === undefined ? {} : { warmStart }) });
  if (solution.status === 'OUT_OF_RANGE') return solution;
  if (solution.status === 'OPTIMAL' && !isForcedPlaced(index, choice, problem, solution.flow)) return null;
  return { problem, arcOf: arcs, base, solution, forced };
}

/** [m] flow of the whole problem. */
export function wholeFlow({ arcOf, base }: FixedChoice, flow: Int32Array): Int32Array {
  const result = base.slice();
  for (let k = 0; k < arcOf.length; k++) result[arcOf[k]!]! += flow[k]!;
  return result;
}

/** More than any simple path or cycle of the residual network can gain: bonuses count at its two ends only, fits at most once an entry. */
function forcedBonus({ bonus, fit, supplyCapacity, demandCapacity }: TransportProblem): number {
  let low = 0, high = 0;
  for (const f of fit) {
    if (f < low) low = f;
    if (f > high) high = f;
  }
  return 2 * (bonus.reduce((most, b) => Math.max(most, Math.abs(b)), 0) + (high - low) * (Math.min(supplyCapacity.length, demandCapacity.length) + 1)) + 1;
}

function isForcedPlaced(index: ConditionIndex, choice: Choice, { supplyCapacity, rowStart }: TransportProblem, flow: Int32Array): boolean {
  return index.conditions.groups.every(({ members }, g) => choice.placeOfGroup[g]! < 0 || members.every((i) => {
    let units = 0;
    for (let k = rowStart[i]!; k < rowStart[i + 1]!; k++) units += flow[k]!;
    return units === supplyCapacity[i] && index.problem.supplyCapacity[i]! > 0;
  }));
}
