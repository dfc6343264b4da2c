/**
 * Proof that a flow is optimal, checked from the problem, the flow and the prices alone: nothing of the solver is used or trusted.
 *
 * With supply prices u and demand prices p, whole numbers >= 0 and 0 at capacity 0 and at spare capacity, a feasible flow x is
 * optimal when u_i + p_j >= w_e on every arc between entries with capacity (dual feasible) and = w_e wherever x_e > 0
 * (complementary slackness). Then sum w x = sum a u + sum b p, which no flow can pass. Arcs at an entry of capacity 0 can carry
 * nothing and ask nothing of the prices.
 *
 * Two forms: `verify` on arrays, and `CertificateCheck` fed row by row, for an auditor who recomputes the pairs by the rules and never
 * holds them all. Cost O(L + R + m); the streaming form keeps O(L + R). All sums are exact.
 *
 * Source: strong duality of linear programs; e.g. Ahuja, Magnanti and Orlin 1993, section 9.3.
 */
import { ExactSum } from './exact-sum.js';
import type { TransportProblem } from './problem.js';

export type ViolationCode =
  | 'SHAPE'              // an array has the wrong length, or a number is not a whole number in range
  | 'NEGATIVE_FLOW'
  | 'SUPPLY_EXCEEDED'
  | 'DEMAND_EXCEEDED'
  | 'NEGATIVE_PRICE'
  | 'PRICE_AT_ZERO_CAPACITY'
  | 'PRICE_AT_SPARE_SUPPLY'
  | 'PRICE_AT_FREE_DEMAND'
  | 'DUAL_INFEASIBLE'    // an arc is worth more than both prices together
  | 'SLACK_ON_FLOW'      // an arc in use is worth less than both prices together
  | 'PLACEMENT_ON_NO_ARC' // streaming form: a placement named a pair that is not among the pairs
  | 'OBJECTIVE_MISMATCH';

export interface Violation {
  readonly code: ViolationCode;
  /** Entry indices the violation is about; -1 when a side does not apply. */
  readonly supply: number;
  readonly demand: number;
  readonly expected: string;
  readonly actual: string;
}

export interface CertificateReport {
  readonly isOptimal: boolean;
  /** The first `limit` violations, in the order met. */
  readonly violations: readonly Violation[];
  readonly violationCount: number;
  /** Arcs compared with the prices. */
  readonly pairsChecked: number;
  readonly primalObjective: bigint;
  readonly dualObjective: bigint;
}

/** sum a u + sum b p, exactly: no flow weighs more where the prices are dual feasible. */
export function dualObjective(problem: Pick<TransportProblem, 'supplyCapacity' | 'demandCapacity'>, supplyPrice: ArrayLike<number>, demandPrice: ArrayLike<number>): bigint {
  const sum = new ExactSum();
  problem.supplyCapacity.forEach((a, i) => { sum.addProduct(a, supplyPrice[i]!); });
  problem.demandCapacity.forEach((b, j) => { sum.addProduct(b, demandPrice[j]!); });
  return sum.value();
}

/** How many violations a report names unless told otherwise; all are counted. */
export const VIOLATION_LIMIT = 20;

const isWhole = (x: number | undefined): x is number => x !== undefined && Number.isSafeInteger(x);

export interface CertificateInput {
  readonly supplyCapacity: ArrayLike<number>;
  readonly demandCapacity: ArrayLike<number>;
  readonly supplyPrice: ArrayLike<number>;
  readonly demandPrice: ArrayLike<number>;
  readonly violationLimit?: number;
}

/**
 * The streaming form: `arc` (or `row`) for every eligible pair, in any order of rows, then `finish` once.
 *
 * Each pair must be given once; the caller owns that (pairs recomputed by rules come once by construction). Placements of pairs that
 * are not eligible must be reported through `placementOnNoArc`, or their units are not counted.
 */
export class CertificateCheck {
  private readonly supplyFlow: Float64Array;
  private readonly demandFlow: Float64Array;
  private readonly found: Violation[] = [];
  private readonly primal = new ExactSum();
  private readonly limit: number;
  private count = 0;
  private pairs = 0;

  constructor(private readonly input: CertificateInput) {
    const L = input.supplyCapacity.length, R = input.demandCapacity.length;
    this.limit = input.violationLimit ?? VIOLATION_LIMIT;
    this.supplyFlow = new Float64Array(L);
    this.demandFlow = new Float64Array(R);
    if (input.supplyPrice.length !== L) this.add('SHAPE', -1, -1, `${L} supply prices`, `${input.supplyPrice.length}`);
    if (input.demandPrice.length !== R) this.add('SHAPE', -1, -1, `${R} demand prices`, `${input.demandPrice.length}`);
    for (let i = 0; i < L; i++) this.checkEntry(i, -1, input.supplyCapacity[i], input.supplyPrice[i]);
    for (let j = 0; j < R; j++) this.checkEntry(-1, j, input.demandCapacity[j], input.demandPrice[j]);
  }

