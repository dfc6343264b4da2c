import { describe, expect, it } from '@jest/globals';
import type { PostFeatures, WorkerFeatures } from '@jiedui/contracts';
import { evaluatePair } from '../evaluate-pair.js';
import { gridGeography, gridPolicy } from '../random-market.js';
import type { RuleContext } from '../rule-set.js';
import { employmentRuleSet } from './employment-rule-set.js';
import type { Post, Worker } from './employment-terms.js';

const ctx: RuleContext = { geography: gridGeography, policy: gridPolicy, asOf: '2026-03-01', programme: 'three-gorges' };

function post(features: Partial<PostFeatures> = {}, entry: Partial<Post> = {}): Post {
  return {
    market: 'employment', programme: 'three-gorges', side: 'demand', id: '00000000-0000-8000-800d-000000000001', version: 1, externalId: 'P1', label: 'post', organisation: 'E',
    capacity: 1, tier: 4, region: '310101', status: 'open',
    features: {
      kind: 'post', title: '电工', occupation: '6-29-03-01', wageMinFen: 500_000, wageMaxFen: 700_000, education: 0, experienceYears: null, certificates: [], skills: [],
      housing: 'lodging', insurance: true, startOn: '2026-04-01', closesOn: null, targetUnits: [], postKind: 'ordinary', employerKey: 'E', supporter: '310000', ...features,
    }, ...entry,
  };
}

function worker(features: Partial<WorkerFeatures> = {}, entry: Partial<Worker> = {}): Worker {
  return {
    market: 'employment', programme: 'three-gorges', side: 'supply', id: '00000000-0000-8000-800a-000000000001', version: 1, externalId: 'W1', label: 'worker', organisation: 'C',
    capacity: 1, tier: 4, region: '500101', status: 'open',
    features: {
      kind: 'worker', wishes: ['6-29-03-02'], education: 2, experienceYears: 3, certificates: [], skills: [], wageWishFen: 600_000, wageMinFen: null, regionsWished: [], regionsExcluded: [],
      wishesSameProvince: false, wishesNearby: false, excludesOtherProvinces: false, needsHousing: true, availableOn: '2026-03-10', legalAgeFrom: null, travelGroup: null, consent: true, tierEnds: null, ...features,
    }, ...entry,
  };
}

const outcome = (code: string, demand: Post, supply: Worker, context = ctx): string | undefined =>
  evaluatePair(employmentRuleSet, demand, supply, context).rules.find((rule) => rule.code === code)?.outcome;

