/**
 * Mixed-integer linear programs, for side conditions that the exact matching solver has no place for.
 *
 *   minimise or maximise  c'x   subject to   rowLower <= A x <= rowUpper,   lower <= x <= upper,   x_k whole where isInteger_k
 *
 * Solved by HiGHS in WebAssembly, in this thread: the call blocks until there is a proof or the time is over. Branch and bound works
 * in doubles, so what it answers is checked here: whole columns are rounded to whole numbers, all rows and bounds are tested, and the
 * objective is summed anew. The bound is HiGHS's own claim; it leaves no certificate that could be checked.
 *
 * Cost: exponential in the worst case. Memory: the model twice, and the tree; the WebAssembly heap never shrinks.
 *
 * Source: Huangfu and Hall, Parallelizing the dual revised simplex method, Math. Prog. Comp. 10 (2018); HiGHS 1.15.
 */
import loadHighs, { type Highs, type HighsModelData } from 'highs';

export interface IntegerModel {
  readonly sense: 'min' | 'max';
  /** [columns] each; -Infinity and Infinity where there is no bound. */
  readonly objective: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly isInteger: Uint8Array;
  /** [rows] */
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  /** [rows + 1] entries of row r are rowStart[r] .. rowStart[r+1]-1, each column at most once. */
  readonly rowStart: Int32Array;
  /** [entries] */
  readonly column: Int32Array;
  readonly coefficient: Float64Array;
  /** Seconds HiGHS may take; no limit when left out. What is found within them depends on the machine: prefer `nodeLimit`. */
  readonly timeLimit?: number | undefined;
  /** Nodes of the search tree HiGHS may open; no limit when left out. Stops at the same answer on every machine. */
  readonly nodeLimit?: number | undefined;
  /** A solution this near to the bound counts as optimal: below 1 where every solution's objective is whole. 1e-6 when left out. */
  readonly absoluteGap?: number | undefined;
  /** Asked often while HiGHS runs; true ends it with status `failed`. */
  readonly shouldCancel?: (() => boolean) | undefined;
}

export type IntegerResult =
  /** `bound` is the proved limit on the objective, `gap` |objective - bound| / |objective|, 0 when optimal; `values` [columns]. */
  | { readonly status: 'optimal' | 'time-limit' | 'node-limit'; readonly objective: number; readonly bound: number; readonly gap: number; readonly values: Float64Array }
  /** The time was over, or the nodes used up, before any solution was found. */
  | { readonly status: 'time-limit' | 'node-limit'; readonly objective: null; readonly bound: number; readonly gap: null; readonly values: null }
  | { readonly status: 'infeasible' }
  | { readonly status: 'unbounded' }
  /** HiGHS gave up, or its answer does not stand the check. */
  | { readonly status: 'failed'; readonly reason: string };

/** Largest violation of a row or bound, relative to the size of its terms; HiGHS's own mip_feasibility_tolerance. */
const TOLERANCE = 1e-6;

let runtime: Promise<Highs> | undefined;

/**
 * Solves a model to proved optimality, or up to its time limit.
 *
 * @throws RangeError when the arrays do not describe a model.
 */
