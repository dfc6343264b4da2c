import { describe, expect, it } from '@jest/globals';
import { claimRules, ClaimState, SubsidyState, type SubsidyTerms } from '@jiedui/contracts';
import { claimActs, faultsOfSubsidies, type Held, judge, type JudgedPolicy, type SubjectFacts, subsidyActs, termFaults } from './subsidy-rules.js';

const policyOf = (more: Partial<JudgedPolicy> = {}): JudgedPolicy => ({ side: 'programme', region: null, subject: 'placement', tiers: [], outside: null, months: null, insured: false, passed: false, amountFen: 50_000, monthly: null, capFen: null, ...more });
const factsOf = (more: Partial<SubjectFacts> = {}): SubjectFacts => ({ id: 'x', subject: 'placement', region: '500235', tier: 2, postRegion: '440112', courseSide: null, courseRegion: null, arrived: true, months: 3, insured: true, passed: true, ...more });
const none: Held = { personFen: 0, period: null };
const terms = (policy: Partial<JudgedPolicy>, facts: Partial<SubjectFacts>, held: Held = none, seesTier = true): string[] => judge(policyOf(policy), factsOf(facts), held, seesTier).missing.map(({ term }) => term);

describe('the terms of subsidies', () => {
  it.each([
    ['everything is met', { tiers: [1, 2], outside: 'province', months: 3, insured: true, passed: true }, {}, []],
    ['nobody is on the job yet', {}, { arrived: false, months: 0 }, ['arrived']],
    ['the check has not come', { months: 6 }, { months: 3 }, ['months']],
    ['not insured, no course', { insured: true, passed: true }, { insured: false, passed: false }, ['insured', 'passed']],
    ['another tier', { tiers: [1] }, { tier: 2 }, ['tiers']],
    ['no tier at all', { tiers: [1] }, { tier: null }, ['tiers']],
    ['a post within the county', { outside: 'county' }, { postRegion: '500235' }, ['outside']],
    ['a post in another county of the province', { outside: 'county' }, { postRegion: '500236' }, []],
    ['a post within the province', { outside: 'province' }, { postRegion: '500236' }, ['outside']],
    ['the county of the policy', { side: 'county', region: '500235' }, {}, []],
    ['another county', { side: 'county', region: '500236' }, {}, ['place']],
    ['a supporter without the post', { side: 'supporter', region: '110000' }, {}, ['place']],
    ['a supporter with the post', { side: 'supporter', region: '440000' }, {}, []],
    ['a course of the supporter', { subject: 'course', side: 'supporter', region: '110000' }, { subject: 'course', postRegion: null, courseSide: 'supporter', courseRegion: '110000', arrived: false, months: 0 }, []],
    ['a course of a county', { subject: 'course', side: 'supporter', region: '110000' }, { subject: 'course', postRegion: null, courseSide: 'receiver', courseRegion: '500235' }, ['place']],
  ] as const)('%s', (_name, policy, facts, missing) => {
    expect(terms({ ...policy, tiers: [...('tiers' in policy ? policy.tiers : [])] }, facts)).toEqual(missing);
  });

  it('leave the tier to whoever approves where the reader does not see it', () => {
    expect(terms({ tiers: [1] }, { tier: 4 }, none, false)).toEqual([]);
  });

  it('pay once, or for the months confirmed since the last claim, up to the months and the cap', () => {
    const paid = (policy: Partial<JudgedPolicy>, months: number, held: Held): unknown[] => { const { amountFen, missing } = judge(policyOf(policy), factsOf({ months }), held); return [amountFen, ...missing.map(({ term }) => term)]; };
    expect([paid({}, 3, none), paid({}, 3, { personFen: 50_000, period: 0 })]).toEqual([[50_000], [0, 'claimed']]);
    const monthly = { amountFen: 30_000, monthly: 5 };
    expect([paid(monthly, 0, none), paid(monthly, 1, none), paid(monthly, 3, { personFen: 30_000, period: 1 }), paid(monthly, 3, { personFen: 90_000, period: 3 }), paid(monthly, 6, { personFen: 90_000, period: 3 }), paid(monthly, 6, { personFen: 150_000, period: 5 })])
      .toEqual([[0, 'months'], [30_000], [60_000], [0, 'months'], [60_000], [0, 'claimed']]);
    // The sum over any order of checks is the same, and never more than the months allow.
    for (const steps of [[6], [1, 6], [3, 6], [1, 3, 6]]) {
      let held = none;
      for (const months of steps) { const { amountFen, period } = judge(policyOf(monthly), factsOf({ months }), held); held = { personFen: held.personFen + amountFen, period }; }
      expect(held.personFen).toBe(150_000);
    }
    expect([paid({ capFen: 70_000 }, 3, { personFen: 50_000, period: null }), paid({ capFen: 50_000 }, 3, { personFen: 50_000, period: null })]).toEqual([[20_000], [0, 'cap']]);
  });

  it('are refused where they contradict one another', () => {
    const of = (more: Partial<SubsidyTerms>): string[] => termFaults({ title: '交通补贴', kind: 'travel', claimant: 'worker', subject: 'placement', tiers: [], outside: null, months: 3, insured: false, passed: false, amountFen: 50_000, monthly: null, capFen: null, validFrom: '2026-01-01', validTo: '2026-12-31', document: '样例通知', documentNumber: null, fundsFen: null, ...more }).map(({ field, code }) => `${field} ${code}`);
    expect([of({}), of({ validTo: '2025-12-31' }), of({ subject: 'course' }), of({ subject: 'course', months: null, claimant: 'enterprise' }), of({ capFen: 1 }), of({ fundsFen: 1 }), of({ tiers: [1, 1] }), of({ document: '电话 139 1234 5678' })])
      .toEqual([[], ['validTo ENDS_BEFORE'], ['months NOT_OF_COURSES'], ['claimant COURSE_OF_ENTERPRISE'], ['capFen CAP_BELOW_AMOUNT'], ['fundsFen FUNDS_BELOW_AMOUNT'], ['tiers TWICE'], ['document NAMES_A_PERSON']]);
  });
});

describe('the lives of policies and claims', () => {
  it('are sound as declared, and named where they are not', () => {
    expect(faultsOfSubsidies()).toEqual([]);
    expect(faultsOfSubsidies(undefined, claimRules.filter((rule) => rule.act !== 'approve'))).toEqual(expect.arrayContaining(['subsidy claim: state approved cannot be reached']));
    expect(Object.fromEntries(SubsidyState.options.map((state) => [state, subsidyActs(state)]))).toEqual({ planned: ['amend', 'start', 'end'], 'in-force': ['amend', 'end'], ended: [] });
    expect(Object.fromEntries(ClaimState.options.map((state) => [state, claimActs(state, ['office', 'claimant'])]))).toEqual({ claimed: ['approve', 'refuse', 'withdraw'], approved: ['pay', 'refuse'], paid: ['correct'], refused: [], withdrawn: [] });
  });
});
