/** A programme whose pairs are too many to write down: the promising ones are stored, the others priced in until none is left out. */
import type { Features } from '@jiedui/contracts';
import { ConditionReasons, greatestFit, GroupBound, type ListConditions, PairStream } from '@jiedui/market-rules';
import { type CertificateReport, checkAllPairs, priceOut, type PairSource, type PricingPhase, type Solution, storeMore, tierBonuses } from '@jiedui/matching-core';
import { ALL_VIOLATIONS } from './certificate.js';
import { CheapestLots, namePair, type NamedPairs, nearPairs } from './near-pairs.js';
import { withoutRoom } from './programme-lists.js';
import type { ProgrammeLists, RunInput } from './run-types.js';
import { keepPrevious, RunCancelled, RunOutOfRange, solveConditioned, type ProgrammeProblem, type ProgrammeSolution } from './solve-programme.js';

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
  const programme = { lists, problem: stored.problem, tiers }, solution = await solveConditioned(programme, input, undefined, stored.solution);
  report('check', shares.check[0]);
  // The integer model knows the stored pairs alone: of what it left out only the bound speaks, so nothing but a gap of 0 proves its answer.
  return {
    programme, solution: { ...solution, isProved: false, marginals: () => null }, supplyPairs, demandPairs, pairs,
    report: checkAllPairs(source, stored.problem, solution, { violationLimit: ALL_VIOLATIONS }), lowering: bound.lowering(), reasons,
  };
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
