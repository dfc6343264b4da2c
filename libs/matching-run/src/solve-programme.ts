/** One programme's problem to its solution: by prices alone, or with the integer model where its rows state conditions. */
import type { Features } from '@jiedui/contracts';
import { greatestFit, lossNotToBeHad } from '@jiedui/market-rules';
import { type ConditionedMatching, type FixedChoice, matchConditioned, wholeFlow } from '@jiedui/integer-model';
import { keepMost, type MarginalValues, marginalValues, type Solution, type SolvePhase, solve, tierStep, type TransportProblem } from '@jiedui/matching-core';
import { startLookThread } from './look-thread.js';
import type { ProgrammeLists, RunInput } from './run-types.js';

/** Thrown inside a run that was asked to stop; never leaves `runMatching`. */
export class RunCancelled extends Error {}

/** Thrown inside a run whose numbers leave the solver's range; never leaves `runMatching`. */
export class RunOutOfRange extends Error {}

/** One programme as it is handed to the solver. */
export interface ProgrammeProblem<D extends Features, S extends Features> {
  lists: ProgrammeLists<D, S>;
  problem: TransportProblem;
  tiers: number[];
}

export interface ProgrammeSolution {
  /** [pairs] units. */
  flow: Int32Array;
  /** Whole points, dual feasible over all pairs; they prove the flow where no condition stands in the way. */
  supplyPrice: Float64Array;
  demandPrice: Float64Array;
  /** Whether the flow is the best that keeps all conditions. */
  isProved: boolean;
  /** Units on the previous unsent proposals. */
  keptUnits: bigint;
  /** Null where the pairs are too many to write down. */
  marginals(): MarginalValues | null;
}

/** Where each phase of the solver begins in the whole solve, and how much of it it is. */
const solveShare: Record<SolvePhase, readonly [number, number]> = { auction: [0, 0.5], repair: [0.5, 0.3], fill: [0.8, 0.2], finish: [1, 0] };

/**
 * Solves a programme; among equal optima the flow that keeps most of `input.previous`.
 *
 * @throws RunCancelled or RunOutOfRange
 */
export async function solveProgramme<D extends Features, S extends Features>(programme: ProgrammeProblem<D, S>, input: Pick<RunInput, 'previous' | 'shouldCancel'>, report: (share: number) => void): Promise<ProgrammeSolution> {
  const { lists, problem } = programme, { shouldCancel } = input;
  let told = 0;
  const onProgress = (phase: SolvePhase, share: number): void => {
    // With conditions there are several solves one after the other; what is told never falls.
    told = Math.max(told, solveShare[phase][0] + solveShare[phase][1] * share);
    report(told);
  };
  if (lists.conditions !== null) return conditionedSolution(programme, await matchWithConditions(programme, input, onProgress), input);
  const solution = solve(problem, { onProgress, shouldCancel, startThread: startLookThread });
  if (solution.status === 'OUT_OF_RANGE') throw new RunOutOfRange(solution.reason);
  if (solution.status === 'CANCELLED') throw new RunCancelled();
  const { flow, keptUnits } = keepPrevious(lists, problem, solution, null, input);
  return { flow, keptUnits, isProved: true, supplyPrice: solution.supplyPrice, demandPrice: solution.demandPrice, marginals: () => marginalValues(problem, { flow, demandPrice: solution.demandPrice }) };
}

/** A programme with conditions; see `matchConditioned`. */
export async function matchWithConditions<D extends Features, S extends Features>(
  { lists, problem, tiers }: ProgrammeProblem<D, S>, input: Pick<RunInput, 'shouldCancel'>, onProgress?: (phase: SolvePhase, share: number) => void, relaxed?: Solution,
): Promise<ConditionedMatching> {
  if (lists.conditions === null) throw new Error('no conditions');
  const result = await matchConditioned(problem, tiers, lists.conditions, { onProgress, shouldCancel: input.shouldCancel, relaxed });
  if (result.status === 'OUT_OF_RANGE') throw new RunOutOfRange(result.reason);
  if (result.status === 'CANCELLED') throw new RunCancelled();
  return result;
}

/** What came out, with most of the previous proposals kept that the choices leave open. */
export function conditionedSolution<D extends Features, S extends Features>({ lists, problem }: ProgrammeProblem<D, S>, result: Omit<ConditionedMatching, 'status' | 'bound' | 'gap'>, input: Pick<RunInput, 'previous' | 'shouldCancel'>): ProgrammeSolution {
  const { fixed } = result, kept = keepPrevious(lists, fixed.problem, fixed.solution, fixed, input);
  return {
    flow: wholeFlow(fixed, kept.flow), keptUnits: kept.keptUnits, isProved: result.isProved, supplyPrice: result.supplyPrice, demandPrice: result.demandPrice,
    marginals: () => bounded(problem, marginalValues(fixed.problem, { flow: kept.flow, demandPrice: fixed.solution.demandPrice }), tierStep(greatestFit, problem.supplyCapacity.length, problem.demandCapacity.length)),
  };
}

/** Marginal values of the fixed problem for the whole one: what a group or a whole line sits on is not to be had, whatever is offered. */
function bounded(whole: TransportProblem, values: MarginalValues, step: number): MarginalValues {
  const most = lossNotToBeHad(step);
  const clamp = (loss: Float64Array, room: Int32Array): Float64Array => loss.map((each, k) => (room[k] === 0 ? each : Math.min(each, most)));
  return { ...values, demandLoss: clamp(values.demandLoss, whole.demandCapacity), supplyLoss: clamp(values.supplyLoss, whole.supplyCapacity) };
}

/** Among equal optima, the one that keeps most units of the previous unsent proposals. The prices prove it as they did the first. */
export function keepPrevious<D extends Features, S extends Features>(
  lists: ProgrammeLists<D, S>, problem: TransportProblem, solution: { flow: Int32Array; supplyPrice: Float64Array; demandPrice: Float64Array }, fixed: FixedChoice | null, input: Pick<RunInput, 'previous' | 'shouldCancel'>,
): { flow: Int32Array; keptUnits: bigint } {
  const before = new Map<string, Set<string>>();
  for (const { supplyId, demandId } of input.previous ?? []) before.set(supplyId, (before.get(supplyId) ?? new Set()).add(demandId));
  if (before.size === 0) return { flow: solution.flow, keptUnits: 0n };
  const isKept = new Uint8Array(problem.column.length);
  let based = 0n;
  lists.supply.forEach((entry, i) => {
    const demandIds = before.get(entry.id);
    if (!demandIds) return;
    for (let e = problem.rowStart[i] ?? 0; e < (problem.rowStart[i + 1] ?? 0); e++) {
      const order = lists.demand[problem.column[e] ?? 0];
      if (!order || !demandIds.has(order.id)) continue;
      isKept[e] = 1;
      if (fixed !== null) based += BigInt(fixed.base[fixed.arcOf[e] ?? 0] ?? 0);
    }
  });
  const kept = keepMost(problem, solution, isKept, { shouldCancel: input.shouldCancel });
  if (kept.status === 'CANCELLED') throw new RunCancelled();
  return { flow: kept.flow, keptUnits: kept.keptUnits + based };
}
