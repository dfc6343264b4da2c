import type { Features } from '@jiedui/contracts';
import { buildPairs, employmentRuleSet, greatestFit, produceRuleSet, ScanCancelled, unmatchedReason } from '@jiedui/market-rules';
import type { EligiblePairs, RuleSet } from '@jiedui/market-rules';
import { flowWeight, keepMost, marginalValues, objectiveVector, solve, tierBonuses, verify } from '@jiedui/matching-core';
import type { MarginalValues, ObjectiveVector, Solution, SolvePhase, TransportProblem } from '@jiedui/matching-core';
import { inputHash } from './input-hash.js';
import { programmeLists, withoutRoom } from './programme-lists.js';
import type { FinishedRun, ProgrammeLists, RunInput, RunProgress, RunResult, RunTimings } from './run-types.js';

/** Thrown inside a run that was asked to stop; never leaves `runMatching`. */
class RunCancelled extends Error {}

/** Thrown inside a run whose numbers leave the solver's range; never leaves `runMatching`. */
class RunOutOfRange extends Error {}

/**
 * Entries and policy in, proved proposals out: eligible pairs by the rules, one exact solve a programme, the certificate checked
 * on the pairs, and what every entry is worth. The command line and the matching service both call this and nothing beside it.
 *
 * Deterministic: equal input gives equal proposals, prices and hash. Reads no clock but to fill `timings`.
 */
export function runMatching(input: RunInput): RunResult {
  try {
    return input.market === 'employment' ? runMarket(employmentRuleSet, input) : runMarket(produceRuleSet, input);
  } catch (error) {
    if (error instanceof ScanCancelled || error instanceof RunCancelled) return { status: 'cancelled' };
    if (error instanceof RunOutOfRange) return { status: 'out-of-range', reason: error.message };
    throw error;
  }
}

/** One programme as it is handed to the solver. */
export interface ProgrammeProblem<D extends Features, S extends Features> {
  lists: ProgrammeLists<D, S>;
  problem: TransportProblem;
  tiers: number[];
}

/** The transportation problem of one programme's lists; rows are supply entries. */
export function programmeProblem<D extends Features, S extends Features>(lists: ProgrammeLists<D, S>, pairs: EligiblePairs): ProgrammeProblem<D, S> {
  const tiers = lists.supply.map((entry) => entry.tier);
  return {
    lists, tiers,
    problem: { ...pairs, supplyCapacity: lists.supplyRoom, demandCapacity: lists.demandRoom, bonus: tierBonuses(tiers, lists.demand.length, greatestFit) },
  };
}

/** The pairs of one programme's lists by the rules, without entries that take no part and without refused pairs. */
export function programmePairs<D extends Features, S extends Features>(
  lists: ProgrammeLists<D, S>, options: { onProgress?: (done: number, total: number) => void; shouldCancel?: () => boolean } = {},
): EligiblePairs {
  return buildPairs(lists.demand, lists.supply, lists.ruleSet, lists.ctx, {
    ...options, supplyLeftOut: withoutRoom(lists.supplyRoom), demandLeftOut: withoutRoom(lists.demandRoom), excluded: lists.excluded,
  });
}

const zeroVector: ObjectiveVector = { placedByTier: [0n, 0n, 0n, 0n], totalFit: 0n };

function addVectors(a: ObjectiveVector, b: ObjectiveVector, sign: 1n | -1n = 1n): ObjectiveVector {
  const [a1, a2, a3, a4] = a.placedByTier;
  const [b1, b2, b3, b4] = b.placedByTier;
  return { placedByTier: [a1 + sign * b1, a2 + sign * b2, a3 + sign * b3, a4 + sign * b4], totalFit: a.totalFit + sign * b.totalFit };
}

/** Share of the whole run by phase, as measured on 100,000 x 10,000. */
const phaseShare: Record<RunProgress['phase'], readonly [number, number]> = { pairs: [0, 0.5], solve: [0.5, 0.9], certificate: [0.9, 0.95], marginals: [0.95, 1] };

