import { describe, expect, it } from '@jest/globals';
import { EventAct, eventRules, EventState } from '@jiedui/contracts';
import { planFaults } from './event-acts.js';
import { eventActs, faultsOfEvents } from './event-row.js';

type Plan = Parameters<typeof planFaults>[1];
const plan = (more: Partial<Plan> = {}): Plan => ({ name: '春风行动专场', kind: 'fair', startsOn: '2026-03-01', endsOn: '2026-03-02', place: '样例广场', enterprises: [{ name: '样例甲公司', posts: 30 }], counties: [{ region: '500235', quota: 200 }], ...more });
const codes = (more: Partial<Plan>): string[] => planFaults('three-gorges', plan(more)).map(({ field, code }) => `${field} ${code}`);

describe('the rules of recruitment events', () => {
  it('are sound as declared, and named where they are not', () => {
    expect(faultsOfEvents()).toEqual([]);
    expect([...new Set(eventRules.map((rule) => rule.act))].sort()).toEqual([...EventAct.options].sort());
    expect(faultsOfEvents(eventRules.filter((rule) => rule.act !== 'hold'))).toEqual(expect.arrayContaining(['recruitment event: state held cannot be reached', 'recruitment event: act close can never be done']));
    expect(Object.fromEntries(EventState.options.map((state) => [state, eventActs(state)]))).toEqual({ planned: ['change', 'hold', 'cancel'], held: ['count', 'close'], closed: [], cancelled: [] });
  });

  it('take a plan whose days follow one another and whose firms and counties stand once, of the programme', () => {
    expect(codes({})).toEqual([]);
    expect([codes({ endsOn: '2026-02-28' }), codes({ endsOn: '2026-03-31' }), codes({ endsOn: '2026-04-01' })]).toEqual([['endsOn ENDS_BEFORE'], [], ['endsOn TOO_LONG']]);
    expect(codes({ enterprises: [{ name: '样例甲公司', posts: 1 }, { name: '样例甲公司', posts: 2 }] })).toEqual(['enterprises TWICE']);
    expect([codes({ counties: [{ region: '500235', quota: 1 }, { region: '500235', quota: 2 }] }), codes({ counties: [{ region: '420304', quota: 1 }] })]).toEqual([['counties TWICE'], ['counties NOT_A_UNIT']]);
    expect(codes({ place: '联系 139 1234 5678' })).toEqual(['place NAMES_A_PERSON']);
  });
});
