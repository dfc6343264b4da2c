import { type ClaimAct, type ClaimActor, type ClaimRule, claimRules, ClaimState, type FieldProblem, type ProtectionTier, type SubsidyAct, type SubsidyRule, subsidyRules, type SubsidySide, SubsidyState, type SubsidySubject, type SubsidyTerm, type SubsidyTerms, type Text2 } from '@jiedui/contracts';
import { isWithin } from '@jiedui/reference-data';
import { faultsOfLife } from '../households/life-rules.js';
import { wordFaults } from '../households/typed-input.js';

/** What the terms of a policy look at: a placement, or a seat in a course that was passed. */
export interface SubjectFacts {
  readonly id: string; readonly subject: SubsidySubject; readonly region: string; readonly tier: ProtectionTier | null;
  /** Of the post; null for a course. */
  readonly postRegion: string | null;
  /** Who holds the course; null for a placement. */
  readonly courseSide: string | null; readonly courseRegion: string | null;
  readonly arrived: boolean;
  /** Months that the last check confirmed; 0 before the first. */
  readonly months: number;
  readonly insured: boolean; readonly passed: boolean;
}

/** What of a policy the terms are judged by. */
export interface JudgedPolicy extends Pick<SubsidyTerms, 'subject' | 'tiers' | 'outside' | 'months' | 'insured' | 'passed' | 'amountFen' | 'monthly' | 'capFen'> { readonly side: SubsidySide; readonly region: string | null }

/** What live claims under the policy hold: fen of the person, and the latest period of this subject (`null` none; months for a monthly policy, else 0). */
export interface Held { readonly personFen: number; readonly period: number | null }

/** What came of it: terms that are missing, and where none is the amount in fen with the period it is for. */
export interface Judgement { readonly missing: readonly { readonly term: SubsidyTerm; readonly message: Text2 }[]; readonly amountFen: number; readonly period: number }

const checks = [1, 3, 6] as const;

/** Whom the policy of an office is for: a county's for its workers, a supporter's for posts and courses of its place, the programme's for all. */
export function isForPlace({ side, region }: Pick<JudgedPolicy, 'side' | 'region'>, facts: Pick<SubjectFacts, 'region' | 'postRegion' | 'courseSide' | 'courseRegion'>): boolean {
  if (side === 'programme' || region === null) return true;
  if (side === 'county') return isWithin(facts.region, region);
  const place = facts.postRegion ?? (facts.courseSide === 'supporter' ? facts.courseRegion : null);
  return place !== null && isWithin(place, region);
}

/** Judges the terms; without `seesTier` those of the tier are left to whoever approves. */
export function judge(policy: JudgedPolicy, facts: SubjectFacts, held: Held, seesTier = true): Judgement {
  const missing: { term: SubsidyTerm; message: Text2 }[] = [], miss = (term: SubsidyTerm, zh: string, en: string): void => { missing.push({ term, message: { zh, en } }); };
  if (!isForPlace(policy, facts)) miss('place', '不属于本政策的适用地区', 'not of the place that the policy is for');
  if (seesTier && policy.tiers.length > 0 && (facts.tier === null || !policy.tiers.includes(facts.tier))) miss('tiers', '不属于本政策的保护等级', 'not of a protection tier that the policy is for');
  if (facts.postRegion !== null && policy.outside === 'county' && isWithin(facts.postRegion, facts.region)) miss('outside', '仅限到县（区）外就业', 'only for work outside the county');
  if (facts.postRegion !== null && policy.outside === 'province' && facts.postRegion.slice(0, 2) === facts.region.slice(0, 2)) miss('outside', '仅限到省（市）外就业', 'only for work outside the province');
  if (facts.subject === 'placement') {
    if (!facts.arrived) miss('arrived', '确认上岗后可申领', 'can be claimed once on the job');
    if (policy.months !== null && facts.months < policy.months) miss('months', `${policy.months}个月在岗回访后可申领`, `can be claimed after the ${policy.months}-month check`);
    if (policy.insured && !facts.insured) miss('insured', '登记参加社会保险后可申领', 'can be claimed once social insurance is recorded');
    if (policy.passed && !facts.passed) miss('passed', '培训合格后可申领', 'can be claimed once a course is passed');
  }
  const { amountFen, period } = due(policy, facts, held, miss, missing.some(({ term }) => term === 'months'));
  if (policy.capFen === null || amountFen === 0) return { missing, amountFen, period };
  const left = policy.capFen - held.personFen;
  if (left <= 0) miss('cap', '本人已达到封顶金额', 'the person has reached the cap');
  return { missing, amountFen: Math.max(0, Math.min(amountFen, left)), period };
}

