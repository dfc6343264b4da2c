/**
 * The problem: sparse bipartite transportation, where nothing has to be placed.
 *
 *   maximise   sum over arcs e = (i, j) of  w_e * x_e,     w_e = fit_e + bonus_i
 *   subject to sum of x_e out of i <= a_i,  sum of x_e into j <= b_j,  x_e >= 0 and whole.
 *
 * Symbols: i = 0..L-1 supply entries (workers, lots), j = 0..R-1 demand entries (posts, order lines), e = 0..m-1 arcs in CSR
 * rows by supply entry. The tier bonus is kept apart from the fit because it is the same on all arcs of an entry: it never
 * changes which post an entry prefers, only how long it holds out.
 *
 * Its dual, which the solver's prices solve: minimise sum a_i u_i + sum b_j p_j with u_i + p_j >= w_e, u, p >= 0.
 *
 * Limits (why nothing here can overflow): weights are whole numbers with |w| <= 2^46 and capacities 0..2^31-1 with each side's
 * sum below 2^53. The solver's prices lie in 0..max w plus one step of at most max w, in sixteenths (51 bits), and its distances are sums of
 * at most eight weights or prices, hence below 2^50 and exact in a double. Objectives may pass 2^53 and are therefore `bigint`.
 */
export interface TransportProblem {
  /** [L] units each supply entry has, 0..2^31-1. */
  readonly supplyCapacity: Int32Array;
  /** [R] units each demand entry takes, 0..2^31-1. */
  readonly demandCapacity: Int32Array;
  /** [L+1] arcs of supply entry i are rowStart[i] .. rowStart[i+1]-1. */
  readonly rowStart: Int32Array;
  /** [m] demand entry of each arc; parallel arcs and any order are fine. */
  readonly column: Int32Array;
  /** [m] points; 0..1000 in the markets, any 32-bit number elsewhere. Arcs of negative weight are never used. */
  readonly fit: Int16Array | Int32Array;
  /** [L] whole points added to every arc of a supply entry: the fold of the protection tiers. */
  readonly bonus: Float64Array;
}

/** Largest |fit + bonus| that is solved; beyond it the status is OUT_OF_RANGE. See the header for why. */
export const MAX_WEIGHT = 2 ** 46;

/** [L] least and greatest fit of each row; 0 in an empty one. */
export interface RowRanges { readonly least: Int32Array; readonly greatest: Int32Array }

export type ProblemCheck =
  | { readonly status: 'OK'; readonly maxWeight: number; readonly ranges: RowRanges }
  | { readonly status: 'OUT_OF_RANGE'; readonly reason: string };

/**
 * Checks shape and range once, in O(L + R + m).
 *
 * @returns OK with the greatest arc weight (0 when no arc is worth using) and what was seen of the rows, or OUT_OF_RANGE when a number could overflow.
 * @throws RangeError when the arrays do not describe a graph (lengths, row order, column ids, negative capacity): a bug of the caller.
 */
