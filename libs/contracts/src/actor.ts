import { z } from 'zod';
import { ProgrammeCode, RegionCode } from './units.js';

/** The roles of DESIGN section 4. */
export const Role = z.enum([
  'programme-administrator', 'evaluator', 'supporter-office', 'receiving-office', 'department', 'labour-office',
  'enterprise', 'producer', 'buyer', 'worker', 'auditor', 'system-administrator', 'security-administrator', 'audit-administrator', 'public',
]);
export type Role = z.infer<typeof Role>;

/** A role held somewhere: in a programme, a region subtree, an organisation; null where the role is not bound by it. */
export const RoleGrant = z.strictObject({
  role: Role, programme: ProgrammeCode.nullable(), region: RegionCode.nullable(), organisation: z.string().nullable(),
});
export type RoleGrant = z.infer<typeof RoleGrant>;

/** Who acts: a signed-in person, one of our services, or nobody. Carries no personal data beyond a display name. */
export const Actor = z.strictObject({
  kind: z.enum(['person', 'service', 'anonymous']),
  id: z.string(), displayName: z.string(), organisationName: z.string().nullable(),
  grants: z.array(RoleGrant),
});
export type Actor = z.infer<typeof Actor>;

export const anonymousActor: Actor = {
  kind: 'anonymous', id: 'anonymous', displayName: '公众', organisationName: null,
  grants: [{ role: 'public', programme: null, region: null, organisation: null }],
};
