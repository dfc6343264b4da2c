/**
 * `jiedui solve FILE`: the matching core on a DIMACS network, no servers and no lists.
 *
 * Two-sided networks (transportation, assignment, and the sink form that `writeDimacs` gives) are solved and proved; others are
 * named. The last line on standard output is one JSON object:
 *
 *   status       optimal | infeasible | unbalanced | not-two-sided | out-of-range
 *   objective    least cost, a number, or a string of digits past 2^53; null when there is none
 *   solveMs, solveCpuMs   wall and user CPU milliseconds of the solve alone, reading and checking left out
 *   peakMiB      greatest resident memory of the process so far
 *   certificate  verified | failed; null when nothing was solved
 *   reason       why, for the statuses without an objective
 *
 * Exit code 0 for every answered status, 1 for a failed certificate, 2 for a file that cannot be read or a wrong call.
 */
import { createReadStream } from 'node:fs';
import { DimacsParser, leastCost, solve, toTwoSided, verify, type DimacsResult } from '@jiedui/matching-core';

export interface SolveReport {
  readonly status: 'optimal' | 'infeasible' | 'unbalanced' | 'not-two-sided' | 'out-of-range';
  readonly objective: number | string | null;
  readonly solveMs: number | null;
  readonly solveCpuMs: number | null;
  readonly peakMiB: number;
  readonly certificate: 'verified' | 'failed' | null;
  readonly reason?: string;
}

/** Runs the command; the result is the exit code of the process. */
export async function runSolve(args: string[]): Promise<number> {
  const file = args[0];
  if (args.length !== 1 || file === undefined || file.startsWith('-')) return refuse('用法：jiedui solve 文件（DIMACS 的 .min 或 .asn）。', 'Usage: jiedui solve FILE (DIMACS .min or .asn).');
  let parsed: DimacsResult;
  try {
    parsed = await readDimacs(file);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return refuse(`无法读取文件 ${file}：${cause}。`, `Cannot read ${file}: ${cause}.`);
  }
  if (parsed.status === 'unreadable') return refuse(`文件 ${file} 第 ${parsed.line} 行不是有效的 DIMACS 内容。`, `${file}, line ${parsed.line}: ${parsed.reason}.`);
  const report = solveNetwork(parsed);
  process.stdout.write(`${JSON.stringify(report)}\n`);
  return report.certificate === 'failed' ? 1 : 0;
}

/** Solves a parsed network and checks the proof. */
export function solveNetwork(parsed: Extract<DimacsResult, { status: 'parsed' }>): SolveReport {
  const twoSided = toTwoSided(parsed.network);
  if (twoSided.status !== 'two-sided') {
    const reason = twoSided.status === 'unbalanced' ? `total supply ${twoSided.supply}, total demand ${twoSided.demand}` : twoSided.reason;
    return { status: twoSided.status, objective: null, solveMs: null, solveCpuMs: null, peakMiB: peakMiB(), certificate: null, reason };
  }
  const started = performance.now(), cpu = process.cpuUsage();
  const solution = solve(twoSided.problem);
  const solveMs = round(performance.now() - started), solveCpuMs = round(process.cpuUsage(cpu).user / 1000), peak = peakMiB();
  if (solution.status === 'OUT_OF_RANGE') return { status: 'out-of-range', objective: null, solveMs, solveCpuMs, peakMiB: peak, certificate: null, reason: solution.reason };
  const certificate = verify(twoSided.problem, solution.flow, solution.supplyPrice, solution.demandPrice).isOptimal ? 'verified' : 'failed';
  const cost = leastCost(twoSided, solution.flow);
  if (cost === null) return { status: 'infeasible', objective: null, solveMs, solveCpuMs, peakMiB: peak, certificate, reason: 'not all of the supply can be shipped' };
  const isSafe = cost <= BigInt(Number.MAX_SAFE_INTEGER) && cost >= BigInt(Number.MIN_SAFE_INTEGER);
  return { status: 'optimal', objective: isSafe ? Number(cost) : cost.toString(), solveMs, solveCpuMs, peakMiB: peak, certificate };
}

async function readDimacs(file: string): Promise<DimacsResult> {
  const parser = new DimacsParser();
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) parser.push(chunk);
  return parser.finish();
}

function refuse(chinese: string, english: string): number {
  process.stderr.write(`${chinese} ${english}\n`);
  return 2;
}

function peakMiB(): number {
  return round(process.resourceUsage().maxRSS / 1024);
}

function round(x: number): number {
  return Math.round(x * 10) / 10;
}
