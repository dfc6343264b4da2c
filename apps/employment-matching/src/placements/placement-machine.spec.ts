import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { beforeTheJob, endReasons, livePlacementStates, PlacementAct, placementRules, PlacementSide, PlacementState, retentionChecks } from '@jiedui/contracts';
import { actsOf, endsOf, faultsOfRules, hindranceOf, ruleOf, type Standing } from './placement-machine.js';

const today = '2026-11-22';
const begun: Standing = { state: 'agreed', acceptedOn: null, departedOn: null, arrivedOn: null, dueOn: null, lastCheckOn: null, attention: null, followed: true };
const everybody = PlacementSide.options;

describe('the rules of placements', () => {
  it('are sound as declared', () => {
    expect(faultsOfRules()).toEqual([]);
  });

  it('are named where they are not', () => {
    expect(faultsOfRules(placementRules.filter((rule) => rule.act !== 'depart'))).toEqual(expect.arrayContaining(['state departed cannot be reached from agreed', 'state retained-6 cannot be reached from agreed']));
    expect(faultsOfRules(placementRules.filter((rule) => rule.act !== 'end'))).toContain('state on-the-job cannot be ended');
    expect(faultsOfRules([...placementRules, { act: 'offer', from: ['ended'], to: 'offered', sides: ['enterprise'], name: { zh: '', en: '' } }])).toEqual(expect.arrayContaining(['act offer leads on from the end', 'act offer is declared twice']));
    expect(faultsOfRules(placementRules, [{ reason: 'other', sides: ['programme'], from: livePlacementStates, mayPairAgain: false, name: { zh: '', en: '' } }])).toContain('end other can never be stated');
  });

  it('let each live state be ended by either side, for at least three reasons each', () => {
    for (const state of livePlacementStates) for (const side of ['county', 'enterprise'] as const) {
      const reasons = endReasons.filter((end) => end.sides.includes(side) && end.from.includes(state));
      expect([state, side, reasons.length >= 3]).toEqual([state, side, true]);
      for (const { reason } of reasons) expect(hindranceOf({ ...begun, state }, { act: 'end', on: today, reason }, [side], today)).toBeNull();
    }
    for (const state of livePlacementStates) expect([state, endsOf(state, ['worker']).map((end) => end.reason)]).toEqual([state, { agreed: ['offer-declined', 'family', 'health', 'other-job', 'other'], offered: ['offer-declined', 'family', 'health', 'other-job', 'other'], accepted: ['family', 'health', 'other-job', 'other'] }[String(state)] ?? []]);
    expect(hindranceOf({ ...begun, state: 'departed' }, { act: 'end', on: today, reason: 'family' }, ['worker'], today)?.code).toBe('ALREADY_ON_THE_WAY');
    expect(endReasons.filter((end) => end.mayPairAgain).map((end) => end.reason)).toEqual(['contract-ended', 'entered-in-error']);
    expect(endReasons.find((end) => end.reason === 'consent-withdrawn')?.from).toEqual(beforeTheJob);
  });
});

