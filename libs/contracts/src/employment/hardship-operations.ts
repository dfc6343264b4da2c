import { z } from 'zod';
import { ProtectionTier, TierDerivation } from '../matching/list-entry.js';
import { operation } from '../operation.js';
import { PageRequest, pageOf } from '../paging.js';
import { Day, Id, ProgrammeCode, RegionCode } from '../units.js';

/** A worker whose first tier ends soon: which day is the last, and the tier that follows unless the finding is renewed. No personal data. */
export const EndingTier = z.strictObject({ id: Id, programme: ProgrammeCode, externalId: z.string(), title: z.string(), region: RegionCode, regionName: z.string(), on: Day, then: ProtectionTier });
export type EndingTier = z.infer<typeof EndingTier>;

/** Days before its end at which a finding is asked to be renewed. */
export const RENEWAL_DAYS = 60;

/** What a protection tier stands on (mechanisms E03, E18): derived from findings with issuer and expiry, never typed in. */
export const hardship = {
  tier: operation({ service: 'employment', name: 'workers.tier', http: { method: 'GET', path: '/api/employment/workers/:id/tier' }, permission: 'worker.read', request: z.strictObject({ id: Id }), reply: TierDerivation, summary: { zh: '帮扶优先级的依据', en: 'What a tier stands on' } }),
  ending: operation({
    service: 'employment', name: 'workers.ending-tiers', http: { method: 'GET', path: '/api/employment/ending-tiers' }, permission: 'worker.read',
    request: z.strictObject({ ...PageRequest, programme: ProgrammeCode.optional(), region: RegionCode.optional(), search: z.string().max(80).optional(), withinDays: z.coerce.number().int().min(1).max(366).default(RENEWAL_DAYS) }),
    reply: pageOf(EndingTier), summary: { zh: '即将到期的困难认定', en: 'Findings that end soon' },
  }),
};
