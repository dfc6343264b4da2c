/** A network to its report: two lists and a sink as they are, anything else through the reduction; then the proof, then the file. */
import { flowCost, isShipped, reduceNetwork, sinkForm, solve, verify, verifyNetwork, writeSolution, type NetworkForm, type NetworkRefusal, type OutOfRange, type ProblemFile, type Solution } from '@jiedui/matching-core';
import { peakMiB, timed, type SolveReport } from './report.js';

type NetworkFile = Extract<ProblemFile, { kind: 'network' }>;

/** Takes solution text in pieces. */
export type Write = (piece: string) => void;

/** @param write gets DIMACS solution lines, or one comment line when there is no solution. */
export async function solveNetwork(file: NetworkFile, write?: Write): Promise<SolveReport> {
  const { network } = file, ready = sinkForm(network); // an exact copy, part of reading; a reduction is part of solving
  const { result, ...times } = await timed(() => formAndSolve(ready ?? reduceNetwork(network)));
  const without = (status: SolveReport['status'], reason: string): SolveReport => {
    write?.(`c ${status}: ${reason}\n`);
    return { status, objective: null, solveMs: null, solveCpuMs: null, peakMiB: peakMiB(), certificate: null, reason };
  };
  if ('refusal' in result) return without(result.refusal.status, result.refusal.reason);
  const { form, solution } = result;
  if (solution.status === 'OUT_OF_RANGE') return without('out-of-range', solution.reason);
  if (!isShipped(form, solution.flow)) { // the proof that no flow places more is the proof that there is none
    const isProved = verify(form.problem, solution.flow, solution.supplyPrice, solution.demandPrice).isOptimal;
    return { ...without('infeasible', 'not all of the supply can be shipped'), ...times, certificate: isProved ? 'verified' : 'failed' };
  }
  const certificate = verifyNetwork(network, form, solution) ? 'verified' : 'failed', cost = flowCost(network, form, solution.flow);
  if (write !== undefined) writeSolution(network, form, solution.flow, cost, file, write);
  const isSafe = cost <= BigInt(Number.MAX_SAFE_INTEGER) && cost >= BigInt(Number.MIN_SAFE_INTEGER);
  return { status: certificate === 'verified' ? 'optimal' : 'failed', objective: isSafe ? Number(cost) : cost.toString(), ...times, certificate };
}

function formAndSolve(form: NetworkForm | NetworkRefusal): { readonly refusal: NetworkRefusal } | { readonly form: NetworkForm; readonly solution: Solution | OutOfRange } {
  return form.status === 'transport' ? { form, solution: solve(form.problem) } : { refusal: form };
}
