/**
 * Generalised assignment as an integer model: x_ij = 1 when agent i does job j.
 *
 *   minimise or maximise  sum c_ij x_ij   subject to   sum_i x_ij = 1 for every job,   sum_j r_ij x_ij <= b_i for every agent
 *
 * The answer is checked here in whole numbers; the bound is that of branch and bound.
 *
 * The files do not say whether they mean cost or profit. Without --sense the numbers decide: the OR-Library sets gap1 to gap12 (Cattrysse,
 * Salomon and Van Wassenhove 1994) are stated as maximisation, and each is five problems of one size with profits in 10..25 and uses
 * in 5..25. What looks like one of them is maximised, and the report says that this was concluded; everything else is minimised.
 */
import { solveIntegerModel, type IntegerModel } from '@jiedui/integer-model';
import type { GeneralisedAssignment } from '@jiedui/matching-core';
import { peakMiB, round, timed, type ProblemReport, type SolveReport } from './report.js';
import type { Write } from './solve-network.js';

export type Sense = 'min' | 'max';

/**
 * @param timeLimit seconds a problem.
 * @param write gets, a problem each, a comment, `s OBJECTIVE` and a line `f AGENT JOB 1` for every job, counted from 1.
 */
export async function solveGeneralised(problems: readonly GeneralisedAssignment[], sense: Sense | undefined, timeLimit: number, write?: Write): Promise<SolveReport> {
  const meant = sense ?? (looksMaximised(problems) ? 'max' : 'min'), reports: ProblemReport[] = [];
  for (const [k, problem] of problems.entries()) {
    const { report, agentOf } = await solveOne(problem, k + 1, meant, timeLimit);
    reports.push(report);
    write?.(`c problem ${k + 1}: ${report.status}\n`);
    if (agentOf !== null) write?.(`s ${report.objective}\n${Array.from(agentOf, (i, j) => `f ${i + 1} ${j + 1} 1\n`).join('')}`);
  }
  const worst = (['failed', 'infeasible', 'time-limit'] as const).find((status) => reports.some((report) => report.status === status)) ?? 'optimal';
  const only = reports.length === 1 ? reports[0] : undefined, sum = (part: (report: ProblemReport) => number): number => round(reports.reduce((s, report) => s + part(report), 0));
  return {
    status: worst, objective: only === undefined ? reports.map((report) => report.objective) : only.objective, sense: meant, senseFrom: sense === undefined ? 'numbers' : 'option',
    solveMs: sum((report) => report.solveMs), solveCpuMs: sum((report) => report.solveCpuMs), peakMiB: peakMiB(), certificate: null, problems: reports,
  };
}

async function solveOne(problem: GeneralisedAssignment, number: number, sense: Sense, timeLimit: number): Promise<{ report: ProblemReport; agentOf: Int32Array | null }> {
  const { agents, jobs } = problem, { result, solveMs, solveCpuMs } = await timed(() => solveIntegerModel(modelOf(problem, sense, timeLimit)));
  const report = { problem: number, agents, jobs, objective: null, bound: null, gap: null, solveMs, solveCpuMs };
  if (result.status === 'failed') return { report: { ...report, status: 'failed', reason: result.reason }, agentOf: null };
  if (result.status === 'unbounded') return { report: { ...report, status: 'failed', reason: 'called unbounded, which assignments are not' }, agentOf: null };
  if (result.status === 'infeasible') return { report: { ...report, status: 'infeasible', reason: 'no assignment of all jobs keeps the capacities' }, agentOf: null };
  const bound = Number.isFinite(result.bound) ? sense === 'min' ? Math.ceil(result.bound - 1e-6) : Math.floor(result.bound + 1e-6) : null; // objectives are whole
  if (result.objective === null) return { report: { ...report, status: 'time-limit', bound, reason: `no assignment was found in ${timeLimit} seconds` }, agentOf: null };
  const agentOf = assignmentOf(problem, result.values);
  if (agentOf === null) return { report: { ...report, status: 'failed', reason: 'the assignment does not keep the capacities' }, agentOf: null };
  const objective = agentOf.reduce((total, i, j) => total + problem.cost[i * jobs + j]!, 0);
  const isOptimal = result.status === 'optimal' || bound === objective;
  const gap = isOptimal || bound === null ? isOptimal ? 0 : null : Math.abs(objective - bound) / Math.max(1, Math.abs(objective));
  return { report: { ...report, status: isOptimal ? 'optimal' : 'time-limit', objective, bound: isOptimal ? objective : bound, gap }, agentOf };
}

function looksMaximised(problems: readonly GeneralisedAssignment[]): boolean {
  const isLike = ({ agents, jobs, cost, use }: GeneralisedAssignment): boolean => agents === problems[0]?.agents && jobs === problems[0].jobs && cost.every((c) => c >= 10 && c <= 25) && use.every((r) => r >= 5 && r <= 25);
  return problems.length === 5 && problems.every(isLike);
}

function modelOf({ agents, jobs, cost, use, capacity }: GeneralisedAssignment, sense: Sense, timeLimit: number): IntegerModel {
  const cells = agents * jobs, rows = jobs + agents;
  const rowStart = Int32Array.from({ length: rows + 1 }, (_, r) => r <= jobs ? r * agents : cells + (r - jobs) * jobs), column = new Int32Array(2 * cells), coefficient = new Float64Array(2 * cells);
  for (let j = 0; j < jobs; j++) for (let i = 0; i < agents; i++) column[j * agents + i] = i * jobs + j;
  coefficient.fill(1, 0, cells);
  for (let k = 0; k < cells; k++) column[cells + k] = k;
  coefficient.set(use, cells);
  // What an agent cannot take at all is barred by its bound.
  const upper = Float64Array.from(use, (r, k) => r <= capacity[Math.floor(k / jobs)]! ? 1 : 0);
  const rowLower = new Float64Array(rows).fill(1, 0, jobs), rowUpper = new Float64Array(rows).fill(1, 0, jobs);
  rowUpper.set(capacity, jobs);
  return { sense, objective: cost, lower: new Float64Array(cells), upper, isInteger: new Uint8Array(cells).fill(1), rowLower, rowUpper, rowStart, column, coefficient, timeLimit };
}

/** [jobs] the agent of each job, or null when a job has none or two, or a capacity is passed. Exact. */
function assignmentOf({ agents, jobs, use, capacity }: GeneralisedAssignment, values: Float64Array): Int32Array | null {
  const agentOf = new Int32Array(jobs).fill(-1), left = capacity.slice();
  for (let k = 0; k < agents * jobs; k++) {
    if (values[k] === 0) continue;
    const i = Math.floor(k / jobs), j = k % jobs;
    if (values[k] !== 1 || agentOf[j] !== -1) return null;
    agentOf[j] = i;
    left[i]! -= use[k]!;
  }
  return agentOf.includes(-1) || left.some((room) => room < 0) ? null : agentOf;
}