function runMarket<D extends Features, S extends Features>(ruleSet: RuleSet<D, S>, input: RunInput): FinishedRun {
  const began = performance.now();
  const { lists, heldProblems } = programmeLists(ruleSet, input);
  const timings: RunTimings = { pairs: 0, solve: 0, certificate: 0, marginals: 0, total: 0 };
  const run: FinishedRun = {
    status: 'optimal', proposals: [], unmatched: [], prices: [], vector: zeroVector, objective: 0n, inputHash: inputHash(input),
    counts: { demandEntries: 0, supplyEntries: 0, eligiblePairs: 0, proposals: 0, unmatchedDemand: 0, unmatchedSupply: 0 },
    certificate: { isVerified: true, pairsChecked: 0, violations: [], violationCount: 0 }, heldProblems, holdingCost: null, keptUnits: 0n, timings,
  };
  const listed = lists.reduce((sum, each) => sum + each.demand.length + each.supply.length, 0);
  let listedBefore = 0;
  const ruledOutByHold = input.reportHoldingCost === true ? programmeLists(ruleSet, { ...input, held: [] }).lists : null;
  for (const [index, programme] of lists.entries()) {
    const size = programme.demand.length + programme.supply.length;
    const report = (phase: RunProgress['phase'], share: number): void => {
      const [from, to] = phaseShare[phase];
      input.onProgress?.({ phase, programme: programme.programme, fraction: Math.min(1, (listedBefore + size * (from + (to - from) * share)) / Math.max(1, listed)) });
    };
    runProgramme(programme, input, run, report);
    const unheld = ruledOutByHold?.[index];
    if (unheld !== undefined) addHoldingCost(unheld, programme, input, run);
    listedBefore += size;
  }
  run.counts.proposals = run.proposals.length;
  run.counts.unmatchedDemand = run.unmatched.filter((entry) => entry.side === 'demand').length;
  run.counts.unmatchedSupply = run.unmatched.length - run.counts.unmatchedDemand;
  timings.total = performance.now() - began;
  return run;
}

/** Runs `work` and adds its milliseconds to a phase. */
function timed<T>(timings: RunTimings, phase: keyof RunTimings, work: () => T): T {
  const began = performance.now();
  const result = work();
  timings[phase] += performance.now() - began;
  return result;
}

/** Where each phase of the solver begins in the whole solve, and how much of it it is. */
const solveShare: Record<SolvePhase, readonly [number, number]> = { auction: [0, 0.5], repair: [0.5, 0.3], fill: [0.8, 0.2], finish: [1, 0] };

function solved(problem: TransportProblem, input: RunInput, report: (share: number) => void): Solution {
  const solution = solve(problem, { onProgress: (phase, share) => report(solveShare[phase][0] + solveShare[phase][1] * share), shouldCancel: input.shouldCancel });
  if (solution.status === 'OUT_OF_RANGE') throw new RunOutOfRange(solution.reason);
  if (solution.status === 'CANCELLED') throw new RunCancelled();
  return solution;
}

function runProgramme<D extends Features, S extends Features>(
  lists: ProgrammeLists<D, S>, input: RunInput, run: FinishedRun, report: (phase: RunProgress['phase'], share: number) => void,
): void {
  const pairs = timed(run.timings, 'pairs', () => programmePairs(lists, {
    onProgress: (done, total) => report('pairs', done / Math.max(1, total)), ...(input.shouldCancel ? { shouldCancel: input.shouldCancel } : {}),
  }));
  const { problem, tiers } = programmeProblem(lists, pairs);
  const solution = timed(run.timings, 'solve', () => keepPrevious(lists, problem, solved(problem, input, (share) => report('solve', share)), input, run));
  report('certificate', 0);
  const certificate = timed(run.timings, 'certificate', () => verify(problem, solution.flow, solution.supplyPrice, solution.demandPrice));
  report('marginals', 0);
  const values = input.withoutMarginals === true ? null : timed(run.timings, 'marginals', () => marginalValues(problem, solution));
  run.vector = addVectors(run.vector, objectiveVector(problem, solution.flow, tiers));
  run.objective += flowWeight(problem, solution.flow);
  run.counts.demandEntries += lists.demand.length;
  run.counts.supplyEntries += lists.supply.length;
  run.counts.eligiblePairs += problem.column.length;
  run.certificate = {
    isVerified: run.certificate.isVerified && certificate.isOptimal,
    pairsChecked: run.certificate.pairsChecked + certificate.pairsChecked,
    violations: [...run.certificate.violations, ...certificate.violations],
    violationCount: run.certificate.violationCount + certificate.violationCount,
  };
  collect(lists, problem, solution, values, run);
  report('marginals', 1);
}

/** A marginal value for storage: an entry without room has no unit to lose, which is stored as 0. */
const finite = (value: number | undefined): number => (value !== undefined && Number.isFinite(value) ? value : 0);

/** Among equal optima, the one that keeps most units of the previous unsent proposals. The prices prove it as they did the first. */
function keepPrevious<D extends Features, S extends Features>(lists: ProgrammeLists<D, S>, problem: TransportProblem, solution: Solution, input: RunInput, run: FinishedRun): Solution {
  const before = new Map<string, Set<string>>();
  for (const { supplyId, demandId } of input.previous ?? []) before.set(supplyId, (before.get(supplyId) ?? new Set()).add(demandId));
  if (before.size === 0) return solution;
  const isKept = new Uint8Array(problem.column.length);
  lists.supply.forEach((entry, i) => {
    const demandIds = before.get(entry.id);
    if (!demandIds) return;
    for (let e = problem.rowStart[i] ?? 0; e < (problem.rowStart[i + 1] ?? 0); e++) {
      const order = lists.demand[problem.column[e] ?? 0];
      if (order && demandIds.has(order.id)) isKept[e] = 1;
    }
  });
  const kept = keepMost(problem, solution, isKept, { shouldCancel: input.shouldCancel });
  if (kept.status === 'CANCELLED') throw new RunCancelled();
  run.keptUnits += kept.keptUnits;
  return { ...solution, flow: kept.flow };
}

