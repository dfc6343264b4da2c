import { describe, expect, it } from '@jest/globals';
import { checkProgrammeCounts } from './check-counts.js';
import { pairings, supporters, unitByCode, units } from './programmes.js';

describe('the two programmes', () => {
  it('meet every count their documents state', () => expect(checkProgrammeCounts()).toEqual([]));
  it('report a pairing that is missing', () => {
    const broken = checkProgrammeCounts({ units: units(), supporters: supporters(), pairings: pairings().slice(1) });
    expect(broken.map((v) => v.count)).toContain('three-gorges.pairings.named');
  });
  it('report a unit that lost its zone', () => {
    const broken = units().map((u) => (u.code === '420304' ? { ...u, keyArea: false } : u));
    expect(checkProgrammeCounts({ units: broken, supporters: supporters(), pairings: pairings() })).toEqual([{ count: 'danjiangkou.key-area', expected: 23, actual: 22 }]);
  });
  it('know 武当山特区 under its nine digits', () => expect(unitByCode('420381450')).toMatchObject({ parentCode: '420381', countedAsCounty: false }));
});