export function checkProblem(problem: TransportProblem): ProblemCheck {
  const { supplyCapacity, demandCapacity, rowStart, column, fit, bonus } = problem;
  const L = supplyCapacity.length, R = demandCapacity.length, m = column.length;
  if (rowStart.length !== L + 1) throw new RangeError(`rowStart has ${rowStart.length} entries, expected L + 1 = ${L + 1}`);
  if (fit.length !== m) throw new RangeError(`fit has ${fit.length} entries, expected one an arc = ${m}`);
  if (bonus.length !== L) throw new RangeError(`bonus has ${bonus.length} entries, expected one a supply entry = ${L}`);
  if (rowStart[0] !== 0 || rowStart[L] !== m) throw new RangeError(`rows span ${rowStart[0]}..${rowStart[L]}, expected 0..${m}`);
  const ranges = { least: new Int32Array(L), greatest: new Int32Array(L) };
  let supply = 0, demand = 0, maxWeight = 0;
  for (let j = 0; j < R; j++) {
    const b = demandCapacity[j]!;
    if (b < 0) throw new RangeError(`demand entry ${j} has capacity ${b}, expected 0 or more`);
    demand += b;
  }
  for (let i = 0; i < L; i++) {
    const a = supplyCapacity[i]!, b = bonus[i]!, start = rowStart[i]!, end = rowStart[i + 1]!;
    if (a < 0) throw new RangeError(`supply entry ${i} has capacity ${a}, expected 0 or more`);
    if (end < start) throw new RangeError(`row ${i} ends at ${end}, before its start ${start}`);
    supply += a;
    if (!Number.isInteger(b) || Math.abs(b) > MAX_WEIGHT) return { status: 'OUT_OF_RANGE', reason: `bonus of supply entry ${i} is ${b}, expected a whole number within +-2^46` };
    if (start === end) continue;
    lookAtRow(column, fit, start, end, R, i, ranges);
    const low = ranges.least[i]! + b, high = ranges.greatest[i]! + b;
    if (low < -MAX_WEIGHT) return { status: 'OUT_OF_RANGE', reason: `an arc of supply entry ${i} weighs ${low}, below -2^46` };
    if (high > maxWeight) maxWeight = high;
  }
  if (maxWeight > MAX_WEIGHT) return { status: 'OUT_OF_RANGE', reason: `the greatest weight is ${maxWeight}, above 2^46` };
  if (supply > Number.MAX_SAFE_INTEGER || demand > Number.MAX_SAFE_INTEGER) return { status: 'OUT_OF_RANGE', reason: 'the capacities of one side sum to 2^53 or more' };
  return { status: 'OK', maxWeight, ranges };
}

/**
 * Notes the range of a row that is not empty, and throws when a column is none. One row a call: small functions are compiled after a
 * few rows, one long loop over all arcs only when most of it is done.
 */
function lookAtRow(column: Int32Array, fit: Int16Array | Int32Array, start: number, end: number, R: number, row: number, { least, greatest }: RowRanges): void {
  let low = fit[start]!, high = low, wrong = -1;
  for (let e = start; e < end; e++) {
    const f = fit[e]!;
    if (f < low) low = f;
    if (f > high) high = f;
    if (column[e]! >>> 0 >= R) wrong = e; // unsigned: below 0 is above all
  }
  if (wrong >= 0) throw new RangeError(`arc ${wrong} leads to demand entry ${column[wrong]}, expected 0..${R - 1}`);
  least[row] = low;
  greatest[row] = high;
}

/** Arc list form, for callers that meet pairs one by one; `problemFromArcs` sorts them into rows. */
export interface ArcInput { readonly supply: number; readonly demand: number; readonly fit: number }

/**
 * Builds a problem from arcs in any order, keeping the order of the arcs of one supply entry.
 *
 * @param bonus [L] points; all 0 when left out.
 */
export function problemFromArcs(supplyCapacity: ArrayLike<number>, demandCapacity: ArrayLike<number>, arcs: readonly ArcInput[], bonus?: ArrayLike<number>): TransportProblem {
  const L = supplyCapacity.length;
  const rowStart = new Int32Array(L + 1), column = new Int32Array(arcs.length), fit = new Int32Array(arcs.length);
  for (const arc of arcs) rowStart[arc.supply + 1]! += 1;
  for (let i = 0; i < L; i++) rowStart[i + 1]! += rowStart[i]!;
  const next = rowStart.slice();
  for (const arc of arcs) {
    const e = next[arc.supply]!;
    next[arc.supply] = e + 1;
    column[e] = arc.demand;
    fit[e] = arc.fit;
  }
  return {
    supplyCapacity: Int32Array.from(supplyCapacity), demandCapacity: Int32Array.from(demandCapacity), rowStart, column, fit,
    bonus: bonus === undefined ? new Float64Array(L) : Float64Array.from(bonus),
  };
}
