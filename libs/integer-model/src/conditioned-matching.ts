/**
 * Matching with conditions that a flow can break: groups, minimums, multiples, limits (`conditions.ts`).
 *
 *   1  relax      solve without the conditions; the prices bound every answer (weak duality)            (matching core)
 *   2  components what is joined by an arc, a group or a limit; one where the relaxed flow breaks nothing is done
 *   3  exact      a component of at most `exactArcs` arcs: an integer model, level by level              (level-model)
 *   4  nearby     a larger one: groups are placed by prices (group-prices); what still breaks a condition is taken out and put back,
 *                 a few at a time, by models of the arcs around it, everything else held                  (neighbourhood)
 *   5  the rest   what was decided stays, all amounts are solved again exactly                           (fixed-choice)
 *
 * The bound: with u, p >= 0 and u_i + p_j >= w_e, every flow weighs at most sum a u + sum b p, those with conditions too. Gap = bound
 * - weight of the answer. Gap 0 proves the answer; a larger one says how far it could be from the best at most, and the best may have
 * it as well: `isProved` then says that all broken components were solved by step 3 to the end.
 *
 * Deterministic: no clock and no randomness decides, unless a model reaches its time limit, which its node limit is there to prevent.
 */
import { compareObjective, dualObjective, flowWeight, objectiveVector, solve, type OnProgress, type OutOfRange, type Solution, type TransportProblem } from '@jiedui/matching-core';
import { brokenBy, ConditionIndex, type Conditions, isBroken, withoutBroken } from './conditions.js';
import { componentsOf } from './components.js';
import { choiceOf, solveChoice, wholeFlow, type FixedChoice } from './fixed-choice.js';
import { placesByPrices, type Prices } from './group-prices.js';
import { solveByLevels, type LevelOptions } from './level-model.js';
import { arcsByDemand, Neighbourhood, type Seed } from './neighbourhood.js';
import { HeldFlow, partOf } from './part.js';

export interface ConditionedOptions {
  readonly onProgress?: OnProgress | undefined;
  readonly shouldCancel?: (() => boolean) | undefined;
  /** Arcs up to which a component is solved as a whole. */
  readonly exactArcs?: number | undefined;
  /** An optimum without the conditions that is known already, for instance with prices that cover pairs beyond the problem's. */
  readonly relaxed?: Solution | undefined;
}

export interface ConditionedMatching {
  readonly status: 'SOLVED';
  /** [m] keeps every condition. */
  readonly flow: Int32Array;
  /** [L], [R] prices of the problem without its conditions, whole points: dual feasible over all arcs. */
  readonly supplyPrice: Float64Array;
  readonly demandPrice: Float64Array;
  /** sum a u + sum b p: no flow weighs more. */
  readonly bound: bigint;
  /** bound less the weight of the flow, 0 or more. */
  readonly gap: bigint;
  /** Whether the flow is the best there is: gap 0, or every model that was needed covered its component and came to its end. */
  readonly isProved: boolean;
  /** The flow as the optimum of what its choices leave: for marginal values and for changing as few proposals as can be. */
  readonly fixed: FixedChoice;
}

export type ConditionedResult = ConditionedMatching | OutOfRange | { readonly status: 'CANCELLED' };

/** What HiGHS bears in a few seconds a model. */
const EXACT_ARCS = 20_000;
/** Arcs of one model of step 4. */
const NEARBY_ARCS = 1500;
const EXACT_LIMITS = { nodeLimit: 2000, timeLimit: 120 };
const NEARBY_LIMITS = { nodeLimit: 100, timeLimit: 60 };

class Cancelled extends Error {}
class OutOfRangeError extends Error {
  constructor(readonly refusal: OutOfRange) { super(refusal.reason); }
}

/**
 * @param tiers [L] 1..4, as folded into the problem's bonus.
 * @throws RangeError when problem and conditions do not fit each other.
 */
export async function matchConditioned(problem: TransportProblem, tiers: ArrayLike<number>, conditions: Conditions, options: ConditionedOptions = {}): Promise<ConditionedResult> {
  try {
    return await match(new ConditionIndex(problem, conditions), tiers, options);
  } catch (error) {
    if (error instanceof Cancelled) return { status: 'CANCELLED' };
    if (error instanceof OutOfRangeError) return error.refusal;
    throw error;
  }
}

