import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AlertAct, alertRules, AlertState, endReasons, losesTheJob, openAlertStates } from '@jiedui/contracts';
import { alertActs, alertRule, assignBy, faultsOfAlerts } from './alert-row.js';

describe('the rules of alerts', () => {
  it('are sound as declared: no dead state, every act can be done', () => {
    expect(faultsOfAlerts()).toEqual([]);
    expect([...new Set(alertRules.map((rule) => rule.act))].sort()).toEqual([...AlertAct.options].sort());
  });

  it('are named where they are not', () => {
    expect(faultsOfAlerts(alertRules.filter((rule) => rule.act !== 'clear'))).toEqual(expect.arrayContaining(['alert: state cleared cannot be reached', 'alert: state measured is dead: nothing leads on from it']));
    expect(faultsOfAlerts(alertRules.filter((rule) => rule.act !== 'assign'))).toEqual(expect.arrayContaining(['alert: state assigned cannot be reached', 'alert: act measure can never be done']));
    expect(faultsOfAlerts([...alertRules, { act: 'note', from: ['cleared'], to: null, by: [], name: { zh: '', en: '' } }])).toEqual(expect.arrayContaining(['alert: state cleared is the last and is left', 'alert: act note is declared twice', 'alert: act note is for nobody to do']));
  });

  it('lead a county from registration to the end by several measures, and never past it', () => {
    const way: Readonly<Record<AlertState, readonly AlertAct[]>> = { registered: ['assign', 'dismiss'], assigned: ['reassign', 'measure', 'dismiss'], measured: ['reassign', 'measure', 'clear'], cleared: [], dismissed: [] };
    for (const state of AlertState.options) expect([state, alertActs(state, 'county')]).toEqual([state, way[state]]);
    fc.assert(fc.property(fc.array(fc.constantFrom(...AlertAct.options), { maxLength: 30 }), (acts) => {
      let state: AlertState = 'registered', measures = 0;
      for (const act of acts) {
        if (!alertActs(state, 'county').includes(act)) continue;
        if (act === 'measure') measures += 1;
        state = alertRule(act).to ?? state;
      }
      // What was cleared had a measure, what was dismissed had none.
      expect([state === 'cleared' && measures === 0, state === 'dismissed' && measures > 0]).toEqual([false, false]);
      expect(openAlertStates.includes(state)).toBe(alertActs(state, 'county').length > 0);
    }), { numRuns: 1000 });
  });

  it('count the days to the assignment over the end of a year', () => {
    expect(assignBy('2026-12-29')).toBe('2027-01-03');
  });
});

describe('an end of a placement', () => {
  it('is a lost job unless the worker has other work, never had it, or it was an error', () => {
    expect(endReasons.filter(({ reason, from }) => from.includes('on-the-job') && !losesTheJob[reason]).map(({ reason }) => reason)).toEqual(['moved-up', 'other-job', 'entered-in-error']);
    expect(endReasons.filter(({ reason, from }) => !from.includes('on-the-job') && losesTheJob[reason])).toEqual([]);
  });
});
