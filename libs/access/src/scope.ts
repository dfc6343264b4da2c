import { type Actor, organisationKey, type Permission } from '@jiedui/contracts';
import { roleTable } from './role-table.js';

/**
 * Where a permission holds for an actor: a list of alternatives, each a conjunction of what is not null. `[]` is nowhere.
 * `{ programme: null, region: null, organisation: null, own: false }` is everywhere.
 */
export interface ScopeArea { readonly programme: string | null; readonly region: string | null; readonly organisation: string | null; readonly own: boolean }
export type Scope = readonly ScopeArea[];

/** A row as access sees it. `regions` are all places that answer for it (a pair belongs to both its sides). */
export interface ScopedRow { readonly programme: string; readonly regions: readonly string[]; readonly organisations: readonly string[]; readonly createdBy?: string }

const everywhere: ScopeArea = { programme: null, region: null, organisation: null, own: false };

/** The one place that says who may do what. Services are trusted with every operation declared for services (DESIGN section 4). */
export function scopeOf(actor: Actor, permission: Permission): Scope {
  if (actor.kind === 'service') return [everywhere];
  const areas: ScopeArea[] = [];
  for (const grant of actor.grants) {
    const reach = roleTable[permission][grant.role];
    if (reach === undefined) continue;
    // A grant that lacks what its reach is bound by reaches nothing: an enterprise account without organisation sees no row.
    if (reach === 'installation') areas.push(everywhere);
    else if (reach === 'programme' && grant.programme !== null) areas.push({ ...everywhere, programme: grant.programme });
    else if (reach === 'region' && grant.region !== null) areas.push({ ...everywhere, programme: grant.programme, region: grant.region });
    // Rows that others submit for an organisation stand under the form in which names are compared, its own under the name of the grant.
    else if (reach === 'organisation' && grant.organisation !== null) for (const organisation of new Set([grant.organisation, organisationKey(grant.organisation)])) areas.push({ ...everywhere, programme: grant.programme, organisation });
    else if (reach === 'own') areas.push({ ...everywhere, own: true });
  }
  return areas;
}

/** Whether a row lies in the scope. `isWithin(code, ancestor)` is the region tree's. */
export function inScope(scope: Scope, row: ScopedRow, actor: Actor, isWithin: (code: string, ancestor: string) => boolean): boolean {
  return scope.some((area) =>
    (area.programme === null || area.programme === row.programme)
    && (area.region === null || row.regions.some((code) => isWithin(code, area.region ?? '')))
    && (area.organisation === null || row.organisations.includes(area.organisation))
    && (!area.own || row.createdBy === actor.id));
}
