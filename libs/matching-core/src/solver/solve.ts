/**
 * Exact solver for the transportation problem of `problem.ts`: scaled auction, rounding, exact repair.
 *
 *   1  auction         good prices and a nearly right flow                       (auction-schedule, unit-auction, general-auction)
 *   2  round and drop  prices down to whole points; take back what is off its best choice                        (`dropLoose`)
 *   3  forward repair  place what was taken back, prices rise                                                  (forward-repair)
 *   4  fill            posts with free room but a price above 0: fill them or lower the price to 0                 (batch-fill)
 *
 * Exactness rests on 2 to 4 alone: after 2 every parcel is at slack 0; 3 ends with no spare unit that would gain by a place; 4
 * ends with price 0 wherever there is room. That is dual feasibility with complementary slackness, the certificate.
 *
 * Cost: near linear in practice; the worst case is the repair's, one shortest path search a unit bottleneck. Memory: about 4 bytes
 * an arc for the flow, and 100 bytes an entry. Deterministic: no randomness, and no clock but for a time budget; ties fall by index
 * and by queue order.
 *
 * A solve that is stopped answers with the best flow and the best bound at hand (`incumbent`).
 * Sources: see the files of the four steps.
 */
import { checkProblem, type TransportProblem } from '../problem.js';
import { type Auction, runAuction, roundDown } from './auction-schedule.js';
import { BatchFill } from './batch-fill.js';
import { FlowState } from './flow-state.js';
import { ForwardRepair } from './forward-repair.js';
import { GeneralAuction } from './general-auction.js';
import { Incumbent } from './incumbent.js';
import { bestOfRow, optimalPrices } from './price-pair.js';
import { Pulse, SolveStopped, type OnProgress, type StopReason } from './pulse.js';
import type { SharedLooks } from './shared-looks.js';
import { UnitAuction } from './unit-auction.js';

export interface SolveOptions {
  /** Called with the phase and the fraction of it done, at least every 2^20 arcs of work. */
  readonly onProgress?: OnProgress | undefined;
  /** Asked as often; true stops the solve with status CANCELLED. */
  readonly shouldCancel?: (() => boolean) | undefined;
  /** Milliseconds after which the solve stops with status TIME_LIMIT; none when left out. The answer then depends on the machine. */
  readonly timeBudgetMs?: number | undefined;
  /**
   * Starts a second thread that calls `serveLooks` with what it is given: it shares the work on large problems with unit supplies.
   * With and without it the objective is the same, ties may fall otherwise.
   */
  readonly startThread?: ((shared: SharedLooks) => void) | undefined;
  /** Flow and demand prices of an earlier solve of a like problem: where they are near, the auction is skipped and only what changed is repaired. */
  readonly warmStart?: { readonly flow: Int32Array; readonly demandPrice: Float64Array } | undefined;
}

export interface Solution {
  /** OPTIMAL, or why the solve was stopped: then the flow is feasible, and the prices prove the gap. */
  readonly status: 'OPTIMAL' | StopReason;
  /** No flow weighs more than this one by more than so much; 0 when optimal. */
  readonly gap: bigint;
  /** [m] units on each arc. */
  readonly flow: Int32Array;
  /** [L] whole points; 0 at capacity 0 and, when optimal, at spare capacity. */
  readonly supplyPrice: Float64Array;
  /** [R] whole points; 0 at capacity 0 and, when optimal, at free capacity. */
  readonly demandPrice: Float64Array;
}

export interface OutOfRange { readonly status: 'OUT_OF_RANGE'; readonly reason: string }

/**
 * Solves the problem exactly.
 *
 * @throws RangeError when the arrays do not describe a problem (`checkProblem`).
 */
