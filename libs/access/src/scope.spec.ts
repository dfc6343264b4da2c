import { describe, expect, it } from '@jest/globals';
import type { Actor, RoleGrant } from '@jiedui/contracts';
import { inScope, scopeOf } from './scope.js';

const actor = (grant: Partial<RoleGrant>): Actor => ({ kind: 'person', id: 'p', displayName: 'p', organisationName: null, grants: [{ role: 'enterprise', programme: 'three-gorges', region: null, organisation: null, ...grant }] });
const reads = (of: Actor, organisation: string): boolean => inScope(scopeOf(of, 'post.read'), { programme: 'three-gorges', regions: ['110105'], organisations: [organisation] }, of, () => false);

describe('an enterprise’s scope', () => {
  it('reaches rows under its name as it was typed and under the form in which names are compared', () => {
    const typed = actor({ organisation: '样例（北京） 软件有限公司' });
    expect([typed.grants[0]?.organisation ?? '', '样例(北京)软件有限公司'].map((name) => reads(typed, name))).toEqual([true, true]);
    expect(reads(typed, '样例(天津)软件有限公司')).toBe(false);
    expect(scopeOf(actor({ organisation: '样例软件有限公司' }), 'post.read')).toHaveLength(1);
  });
  it('is nowhere without an organisation', () => {
    expect(scopeOf(actor({}), 'post.read')).toEqual([]);
  });
});
