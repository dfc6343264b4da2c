/** A programme whose pairs are too many to write down: the promising ones are stored, the others priced in until none is left out. */
import type { Features } from '@jiedui/contracts';
import { ConditionReasons, greatestFit, GroupBound, type ListConditions, PairStream } from '@jiedui/market-rules';
import { type ConditionedMatching, type FixedChoice, solveTheRest, wholeFlow } from '@jiedui/integer-model';
import { type CertificateReport, checkAllPairs, type OnlyPairs, priceOut, type PairSource, type PricingPhase, type Solution, storeMore, tierBonuses, type TransportProblem } from '@jiedui/matching-core';
import { ALL_VIOLATIONS } from './certificate.js';
import { CheapestLots, Least, namePair, type NamedPairs, nearPairs } from './near-pairs.js';
import { withoutRoom } from './programme-lists.js';
import type { ProgrammeLists, RunInput } from './run-types.js';
import { conditionedSolution, keepPrevious, matchWithConditions, RunCancelled, RunOutOfRange, type ProgrammeProblem, type ProgrammeSolution } from './solve-programme.js';

/** A programme's solution with what a look at all its pairs says of it. */
export interface SolvedProgramme<D extends Features, S extends Features> {
  /** The pairs that the flow is over: all, or those that were stored. */
  programme: ProgrammeProblem<D, S>;
  solution: ProgrammeSolution;
  /** [supply], [demand] eligible pairs, and their number. */
  supplyPairs: Int32Array;
  demandPairs: Int32Array;
  pairs: number;
  /** Over all eligible pairs. */
  report: CertificateReport;
  /** What conditions on groups take off the bound of the prices. */
  lowering: bigint;
  reasons: ConditionReasons | null;
}

/** Shares of the whole: rounds of pricing repeat, so what is told only rises within a round. */
const shares: Record<PricingPhase, readonly [number, number]> = { scan: [0, 0.3], solve: [0.3, 0.4], price: [0.7, 0.2], check: [0.9, 0.1] };

/**
 * Solves a programme by column generation; without conditions exact and proved over all pairs, as the written form is. With conditions
 * the answer is over the pairs that were stored, those near the optimum without conditions among them (`near-pairs.ts`): the bound is
 * over all pairs, and the answer is the best for sure where it reaches it.
 *
 * Marginal values are left out: they are shortest paths over all pairs. All previous proposals that are still eligible are stored, and
 * with them pairs that another optimum may use: as many are kept as these let.
 *
 * @throws RunCancelled or RunOutOfRange
 */
export async function solvePriced<D extends Features, S extends Features>(
  lists: ProgrammeLists<D, S>, input: Pick<RunInput, 'previous' | 'shouldCancel'>, report: (phase: PricingPhase, share: number) => void,
): Promise<SolvedProgramme<D, S>> {
  const tiers = lists.supply.map((entry) => entry.tier), bonus = tierBonuses(tiers, lists.demand.length, greatestFit);
  const stream = new PairStream(lists.demand, lists.supply, lists.ruleSet, lists.ctx, {
    supplyLeftOut: withoutRoom(lists.supplyRoom), demandLeftOut: withoutRoom(lists.demandRoom), excluded: lists.excluded, ...(input.shouldCancel ? { shouldCancel: input.shouldCancel } : {}),
  });
  let told = 0;
  const source: PairSource = { supplyCapacity: lists.supplyRoom, demandCapacity: lists.demandRoom, bonus, forEachRow: (onRow, only) => stream.forEachRow(onRow, only) };
  const { conditions, supplyRoom, demandRoom } = lists, priced = priceOut(source, {
    shouldCancel: input.shouldCancel,
    onProgress: (phase, _round, share) => {
      told = Math.max(told, shares[phase][0] + shares[phase][1] * share);
      report(phase, told);
    },
  });
  if (priced.status === 'OUT_OF_RANGE') throw new RunOutOfRange(priced.reason);
  if (priced.status === 'CANCELLED') throw new RunCancelled();
  const { supplyPairs, demandPairs, counts: { pairs } } = priced;
  const named = previousPairs(lists, input);
  if (conditions === null) {
    // Without conditions nothing but the wish to keep proposals asks for another optimum.
    const stored = named.size === 0 ? priced : storeMore(source, priced, nearPairs(null, null, named, lists));
    const programme = { lists, problem: stored.problem, tiers }, solution = plain(programme, stored.solution, input);
    report('check', shares.check[0]);
    return { programme, solution, supplyPairs, demandPairs, pairs, report: checkAllPairs(source, stored.problem, solution), lowering: 0n, reasons: null };
  }
  const { supplyPrice, demandPrice } = priced.solution, bound = new GroupBound(conditions, demandPrice), reasons = new ConditionReasons(conditions, supplyRoom, demandRoom), lots = new CheapestLots(conditions, lists);
  stream.forEachRow((i, count, column, fit) => {
    const price = supplyPrice[i] ?? 0, more = bonus[i] ?? 0;
    bound.row(i, supplyRoom[i] ?? 0, price, more, column, fit, 0, count);
    reasons.row(i, column, 0, count);
    lots.row(i, count, column, (k) => price + (demandPrice[column[k] ?? 0] ?? 0) - (fit[k] ?? 0) - more);
  }, rowsWithConditions(conditions));
  lots.addTo(named);
  const stored = storeMore(source, priced, nearPairs(conditions, bound, named, lists));
  const matched = await matchWithConditions({ lists, problem: stored.problem, tiers }, input, undefined, stored.solution);
  const { problem, fixed } = priceTheRest(source, stored.problem, matched, conditions, input), programme = { lists, problem, tiers };
  // The integer model knows the stored pairs alone: of what it left out only the bound speaks, so nothing but a gap of 0 proves its answer.
  const solution = { ...conditionedSolution(programme, { ...matched, fixed, isProved: false }, input), marginals: () => null };
  report('check', shares.check[0]);
  return {
    programme, solution, supplyPairs, demandPairs, pairs,
    report: checkAllPairs(source, problem, solution, { violationLimit: ALL_VIOLATIONS }), lowering: bound.lowering(), reasons,
  };
}

