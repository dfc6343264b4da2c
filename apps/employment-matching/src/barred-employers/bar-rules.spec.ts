import { describe, expect, it } from '@jest/globals';
import { BarAct, barRules, BarState, endsWhenBarred, looksWhenBarred } from '@jiedui/contracts';
import { barFaults } from './bar-acts.js';
import { faultsOfBars } from './bar-row.js';

const today = '2026-11-22';
const codes = (more: Partial<Parameters<typeof barFaults>[0]>): string[] => barFaults({ reason: 'dissolved', source: '样例公示系统', foundOn: '2026-11-01', fromOn: '2026-11-02', ...more }, today).map(({ field, code }) => `${field} ${code}`);

describe('the rules of barred employers', () => {
  it('are sound as declared, and named where they are not', () => {
    expect(faultsOfBars()).toEqual([]);
    expect(barRules.map((rule) => rule.act).sort()).toEqual([...BarAct.options].sort());
    expect(faultsOfBars(barRules.filter((rule) => rule.act !== 'lift'))).toContain('barred employer: state lifted cannot be reached');
    expect(BarState.options).toEqual(['in-force', 'lifted']);
  });

  it('end or look at every placement that lives, and never both', () => {
    expect(faultsOfBars(barRules, endsWhenBarred.filter((state) => state !== 'accepted'))).toContain('barred employer: a placement in accepted has to end or to be looked at, one of the two');
    expect(faultsOfBars(barRules, [...endsWhenBarred, 'on-the-job'])).toContain('barred employer: a placement in on-the-job has to end or to be looked at, one of the two');
    expect(faultsOfBars(barRules, endsWhenBarred.filter((state) => state !== 'accepted'), [...looksWhenBarred, 'accepted'])).toContain('barred employer: a placement in accepted cannot be put before the county');
  });

  it('take a finding whose days have come and follow one another, and words that name nobody', () => {
    expect([codes({}), codes({ foundOn: today, fromOn: today })]).toEqual([[], []]);
    expect(codes({ foundOn: '2026-11-23', fromOn: '2026-11-23' })).toEqual(['foundOn DAY_AHEAD', 'fromOn DAY_AHEAD']);
    expect(codes({ fromOn: '2026-10-31' })).toEqual(['fromOn DAY_BEFORE']);
    expect([codes({ reason: 'other' }), codes({ reason: 'other', reasonWords: '厂房查封' })]).toEqual([['reasonWords WORDS_NEEDED'], []]);
    expect(codes({ source: '来电 139 1234 5678' })).toEqual(['source NAMES_A_PERSON']);
  });
});
