import { roleBounds } from '@jiedui/access';
import type { FieldProblem, Role, RoleGrant } from '@jiedui/contracts';

/** The three administrators of an installation: three different people (等保2.0 三权分立), none of whom reads business data (DESIGN section 4). */
const administrators: readonly Role[] = ['system-administrator', 'security-administrator', 'audit-administrator'];
/** Roles of people outside the offices; all others are staff, of whom a second factor is asked (reliability D11). */
const outside: readonly Role[] = ['enterprise', 'producer', 'buyer', 'worker', 'public'];

export function isStaffRole(role: Role): boolean { return !outside.includes(role); }

/** What grants are checked against. */
export interface KnownPlaces { readonly isProgramme: (code: string) => boolean; readonly isRegion: (code: string) => boolean }

type Bound = 'programme' | 'region' | 'organisation';
const words: Record<Bound, { zh: string; en: string }> = { programme: { zh: '计划', en: 'a programme' }, region: { zh: '地区', en: 'a region' }, organisation: { zh: '单位', en: 'an organisation' } };

/**
 * What is wrong with a person's grants: a role without what it is bound by (it would reach nothing) or with what it is not bound by (it would
 * be ignored), places that do not exist, one grant twice, administrators' roles combined. Fields are `grants.0.region` and `grants`.
 */
export function grantFaults(grants: readonly RoleGrant[], places: KnownPlaces): FieldProblem[] {
  const faults: FieldProblem[] = [];
  const seen = new Set<string>();
  for (const [i, grant] of grants.entries()) {
    const field = (name: string): string => `grants.${i}.${name}`;
    if (grant.role === 'worker') faults.push({ field: field('role'), code: 'ROLE_NOT_GRANTED', message: { zh: '务工人员不用账号，由县就业服务机构发给本人链接。', en: 'A worker has no account: the labour office makes a link for them.' } });
    if (grant.role === 'public') faults.push({ field: field('role'), code: 'ROLE_NOT_GRANTED', message: { zh: '“公众”不是可授予的岗位。', en: 'The public is not a role to be granted.' } });
    const bounds = roleBounds(grant.role);
    for (const bound of ['programme', 'region', 'organisation'] as const) {
      const value = grant[bound];
      if (bounds[bound] && (value === null || value.trim() === '')) faults.push({ field: field(bound), code: 'SCOPE_MISSING', message: { zh: `这个岗位须指定${words[bound].zh}。`, en: `This role needs ${words[bound].en}.` } });
      if (!bounds[bound] && value !== null) faults.push({ field: field(bound), code: 'SCOPE_NOT_APPLICABLE', message: { zh: `这个岗位不按${words[bound].zh}划分范围。`, en: `This role is not bound by ${words[bound].en}.` } });
    }
    if (grant.programme !== null && !places.isProgramme(grant.programme)) faults.push({ field: field('programme'), code: 'NO_SUCH_PROGRAMME', message: { zh: '没有这个计划。', en: 'There is no such programme.' } });
    if (grant.region !== null && !places.isRegion(grant.region)) faults.push({ field: field('region'), code: 'NO_SUCH_REGION', message: { zh: '没有这个行政区划代码。', en: 'There is no region of this code.' } });
    const key = JSON.stringify([grant.role, grant.programme, grant.region, grant.organisation]);
    if (seen.has(key)) faults.push({ field: field('role'), code: 'GRANT_TWICE', message: { zh: '同一岗位和范围重复了。', en: 'The same role and scope is there twice.' } });
    seen.add(key);
  }
  const roles = new Set(grants.map((grant) => grant.role));
  if (administrators.some((role) => roles.has(role)) && roles.size > 1) {
    faults.push({ field: 'grants', code: 'ADMINISTRATOR_COMBINED', message: { zh: '系统管理员、安全管理员、审计管理员须由不同的人担任，也不能兼任业务岗位。', en: 'System, security and audit administrator are different people, and hold no other role.' } });
  }
  return faults;
}
