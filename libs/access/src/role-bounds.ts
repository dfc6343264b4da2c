import { permissions, type Role } from '@jiedui/contracts';
import { roleTable } from './role-table.js';

/** What a grant of a role has to name, since some permission of it reaches no further. */
export interface RoleBounds { readonly programme: boolean; readonly region: boolean; readonly organisation: boolean }

/** Read from the role table, so that a grant that would reach nothing is refused where it is made. A region or an organisation is always that of a programme. */
export function roleBounds(role: Role): RoleBounds {
  const reaches = new Set(permissions.map((permission) => roleTable[permission][role]));
  const region = reaches.has('region'), organisation = reaches.has('organisation');
  return { programme: reaches.has('programme') || region || organisation, region, organisation };
}
