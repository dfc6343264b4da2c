import type { ProtectionTier, TierDerivation, TierFinding } from '@jiedui/contracts';
import { type CellTexts, parseRow } from '@jiedui/tabular';
import type { Finding } from '../cell-kinds.js';
import { listContext } from '../list-context.js';
import { workerList, type WorkerRow } from './workers.columns.js';

type Grounds = Pick<WorkerRow, 'zeroEmploymentHousehold' | 'hardToEmploy' | 'monitoring' | 'liftedOut' | 'resettled'>;

const fromFinding = (ground: 'zero-employment-household' | 'hard-to-employ', { holds, authority, validUntil }: Finding, today: string): TierFinding =>
  ({ ground, state: !holds ? 'none' : validUntil !== null && validUntil < today ? 'expired' : 'in-force', kind: null, authority, validUntil: holds ? validUntil : null });
const fromTag = (ground: 'monitoring' | 'lifted-out' | 'resettled', holds: boolean, kind: string | null = null): TierFinding => ({ ground, state: holds ? 'in-force' : 'none', kind, authority: null, validUntil: null });

/**
 * Protection tier of a worker and what it stands on (DESIGN section 3, mechanisms section 2 point 4): 1 hard to employ and of a zero-employment
 * household, both findings in force, never either alone; 2 a monitored household; 3 lifted out of poverty or resettled; 4 everyone else. Nobody types it in.
 *
 * @param today calendar day in Asia/Shanghai; a finding holds on its last day.
 */
export function deriveTier(row: Grounds, today: string): TierDerivation {
  const zero = fromFinding('zero-employment-household', row.zeroEmploymentHousehold, today), hard = fromFinding('hard-to-employ', row.hardToEmploy, today);
  const findings = [zero, hard, fromTag('monitoring', row.monitoring !== null, row.monitoring), fromTag('lifted-out', row.liftedOut), fromTag('resettled', row.resettled)];
  const both = zero.state === 'in-force' && hard.state === 'in-force', otherwise: ProtectionTier = row.monitoring !== null ? 2 : row.liftedOut || row.resettled ? 3 : 4;
  // Only the first tier ends by itself: what the others stand on is taken away by somebody.
  const [on] = both ? [zero.validUntil, hard.validUntil].filter((day) => day !== null).sort() : [];
  return { tier: both ? 1 : otherwise, ends: on === undefined ? null : { on, then: otherwise }, findings };
}

/** The same from the open cells of a stored row; null where they no longer parse, by rules younger than the row. The name is sealed and says nothing of a tier, so none is asked for. */
export function deriveTierOfTexts(texts: CellTexts, programme: string, today: string): TierDerivation | null {
  const { row } = parseRow(workerList, { ...texts, name: '某' }, listContext(today, programme));
  return row === null ? null : deriveTier(row, today);
}