/**
 * What the choices leave is a flow again, and is priced as the whole was: groups that could not go leave room, prices fall, and pairs that
 * nobody wanted before may now be better. Rows of groups stay as they are, and pairs with a least amount: they are choices.
 */
function priceTheRest(source: PairSource, problem: TransportProblem, { fixed, ...before }: Pick<ConditionedMatching, 'fixed' | 'supplyPrice' | 'demandPrice'>, conditions: ListConditions, input: Pick<RunInput, 'shouldCancel'>): { problem: TransportProblem; fixed: FixedChoice } {
  const isMember = new Uint8Array(conditions.supplyMinimum.length);
  for (const { members } of conditions.groups) for (const i of members) isMember[i] = 1;
  const best = new Least(VIOLATORS_A_ROW);
  let covered: Prices = before, isShort = new Uint8Array(isMember.length);
  for (;;) {
    const { problem: left, solution } = fixed, flow = wholeFlow(fixed, solution.flow), only = fallenPrices(covered, solution, isShort);
    let violated = 0;
    isShort = new Uint8Array(isMember.length);
    const rest: PairSource = { ...source, supplyCapacity: left.supplyCapacity, demandCapacity: left.demandCapacity };
    const more = storeMore(rest, { problem, solution: { ...solution, flow } }, (i, count, column, slack, store) => {
      if (isMember[i] === 1 || (conditions.supplyMinimum[i] ?? 0) > 1) return;
      best.size = 0;
      for (let k = 0; k < count; k++) if ((slack[k] ?? 0) < Math.min(0, best.limit) && (conditions.demandMinimum[column[k] ?? 0] ?? 0) <= 1) best.add(k, slack[k] ?? 0);
      for (const k of best.at.subarray(0, best.size)) store(k);
      violated += best.size;
      if (best.size === VIOLATORS_A_ROW) isShort[i] = 1;
    }, only);
    if (violated === 0) return { problem, fixed };
    covered = solution;
    // Capacities are the whole's again: the choices take theirs out by themselves.
    problem = { ...more.problem, supplyCapacity: source.supplyCapacity, demandCapacity: source.demandCapacity };
    const again = solveTheRest(problem, conditions, more.solution.flow, solution.demandPrice, { shouldCancel: input.shouldCancel });
    if (again === null) throw new RunCancelled();
    fixed = again;
  }
}

interface Prices { readonly supplyPrice: Float64Array; readonly demandPrice: Float64Array }

/** Violators of a row that are stored at once. */
const VIOLATORS_A_ROW = 16;

/** All pairs were covered at the prices before, but for rows some of whose violators were not stored: one may not be only there, or where a price fell since. */
function fallenPrices(before: Prices, now: Prices, isShort: Uint8Array): OnlyPairs {
  const fallen = (old: Float64Array, prices: Float64Array): Uint8Array => Uint8Array.from(old, (price, k) => ((prices[k] ?? 0) < price ? 1 : 0));
  const supply = fallen(before.supplyPrice, now.supplyPrice);
  isShort.forEach((short, i) => { if (short === 1) supply[i] = 1; });
  return { supply, demand: fallen(before.demandPrice, now.demandPrice) };
}

/** The unsent proposals of the run before, by index. */
function previousPairs<D extends Features, S extends Features>({ supply, demand }: ProgrammeLists<D, S>, { previous = [] }: Pick<RunInput, 'previous'>): NamedPairs {
  const named: NamedPairs = new Map();
  if (previous.length === 0) return named;
  const supplyAt = new Map(supply.map((entry, i) => [entry.id, i])), demandAt = new Map(demand.map((entry, j) => [entry.id, j]));
  for (const { supplyId, demandId } of previous) {
    const i = supplyAt.get(supplyId), j = demandAt.get(demandId);
    if (i !== undefined && j !== undefined) namePair(named, i, j);
  }
  return named;
}

/** Rows that conditions speak of: members of groups, or all where there are least amounts. */
function rowsWithConditions({ groups, supplyMinimum, demandMinimum }: ListConditions): { supply: Uint8Array; demand: Uint8Array } | undefined {
  if (supplyMinimum.some((least) => least > 1) || demandMinimum.some((least) => least > 1)) return undefined;
  const supply = new Uint8Array(supplyMinimum.length);
  for (const { members } of groups) for (const i of members) supply[i] = 1;
  return { supply, demand: new Uint8Array(demandMinimum.length) };
}

function plain<D extends Features, S extends Features>({ lists, problem }: ProgrammeProblem<D, S>, solution: Solution, input: Pick<RunInput, 'previous' | 'shouldCancel'>): ProgrammeSolution {
  const kept = keepPrevious(lists, problem, solution, null, input);
  return { ...kept, isProved: true, supplyPrice: solution.supplyPrice, demandPrice: solution.demandPrice, marginals: () => null };
}
