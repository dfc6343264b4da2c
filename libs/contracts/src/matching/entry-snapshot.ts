import { z } from 'zod';
import { fact, operation, type ServiceName } from '../operation.js';
import { EndReason, PlacementState } from '../employment/placement-states.js';
import { Day, Id, ProgrammeCode, RegionCode } from '../units.js';
import { ListEntry, Market, ProtectionTier } from './list-entry.js';

/** State of a pair as the engine must respect it: held and frozen pairs keep their capacity, refused ones are excluded. */
export const PairState = z.strictObject({
  proposalId: Id, market: Market, programme: ProgrammeCode, demandId: Id, supplyId: Id, quantity: z.int().positive(),
  state: z.enum(['sent', 'agreed', 'refused', 'released']), version: z.int().positive(),
});
export type PairState = z.infer<typeof PairState>;

/** Everything a late or wiped consumer needs, page by page in id order; then the stream takes over. */
export function snapshotOperation(service: ServiceName) {
  return operation({
    service, name: 'entries.snapshot', http: null, permission: 'entry.snapshot', calledBy: ['matching', 'assessment'],
    request: z.strictObject({ part: z.enum(['entries', 'pairs']), after: Id.nullable(), size: z.int().min(1).max(500) }),
    reply: z.strictObject({ entries: z.array(ListEntry), pairs: z.array(PairState), next: Id.nullable() }),
    summary: { zh: '清单快照', en: 'Snapshot of the lists' }, timeoutMs: 10_000,
  });
}

/** Rows of a list as they now stand; at most 500 a fact. Older versions than the one held are ignored by consumers. */
export const employmentEntriesChanged = fact({ service: 'employment', type: 'entries.changed', version: 1, readBy: ['matching', 'assessment'], payload: z.strictObject({ entries: z.array(ListEntry).max(500) }) });
export const marketplaceEntriesChanged = fact({ service: 'marketplace', type: 'entries.changed', version: 1, readBy: ['matching', 'assessment'], payload: z.strictObject({ entries: z.array(ListEntry).max(500) }) });

/** People of a programme who got a certificate by a course; their rows were told before. The lists are matched anew for them (mechanisms E08 to E13). */
export const employmentCertified = fact({ service: 'employment', type: 'certified', version: 1, readBy: ['matching'], payload: z.strictObject({ programme: ProgrammeCode, people: z.int().positive() }) });

/** Pairs that were sent, agreed, refused or released. */
export const employmentPairsChanged = fact({ service: 'employment', type: 'pairs.changed', version: 1, readBy: ['matching'], payload: z.strictObject({ pairs: z.array(PairState).max(500) }) });
export const marketplacePairsChanged = fact({ service: 'marketplace', type: 'pairs.changed', version: 1, readBy: ['matching'], payload: z.strictObject({ pairs: z.array(PairState).max(500) }) });

/**
 * An agreed pair for the figures: a placement (quantity 1) or a contract line (quantity in units of 500 g). Of a placement also where it stands: `stage`, the first day on
 * the job, the months of the last confirmed check, and why it ended.
 */
export const Agreement = z.strictObject({
  id: Id, programme: ProgrammeCode, unit: RegionCode, supporter: RegionCode.nullable(), tier: ProtectionTier,
  quantity: z.int().positive(), amountFen: z.int().nullable(), agreedOn: z.iso.date(), version: z.int().positive(), ended: z.boolean(),
  stage: PlacementState.optional(), arrivedOn: Day.nullable().optional(), retainedMonths: z.union([z.literal(0), z.literal(1), z.literal(3), z.literal(6)]).optional(), endedOn: Day.nullable().optional(), endReason: EndReason.nullable().optional(),
});
export const employmentPlacementsChanged = fact({ service: 'employment', type: 'placements.changed', version: 1, readBy: ['assessment'], payload: z.strictObject({ agreements: z.array(Agreement).max(500) }) });
export const marketplaceContractLinesChanged = fact({ service: 'marketplace', type: 'contract-lines.changed', version: 1, readBy: ['assessment'], payload: z.strictObject({ agreements: z.array(Agreement).max(500) }) });