export function solve(problem: TransportProblem, options: SolveOptions = {}): Solution | OutOfRange {
  const check = checkProblem(problem);
  if (check.status !== 'OK') return check;
  const pulse = new Pulse(options.onProgress, options.shouldCancel, performance.now() + (options.timeBudgetMs ?? Infinity));
  const incumbent = new Incumbent();
  let state = options.warmStart === undefined ? null : warmState(problem, options.warmStart), auction: Auction | undefined;
  try {
    if (state === null) {
      const opened = problem.supplyCapacity.every((a) => a <= 1) ? new UnitAuction(problem, check.ranges, check.maxWeight, options.startThread) : new GeneralAuction(problem);
      auction = opened;
      // Each phase begins from empty posts: under a time budget what the last one left is kept.
      const afterPhase = options.timeBudgetMs === undefined ? undefined : () => { incumbent.offer(stateOf(problem, opened)); };
      const runFrom = (prices: Float64Array | undefined): boolean => {
        for (let j = 0; j < opened.price.length; j++) if (opened.price[j] !== Infinity) opened.price[j] = Math.min(prices?.[j] ?? 0, check.maxWeight);
        return runAuction(opened, problem, check.ranges, check.maxWeight, pulse, prices !== undefined, afterPhase);
      };
      // Prices of a like problem are better than none, as long as no war breaks out over them.
      if (options.warmStart === undefined || !runFrom(options.warmStart.demandPrice)) runFrom(undefined);
      state = stateOf(problem, auction);
      auction.close();
      dropLoose(state);
    }
    new ForwardRepair(state).run(pulse);
    new BatchFill(state).run(pulse);
    pulse.report('finish', 1);
  } catch (error) {
    auction?.close();
    if (!(error instanceof SolveStopped)) throw error;
    state ??= auction === undefined ? newState(problem) : stateOf(problem, auction);
    const { flow, weight, bound, supplyPrice, demandPrice } = incumbent.offer(state);
    return { status: error.reason, flow, gap: bound - weight, supplyPrice, demandPrice };
  }
  return { status: 'OPTIMAL', flow: state.toFlow(), gap: 0n, ...optimalPrices(state) };
}

/** The auction's members and prices as they stand. */
function stateOf(problem: TransportProblem, auction: Auction): FlowState {
  const state = newState(problem);
  state.price.set(auction.price);
  auction.writeInto(state);
  roundDown(state.price);
  return state;
}

function newState(problem: TransportProblem): FlowState {
  const state = new FlowState(problem, problem.supplyCapacity.length + problem.demandCapacity.length);
  for (let j = 0; j < state.R; j++) if (problem.demandCapacity[j] === 0) state.price[j] = Infinity;
  return state;
}

/** What is out of place (`dropLoose`) up to which a repair is faster than an auction, as a share of all lots, and always. */
const FAR_SHARE = 1 / 64, FAR_ALWAYS = 32;

/** Earlier flow cut down to what still fits and is a best choice on the earlier prices; null where so little is that an auction is faster. */
function warmState(problem: TransportProblem, start: { readonly flow: Int32Array; readonly demandPrice: Float64Array }): FlowState | null {
  const state = newState(problem);
  if (start.flow.length !== problem.column.length || start.demandPrice.length !== state.R) throw new RangeError('a warm start needs one amount an arc and one price a demand entry');
  for (let j = 0; j < state.R; j++) {
    const p = start.demandPrice[j]!;
    if (!Number.isInteger(p) || p < 0 || p > 2 ** 48) throw new RangeError(`warm price ${p} of demand entry ${j}: expected a whole number 0..2^48`);
    if (state.price[j] !== Infinity) state.price[j] = p;
  }
  for (let i = 0; i < state.L; i++) {
    for (let e = problem.rowStart[i]!; e < problem.rowStart[i + 1]!; e++) {
      const amount = Math.min(start.flow[e]!, state.spare[i]!, state.free[problem.column[e]!]!);
      if (amount > 0) state.place(i, e, amount);
    }
  }
  return dropLoose(state) <= Math.max(FAR_ALWAYS, FAR_SHARE * state.L) ? state : null;
}

/** Takes back every parcel that is not on a best choice of its lot at the current prices; returns how many lots have units that would gain by a place, or how many units would have to come into posts with a price, whichever are more. */
function dropLoose(state: FlowState): number {
  const { problem, price } = state, { rowStart, column, fit, bonus } = problem;
  const best = new Float64Array(state.L);
  for (let i = 0; i < state.L; i++) {
    best[i] = Math.max(-bonus[i]!, bestOfRow(fit, column, price, rowStart[i]!, rowStart[i + 1]!));
  }
  for (let j = 0; j < state.R; j++) {
    for (let p = state.headOnPost[j]!; p >= 0; p = state.nextOnPost[p]!) {
      if (state.fitOf[p]! - price[j]! < best[state.lotOf[p]!]!) state.withdraw(p, state.amountOf[p]!);
    }
  }
  state.sweep();
  let wanting = 0, missing = 0;
  for (let i = 0; i < state.L; i++) if (state.spare[i]! > 0 && best[i]! > -bonus[i]!) wanting++;
  for (let j = 0; j < state.R; j++) if (price[j]! > 0) missing += state.free[j]!;
  return Math.max(wanting, missing);
}
