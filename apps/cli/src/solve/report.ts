/** The one JSON line that `jiedui solve` ends with. */
export interface SolveReport {
  readonly status: 'optimal' | 'infeasible' | 'unbalanced' | 'unbounded' | 'out-of-range' | 'time-limit' | 'failed';
  /** Whole; digits in a string past 2^53; one a problem where the file holds several; null when there is none. */
  readonly objective: number | string | null | readonly (number | null)[];
  /** What no solution can beat; said with time-limit. Digits in a string past 2^53. */
  readonly bound?: number | string;
  /** Said for generalised assignment, whose files do not tell; least cost everywhere else. */
  readonly sense?: 'min' | 'max';
  /** Whether `sense` comes from --sense or was concluded from the numbers. */
  readonly senseFrom?: 'option' | 'numbers';
  /** Wall and user CPU milliseconds (all threads) of the solve alone: reading, checking and writing left out. */
  readonly solveMs: number | null;
  readonly solveCpuMs: number | null;
  /** Greatest resident memory of the process up to the end of the solve. */
  readonly peakMiB: number;
  /** The proof by prices, checked; null when there is nothing to prove or, for generalised assignment, branch and bound leaves no prices. */
  readonly certificate: 'verified' | 'failed' | null;
  /** Why, for the statuses without an objective. */
  readonly reason?: string;
  readonly problems?: readonly ProblemReport[];
}

/** One problem of a generalised assignment file. */
export interface ProblemReport {
  readonly problem: number;
  readonly agents: number;
  readonly jobs: number;
  readonly status: 'optimal' | 'infeasible' | 'time-limit' | 'failed';
  readonly objective: number | null;
  /** What no solution can beat, and how far the objective is from it, relative. */
  readonly bound: number | null;
  readonly gap: number | null;
  readonly solveMs: number;
  readonly solveCpuMs: number;
  readonly reason?: string;
}

/** A result and what it took. */
export interface Timed<T> { readonly result: T; readonly solveMs: number; readonly solveCpuMs: number; readonly peakMiB: number }

export async function timed<T>(work: () => T | Promise<T>): Promise<Timed<T>> {
  const started = performance.now(), cpu = process.cpuUsage();
  const result = await work();
  return { result, solveMs: round(performance.now() - started), solveCpuMs: round(process.cpuUsage(cpu).user / 1000), peakMiB: peakMiB() };
}

export function peakMiB(): number {
  return round(process.resourceUsage().maxRSS / 1024);
}

/** To tenths. */
export function round(x: number): number {
  return Math.round(x * 10) / 10;
}