describe('hard rules of employment', () => {
  it.each<[string, string, Post, Worker, string]>([
    ['LEGAL_AGE', 'the month of the sixteenth birthday is too early', post({ startOn: '2026-04-30' }), worker({ legalAgeFrom: '2026-04' }), 'failed'],
    ['LEGAL_AGE', 'the first day of the month after it is not', post({ startOn: '2026-05-01' }), worker({ legalAgeFrom: '2026-04' }), 'passed'],
    ['LEGAL_AGE', 'a worker who starts later by own choice may be old enough', post(), worker({ legalAgeFrom: '2026-04', availableOn: '2026-05-01' }), 'passed'],
    ['OCCUPATION', 'another 细类 of the same 小类', post(), worker({ wishes: ['6-29-03-99'] }), 'passed'],
    ['OCCUPATION', 'another 小类', post(), worker({ wishes: ['6-29-04-01'] }), 'failed'],
    ['OCCUPATION', 'an uncoded post and only coded wishes', post({ occupation: null }), worker(), 'failed'],
    ['OCCUPATION', 'an uncoded post and an uncoded wish', post({ occupation: null }), worker({ wishes: ['打杂'] }), 'unknown'],
    ['CERTIFICATES', 'other spelling of the same certificate', post({ certificates: ['电工操作证'] }), worker({ certificates: [{ name: '电工 证书', expiresOn: null }] }), 'passed'],
    ['CERTIFICATES', 'expired the day before the start', post({ certificates: ['电工证'] }), worker({ certificates: [{ name: '电工证', expiresOn: '2026-03-31' }] }), 'failed'],
    ['CERTIFICATES', 'valid on the day of the start', post({ certificates: ['电工证'] }), worker({ certificates: [{ name: '电工证', expiresOn: '2026-04-01' }] }), 'passed'],
    ['CERTIFICATES', 'another trade', post({ certificates: ['高压电工证'] }), worker({ certificates: [{ name: '电工证', expiresOn: null }] }), 'failed'],
    ['EDUCATION', '高中 satisfies 中专', post({ education: 4 }), worker({ education: 3 }), 'passed'],
    ['EDUCATION', '初中 does not satisfy 高中', post({ education: 3 }), worker({ education: 2 }), 'failed'],
    ['EDUCATION', 'unknown schooling never excludes', post({ education: 6 }), worker({ education: null }), 'unknown'],
    ['START_DATE', 'the last day of the grace', post(), worker({ availableOn: '2026-05-01' }), 'passed'],
    ['START_DATE', 'a day later', post(), worker({ availableOn: '2026-05-02' }), 'failed'],
    ['START_DATE', 'an unknown date never excludes', post({ startOn: null }), worker({ availableOn: '2027-01-01' }), 'unknown'],
    ['WAGE_FLOOR', 'the top of the range counts', post(), worker({ wageMinFen: 700_000 }), 'passed'],
    ['WAGE_FLOOR', 'above the top', post(), worker({ wageMinFen: 700_001 }), 'failed'],
    ['WAGE_FLOOR', '面议', post({ wageMinFen: null, wageMaxFen: null }), worker({ wageMinFen: 700_001 }), 'unknown'],
    ['MINIMUM_WAGE', 'below the legal minimum of the region', post({ wageMinFen: 100_000, wageMaxFen: 209_999 }), worker(), 'failed'],
    ['MINIMUM_WAGE', 'a region without data', post({ wageMinFen: 1, wageMaxFen: 1 }, { region: '310102' }), worker(), 'unknown'],
    ['HOUSING', 'needed and not offered', post({ housing: 'board' }), worker(), 'failed'],
    ['HOUSING', 'not known', post({ housing: null }), worker(), 'unknown'],
    ['REGION_EXCLUDED', 'the province is excluded', post(), worker({ regionsExcluded: ['310000'] }), 'failed'],
    ['REGION_EXCLUDED', '省外', post(), worker({ excludesOtherProvinces: true }), 'failed'],
    ['TARGET_UNITS', 'for another county', post({ targetUnits: ['500102'] }), worker(), 'failed'],
    ['TARGET_UNITS', 'for the whole prefecture', post({ targetUnits: ['500100'] }), worker(), 'passed'],
    ['NEAR_HOME', '以工代赈 elsewhere', post({ postKind: 'work-for-relief' }), worker(), 'failed'],
    ['NEAR_HOME', '公益性 at home', post({ postKind: 'public-welfare' }, { region: '500101' }), worker(), 'passed'],
    ['CLOSED', 'past its closing date', post({ closesOn: '2026-02-28' }), worker(), 'failed'],
    ['CONSENT', 'no consent', post(), worker({ consent: false }), 'failed'],
  ])('%s: %s', (code, _case, demand, supply, expected) => {
    expect(outcome(code, demand, supply)).toBe(expected);
  });

  it('leave schooling, experience and housing soft where the policy says so', () => {
    const soft = { ...ctx, policy: { ...gridPolicy, employment: { ...gridPolicy.employment, educationHard: false, housingHard: false } } };
    expect(outcome('EDUCATION', post({ education: 8 }), worker(), soft)).toBe('passed');
    expect(outcome('HOUSING', post({ housing: 'none' }), worker(), soft)).toBe('passed');
    expect(outcome('EXPERIENCE', post({ experienceYears: 30 }), worker())).toBe('passed');
  });

  it('let people who travel together take part, for one enterprise and region', () => {
    expect(employmentRuleSet.supplyObstacle(worker({ travelGroup: 'G' }), ctx)).toBeNull();
    expect(employmentRuleSet.groupOf(worker({ travelGroup: 'G' }))).toBe('G');
    expect(employmentRuleSet.releaseSupply(worker({ travelGroup: 'G' }))?.set).toEqual({ travelGroup: null });
    expect(employmentRuleSet.releaseSupply(worker())).toBeNull();
    const place = employmentRuleSet.placeOf(post());
    expect(employmentRuleSet.placeOf(post({ title: 'another' }))).toBe(place);
    expect([employmentRuleSet.placeOf(post({ employerKey: 'another' })), employmentRuleSet.placeOf(post({}, { region: '310102' }))]).not.toContain(place);
  });
});
