import type { Features } from '@jiedui/contracts';
import { buildPairs, ConditionReasons, employmentRuleSet, greatestFit, GroupBound, produceRuleSet, ScanCancelled, unmatchedReason } from '@jiedui/market-rules';
import type { EligiblePairs, Placement, RuleSet } from '@jiedui/market-rules';
import { objectiveVector, tierBonuses, tierStep, verify, VIOLATION_LIMIT } from '@jiedui/matching-core';
import type { MarginalValues, ObjectiveVector, PricingPhase, TransportProblem } from '@jiedui/matching-core';
import { ALL_VIOLATIONS, gapOf, judged } from './certificate.js';
import { inputHash } from './input-hash.js';
import { programmeLists, supplyObstacle, withoutRoom } from './programme-lists.js';
import type { FinishedRun, ProgrammeLists, RunInput, RunProgress, RunResult, RunTimings } from './run-types.js';
import { solvePriced, type SolvedProgramme } from './solve-priced.js';
import { RunCancelled, RunOutOfRange, solveProgramme, type ProgrammeProblem, type ProgrammeSolution } from './solve-programme.js';

/**
 * Entries and policy in, proved proposals out: eligible pairs by the rules, one exact solve a programme, the certificate checked
 * on the pairs, and what every entry is worth. The command line and the matching service both call this and nothing beside it.
 * Rows with conditions (groups, least amounts, lines served whole) go through the integer model; it blocks the thread as the solver does.
 *
 * Deterministic: equal input gives equal proposals, prices and hash. Reads no clock but to fill `timings`.
 */