/** The money before the cap: once, or for the months confirmed since the last claim. */
function due({ monthly, amountFen }: JudgedPolicy, facts: SubjectFacts, held: Held, miss: (term: SubsidyTerm, zh: string, en: string) => void, waits: boolean): { amountFen: number; period: number } {
  if (monthly === null) {
    if (held.period !== null) miss('claimed', '已申领，不能重复申领', 'claimed already');
    return { amountFen: held.period === null ? amountFen : 0, period: 0 };
  }
  const before = held.period ?? 0, period = Math.min(facts.months, monthly);
  if (period > before) return { amountFen: amountFen * (period - before), period };
  const next = checks.find((one) => one > facts.months);
  if (before >= monthly || next === undefined) miss('claimed', '各月补贴均已申领', 'all months were claimed');
  else if (!waits) miss('months', `${next}个月在岗回访后可申领`, `can be claimed after the ${next}-month check`);
  return { amountFen: 0, period };
}

/** What is wrong with the terms of a policy. */
export function termFaults(terms: SubsidyTerms): FieldProblem[] {
  const fault = (field: string, code: string, zh: string, en: string): FieldProblem => ({ field, code, message: { zh, en } }), isCourse = terms.subject === 'course';
  const ofPlacement = (['outside', 'months', 'monthly'] as const).filter((field) => isCourse && terms[field] !== null), flags = (['insured', 'passed'] as const).filter((field) => isCourse && terms[field]);
  return [
    ...(terms.validTo < terms.validFrom ? [fault('validTo', 'ENDS_BEFORE', '有效期止早于有效期起；请核对日期', 'it ends before it begins; check the days')] : []),
    ...(isCourse && terms.claimant === 'enterprise' ? [fault('claimant', 'COURSE_OF_ENTERPRISE', '按培训申领的补贴只发给务工人员；请改选对象', 'a subsidy for a course goes to the worker; choose that')] : []),
    ...[...ofPlacement, ...flags].map((field) => fault(field, 'NOT_OF_COURSES', '按培训申领的补贴没有这一条件；请去掉', 'a subsidy for a course has no such term; take it out')),
    ...(new Set(terms.tiers).size < terms.tiers.length ? [fault('tiers', 'TWICE', '保护等级列了两次；请去掉重复的', 'a tier stands twice; take one out')] : []),
    ...(terms.capFen !== null && terms.capFen < terms.amountFen ? [fault('capFen', 'CAP_BELOW_AMOUNT', '封顶金额低于补贴标准；请核对', 'the cap is below the amount; check both')] : []),
    ...(terms.fundsFen !== null && terms.fundsFen < terms.amountFen ? [fault('fundsFen', 'FUNDS_BELOW_AMOUNT', '资金总额不够一次申领；请核对', 'the funds do not reach for one claim; check both')] : []),
    ...wordFaults({ title: terms.title, document: terms.document }),
  ];
}

/** The terms in words. */
export function termWords(terms: SubsidyTerms): Text2[] {
  const text = (is: boolean, zh: string, en: string): Text2[] => (is ? [{ zh, en }] : []), { months } = terms;
  return [
    ...(terms.subject === 'course' ? [{ zh: '培训合格', en: 'passed the course' }] : [{ zh: months === null ? '已上岗' : `在岗满${months}个月（以回访为准）`, en: months === null ? 'on the job' : `on the job for ${months} months, by a check` }]),
    ...text(terms.tiers.length > 0, `保护等级：${terms.tiers.join('、')}`, `protection tiers: ${terms.tiers.join(', ')}`), ...text(terms.outside === 'county', '县（区）外就业', 'work outside the county'), ...text(terms.outside === 'province', '省（市）外就业', 'work outside the province'),
    ...text(terms.insured, '已参加社会保险', 'insured'), ...text(terms.passed, '有培训合格记录', 'has passed a course'),
  ];
}

/** What is wrong with the rules of policies and claims; employment does not start then. */
export function faultsOfSubsidies(policies: readonly SubsidyRule[] = subsidyRules, claims: readonly ClaimRule[] = claimRules): readonly string[] {
  return [
    ...faultsOfLife(SubsidyState.options, policies, { last: ['ended'] }).map((fault) => `subsidy: ${fault}`),
    ...faultsOfLife(ClaimState.options, claims, { last: ['refused', 'withdrawn'] }).map((fault) => `subsidy claim: ${fault}`),
  ];
}

/** The rule of a policy's act. */
export function subsidyRule(act: SubsidyAct): SubsidyRule { return found(subsidyRules, act); }
/** The rule of a claim's act. */
export function claimRule(act: ClaimAct): ClaimRule { return found(claimRules, act); }
/** Acts of a policy in a state. */
export function subsidyActs(state: SubsidyState): SubsidyAct[] { return subsidyRules.filter((rule) => rule.from.includes(state)).map((rule) => rule.act); }
/** Acts of a claim in a state that the rules give those actors. */
export function claimActs(state: ClaimState, actors: readonly ClaimActor[]): ClaimAct[] { return claimRules.filter((rule) => rule.from.includes(state) && actors.includes(rule.by)).map((rule) => rule.act); }

function found<Rule extends { readonly act: string }>(rules: readonly Rule[], act: string): Rule {
  const rule = rules.find((one) => one.act === act);
  if (rule === undefined) throw new Error(`no rule for ${act}`);
  return rule;
}