/** Flow, prices and reasons back from indices to ids. */
function collect<D extends Features, S extends Features>(lists: ProgrammeLists<D, S>, problem: TransportProblem, solution: Solution, values: MarginalValues | null, run: FinishedRun): void {
  const eligible = new Int32Array(lists.demand.length);
  const placed = new Uint8Array(lists.demand.length);
  const roomFor = { demand: lists.demandRoom.some((units) => units > 0), supply: lists.supplyRoom.some((units) => units > 0) };
  lists.supply.forEach((entry, i) => {
    let units = 0;
    const from = problem.rowStart[i] ?? 0;
    const to = problem.rowStart[i + 1] ?? 0;
    for (let e = from; e < to; e++) {
      const j = problem.column[e] ?? 0;
      eligible[j] = (eligible[j] ?? 0) + 1;
      const quantity = solution.flow[e] ?? 0;
      const order = lists.demand[j];
      if (quantity === 0 || !order) continue;
      placed[j] = 1;
      units += quantity;
      run.proposals.push({ programme: lists.programme, demandId: order.id, supplyId: entry.id, quantity, fit: problem.fit[e] ?? 0, tier: entry.tier });
    }
    const obstacle = lists.ruleSet.supplyObstacle(entry, lists.ctx);
    if (units === 0 && (obstacle !== null || (lists.supplyRoom[i] ?? 0) > 0)) {
      run.unmatched.push({ id: entry.id, side: 'supply', reason: unmatchedReason(obstacle, to - from, roomFor.demand ? 1 : 0) });
    }
    run.prices.push({ id: entry.id, side: 'supply', price: solution.supplyPrice[i] ?? 0, lossOfOneUnit: values && finite(values.supplyLoss[i]), gainOfOneUnit: values && finite(values.supplyGain[i]) });
  });
  lists.demand.forEach((entry, j) => {
    const obstacle = lists.ruleSet.demandObstacle(entry, lists.ctx);
    if (placed[j] === 0 && (obstacle !== null || (lists.demandRoom[j] ?? 0) > 0)) {
      run.unmatched.push({ id: entry.id, side: 'demand', reason: unmatchedReason(obstacle, eligible[j] ?? 0, roomFor.supply ? 1 : 0) });
    }
    run.prices.push({ id: entry.id, side: 'demand', price: solution.demandPrice[j] ?? 0, lossOfOneUnit: values && finite(values.demandLoss[j]), gainOfOneUnit: values && finite(values.demandGain[j]) });
  });
}

/** Adds what the holds of one programme cost: the optimum without them, less the one with them and the held pairs themselves. */
function addHoldingCost<D extends Features, S extends Features>(unheld: ProgrammeLists<D, S>, held: ProgrammeLists<D, S>, input: RunInput, run: FinishedRun): void {
  const free = programmeProblem(unheld, programmePairs(unheld, input.shouldCancel ? { shouldCancel: input.shouldCancel } : {}));
  const best = objectiveVector(free.problem, solved(free.problem, input, () => undefined).flow, free.tiers);
  const proposals = run.proposals.filter((proposal) => proposal.programme === held.programme);
  const supply = new Map(held.supply.map((entry) => [entry.id, entry]));
  const demand = new Map(held.demand.map((entry) => [entry.id, entry]));
  const placed: [bigint, bigint, bigint, bigint] = [0n, 0n, 0n, 0n];
  let totalFit = 0n;
  const add = (tier: number, quantity: number, fit: number): void => {
    placed[tier - 1] = (placed[tier - 1] ?? 0n) + BigInt(quantity);
    totalFit += BigInt(quantity) * BigInt(fit);
  };
  for (const proposal of proposals) add(proposal.tier, proposal.quantity, proposal.fit);
  for (const pair of input.held ?? []) {
    const worker = supply.get(pair.supplyId);
    const post = demand.get(pair.demandId);
    if (worker && post) add(worker.tier, pair.quantity, held.ruleSet.softParts.reduce((sum, part) => sum + part.points(post, worker, held.ctx), 0));
  }
  run.holdingCost = addVectors(run.holdingCost ?? zeroVector, addVectors(best, { placedByTier: placed, totalFit }, -1n));
}
