/** A network to its report: two lists and a sink as they are, anything else through the reduction; then the proof, then the file. */
import { flowCost, isShipped, reduceNetwork, sinkForm, solve, verify, verifyNetwork, writeSolution, type NetworkForm, type NetworkRefusal, type OutOfRange, type ProblemFile, type Solution, type SolveOptions } from '@jiedui/matching-core';
import { peakMiB, timed, type SolveReport, type Timed } from './report.js';

type NetworkFile = Extract<ProblemFile, { kind: 'network' }>;

/** What the solver may take. */
export type Effort = Pick<SolveOptions, 'timeBudgetMs' | 'startThread'>;

/** Takes solution text in pieces. */
export type Write = (piece: string) => void;

/**
 * @param effort after its time the best flow so far is answered, with its proved bound.
 * @param write gets DIMACS solution lines, or one comment line when there is no solution.
 */
export async function solveNetwork(file: NetworkFile, effort: Effort, write?: Write): Promise<SolveReport> {
  const { network } = file, ready = sinkForm(network); // an exact copy, part of reading; a reduction is part of solving
  const { result, ...times } = await timed(() => formAndSolve(ready ?? reduceNetwork(network), effort));
  const without = (status: SolveReport['status'], reason: string): SolveReport => {
    write?.(`c ${status}: ${reason}\n`);
    return { status, objective: null, solveMs: null, solveCpuMs: null, peakMiB: peakMiB(), certificate: null, reason };
  };
  if ('refusal' in result) return without(result.refusal.status, result.refusal.reason);
  const { form, solution } = result;
  if (solution.status === 'OUT_OF_RANGE') return without('out-of-range', solution.reason);
  if (solution.status !== 'OPTIMAL') return outOfTime(file, form, solution, times, write);
  if (!isShipped(form, solution.flow)) { // the proof that no flow places more is the proof that there is none
    const isProved = verify(form.problem, solution.flow, solution.supplyPrice, solution.demandPrice).isOptimal;
    return { ...without('infeasible', 'not all of the supply can be shipped'), ...times, certificate: isProved ? 'verified' : 'failed' };
  }
  const certificate = verifyNetwork(network, form, solution) ? 'verified' : 'failed', cost = flowCost(network, form, solution.flow);
  if (write !== undefined) writeSolution(network, form, solution.flow, cost, file, write);
  return { status: certificate === 'verified' ? 'optimal' : 'failed', objective: digits(cost), ...times, certificate };
}

/** The best flow so far: cost and weight differ by a constant where all is shipped, so the gap is the same. */
function outOfTime(file: NetworkFile, form: NetworkForm, solution: Solution, times: Omit<Timed<never>, 'result'>, write?: Write): SolveReport {
  const { network } = file, reason = 'the time was over before a flow was found that ships all';
  write?.(isShipped(form, solution.flow) ? 'c time-limit: the best flow so far\n' : `c time-limit: ${reason}\n`);
  if (!isShipped(form, solution.flow)) return { status: 'time-limit', objective: null, ...times, certificate: null, reason };
  const cost = flowCost(network, form, solution.flow);
  if (write !== undefined) writeSolution(network, form, solution.flow, cost, file, write);
  return { status: 'time-limit', objective: digits(cost), bound: digits(cost - solution.gap), ...times, certificate: null };
}

/** A number, or its digits where a number would round. */
function digits(n: bigint): number | string {
  return n <= BigInt(Number.MAX_SAFE_INTEGER) && n >= BigInt(Number.MIN_SAFE_INTEGER) ? Number(n) : n.toString();
}

function formAndSolve(form: NetworkForm | NetworkRefusal, effort: Effort): { readonly refusal: NetworkRefusal } | { readonly form: NetworkForm; readonly solution: Solution | OutOfRange } {
  return form.status === 'transport' ? { form, solution: solve(form.problem, effort) } : { refusal: form };
}
