/**
 * Progress and cancelling without a clock.
 *
 * The solver counts its work in arcs looked at and reports once every `WORK_PER_BEAT` of them: some 10 to 50 ms on current
 * machines, since a look costs 5 to 50 ns. `beat` is called only where the flow is whole, so a cancelled solve still returns a
 * feasible one.
 */
export type SolvePhase = 'auction' | 'repair' | 'fill' | 'finish';

export type OnProgress = (phase: SolvePhase, fraction: number) => void;

const WORK_PER_BEAT = 1 << 20;

/** Thrown and caught inside the solver only: unwinds from wherever the work was when the caller asked to stop. */
export class SolveCancelled extends Error {}

export class Pulse {
  private pending = 0;

  constructor(private readonly onProgress: OnProgress | undefined, private readonly shouldCancel: (() => boolean) | undefined) {}

  /** Announces a phase (fraction 0..1 within it) at once. */
  report(phase: SolvePhase, fraction: number): void {
    this.pending = 0;
    this.onProgress?.(phase, Math.min(1, Math.max(0, fraction)));
    if (this.shouldCancel?.() === true) throw new SolveCancelled();
  }

  /** Adds work; true when a report is due. The caller then computes its fraction and calls `report`. */
  due(arcs: number): boolean {
    this.pending += arcs;
    return this.pending >= WORK_PER_BEAT;
  }
}
