import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inScope, roleBounds, roleTable, scopeOf } from '@jiedui/access';
import { type Actor, permissions, Role, type RoleGrant } from '@jiedui/contracts';
import { grantFaults, isStaffRole } from './grant-rules.js';

const places = { isProgramme: (code: string) => code === 'p', isRegion: (code: string) => code === '500235' };

describe('grantFaults', () => {
  const grants = fc.record({ role: fc.constantFrom(...Role.options), programme: fc.constantFrom('p', 'q', null), region: fc.constantFrom('500235', '999999', null), organisation: fc.constantFrom('样例单位', '', null) });

  it('lets through only grants of which every permission reaches something', () => {
    const everything = { programme: 'p', regions: ['500235'], organisations: ['样例单位'], createdBy: 'me' };
    let passed = 0;
    fc.assert(fc.property(grants, (grant: RoleGrant) => {
      if (grantFaults([grant], places).length > 0) return;
      passed += 1;
      const actor: Actor = { kind: 'person', id: 'me', displayName: '', organisationName: null, grants: [grant] };
      for (const permission of permissions) if (roleTable[permission][grant.role] !== undefined) expect([grant, permission, inScope(scopeOf(actor, permission), everything, actor, (code, ancestor) => code === ancestor)]).toEqual([grant, permission, true]);
    }), { numRuns: 2000 });
    expect(passed).toBeGreaterThan(20);
  });

  it('has a grant for every role but the public and a worker’s, which comes by link', () => {
    for (const role of Role.options) {
      const bounds = roleBounds(role);
      const grant = { role, programme: bounds.programme ? 'p' : null, region: bounds.region ? '500235' : null, organisation: bounds.organisation ? '样例单位' : null };
      expect([role, grantFaults([grant], places).map((fault) => fault.code)]).toEqual([role, role === 'public' || role === 'worker' ? ['ROLE_NOT_GRANTED'] : []]);
    }
  });

  it('keeps the three administrators apart', () => {
    const bare = (role: Role): RoleGrant => ({ role, programme: null, region: null, organisation: null });
    expect(grantFaults([bare('system-administrator'), bare('audit-administrator')], places).map((fault) => fault.code)).toEqual(['ADMINISTRATOR_COMBINED']);
    expect(grantFaults([bare('security-administrator'), { ...bare('auditor'), programme: 'p' }], places).map((fault) => fault.code)).toEqual(['ADMINISTRATOR_COMBINED']);
    expect(grantFaults([bare('security-administrator')], places)).toEqual([]);
  });

  it('asks a second factor of everybody in an office', () => {
    expect(Role.options.filter((role) => !isStaffRole(role))).toEqual(['enterprise', 'producer', 'buyer', 'worker', 'public']);
  });
});