export async function solveIntegerModel(model: IntegerModel): Promise<IntegerResult> {
  checkShape(model);
  if (model.objective.length === 0) { // HiGHS refuses a model without columns
    const isMet = model.rowLower.every((low, r) => low <= 0 && model.rowUpper[r]! >= 0);
    return isMet ? { status: 'optimal', objective: 0, bound: 0, gap: 0, values: new Float64Array(0) } : { status: 'infeasible' };
  }
  runtime ??= loadHighs();
  const highs = await runtime;
  try {
    const result = run(highs, model);
    if (result !== 'unbounded or infeasible') return result;
    const free = run(highs, { ...model, objective: new Float64Array(model.objective.length) }); // which of the two: any solution at all?
    return free === 'unbounded or infeasible' || free.status === 'infeasible' ? { status: 'infeasible' } : free.status === 'optimal' ? { status: 'unbounded' } : free;
  } catch (error) {
    runtime = undefined; // an instance that stopped half-way, out of memory for example, is not used again
    return { status: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

function run(highs: Highs, model: IntegerModel): IntegerResult | 'unbounded or infeasible' {
  const { modelStatus } = highs.constants, native = highs.createModel(dataOf(highs, model));
  try {
    // A relative gap above 0, HiGHS's default, would call solutions optimal that are only nearly so.
    native.options.set({
      output_flag: false, mip_rel_gap: 0, mip_abs_gap: model.absoluteGap ?? TOLERANCE,
      ...(model.timeLimit === undefined ? {} : { time_limit: model.timeLimit }), ...(model.nodeLimit === undefined ? {} : { mip_max_nodes: model.nodeLimit }),
    });
    const { shouldCancel } = model, { mipInterrupt, simplexInterrupt } = highs.constants.callbackType;
    const ask = (event: { interrupt(): void }): undefined => { if (shouldCancel?.() === true) event.interrupt(); };
    native.run(shouldCancel === undefined ? undefined : { [mipInterrupt]: ask, [simplexInterrupt]: ask });
    const status = native.getModelStatus();
    if (status === modelStatus.infeasible) return { status: 'infeasible' };
    if (status === modelStatus.unbounded) return { status: 'unbounded' };
    if (status === modelStatus.unboundedOrInfeasible) return 'unbounded or infeasible';
    const isOptimal = status === modelStatus.optimal || status === modelStatus.empty;
    // HiGHS calls the end of the nodes a limit on solutions.
    const stopped = status === modelStatus.timeLimit ? 'time-limit' : status === modelStatus.solutionLimit ? 'node-limit' : null;
    if (!isOptimal && stopped === null) return { status: 'failed', reason: `HiGHS ended with model status ${status}` };
    const isMixed = model.isInteger.includes(1), bound = isMixed ? Number(native.info.get('mip_dual_bound')) : Number.NaN;
    if (stopped !== null && Number(native.info.get('primal_solution_status')) !== 2) return { status: stopped, objective: null, bound, gap: null, values: null };
    return checked(model, native.getSolution().colValue, stopped, bound);
  } finally {
    native.dispose();
  }
}

function dataOf(highs: Highs, model: IntegerModel): HighsModelData {
  const { constants } = highs, numCols = model.objective.length, numRows = model.rowLower.length;
  return {
    numCols, numRows, sense: model.sense === 'min' ? constants.objectiveSense.minimize : constants.objectiveSense.maximize,
    colCost: model.objective, colLower: model.lower, colUpper: model.upper, rowLower: model.rowLower, rowUpper: model.rowUpper,
    matrix: { format: 'csr', numRows, numCols, starts: model.rowStart, indices: model.column, values: model.coefficient },
    integrality: Int32Array.from(model.isInteger, (whole) => whole === 1 ? constants.variableType.integer : constants.variableType.continuous),
  };
}

/** The answer with whole columns rounded, once it meets every bound and row. */
function checked(model: IntegerModel, raw: Float64Array, stopped: 'time-limit' | 'node-limit' | null, bound: number): IntegerResult {
  const { objective: c, lower, upper, rowLower, rowUpper, rowStart, column, coefficient } = model;
  const values = raw.map((x, k) => model.isInteger[k] === 1 ? Math.round(x) + 0 : x); // + 0 turns -0 into 0
  const isWithin = (x: number, low: number, high: number, size: number): boolean => x >= low - TOLERANCE * (1 + size) && x <= high + TOLERANCE * (1 + size);
  let objective = 0;
  for (let k = 0; k < values.length; k++) {
    if (!isWithin(values[k]!, lower[k]!, upper[k]!, 0)) return { status: 'failed', reason: `column ${k} is ${values[k]}, expected ${lower[k]}..${upper[k]}` };
    objective += c[k]! * values[k]!;
  }
  for (let r = 0; r < rowLower.length; r++) {
    let sum = 0, size = 0;
    for (let e = rowStart[r]!; e < rowStart[r + 1]!; e++) {
      const term = coefficient[e]! * values[column[e]!]!;
      sum += term;
      size = Math.max(size, Math.abs(term));
    }
    if (!isWithin(sum, rowLower[r]!, rowUpper[r]!, size)) return { status: 'failed', reason: `row ${r} is ${sum}, expected ${rowLower[r]}..${rowUpper[r]}` };
  }
  if (stopped === null) return { status: 'optimal', objective, bound: objective, gap: 0, values };
  return { status: stopped, objective, bound, gap: objective === bound ? 0 : Math.abs(objective - bound) / Math.abs(objective), values };
}

function checkShape(model: IntegerModel): void {
  const { objective, lower, upper, isInteger, rowLower, rowUpper, rowStart, column, coefficient, timeLimit, nodeLimit, absoluteGap } = model, n = objective.length, rows = rowLower.length;
  if (lower.length !== n || upper.length !== n || isInteger.length !== n) throw new RangeError(`expected bounds and integrality for ${n} columns, found ${lower.length}, ${upper.length} and ${isInteger.length}`);
  if (rowUpper.length !== rows || rowStart.length !== rows + 1) throw new RangeError(`expected upper bounds and ${rows + 1} starts for ${rows} rows, found ${rowUpper.length} and ${rowStart.length}`);
  if (coefficient.length !== column.length || rowStart[0] !== 0 || rowStart[rows] !== column.length) throw new RangeError(`rows span ${rowStart[0]}..${rowStart[rows]}, expected 0..${column.length} = ${coefficient.length}`);
  for (let r = 0; r < rows; r++) if (rowStart[r + 1]! < rowStart[r]!) throw new RangeError(`row ${r} ends before its start`);
  for (const k of column) if (k < 0 || k >= n) throw new RangeError(`a row names column ${k}, expected 0..${n - 1}`);
  for (const c of [...objective, ...coefficient]) if (!Number.isFinite(c)) throw new RangeError(`a coefficient is ${c}, expected a finite number`);
  if (timeLimit !== undefined && !(timeLimit > 0)) throw new RangeError(`a time limit of ${timeLimit} seconds, expected above 0`);
  if (nodeLimit !== undefined && !(Number.isSafeInteger(nodeLimit) && nodeLimit > 0)) throw new RangeError(`a limit of ${nodeLimit} nodes, expected a whole number above 0`);
  if (absoluteGap !== undefined && !(absoluteGap >= 0)) throw new RangeError(`an absolute gap of ${absoluteGap}, expected 0 or more`);
}
