import type { Actor, Text2, TrialAttempt, TrialChange, TrialOutcome, TrialView } from '@jiedui/contracts';
import { inScope, tierScope } from '@jiedui/access';
import { isWithin } from '@jiedui/reference-data';

/** A row of the table `trial` as the driver gives it. */
export interface TrialRow {
  id: string; programme: string; kind: TrialView['kind']; changes: TrialChange[]; state: TrialView['state']; started_by: string; phase: Text2 | null; progress: number;
  now: TrialOutcome | null; attempts: TrialAttempt[]; attempt: number; cancel_requested: boolean; created_at: Date; started_at: Date | null; finished_at: Date | null; seconds: number | null; failure: string | null;
}

/** Fewer people of a tier than these might be told apart by who asks for one place more. */
const FEW = 5;

/** The trial as its reader may see it. A change of one place would tell the tier of a single person to those who may not know everybody's. */
export function trialView(row: TrialRow, reader: Actor): TrialView {
  const seesAll = inScope(tierScope(reader, 'employment'), { programme: row.programme, regions: [], organisations: [] }, reader, isWithin);
  const attempts = seesAll ? row.attempts : row.attempts.map((attempt) => withoutFew(attempt, row.now));
  return {
    id: row.id, programme: row.programme, kind: row.kind, state: row.state, startedBy: row.started_by, progress: Math.min(1, Math.max(0, row.progress)), phase: row.phase, changes: row.changes, now: row.now, attempts,
    createdAt: row.created_at.toISOString(), finishedAt: row.finished_at?.toISOString() ?? null, seconds: row.seconds, failure: row.failure,
  };
}

function withoutFew(attempt: TrialAttempt, now: TrialOutcome | null): TrialAttempt {
  const { seatsUsedByTier, outcome } = attempt, tells = (people: number): boolean => people !== 0 && Math.abs(people) < FEW;
  const hides = outcome.placedByTier === null || outcome.placedByTier.some((placed, tier) => tells(placed - (now?.placedByTier?.[tier] ?? 0)));
  return { ...attempt, seatsUsedByTier: seatsUsedByTier?.some(({ people }) => tells(people)) === true ? null : seatsUsedByTier, outcome: hides ? { ...outcome, placedByTier: null } : outcome };
}
