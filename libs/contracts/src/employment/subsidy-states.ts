import { z } from 'zod';
import type { Text2 } from '../matching/explanation.js';

/** Where a policy stands (mechanisms E25: 劳动力就业培训优惠政策措施): being prepared, claimed from, or closed to new claims. */
export const SubsidyState = z.enum(['planned', 'in-force', 'ended']);
export type SubsidyState = z.infer<typeof SubsidyState>;

/** What can be done with a policy. */
export const SubsidyAct = z.enum(['plan', 'amend', 'start', 'end']);
export type SubsidyAct = z.infer<typeof SubsidyAct>;

/** What a policy pays for. */
export const SubsidyKind = z.enum(['travel', 'job-seeking', 'training', 'social-insurance', 'post', 'hiring', 'other']);
export type SubsidyKind = z.infer<typeof SubsidyKind>;

/** Who is paid: the worker, for whom the county claims, or the enterprise of the placement. */
export const SubsidyClaimant = z.enum(['worker', 'enterprise']);
export type SubsidyClaimant = z.infer<typeof SubsidyClaimant>;

/** What a claim is about: a placement, or a course that somebody passed. */
export const SubsidySubject = z.enum(['placement', 'course']);
export type SubsidySubject = z.infer<typeof SubsidySubject>;

/** Whose policy it is: a county's for its workers, a supporter's for posts and courses of its place, the programme's for all. */
export const SubsidySide = z.enum(['county', 'supporter', 'programme']);
export type SubsidySide = z.infer<typeof SubsidySide>;

/** How far from home the post must lie. */
export const SubsidyOutside = z.enum(['county', 'province']);
export type SubsidyOutside = z.infer<typeof SubsidyOutside>;

/** Where a claim stands. Refused and withdrawn ones may be claimed anew. */
export const ClaimState = z.enum(['claimed', 'approved', 'paid', 'refused', 'withdrawn']);
export type ClaimState = z.infer<typeof ClaimState>;

/** What can be done with a claim. */
export const ClaimAct = z.enum(['claim', 'approve', 'pay', 'correct', 'refuse', 'withdraw']);
export type ClaimAct = z.infer<typeof ClaimAct>;

/** Who acts on a claim: the side that claims, or the office whose policy it is. */
export const ClaimActor = z.enum(['claimant', 'office']);
export type ClaimActor = z.infer<typeof ClaimActor>;

/** Why a claim is refused. */
export const ClaimRefusal = z.enum(['terms-not-met', 'papers-missing', 'paid-elsewhere', 'funds-used-up', 'entered-in-error', 'other']);
export type ClaimRefusal = z.infer<typeof ClaimRefusal>;

/** A term of a policy that is judged by the system. `place` says whom the policy of a county or a supporter is for. */
export const SubsidyTerm = z.enum(['place', 'tiers', 'outside', 'arrived', 'months', 'insured', 'passed', 'cap', 'claimed']);
export type SubsidyTerm = z.infer<typeof SubsidyTerm>;

export const subsidyStateNames: Readonly<Record<SubsidyState, Text2>> = { planned: { zh: '拟定中', en: 'Planned' }, 'in-force': { zh: '执行中', en: 'In force' }, ended: { zh: '已停止', en: 'Ended' } };
export const subsidyKindNames: Readonly<Record<SubsidyKind, Text2>> = {
  travel: { zh: '交通补贴', en: 'travel subsidy' }, 'job-seeking': { zh: '求职创业补贴', en: 'job-seeking and start-up subsidy' }, training: { zh: '培训补贴', en: 'training subsidy' }, 'social-insurance': { zh: '社保补贴', en: 'social-insurance subsidy' }, post: { zh: '岗位补贴', en: 'post subsidy' }, hiring: { zh: '一次性吸纳就业补贴', en: 'one-off hiring subsidy' }, other: { zh: '其他', en: 'other' },
};
export const subsidyClaimantNames: Readonly<Record<SubsidyClaimant, Text2>> = { worker: { zh: '务工人员', en: 'worker' }, enterprise: { zh: '用工单位', en: 'enterprise' } };
export const claimStateNames: Readonly<Record<ClaimState, Text2>> = { claimed: { zh: '已申领，待审核', en: 'Claimed, to be examined' }, approved: { zh: '已通过，待发放', en: 'Approved, to be paid' }, paid: { zh: '已发放', en: 'Paid' }, refused: { zh: '未通过', en: 'Refused' }, withdrawn: { zh: '已撤回', en: 'Withdrawn' } };
export const claimRefusalNames: Readonly<Record<ClaimRefusal, Text2>> = {
  'terms-not-met': { zh: '不符合条件', en: 'terms not met' }, 'papers-missing': { zh: '材料不全', en: 'papers missing' }, 'paid-elsewhere': { zh: '已在别处享受', en: 'paid elsewhere' }, 'funds-used-up': { zh: '资金已用完', en: 'funds used up' }, 'entered-in-error': { zh: '登记有误', en: 'entered in error' }, other: { zh: '其他', en: 'other' },
};

/** One act of a policy's life; all are those of the office whose policy it is. */
export interface SubsidyRule { readonly act: SubsidyAct; readonly from: readonly SubsidyState[]; readonly to: SubsidyState | null; readonly name: Text2 }

/** The life of a policy as data; employment does not start when it is not sound. */
export const subsidyRules: readonly SubsidyRule[] = [
  { act: 'plan', from: [], to: 'planned', name: { zh: '拟定', en: 'Planned' } },
  { act: 'amend', from: ['planned', 'in-force'], to: null, name: { zh: '修改', en: 'Amended' } },
  { act: 'start', from: ['planned'], to: 'in-force', name: { zh: '开始执行', en: 'Started' } },
  { act: 'end', from: ['planned', 'in-force'], to: 'ended', name: { zh: '停止执行', en: 'Ended' } },
];

/** One act of a claim's life, and by whom. */
export interface ClaimRule { readonly act: ClaimAct; readonly from: readonly ClaimState[]; readonly to: ClaimState; readonly by: ClaimActor; readonly name: Text2 }

/** The life of a claim as data. What was approved holds money of the policy; refusing it gives the money back. */
export const claimRules: readonly ClaimRule[] = [
  { act: 'claim', from: [], to: 'claimed', by: 'claimant', name: { zh: '申领', en: 'Claimed' } },
  { act: 'approve', from: ['claimed'], to: 'approved', by: 'office', name: { zh: '审核通过', en: 'Approved' } },
  { act: 'pay', from: ['approved'], to: 'paid', by: 'office', name: { zh: '登记发放', en: 'Paid' } },
  { act: 'correct', from: ['paid'], to: 'approved', by: 'office', name: { zh: '更正发放登记', en: 'Payment corrected' } },
  { act: 'refuse', from: ['claimed', 'approved'], to: 'refused', by: 'office', name: { zh: '不予通过', en: 'Refused' } },
  { act: 'withdraw', from: ['claimed'], to: 'withdrawn', by: 'claimant', name: { zh: '撤回', en: 'Withdrawn' } },
];

/** States of a claim that keeps others for the same from being made. */
export const liveClaimStates: readonly ClaimState[] = ['claimed', 'approved', 'paid'];
/** Claims that one act makes at most. */
export const BULK_CLAIMS = 500;