async function match(index: ConditionIndex, tiers: ArrayLike<number>, options: ConditionedOptions): Promise<ConditionedMatching> {
  const { problem } = index, relaxed = options.relaxed ?? solve(problem, options);
  if (relaxed.status === 'OUT_OF_RANGE') throw new OutOfRangeError(relaxed);
  if (relaxed.status === 'CANCELLED') throw new Cancelled();
  const bound = dualObjective(problem, relaxed.supplyPrice, relaxed.demandPrice), broken = brokenBy(index, relaxed.flow);
  let { flow, demandPrice } = relaxed, isProved = true;
  if (isBroken(broken)) {
    const search = new Search(index, tiers, relaxed, options);
    isProved = await search.run();
    ({ flow, prices: { demandPrice } } = search);
  }
  const fixed = carriedOut(solveChoice(index, choiceOf(index, flow), options, { flow, demandPrice }));
  flow = wholeFlow(fixed, fixed.solution.flow);
  if (isBroken(brokenBy(index, flow))) throw new Error('the flow breaks a condition');
  const gap = bound - flowWeight(problem, flow);
  return { status: 'SOLVED', flow, supplyPrice: relaxed.supplyPrice, demandPrice: relaxed.demandPrice, bound, gap, isProved: isProved || gap === 0n, fixed };
}

/**
 * The choices of a flow that keeps all conditions, with everything they leave solved anew: for a problem that has more arcs than the
 * one the flow was found on.
 *
 * @param start demand prices near the answer.
 * @returns null when the solve was cancelled.
 */
export function solveTheRest(problem: TransportProblem, conditions: Conditions, flow: Int32Array, start: Float64Array, options: Pick<ConditionedOptions, 'shouldCancel'>): FixedChoice | null {
  const index = new ConditionIndex(problem, conditions);
  try {
    return carriedOut(solveChoice(index, choiceOf(index, flow), options, { flow, demandPrice: start }));
  } catch (error) {
    if (error instanceof Cancelled) return null;
    throw error;
  }
}

/** The fixed choice, solved. */
function carriedOut(fixed: FixedChoice | OutOfRange | null): FixedChoice {
  if (fixed === null) throw new Error('what the conditions leave cannot be placed, though a flow does');
  if ('status' in fixed) throw new OutOfRangeError(fixed);
  if (fixed.solution.status === 'CANCELLED') throw new Cancelled();
  return fixed;
}

/** Steps 2 to 4. */
class Search {
  private readonly held: HeldFlow;
  private readonly rowOf: Int32Array;
  private readonly before: ReturnType<typeof brokenBy>;
  /** Those of the last exact solve of all of it: what improves a part moves them little. */
  prices: Prices;

  constructor(
    private readonly index: ConditionIndex, private readonly tiers: ArrayLike<number>,
    private readonly relaxed: { readonly flow: Int32Array; readonly supplyPrice: Float64Array; readonly demandPrice: Float64Array }, private readonly options: ConditionedOptions,
  ) {
    const { problem } = index;
    this.rowOf = new Int32Array(problem.column.length);
    for (let i = 0; i < problem.supplyCapacity.length; i++) this.rowOf.fill(i, problem.rowStart[i]!, problem.rowStart[i + 1]!);
    this.before = brokenBy(index, relaxed.flow);
    this.prices = relaxed;
    this.held = new HeldFlow(problem, this.rowOf, withoutBroken(index, relaxed.flow));
  }

  get flow(): Int32Array {
    return this.held.flow;
  }

  /** Whether every component with a broken condition was solved to proved optimality. */
  async run(): Promise<boolean> {
    const { index, before, rowOf } = this, components = componentsOf(index, rowOf);
    const brokenArcs = [...before.arcs, ...before.limits.flatMap((k) => index.limits[k]!.arcs)];
    const componentOf = (i: number): number => components.ofSupply[i]!;
    const touched = new Set([...before.groups.map((g) => this.firstOf(g)), ...brokenArcs.map((e) => rowOf[e]!)].map(componentOf));
    // Components that are too large for one model, or whose model did not come to its end.
    const unproved = new Set<number>();
    let done = 0;
    for (const component of [...touched].sort((a, b) => a - b)) {
      const isSmall = components.size(component) <= (this.options.exactArcs ?? EXACT_ARCS);
      if (!isSmall || !await this.improve(components.arcs(component), EXACT_LIMITS)) unproved.add(component);
      this.tell(++done / (touched.size + 1));
    }
    const left = (i: number): boolean => unproved.has(componentOf(i)), alone = brokenArcs.filter((e) => left(rowOf[e]!) && index.groupOf[rowOf[e]!]! < 0);
    const groups = before.groups.filter((g) => left(this.firstOf(g))).sort((a, b) => this.rank(a) - this.rank(b) || a - b);
    const apart = groups.length === 0 ? groups : this.placeGroups(groups);
    const seeds: Seed[] = [
      ...apart.map((group): Seed => ({ kind: 'group', group })),
      ...[...new Set(alone.map((e) => index.problem.column[e]!))].map((demand): Seed => ({ kind: 'demand', demand })),
      ...[...new Set(alone.map((e) => rowOf[e]!))].map((supply): Seed => ({ kind: 'supply', supply })),
    ];
    await this.improveAround(seeds, alone.length > 0);
    return unproved.size === 0;
  }