  /** One eligible pair: its weight (fit + bonus) and the units placed on it. */
  arc(supply: number, demand: number, weight: number, units: number): void {
    this.pairs++;
    const { supplyCapacity, demandCapacity, supplyPrice, demandPrice } = this.input;
    const a = supplyCapacity[supply], b = demandCapacity[demand];
    if (a === undefined || b === undefined || !isWhole(weight) || !isWhole(units)) {
      this.add('SHAPE', supply, demand, 'known entries, whole weight and units', `weight ${weight}, units ${units}`);
      return;
    }
    if (units !== 0) {
      if (units < 0) this.add('NEGATIVE_FLOW', supply, demand, '0 or more', `${units}`);
      this.supplyFlow[supply]! += units;
      this.demandFlow[demand]! += units;
      this.primal.addProduct(weight, units);
    }
    if (a === 0 || b === 0) return;
    const prices = supplyPrice[supply]! + demandPrice[demand]!;
    if (!(prices >= weight)) this.add('DUAL_INFEASIBLE', supply, demand, `prices of ${weight} or more together`, `${prices}`);
    else if (units > 0 && prices !== weight) this.add('SLACK_ON_FLOW', supply, demand, `prices of ${weight} together`, `${prices}`);
  }

  /** All pairs of one supply entry. */
  row(supply: number, pairs: Iterable<{ readonly demand: number; readonly weight: number; readonly units: number }>): void {
    for (const pair of pairs) this.arc(supply, pair.demand, pair.weight, pair.units);
  }

  /** A stored placement whose pair was not among the eligible ones. */
  placementOnNoArc(supply: number, demand: number, units: number): void {
    this.add('PLACEMENT_ON_NO_ARC', supply, demand, 'an eligible pair', `${units} units on a pair that is not`);
  }

  finish(): CertificateReport {
    const { supplyCapacity, demandCapacity, supplyPrice, demandPrice } = this.input;
    const dual = new ExactSum();
    for (let i = 0; i < supplyCapacity.length; i++) {
      const a = supplyCapacity[i]!, x = this.supplyFlow[i]!, u = supplyPrice[i];
      if (x > a) this.add('SUPPLY_EXCEEDED', i, -1, `at most ${a}`, `${x}`);
      if (!isWhole(u)) continue;
      if (x < a && u !== 0) this.add('PRICE_AT_SPARE_SUPPLY', i, -1, `price 0 with ${a - x} to spare`, `${u}`);
      if (isWhole(a)) dual.addProduct(a, u);
    }
    for (let j = 0; j < demandCapacity.length; j++) {
      const b = demandCapacity[j]!, x = this.demandFlow[j]!, p = demandPrice[j];
      if (x > b) this.add('DEMAND_EXCEEDED', -1, j, `at most ${b}`, `${x}`);
      if (!isWhole(p)) continue;
      if (x < b && p !== 0) this.add('PRICE_AT_FREE_DEMAND', -1, j, `price 0 with ${b - x} free`, `${p}`);
      if (isWhole(b)) dual.addProduct(b, p);
    }
    const primalObjective = this.primal.value(), dualObjective = dual.value();
    if (primalObjective !== dualObjective) this.add('OBJECTIVE_MISMATCH', -1, -1, `dual objective ${dualObjective}`, `primal ${primalObjective}`);
    return { isOptimal: this.count === 0, violations: this.found, violationCount: this.count, pairsChecked: this.pairs, primalObjective, dualObjective };
  }

  private checkEntry(supply: number, demand: number, capacity: number | undefined, price: number | undefined): void {
    if (!isWhole(capacity) || capacity < 0) this.add('SHAPE', supply, demand, 'a whole capacity of 0 or more', `${capacity}`);
    if (!isWhole(price)) this.add('SHAPE', supply, demand, 'a whole price', `${price}`);
    else if (price < 0) this.add('NEGATIVE_PRICE', supply, demand, '0 or more', `${price}`);
    else if (price > 0 && capacity === 0) this.add('PRICE_AT_ZERO_CAPACITY', supply, demand, '0', `${price}`);
  }

  private add(code: ViolationCode, supply: number, demand: number, expected: string, actual: string): void {
    this.count++;
    if (this.found.length < this.limit) this.found.push({ code, supply, demand, expected, actual });
  }
}

/**
 * Checks a flow and prices against the problem's own arcs.
 *
 * @param flow [m] units; prices [L] and [R], whole points.
 */
export function verify(problem: TransportProblem, flow: ArrayLike<number>, supplyPrice: ArrayLike<number>, demandPrice: ArrayLike<number>, violationLimit = VIOLATION_LIMIT): CertificateReport {
  const { supplyCapacity, demandCapacity, rowStart, column, fit, bonus } = problem;
  const check = new CertificateCheck({ supplyCapacity, demandCapacity, supplyPrice, demandPrice, violationLimit });
  for (let i = 0; i < supplyCapacity.length; i++) {
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) check.arc(i, column[e]!, fit[e]! + bonus[i]!, flow[e] ?? Number.NaN);
  }
  return check.finish();
}
