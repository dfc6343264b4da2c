import { z } from 'zod';
import type { Text2 } from '../matching/explanation.js';

/**
 * Where a placement stands, from the pair that both sides agreed to until it ends. Someone retained for six months is followed no further, but stays
 * in the job, and so holds its place, until the placement is ended.
 */
export const PlacementState = z.enum(['agreed', 'offered', 'accepted', 'departed', 'on-the-job', 'retained-1', 'retained-3', 'retained-6', 'ended']);
export type PlacementState = z.infer<typeof PlacementState>;

/** What can be done with a placement. */
export const PlacementAct = z.enum(['offer', 'accept', 'depart', 'arrive', 'retain-1', 'retain-3', 'retain-6', 'end', 'flag', 'look', 'correct']);
export type PlacementAct = z.infer<typeof PlacementAct>;

/** Who acts: the labour office of the worker's county, the enterprise of the post, the worker on the phone page, the programme's administrator, or the system by itself. */
export const PlacementSide = z.enum(['county', 'enterprise', 'worker', 'programme', 'system']);
export type PlacementSide = z.infer<typeof PlacementSide>;

/** How the worker said yes to the offer: on paper, by telephone, in person, or without the county on the page of the own link. */
export const ConsentManner = z.enum(['signed', 'phone', 'in-person', 'own-link']);
export type ConsentManner = z.infer<typeof ConsentManner>;

/** Why a placement ended; the code is kept for the figures, the words for people. */
export const EndReason = z.enum([
  'offer-declined', 'offer-withdrawn', 'did-not-arrive', 'not-suited', 'wage-below-promise', 'family', 'health', 'laid-off', 'misconduct',
  'moved-up', 'other-job', 'lost-contact', 'contract-ended', 'entered-in-error', 'employer-closed', 'consent-withdrawn', 'other',
]);
export type EndReason = z.infer<typeof EndReason>;

export const placementStateNames: Readonly<Record<PlacementState, Text2>> = {
  agreed: { zh: '待录用', en: 'Agreed, offer to come' },
  offered: { zh: '待本人同意', en: 'Offered, worker to answer' },
  accepted: { zh: '待出发', en: 'Accepted, to depart' },
  departed: { zh: '已出发', en: 'On the way' },
  'on-the-job': { zh: '已上岗', en: 'On the job' },
  'retained-1': { zh: '稳岗1个月', en: 'Retained 1 month' },
  'retained-3': { zh: '稳岗3个月', en: 'Retained 3 months' },
  'retained-6': { zh: '稳岗6个月', en: 'Retained 6 months' },
  ended: { zh: '已结束', en: 'Ended' },
};

export const placementSideNames: Readonly<Record<PlacementSide, Text2>> = {
  county: { zh: '县就业服务机构', en: 'county labour office' }, enterprise: { zh: '用工单位', en: 'employer' }, worker: { zh: '本人', en: 'worker' },
  programme: { zh: '协调机构', en: 'programme administrator' }, system: { zh: '系统', en: 'system' },
};

export const consentMannerNames: Readonly<Record<ConsentManner, Text2>> = {
  signed: { zh: '书面签字', en: 'signed paper' }, phone: { zh: '电话确认', en: 'by telephone' }, 'in-person': { zh: '当面确认', en: 'in person' }, 'own-link': { zh: '本人在手机上确认', en: 'by the worker on the phone' },
};

/** One act: in which states, to which state (`null`: the state stays, or for a correction is the one before the last step), by which sides. */
export interface PlacementRule { readonly act: PlacementAct; readonly from: readonly PlacementState[]; readonly to: PlacementState | null; readonly sides: readonly PlacementSide[]; readonly name: Text2 }

/** States of a placement that has not ended: it holds the worker and a place of the post. */
export const livePlacementStates: readonly PlacementState[] = ['agreed', 'offered', 'accepted', 'departed', 'on-the-job', 'retained-1', 'retained-3', 'retained-6'];
/** The states before the worker is on the job. */
export const beforeTheJob: readonly PlacementState[] = ['agreed', 'offered', 'accepted', 'departed'];

const both: readonly PlacementSide[] = ['county', 'enterprise'];
const withWorker: readonly PlacementSide[] = [...both, 'worker'];

/**
 * The life of a placement as data; employment does not start when it is not sound. The offer is the enterprise's, the worker's word reaches the county,
 * which also sees people off; that somebody arrived and is still there, either side may know first.
 */