  /** Places groups by prices, and takes over the prices of the flow that comes out; returns those that are still apart. */
  private placeGroups(groups: readonly number[]): readonly number[] {
    const { index, relaxed, held, tiers } = this, { bonus } = index.problem, step = bonus.length === 0 ? 0 : bonus[0]! / (5 - tiers[0]!);
    const placeOfGroup = placesByPrices(index, relaxed, held, groups, step);
    const fixed = solveChoice(index, { ...choiceOf(index, held.flow), placeOfGroup }, this.options, { flow: held.flow, demandPrice: relaxed.demandPrice });
    if (fixed === null || 'status' in fixed) return groups;
    if (fixed.solution.status === 'CANCELLED') throw new Cancelled();
    const flow = wholeFlow(fixed, fixed.solution.flow);
    // A few moves hardly move a price, many may: then nothing is taken over.
    if (compareObjective(objectiveVector(index.problem, flow, tiers), objectiveVector(index.problem, held.flow, tiers)) <= 0) return groups;
    flow.forEach((units, e) => held.set(e, units));
    const supplyPrice = fixed.solution.supplyPrice.map((u, i) => (index.groupOf[i]! < 0 ? u : relaxed.supplyPrice[i]!));
    this.prices = { supplyPrice, demandPrice: fixed.solution.demandPrice };
    return groups.filter((g) => placeOfGroup[g] === -1);
  }

  private firstOf(group: number): number {
    return this.index.conditions.groups[group]!.members[0]!;
  }

  /** Groups with more of the better tiers come first. */
  private rank(group: number): number {
    return this.index.conditions.groups[group]!.members.reduce((sum, i) => sum - 100 ** (4 - this.tiers[i]!), 0);
  }

  private async improveAround(seeds: readonly Seed[], withDemands: boolean): Promise<void> {
    const { problem } = this.index, arcsInto = withDemands ? arcsByDemand(problem.column, problem.demandCapacity.length) : null;
    const neighbourhood = new Neighbourhood(this.index, this.prices, this.held, arcsInto);
    let batch = new Set<number>();
    for (const [k, seed] of seeds.entries()) {
      for (const e of neighbourhood.around(seed)) batch.add(e);
      if (batch.size < NEARBY_ARCS && k < seeds.length - 1) continue;
      await this.improve(Int32Array.from(batch).sort(), NEARBY_LIMITS);
      batch = new Set();
      this.tell((k + 1) / seeds.length);
    }
  }

  /** Solves the given arcs anew with all others held, and keeps the answer when it is better; whether it was proved. */
  private async improve(arcs: Int32Array, limits: LevelOptions): Promise<boolean> {
    this.checkCancel();
    const part = partOf(this.index, this.tiers, arcs, this.held), { problem } = part.index;
    const free = solve(problem);
    if (free.status !== 'OPTIMAL') throw new Error(`a part of a problem that was solved is ${free.status}`);
    const most = objectiveVector(problem, free.flow, part.tiers).placedByTier.map(Number);
    let flow = free.flow, isProved = true;
    if (isBroken(brokenBy(part.index, flow))) {
      const answer = await solveByLevels(part.index, part.tiers, most, { ...limits, shouldCancel: this.options.shouldCancel });
      this.checkCancel();
      const fixed = answer === null ? null : solveChoice(part.index, answer.choice, {});
      if (answer === null || fixed === null || 'status' in fixed) return false;
      flow = wholeFlow(fixed, fixed.solution.flow);
      const placed = objectiveVector(problem, flow, part.tiers).placedByTier;
      isProved = answer.isProved && placed.every((units, t) => Number(units) === Math.round(answer.placed[t]!)) && !isBroken(brokenBy(part.index, flow));
      if (isBroken(brokenBy(part.index, flow))) return false;
    }
    const now = arcs.map((e) => this.held.flow[e]!);
    if (compareObjective(objectiveVector(problem, flow, part.tiers), objectiveVector(problem, now, part.tiers)) > 0) arcs.forEach((e, k) => this.held.set(e, flow[k]!));
    return isProved;
  }

  private checkCancel(): void {
    if (this.options.shouldCancel?.() === true) throw new Cancelled();
  }

  private tell(fraction: number): void {
    this.options.onProgress?.('fill', fraction);
  }
}
