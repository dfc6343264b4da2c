/**
 * Exact solver for problems whose pairs are too many to write down: column generation, here for the transportation problem.
 *
 * Only promising pairs are stored (the restricted problem). Its optimum (x, u, p) is an optimum of the whole as soon as
 * u_i + p_j >= w_ij holds on every pair, stored or not. So:
 *
 *   1  scan    all rows; keep of each the best `arcsARow` pairs once crowding is taken off                 (`BestOfRow`)
 *   2  solve   the restricted problem exactly                                                               (`solve`)
 *   3  price   look for pairs with w_ij > u_i + p_j; keep the best `violatorsARow` of each row; if any, again from 2
 *   4  check   all rows once more by `CertificateCheck`, which knows nothing of the above
 *
 * Exactness rests on 4. That it comes to an end: each round adds a pair that was not stored (a stored pair is never violated), and there are
 * finitely many.
 *
 * Partial pricing: a pair that was covered is so until u_i or p_j falls. From the second round on step 3 asks for the pairs of fallen
 * prices alone, and for rows whose violators were not all kept. The certificate's look is at all pairs.
 *
 * Each solve begins from the flow and prices at hand. Deterministic.
 *
 * Cost: a few scans of all pairs, and a few solves of the restricted problem. Memory: about 40 bytes a stored arc while solving, and 100 an
 * entry; nothing a pair. Limits: |bonus| at most 2^46 - 2^31, else as in `problem.ts`.
 *
 * Sources: Ford and Fulkerson 1958, Dantzig and Wolfe 1960 (column generation); Volgenant 1996 and Jonker and Volgenant 1987 (dense
 * assignment solved over a sparse core, the rest priced in); Gilmore and Gomory 1963 (partial pricing).
 */
import type { CertificateReport } from '../certificate.js';
import { MAX_WEIGHT, type TransportProblem } from '../problem.js';
import { solve, type OutOfRange, type Solution } from '../solver/solve.js';
import { BestOfRow } from './best-of-row.js';
import { checkAllPairs } from './check-all-pairs.js';
import type { OnlyPairs, PairSource } from './pair-source.js';
import { StoredArcs } from './stored-arcs.js';

export type PricingPhase = 'scan' | 'solve' | 'price' | 'check';

export interface PricingOptions {
  /** Called with the phase, the round it belongs to (0, 1, ...) and the fraction of it done. */
  readonly onProgress?: ((phase: PricingPhase, round: number, fraction: number) => void) | undefined;
  /** Asked often; true stops with status CANCELLED. */
  readonly shouldCancel?: (() => boolean) | undefined;
  /** Pairs of a row that are stored at first, and violators of a row that a round adds at most. Memory against rounds. */
  readonly arcsARow?: number | undefined;
  readonly violatorsARow?: number | undefined;
}

export interface PricingCounts {
  /** Pairs of the whole problem. */
  readonly pairs: number;
  /** Pairs looked at in all scans together. */
  readonly pairsPriced: number;
  readonly arcsStored: number;
  /** Solves of the restricted problem. */
  readonly rounds: number;
}

/** A solution that no pair of the last look speaks against. */
export interface PricedOut {
  readonly status: 'OPTIMAL';
  /** The stored pairs as a problem. */
  readonly problem: TransportProblem;
  /** Optimal for the stored pairs and for all: flow by stored pair, prices as in `Solution`. */
  readonly solution: Solution;
  /** [L], [R] pairs of each entry in the whole problem. */
  readonly supplyPairs: Int32Array;
  readonly demandPairs: Int32Array;
  readonly counts: PricingCounts;
}

export interface PricedSolution extends PricedOut {
  /** Over all pairs. */
  readonly certificate: CertificateReport;
}

export interface PricingCancelled { readonly status: 'CANCELLED' }

const ARCS_A_ROW = 24, VIOLATORS_A_ROW = 16;
/** Asked for single prices as long as so few rows have to be looked at whole. */
const PARTIAL_SHARE = 0.3;
const ROWS_A_BEAT = 1024;

/** Thrown and caught in this file: unwinds from within a scan. */
class Cancelled extends Error {}

/**
 * Solves the problem of all pairs of the source exactly: steps 1 to 4.
 *
 * @throws whatever the source throws in a scan.
 */
export function solveByPricing(source: PairSource, options: PricingOptions = {}): PricedSolution | PricingCancelled | OutOfRange {
  return unlessCancelled(source, options, (generation) => {
    const priced = generation.run();
    return priced.status === 'OPTIMAL' ? { ...priced, certificate: generation.check(priced) } : priced;
  });
}

/** Steps 1 to 3, for a caller that goes on from the solution and has its own answer checked. */
export function priceOut(source: PairSource, options: PricingOptions = {}): PricedOut | PricingCancelled | OutOfRange {
  return unlessCancelled(source, options, (generation) => generation.run());
}

function unlessCancelled<T>(source: PairSource, options: PricingOptions, work: (generation: ColumnGeneration) => T): T | PricingCancelled | OutOfRange {
  for (const b of source.bonus) if (!(Math.abs(b) <= MAX_WEIGHT - 2 ** 31)) return { status: 'OUT_OF_RANGE', reason: `a bonus is ${b}, expected a whole number within +-(2^46 - 2^31)` };
  try {
    return work(new ColumnGeneration(source, options));
  } catch (error) {
    if (error instanceof Cancelled) return { status: 'CANCELLED' };
    throw error;
  }
}

class ColumnGeneration {
  private readonly arcs: StoredArcs;
  private readonly supplyPairs: Int32Array;
  private readonly demandPairs: Int32Array;
  /** Rows some of whose violators were not kept in the last pricing. */
  private readonly isShort: Uint8Array;
  private pairsPriced = 0;
  private round = 0;