describe('a placement led by its acts', () => {
  /** The whole way as a table of its own, apart from the rules: act, where it leads from each state. */
  const way: Readonly<Partial<Record<PlacementAct, Partial<Record<PlacementState, PlacementState>>>>> = {
    offer: { agreed: 'offered', offered: 'offered' }, accept: { offered: 'accepted' }, depart: { accepted: 'departed' }, arrive: { departed: 'on-the-job' },
    'retain-1': { 'on-the-job': 'retained-1' }, 'retain-3': { 'retained-1': 'retained-3' }, 'retain-6': { 'retained-3': 'retained-6' },
  };

  it('stands where a model says, whatever is tried', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...PlacementAct.options.filter((act) => act !== 'correct' && act !== 'look' && act !== 'flag')), { maxLength: 40 }), (acts) => {
      let state: PlacementState = 'agreed', model: PlacementState = 'agreed';
      for (const act of acts) {
        const expected: PlacementState | undefined = act === 'end' ? (model === 'ended' ? undefined : 'ended') : way[act]?.[model];
        const hindrance = hindranceOf({ ...begun, state }, { act, on: today, reason: 'other' }, everybody, today);
        expect(hindrance?.code ?? null).toBe(expected === undefined ? 'WRONG_STATE' : null);
        if (hindrance === null) state = ruleOf(act).to ?? state;
        model = expected ?? model;
        expect(state).toBe(model);
      }
    }), { numRuns: 2000 });
  });

  it('is moved by its own side alone', () => {
    const own: Readonly<Partial<Record<PlacementAct, readonly PlacementSide[]>>> = { offer: ['enterprise'], accept: ['county', 'worker'], depart: ['county'], arrive: ['county', 'enterprise'], flag: ['system'] };
    for (const [act, sides] of Object.entries(own)) {
      const known = PlacementAct.parse(act), [state] = ruleOf(known).from;
      for (const side of everybody) expect([act, side, hindranceOf({ ...begun, state: state ?? 'agreed' }, { act: known, on: today }, [side], today)?.code ?? null]).toEqual([act, side, sides.includes(side) ? null : 'NOT_YOUR_SIDE']);
    }
  });

  it('offers exactly the acts that are not refused', () => {
    fc.assert(fc.property(fc.constantFrom(...PlacementState.options), fc.subarray([...everybody]), fc.boolean(), fc.boolean(), (state, sides, followed, isToLook) => {
      const standing: Standing = { ...begun, state, followed, attention: isToLook ? 'employer-closed' : null };
      const possible = PlacementAct.options.filter((act) => (act === 'end' ? endReasons.some(({ reason }) => hindranceOf(standing, { act, on: today, reason }, sides, today) === null) : hindranceOf(standing, { act, on: today }, sides, today) === null));
      expect([...actsOf(standing, sides)].sort()).toEqual(possible.sort());
    }));
  });
});

describe('days', () => {
  const onTheJob: Standing = { ...begun, state: 'on-the-job', acceptedOn: '2026-10-01', departedOn: '2026-10-09', arrivedOn: '2026-10-10', dueOn: '2026-11-10' };

  it('of a check lie on its day or after it and not ahead', () => {
    for (const [on, code] of [['2026-11-09', 'NOT_DUE'], ['2026-11-10', null], ['2026-11-22', null], ['2026-11-23', 'DAY_AHEAD']] as const) expect(hindranceOf(onTheJob, { act: 'retain-1', on }, ['county'], today)?.code ?? null).toBe(code);
    expect(hindranceOf({ ...onTheJob, followed: false }, { act: 'retain-1', on: today }, ['county'], today)?.code).toBe('CONSENT_WITHDRAWN');
    expect(retentionChecks.map((check) => ruleOf(check.act).to)).toEqual(['retained-1', 'retained-3', 'retained-6']);
  });

  it('never lie before the last step, whatever it was', () => {
    const someDay = fc.date({ min: new Date('2026-01-01'), max: new Date(today), noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10));
    fc.assert(fc.property(someDay, someDay, (last, on) => {
      const code = hindranceOf({ ...begun, state: 'accepted', acceptedOn: last }, { act: 'depart', on }, ['county'], today)?.code ?? null;
      expect(code).toBe(on < last ? 'DAY_BEFORE' : null);
    }));
  });

  it('of an end need its side and its time', () => {
    expect(hindranceOf(onTheJob, { act: 'end', on: today, reason: 'misconduct' }, ['county'], today)?.code).toBe('REASON_OF_OTHER_SIDE');
    expect(hindranceOf(onTheJob, { act: 'end', on: today, reason: 'offer-declined' }, ['county'], today)?.code).toBe('REASON_NOT_NOW');
    expect(hindranceOf(onTheJob, { act: 'end', on: today, reason: 'consent-withdrawn' }, ['county', 'enterprise'], today)?.code).toBe('REASON_OF_OTHER_SIDE');
    expect(hindranceOf(onTheJob, { act: 'end', on: '2026-10-09', reason: 'family' }, ['county'], today)?.code).toBe('DAY_BEFORE');
  });
});
