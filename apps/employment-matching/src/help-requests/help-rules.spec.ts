import { describe, expect, it } from '@jest/globals';
import { HelpAct, helpDays, HelpKind, helpRules, HelpState } from '@jiedui/contracts';
import { faultsOfHelpRequests, helpActs, helpDueOn, isLate } from './help-rules.js';

describe('the rules of requests for help', () => {
  it('are sound as declared, with days for every kind, and named where they are not', () => {
    expect(faultsOfHelpRequests()).toEqual([]);
    expect([...new Set(helpRules.map((rule) => rule.act))].sort()).toEqual([...HelpAct.options].sort());
    expect(Object.keys(helpDays).sort()).toEqual([...HelpKind.options].sort());
    expect(faultsOfHelpRequests(helpRules.filter((rule) => rule.act !== 'answer'))).toContain('help request: state answered cannot be reached');
    expect(faultsOfHelpRequests(helpRules, { ...helpDays, law: 0 })).toEqual(['help request: kind law is to be answered within 0 days']);
  });

  it('let the county take over and mend its answer, and the worker only ask', () => {
    expect(Object.fromEntries(HelpState.options.map((state) => [state, helpActs(state, 'county')]))).toEqual({ open: ['take', 'answer'], taken: ['take', 'answer'], answered: ['answer'] });
    expect(HelpState.options.flatMap((state) => helpActs(state, 'worker'))).toEqual([]);
  });

  it('count the last day in: late is the day after it, and nothing that was answered', () => {
    expect([helpDueOn('wage', '2026-02-26'), helpDueOn('law', '2026-12-28')]).toEqual(['2026-03-03', '2027-01-07']);
    const late = (state: HelpState, today: string): boolean => isLate({ state, dueOn: '2026-03-03' }, today);
    expect([late('open', '2026-03-03'), late('open', '2026-03-04'), late('taken', '2026-03-04'), late('answered', '2026-03-04')]).toEqual([false, true, true, false]);
  });
});
