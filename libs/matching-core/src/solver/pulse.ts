/**
 * Progress, cancelling and the time budget.
 *
 * The solver counts its work in arcs looked at and reports once every `WORK_PER_BEAT` of them: some 10 to 50 ms on current
 * machines, since a look costs 5 to 50 ns. `beat` is called only where the flow is whole, so a cancelled solve still returns a
 * feasible one.
 */
export type SolvePhase = 'auction' | 'repair' | 'fill' | 'finish';

export type OnProgress = (phase: SolvePhase, fraction: number) => void;

const WORK_PER_BEAT = 1 << 20;

/** Why a solve ended before its end. */
export type StopReason = 'CANCELLED' | 'TIME_LIMIT';

/** Thrown and caught inside the solver only: unwinds from wherever the work was when it had to stop. */
export class SolveStopped extends Error {
  constructor(readonly reason: StopReason) {
    super(reason);
  }
}

export class Pulse {
  private pending = 0;

  /** @param deadline of `performance.now()`; no clock is read when it is Infinity. */
  constructor(private readonly onProgress: OnProgress | undefined, private readonly shouldCancel: (() => boolean) | undefined, private readonly deadline = Infinity) {}

  /** Announces a phase (fraction 0..1 within it) at once. */
  report(phase: SolvePhase, fraction: number): void {
    this.pending = 0;
    this.onProgress?.(phase, Math.min(1, Math.max(0, fraction)));
    if (this.shouldCancel?.() === true) throw new SolveStopped('CANCELLED');
    if (this.deadline < Infinity && performance.now() >= this.deadline) throw new SolveStopped('TIME_LIMIT');
  }

  /** Adds work; true when a report is due. The caller then computes its fraction and calls `report`. */
  due(arcs: number): boolean {
    this.pending += arcs;
    return this.pending >= WORK_PER_BEAT;
  }
}
