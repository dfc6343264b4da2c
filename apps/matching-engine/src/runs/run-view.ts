import type { MatchingPolicy, RunView, Text2 } from '@jiedui/contracts';

/** A row of the table `run` as the driver gives it. */
export interface RunRow {
  id: string; sequence: number; market: RunView['market']; programme: string; state: RunView['state']; trigger: RunView['trigger']; started_by: string; phase: Text2 | null; progress: number;
  policy: MatchingPolicy | null; input_hash: string | null;
  counts: Partial<Pick<RunView, 'demandEntries' | 'supplyEntries' | 'eligiblePairs' | 'proposals' | 'matchedSupply' | 'matchedDemand' | 'heldPairs' | 'raisedPairs'>>;
  vector: RunView['vector']; supply_by_tier: RunView['supplyByTier']; objective: string | null; gap: RunView['gap']; certificate: RunView['certificate']; pairs_checked: string; as_of: string | null; attempt: number; again: boolean; cancel_requested: boolean;
  created_at: Date; started_at: Date | null; finished_at: Date | null; seconds: number | null; failure: string | null;
}

/** The run as pages see it. */
export function runView(row: RunRow): RunView {
  const { counts } = row;
  return {
    id: row.id, sequence: row.sequence, market: row.market, programme: row.programme, state: row.state, trigger: row.trigger, startedBy: row.started_by, phase: row.phase, progress: Math.min(1, Math.max(0, row.progress)),
    policyVersion: row.policy?.version ?? null, inputHash: row.input_hash, demandEntries: counts.demandEntries ?? 0, supplyEntries: counts.supplyEntries ?? 0, eligiblePairs: counts.eligiblePairs ?? 0,
    proposals: counts.proposals ?? 0, matchedSupply: counts.matchedSupply ?? 0, matchedDemand: counts.matchedDemand ?? 0, heldPairs: counts.heldPairs ?? 0, raisedPairs: counts.raisedPairs ?? 0,
    vector: row.vector, supplyByTier: row.supply_by_tier, objective: row.objective, gap: row.gap, certificate: row.certificate, pairsChecked: Number(row.pairs_checked),
    createdAt: row.created_at.toISOString(), startedAt: row.started_at?.toISOString() ?? null, finishedAt: row.finished_at?.toISOString() ?? null, seconds: row.seconds, failure: row.failure,
  };
}
