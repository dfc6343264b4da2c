import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DepartureAct, type DepartureActor, departureRules, DepartureState, PlacementState } from '@jiedui/contracts';
import { type Candidate, departureActs, faultsOfDepartures, hindranceOfSeat, seating, type Trip } from './departure-rules.js';

const trip = (more: Partial<Trip> = {}): Trip => ({ id: 'this', programme: 'three-gorges', leavesOn: '2026-03-01', free: 10, ...more });
const candidate = (id: string, more: Partial<Candidate> = {}): Candidate => ({ id, state: 'accepted', programme: 'three-gorges', startOn: '2026-03-03', group: null, held: null, isOfCounty: true, ...more });

describe('the rules of departures', () => {
  it('are sound as declared, and named where they are not', () => {
    expect(faultsOfDepartures()).toEqual([]);
    expect([...new Set(departureRules.map((rule) => rule.act))].sort()).toEqual([...DepartureAct.options].sort());
    expect(faultsOfDepartures(departureRules.filter((rule) => rule.act !== 'depart'))).toContain('departure: state departed cannot be reached');
    expect(faultsOfDepartures([...departureRules, { act: 'change', from: ['cancelled'], to: 'planned', by: 'planner', name: { zh: '', en: '' } }])).toEqual(expect.arrayContaining(['departure: state cancelled is the last and is left', 'departure: act change is declared twice']));
  });

  it('give the planner the plan, the county its people, and nobody what is over', () => {
    const way = (by: DepartureActor): Record<string, readonly string[]> => Object.fromEntries(DepartureState.options.map((state) => [state, departureActs(state, [by])]));
    expect(way('planner')).toEqual({ planned: ['change', 'cancel'], departed: [], cancelled: [] });
    expect(way('county')).toEqual({ planned: ['seat', 'unseat', 'depart'], departed: [], cancelled: [] });
    expect(way('system')).toEqual({ planned: ['release'], departed: [], cancelled: [] });
  });
});

describe('a seat', () => {
  it('is for those who accepted and are about to depart', () => {
    for (const state of PlacementState.options) expect([state, hindranceOfSeat(candidate('a', { state }), trip())?.code ?? null]).toEqual([state, state === 'accepted' ? null : 'WRONG_STATE']);
  });

  it('is refused by county, programme, another seat, and a first day before the departure', () => {
    const code = (more: Partial<Candidate>): string | null => hindranceOfSeat(candidate('a', more), trip())?.code ?? null;
    expect([code({ isOfCounty: false }), code({ programme: 'danjiangkou' }), code({ held: { id: 'this', leavesOn: '2026-03-01' } }), code({ held: { id: 'other', leavesOn: '2026-02-01' } })]).toEqual(['OTHER_COUNTY', 'OTHER_COUNTY', 'ALREADY_ON', 'ON_ANOTHER']);
    expect([code({ startOn: '2026-02-28' }), code({ startOn: '2026-03-01' }), code({ startOn: null })]).toEqual(['STARTS_BEFORE', null, null]);
  });

  it('is never given twice or beyond the seats, and a group gets its seats whole or none', () => {
    const asked = fc.array(fc.record({ group: fc.option(fc.constantFrom('g1', 'g2', 'g3'), { nil: null }), isOfCounty: fc.boolean() }), { maxLength: 25 }).map((all) => all.map((one, i) => candidate(String(i), one)));
    fc.assert(fc.property(asked, fc.nat(20), (all, free) => {
      const { seated, skipped } = seating(all, trip({ free }));
      expect(seated.length).toBeLessThanOrEqual(free);
      expect([...seated, ...skipped.keys()].sort()).toEqual(all.map(({ id }) => id).sort());
      for (const group of ['g1', 'g2', 'g3']) {
        const able = all.filter((one) => one.group === group && one.isOfCounty), given = able.filter(({ id }) => seated.includes(id)).length;
        expect([0, able.length]).toContain(given);
      }
      // A seat stays empty only where no single and no whole group that was left would have fitted.
      for (const one of all) if (skipped.get(one.id)?.code === 'NO_SEAT') expect(seated.length).toBe(free);
    }), { numRuns: 300 });
  });

  it('goes by the order asked for, and a smaller party may take what a greater one cannot', () => {
    const { seated, skipped } = seating([candidate('a'), candidate('b', { group: 'g' }), candidate('c', { group: 'g' }), candidate('d')], trip({ free: 2 }));
    expect([seated, [...skipped].map(([id, { code }]) => [id, code])]).toEqual([['a', 'd'], [['b', 'NO_SEAT_FOR_GROUP'], ['c', 'NO_SEAT_FOR_GROUP']]]);
  });
});