export async function runMatching(input: RunInput): Promise<RunResult> {
  try {
    return await (input.market === 'employment' ? runMarket(employmentRuleSet, input) : runMarket(produceRuleSet, input));
  } catch (error) {
    if (error instanceof ScanCancelled || error instanceof RunCancelled) return { status: 'cancelled' };
    if (error instanceof RunOutOfRange) return { status: 'out-of-range', reason: error.message };
    throw error;
  }
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

async function runMarket<D extends Features, S extends Features>(ruleSet: RuleSet<D, S>, input: RunInput): Promise<FinishedRun> {
  const began = performance.now();
  const { lists, heldProblems } = programmeLists(ruleSet, input);
  const timings: RunTimings = { pairs: 0, solve: 0, certificate: 0, marginals: 0, total: 0 };
  const run: FinishedRun = {
    status: 'optimal', proposals: [], unmatched: [], prices: [], vector: zeroVector, objective: 0n, bound: 0n, gap: { tierSteps: 0n, fit: 0n }, inputHash: inputHash(input),
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
    await runProgramme(programme, input, run, report);
    const unheld = ruledOutByHold?.[index];
    if (unheld !== undefined) await addHoldingCost(unheld, programme, input, run);
    listedBefore += size;
  }
  run.counts.proposals = run.proposals.length;
  run.counts.unmatchedDemand = run.unmatched.filter((entry) => entry.side === 'demand').length;
  run.counts.unmatchedSupply = run.unmatched.length - run.counts.unmatchedDemand;
  timings.total = performance.now() - began;
  return run;
}

/** Runs `work` and adds its milliseconds to a phase. */
async function timed<T>(timings: RunTimings, phase: keyof RunTimings, work: () => T | Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  timings[phase] += performance.now() - began;
  return result;
}

/** Pairs of so many cells take memory and time that fit a server; above, they are priced in. */
const PRICED_ABOVE = 1e9;

async function runProgramme<D extends Features, S extends Features>(
  lists: ProgrammeLists<D, S>, input: RunInput, run: FinishedRun, report: (phase: RunProgress['phase'], share: number) => void,
): Promise<void> {
  const isPriced = lists.demand.length * lists.supply.length > (input.pricedAbove ?? PRICED_ABOVE);
  const solved = await (isPriced ? priced(lists, input, run.timings, report) : written(lists, input, run.timings, report));
  const { programme: { problem, tiers }, solution } = solved;
  certify(solved, run);
  report('marginals', 0);
  const values = input.withoutMarginals === true ? null : await timed(run.timings, 'marginals', () => solution.marginals());
  run.vector = addVectors(run.vector, objectiveVector(problem, solution.flow, tiers));
  run.keptUnits += solution.keptUnits;
  run.counts.demandEntries += lists.demand.length;
  run.counts.supplyEntries += lists.supply.length;
  run.counts.eligiblePairs += solved.pairs;
  collect(solved, values, run);
  report('marginals', 1);
}

/** With all pairs written down. */
async function written<D extends Features, S extends Features>(lists: ProgrammeLists<D, S>, input: RunInput, timings: RunTimings, report: (phase: RunProgress['phase'], share: number) => void): Promise<SolvedProgramme<D, S>> {
  const pairs = await timed(timings, 'pairs', () => programmePairs(lists, {
    onProgress: (done, total) => report('pairs', done / Math.max(1, total)), ...(input.shouldCancel ? { shouldCancel: input.shouldCancel } : {}),
  }));
  const programme = programmeProblem(lists, pairs), { problem } = programme, { rowStart, column } = problem;
  const solution = await timed(timings, 'solve', () => solveProgramme(programme, input, (share) => report('solve', share)));
  report('certificate', 0);
  return timed(timings, 'certificate', () => {
    const supplyPairs = Int32Array.from(lists.supply, (_, i) => (rowStart[i + 1] ?? 0) - (rowStart[i] ?? 0)), demandPairs = new Int32Array(lists.demand.length);
    for (const j of column) demandPairs[j]! += 1;
    const reasons = lists.conditions === null ? null : new ConditionReasons(lists.conditions, lists.supplyRoom, lists.demandRoom);
    if (reasons !== null) supplyPairs.forEach((count, i) => reasons.row(i, column, rowStart[i] ?? 0, count));
    return {
      programme, solution, supplyPairs, demandPairs, pairs: column.length, reasons, lowering: loweringOf(lists, problem, solution),
      report: verify(problem, solution.flow, solution.supplyPrice, solution.demandPrice, lists.conditions === null ? VIOLATION_LIMIT : ALL_VIOLATIONS),
    };
  });
}

const pricingPhase: Record<PricingPhase, 'pairs' | 'solve' | 'certificate'> = { scan: 'pairs', solve: 'solve', price: 'solve', check: 'certificate' };

/** With the promising pairs written down and the others priced in. */
async function priced<D extends Features, S extends Features>(lists: ProgrammeLists<D, S>, input: RunInput, timings: RunTimings, report: (phase: RunProgress['phase'], share: number) => void): Promise<SolvedProgramme<D, S>> {
  let phase: 'pairs' | 'solve' | 'certificate' = 'pairs', since = performance.now();
  const enter = (next: typeof phase): void => {
    const now = performance.now();
    timings[phase] += now - since;
    since = now;
    phase = next;
  };
  const solved = await solvePriced(lists, input, (at, share) => {
    if (pricingPhase[at] !== phase) enter(pricingPhase[at]);
    report('solve', share);
  });
  enter(phase);
  return solved;
}

function placementsOf(problem: TransportProblem, flow: Int32Array): Placement[] {
  const placements: Placement[] = [];
  for (let i = 0; i < problem.supplyCapacity.length; i++) {
    for (let e = problem.rowStart[i] ?? 0; e < (problem.rowStart[i + 1] ?? 0); e++) {
      const quantity = flow[e] ?? 0;
      if (quantity !== 0) placements.push({ supply: i, demand: problem.column[e] ?? 0, quantity });
    }
  }
  return placements;
}

/** Judges a programme's result and adds what comes out, the bound and the gap among it. */
function certify<D extends Features, S extends Features>({ programme: { lists, problem }, solution, report, lowering }: SolvedProgramme<D, S>, run: FinishedRun): void {
  const { violations, violationCount, bound, gap } = judged(lists, lists.conditions === null ? [] : placementsOf(problem, solution.flow), report, lowering);
  const { tierSteps, fit } = gapOf(gap, tierStep(greatestFit, lists.supply.length, lists.demand.length));
  run.objective += report.primalObjective;
  run.bound += bound;
  run.gap = { tierSteps: run.gap.tierSteps + tierSteps, fit: run.gap.fit + fit };
  if (!solution.isProved && gap !== 0n) run.status = 'bounded';
  run.certificate = {
    isVerified: run.certificate.isVerified && violationCount === 0, pairsChecked: run.certificate.pairsChecked + report.pairsChecked,
    violations: [...run.certificate.violations, ...violations.slice(0, VIOLATION_LIMIT)], violationCount: run.certificate.violationCount + violationCount,
  };
}

/** What conditions on groups take off the bound of the prices. */
function loweringOf<D extends Features, S extends Features>({ conditions, supplyRoom }: ProgrammeLists<D, S>, { rowStart, column, fit, bonus }: TransportProblem, { supplyPrice, demandPrice }: ProgrammeSolution): bigint {
  if (conditions === null) return 0n;
  const groups = new GroupBound(conditions, demandPrice);
  supplyRoom.forEach((room, i) => {
    const from = rowStart[i] ?? 0;
    groups.row(i, room, supplyPrice[i] ?? 0, bonus[i] ?? 0, column, fit, from, (rowStart[i + 1] ?? 0) - from);
  });
  return groups.lowering();
}

/** A marginal value for storage: an entry without room has no unit to lose, which is stored as 0. */
const finite = (value: number | undefined): number => (value !== undefined && Number.isFinite(value) ? value : 0);

/** Flow, prices and reasons back from indices to ids. */
function collect<D extends Features, S extends Features>({ programme: { lists, problem }, solution, supplyPairs, demandPairs, reasons }: SolvedProgramme<D, S>, values: MarginalValues | null, run: FinishedRun): void {
  const placed = new Uint8Array(lists.demand.length);
  const roomFor = { demand: lists.demandRoom.some((units) => units > 0), supply: lists.supplyRoom.some((units) => units > 0) };
  lists.supply.forEach((entry, i) => {
    let units = 0;
    const from = problem.rowStart[i] ?? 0;
    const to = problem.rowStart[i + 1] ?? 0;
    for (let e = from; e < to; e++) {
      const j = problem.column[e] ?? 0;
      const quantity = solution.flow[e] ?? 0;
      const order = lists.demand[j];
      if (quantity === 0 || !order) continue;
      placed[j] = 1;
      units += quantity;
      run.proposals.push({ programme: lists.programme, demandId: order.id, supplyId: entry.id, quantity, fit: problem.fit[e] ?? 0, tier: entry.tier });
    }
    const obstacle = supplyObstacle(lists, i);
    if (units === 0 && (obstacle !== null || (lists.supplyRoom[i] ?? 0) > 0)) {
      run.unmatched.push({ id: entry.id, side: 'supply', reason: unmatchedReason(obstacle, supplyPairs[i] ?? 0, roomFor.demand ? 1 : 0, reasons?.ofSupply(i, solution.supplyPrice[i] ?? 0)) });
    }
    run.prices.push({ id: entry.id, side: 'supply', price: solution.supplyPrice[i] ?? 0, lossOfOneUnit: values && finite(values.supplyLoss[i]), gainOfOneUnit: values && finite(values.supplyGain[i]) });
  });
  lists.demand.forEach((entry, j) => {
    const obstacle = lists.ruleSet.demandObstacle(entry, lists.ctx);
    if (placed[j] === 0 && (obstacle !== null || (lists.demandRoom[j] ?? 0) > 0)) {
      run.unmatched.push({ id: entry.id, side: 'demand', reason: unmatchedReason(obstacle, demandPairs[j] ?? 0, roomFor.supply ? 1 : 0, reasons?.ofDemand(j, solution.demandPrice[j] ?? 0)) });
    }
    run.prices.push({ id: entry.id, side: 'demand', price: solution.demandPrice[j] ?? 0, lossOfOneUnit: values && finite(values.demandLoss[j]), gainOfOneUnit: values && finite(values.demandGain[j]) });
  });
}

/** A programme solved for its optimum alone. */
async function solvedAgain<D extends Features, S extends Features>(lists: ProgrammeLists<D, S>, input: RunInput): Promise<Pick<SolvedProgramme<D, S>, 'programme' | 'solution'>> {
  if (lists.demand.length * lists.supply.length > (input.pricedAbove ?? PRICED_ABOVE)) return solvePriced(lists, input, () => undefined);
  const programme = programmeProblem(lists, programmePairs(lists, input.shouldCancel ? { shouldCancel: input.shouldCancel } : {}));
  return { programme, solution: await solveProgramme(programme, input, () => undefined) };
}

/** Adds what the holds of one programme cost: the optimum without them, less the one with them and the held pairs themselves. */
async function addHoldingCost<D extends Features, S extends Features>(unheld: ProgrammeLists<D, S>, held: ProgrammeLists<D, S>, input: RunInput, run: FinishedRun): Promise<void> {
  const { programme: free, solution } = await solvedAgain(unheld, { ...input, previous: [] });
  const best = objectiveVector(free.problem, solution.flow, free.tiers);
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
