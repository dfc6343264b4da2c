import type { Actor, Market, Permission, Role } from '@jiedui/contracts';
import { type Scope, scopeOf } from './scope.js';

/** The permission that shows single supply entries of a market, and the roles that may see protection tiers where it reaches (DESIGN section 4). */
const tiers: Record<Market, { readonly reading: Permission; readonly roles: ReadonlySet<Role> }> = {
  employment: { reading: 'worker.read', roles: new Set<Role>(['labour-office', 'programme-administrator', 'evaluator']) },
  produce: { reading: 'lot.read', roles: new Set<Role>(['receiving-office', 'programme-administrator', 'evaluator']) },
};

/** Where the actor may see the tier of single supply entries: a county its own people's, the programme everybody's, the other side nobody's. */
export function tierScope(actor: Actor, market: Market): Scope {
  const { reading, roles } = tiers[market];
  return scopeOf({ ...actor, grants: actor.grants.filter((grant) => roles.has(grant.role)) }, reading);
}