  constructor(private readonly source: PairSource, private readonly options: PricingOptions) {
    const L = source.supplyCapacity.length, R = source.demandCapacity.length;
    this.arcs = new StoredArcs(L);
    this.supplyPairs = new Int32Array(L);
    this.demandPairs = new Int32Array(R);
    this.isShort = new Uint8Array(L);
  }

  run(): PricedOut | PricingCancelled | OutOfRange {
    const { source, options, arcs } = this, { supplyCapacity, demandCapacity } = source, L = supplyCapacity.length, R = demandCapacity.length;
    let supplyPrice: Float64Array = new Float64Array(L), demandPrice: Float64Array = new Float64Array(R), flow: Int32Array = new Int32Array(0);
    this.price('scan', Math.max(1, options.arcsARow ?? ARCS_A_ROW), supplyPrice, demandPrice, undefined);
    for (;;) {
      flow = arcs.merge(flow);
      const problem = arcs.problem(source);
      const solution = solve(problem, {
        onProgress: (_, fraction) => this.beat('solve', fraction), shouldCancel: options.shouldCancel,
        warmStart: this.round > 0 ? { flow, demandPrice } : undefined,
      });
      if (solution.status === 'OUT_OF_RANGE') return solution;
      if (solution.status !== 'OPTIMAL') return { status: 'CANCELLED' };
      this.round++;
      const only = this.round > 1 ? this.fallen(supplyPrice, demandPrice, solution) : undefined;
      ({ flow, supplyPrice, demandPrice } = solution);
      const violated = this.price('price', Math.max(1, options.violatorsARow ?? VIOLATORS_A_ROW), supplyPrice, demandPrice, only);
      if (violated > 0) continue;
      const pairs = this.supplyPairs.reduce((sum, count) => sum + count, 0);
      const counts = { pairs, pairsPriced: this.pairsPriced, arcsStored: problem.column.length, rounds: this.round };
      return { status: 'OPTIMAL', problem, solution, supplyPairs: this.supplyPairs, demandPairs: this.demandPairs, counts };
    }
  }

  /** Stores pairs that the prices do not cover; returns how many rows have any. */
  private price(phase: PricingPhase, most: number, supplyPrice: Float64Array, demandPrice: Float64Array, only: OnlyPairs | undefined): number {
    const { source, arcs, isShort, supplyPairs, demandPairs } = this, { supplyCapacity, demandCapacity, bonus } = source;
    const best = new BestOfRow(most), crowding = new Float64Array(demandCapacity.length), share = crowdingShare(source);
    const price = demandPrice.map((p, j) => (demandCapacity[j] === 0 ? Infinity : p)), isFirst = phase === 'scan';
    let rows = 0, violated = 0, greatest = 1;
    isShort.fill(0);
    this.beat(phase, 0);
    source.forEachRow((i, count, column, fit) => {
      if (++rows % ROWS_A_BEAT === 0) this.beat(phase, rows / supplyCapacity.length);
      this.pairsPriced += count;
      if (isFirst) {
        supplyPairs[i] = count;
        for (let k = 0; k < count; k++) demandPairs[column[k]!]! += 1;
      }
      const a = supplyCapacity[i]!;
      if (a === 0) return;
      const found = best.choose(count, column, fit, price, supplyPrice[i]! - bonus[i]!, crowding);
      if (found === 0) return;
      violated++;
      if (found > best.size) isShort[i] = 1;
      for (let k = 0; k < best.size; k++) {
        const j = best.column[k]!, f = best.fit[k]!;
        arcs.add(i, j, f);
        if (f > greatest) greatest = f;
        crowding[j]! += greatest * share * a / (best.size * demandCapacity[j]!);
      }
    }, only);
    this.beat(phase, 1);
    return violated;
  }

  /** Entries whose prices fell, or whose violators were not all kept; undefined when they are too many to be worth telling apart. */
  private fallen(supplyPrice: Float64Array, demandPrice: Float64Array, now: Solution): OnlyPairs | undefined {
    const supply = this.isShort.slice(), demand = new Uint8Array(demandPrice.length);
    let rows = 0;
    for (let i = 0; i < supply.length; i++) {
      if (now.supplyPrice[i]! < supplyPrice[i]!) supply[i] = 1;
      rows += supply[i]!;
    }
    if (rows > PARTIAL_SHARE * supply.length) return undefined;
    for (let j = 0; j < demand.length; j++) if (now.demandPrice[j]! < demandPrice[j]!) demand[j] = 1;
    return { supply, demand };
  }

  /** The certificate over all pairs. */
  check({ problem, solution }: PricedOut): CertificateReport {
    const { source } = this;
    let rows = 0;
    this.beat('check', 0);
    const report = checkAllPairs(source, problem, solution, { onRow: () => { if (++rows % ROWS_A_BEAT === 0) this.beat('check', rows / source.supplyCapacity.length); } });
    this.beat('check', 1);
    return report;
  }

  private beat(phase: PricingPhase, fraction: number): void {
    this.options.onProgress?.(phase, this.round, Math.min(1, fraction));
    if (phase !== 'solve' && this.options.shouldCancel?.() === true) throw new Cancelled();
  }
}

/** What turns a stored pair's units, as a share of the demand entry's room, into points: a demand entry that is kept as often as its room is of all room becomes dearer by the greatest fit. */
function crowdingShare({ supplyCapacity, demandCapacity }: PairSource): number {
  const supply = supplyCapacity.reduce((sum, a) => sum + a, 0), demand = demandCapacity.reduce((sum, b) => sum + b, 0);
  return supply === 0 ? 0 : demand / supply;
}
