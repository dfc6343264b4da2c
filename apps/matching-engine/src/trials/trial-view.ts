import type { Text2, TrialAttempt, TrialChange, TrialOutcome, TrialView } from '@jiedui/contracts';

/** A row of the table `trial` as the driver gives it. */
export interface TrialRow {
  id: string; programme: string; kind: TrialView['kind']; changes: TrialChange[]; state: TrialView['state']; started_by: string; phase: Text2 | null; progress: number;
  now: TrialOutcome | null; attempts: TrialAttempt[]; attempt: number; cancel_requested: boolean; created_at: Date; started_at: Date | null; finished_at: Date | null; seconds: number | null; failure: string | null;
}

/** The trial as pages see it. */
export function trialView(row: TrialRow): TrialView {
  return {
    id: row.id, programme: row.programme, kind: row.kind, state: row.state, startedBy: row.started_by, progress: Math.min(1, Math.max(0, row.progress)), phase: row.phase, changes: row.changes, now: row.now, attempts: row.attempts,
    createdAt: row.created_at.toISOString(), finishedAt: row.finished_at?.toISOString() ?? null, seconds: row.seconds, failure: row.failure,
  };
}
