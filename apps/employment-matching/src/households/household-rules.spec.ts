import { describe, expect, it } from '@jest/globals';
import { HouseholdAct, householdRules, HouseholdState } from '@jiedui/contracts';
import { faultsOfHouseholds, householdActs } from './household-row.js';
import { dayFaults, dueFaults, wordFaults } from './typed-input.js';

const today = '2026-11-22';
const codes = (faults: readonly { code: string }[]): string[] => faults.map((fault) => fault.code);

describe('the rules of households in the register', () => {
  it('are sound as declared: no dead state, every act can be done', () => {
    expect(faultsOfHouseholds()).toEqual([]);
    expect([...new Set(householdRules.map((rule) => rule.act))].sort()).toEqual([...HouseholdAct.options].sort());
  });

  it('are named where they are not', () => {
    expect(faultsOfHouseholds(householdRules.filter((rule) => rule.act !== 're-enter'))).toEqual(['cleared', 'reduced', 'void'].map((state) => `household: state ${state} is dead: nothing leads on from it`));
    expect(faultsOfHouseholds(householdRules.filter((rule) => rule.act !== 'clear'))).toContain('household: state cleared cannot be reached');
    expect(faultsOfHouseholds(householdRules.filter((rule) => rule.act !== 'enter'))).toContain('household: nothing begins it');
    expect(faultsOfHouseholds(householdRules.filter((rule) => rule.act !== 'correct'))).toContain('household: state void cannot be reached');
    expect(faultsOfHouseholds([...householdRules, { act: 'clear', from: ['monitored'], to: 'cleared', name: { zh: '', en: '' } }])).toContain('household: act clear is declared twice');
  });

  it('let whoever left come back, and nobody leave twice', () => {
    expect(Object.fromEntries(HouseholdState.options.map((state) => [state, householdActs(state)]))).toEqual({
      monitored: ['amend', 'reclass', 'clear', 'reduce', 'correct'], cleared: ['amend', 're-enter', 'correct'], reduced: ['amend', 're-enter', 'correct'], void: ['re-enter'],
    });
  });
});

describe('days and words typed in', () => {
  it('must have come, from 2014 on, and not before the step they follow', () => {
    const entry = { day: '2026-03-01', what: { zh: '纳入日期', en: 'the day of entry' } };
    for (const [day, since, wanted] of [['2026-11-22', null, []], ['2026-11-23', null, ['DAY_AHEAD']], ['2013-12-31', null, ['DAY_TOO_EARLY']], ['2014-01-01', null, []], ['2026-02-28', entry, ['DAY_BEFORE']], ['2026-03-01', entry, []]] as const) expect([day, codes(dayFaults('on', day, today, since))]).toEqual([day, wanted]);
    expect(dayFaults('on', '2026-11-23', today)[0]).toMatchObject({ field: 'on', message: { zh: expect.stringContaining('请填今天或以前'), en: expect.stringContaining('give today or a day before') } });
  });

  it('by which something is to be done lie ahead, and not beyond two years', () => {
    for (const [day, wanted] of [['2026-11-21', ['DUE_PAST']], ['2026-11-22', []], ['2028-11-20', []], ['2029-01-01', ['DUE_TOO_FAR']]] as const) expect([day, codes(dueFaults('dueOn', day, today))]).toEqual([day, wanted]);
  });

  it('never keep a number as long as a person’s', () => {
    expect(codes(wordFaults({ words: '电话 139-1234-5678' }))).toEqual(['NAMES_A_PERSON']);
    expect(codes(wordFaults({ words: '５００２３５１９９００１０１１２３４' }))).toEqual(['NAMES_A_PERSON']);
    expect(codes(wordFaults({ words: '2026年3月住院，自费 32000 元', township: null, foundBy: undefined }))).toEqual([]);
  });
});