export const placementRules: readonly PlacementRule[] = [
  { act: 'offer', from: ['agreed', 'offered'], to: 'offered', sides: ['enterprise'], name: { zh: '录用', en: 'Offer' } },
  { act: 'accept', from: ['offered'], to: 'accepted', sides: ['county', 'worker'], name: { zh: '本人同意', en: 'Worker accepts' } },
  { act: 'depart', from: ['accepted'], to: 'departed', sides: ['county'], name: { zh: '确认出发', en: 'Departed' } },
  { act: 'arrive', from: ['departed'], to: 'on-the-job', sides: both, name: { zh: '确认上岗', en: 'On the job' } },
  { act: 'retain-1', from: ['on-the-job'], to: 'retained-1', sides: both, name: { zh: '1个月在岗回访', en: '1-month check' } },
  { act: 'retain-3', from: ['retained-1'], to: 'retained-3', sides: both, name: { zh: '3个月在岗回访', en: '3-month check' } },
  { act: 'retain-6', from: ['retained-3'], to: 'retained-6', sides: both, name: { zh: '6个月在岗回访', en: '6-month check' } },
  { act: 'end', from: livePlacementStates, to: 'ended', sides: ['county', 'enterprise', 'worker', 'system'], name: { zh: '结束', en: 'End' } },
  { act: 'flag', from: ['departed', 'on-the-job', 'retained-1', 'retained-3', 'retained-6'], to: null, sides: ['system'], name: { zh: '提请核实', en: 'To be looked at' } },
  { act: 'look', from: livePlacementStates, to: null, sides: ['county'], name: { zh: '已核实', en: 'Looked at' } },
  { act: 'correct', from: ['offered', 'accepted', 'departed', 'on-the-job', 'retained-1', 'retained-3', 'retained-6', 'ended'], to: null, sides: ['county', 'enterprise', 'programme'], name: { zh: '更正上一步', en: 'Take the last step back' } },
];

/** Months after the first day on the job at which a check falls due, with its act and what it leads from. */
export const retentionChecks = [
  { months: 1, act: 'retain-1', from: 'on-the-job' }, { months: 3, act: 'retain-3', from: 'retained-1' }, { months: 6, act: 'retain-6', from: 'retained-3' },
] as const satisfies readonly { months: number; act: PlacementAct; from: PlacementState }[];

/** Days past its day after which what was to be done counts as late. */
export const PLACEMENT_LATE_DAYS = 15;

/** A coded end: who may state it, in which states, and whether the same pair may be proposed again at once (else it is excluded, as a refused one is). */
export interface EndReasonRule { readonly reason: EndReason; readonly sides: readonly PlacementSide[]; readonly from: readonly PlacementState[]; readonly mayPairAgain: boolean; readonly name: Text2 }

const onTheJob: readonly PlacementState[] = ['on-the-job', 'retained-1', 'retained-3', 'retained-6'];

/** States in which the worker may end a placement on the phone page: until they are on their way. Afterwards the county and the employer know more. */
export const workerEndsFrom: readonly PlacementState[] = ['agreed', 'offered', 'accepted'];

/** Ends as data. A contract that ran its time and a pair entered by mistake say nothing against the pair; every other end keeps it from being proposed again. */
export const endReasons: readonly EndReasonRule[] = [
  { reason: 'offer-declined', sides: ['county', 'worker'], from: ['agreed', 'offered'], mayPairAgain: false, name: { zh: '本人不接受录用', en: 'worker declined the offer' } },
  { reason: 'offer-withdrawn', sides: ['enterprise'], from: beforeTheJob, mayPairAgain: false, name: { zh: '用工单位取消录用', en: 'offer withdrawn' } },
  { reason: 'did-not-arrive', sides: both, from: ['accepted', 'departed'], mayPairAgain: false, name: { zh: '未到岗', en: 'did not arrive' } },
  { reason: 'not-suited', sides: both, from: onTheJob, mayPairAgain: false, name: { zh: '不适应岗位', en: 'not suited to the job' } },
  { reason: 'wage-below-promise', sides: ['county'], from: onTheJob, mayPairAgain: false, name: { zh: '工资未达约定', en: 'paid less than promised' } },
  { reason: 'family', sides: withWorker, from: livePlacementStates, mayPairAgain: false, name: { zh: '家庭原因', en: 'family' } },
  { reason: 'health', sides: withWorker, from: livePlacementStates, mayPairAgain: false, name: { zh: '健康原因', en: 'health' } },
  { reason: 'laid-off', sides: both, from: onTheJob, mayPairAgain: false, name: { zh: '企业裁减', en: 'laid off' } },
  { reason: 'misconduct', sides: ['enterprise'], from: onTheJob, mayPairAgain: false, name: { zh: '违反规章解除', en: 'dismissed for misconduct' } },
  { reason: 'moved-up', sides: both, from: onTheJob, mayPairAgain: false, name: { zh: '转岗升迁', en: 'moved to another or a higher post' } },
  { reason: 'other-job', sides: withWorker, from: livePlacementStates, mayPairAgain: false, name: { zh: '另行就业', en: 'took another job' } },
  { reason: 'lost-contact', sides: both, from: livePlacementStates, mayPairAgain: false, name: { zh: '失联', en: 'lost contact' } },
  { reason: 'contract-ended', sides: both, from: onTheJob, mayPairAgain: true, name: { zh: '合同期满', en: 'contract ran its time' } },
  { reason: 'entered-in-error', sides: both, from: livePlacementStates, mayPairAgain: true, name: { zh: '登记有误', en: 'entered in error' } },
  { reason: 'employer-closed', sides: ['county', 'system'], from: livePlacementStates, mayPairAgain: false, name: { zh: '用工单位注销或失信', en: 'employer closed or struck off' } },
  { reason: 'consent-withdrawn', sides: ['system'], from: beforeTheJob, mayPairAgain: false, name: { zh: '本人撤回个人信息授权', en: 'worker withdrew the consent' } },
  { reason: 'other', sides: withWorker, from: livePlacementStates, mayPairAgain: false, name: { zh: '其他', en: 'other' } },
];
