import { z } from 'zod';
import { Text2 } from '../matching/explanation.js';
import { ProtectionTier } from '../matching/list-entry.js';
import { operation } from '../operation.js';
import { PageRequest, pageOf } from '../paging.js';
import { Day, Fen, Id, Instant, ProgrammeCode, RegionCode } from '../units.js';
import { BULK_CLAIMS, ClaimAct, ClaimRefusal, ClaimState, SubsidyAct, SubsidyClaimant, SubsidyKind, SubsidyOutside, SubsidySide, SubsidyState, SubsidySubject, SubsidyTerm } from './subsidy-states.js';

const service = 'employment' as const;
/** Text that people type: trimmed, without NUL, which PostgreSQL does not store. */
const words = (max: number) => z.string().trim().min(1).max(max).regex(/^[^\u0000]*$/);
/** Money of one claim or month: up to 1,000,000 yuan in fen. */
const Payment = z.int().positive().max(100_000_000);

/** What a policy says, as its form enters it. */
export const SubsidyTerms = z.strictObject({
  title: words(80), kind: SubsidyKind, claimant: SubsidyClaimant, subject: SubsidySubject,
  /** Protection tiers it is for; none: everybody. */
  tiers: z.array(ProtectionTier).max(4),
  /** The post lies outside the worker's county or province; null: anywhere. */
  outside: SubsidyOutside.nullable(),
  /** Months on the job that a check has confirmed; null: on the job. Of placements alone, as `insured` and `passed`. */
  months: z.union([z.literal(1), z.literal(3), z.literal(6)]).nullable(),
  insured: z.boolean(),
  /** The worker has passed a course. */
  passed: z.boolean(),
  /** Fen: once, or for each confirmed month up to `monthly` of them. */
  amountFen: Payment, monthly: z.int().min(1).max(6).nullable(),
  /** Fen that one person brings at most under this policy, over all placements and courses; null: no cap. */
  capFen: Payment.nullable(),
  validFrom: Day, validTo: Day, document: words(120), documentNumber: words(60).nullable(),
  /** Fen that may be approved altogether; null: not limited here. */
  fundsFen: z.int().positive().max(1_000_000_000_000).nullable(),
});
export type SubsidyTerms = z.infer<typeof SubsidyTerms>;

/** Claims of a policy counted, with their money in fen. `approved` are those that wait to be paid. */
export const SubsidySums = z.strictObject({ claimed: z.int(), claimedFen: Fen, approved: z.int(), approvedFen: Fen, paid: z.int(), paidFen: Fen });
export type SubsidySums = z.infer<typeof SubsidySums>;

/** A policy as its reader sees it; no personal data. */
export const SubsidyView = SubsidyTerms.extend({
  id: Id, programme: ProgrammeCode, side: SubsidySide, region: RegionCode.nullable(), office: z.string(), kindName: Text2, claimantName: Text2, state: SubsidyState, stateName: Text2,
  /** The terms in words, as a reader is told them. */
  termsText: z.array(Text2), sums: SubsidySums, acts: z.array(SubsidyAct),
  /** Whether the reader is of the side that claims, and it can be claimed from today. */
  mayClaim: z.boolean(), version: z.int(), updatedAt: Instant,
});
export type SubsidyView = z.infer<typeof SubsidyView>;

/** A line of a policy's history. `changed` names the fields that an amendment changed. */
export const SubsidyStep = z.strictObject({ at: Instant, by: z.string(), act: SubsidyAct, actName: Text2, changed: z.array(Text2), words: z.string().nullable() });
export type SubsidyStep = z.infer<typeof SubsidyStep>;

/** A policy that may be claimed from for a placement or a passed course: the amount, or what is missing yet. A tier that the reader may not see is judged when the claim is approved. */
export const Entitlement = z.strictObject({
  policyId: Id, title: z.string(), kindName: Text2, claimant: SubsidyClaimant, claimantName: Text2, office: z.string(), subjectId: Id, subject: SubsidySubject, subjectTitle: z.string(),
  /** Null while a term is missing. */
  amountFen: Fen.nullable(), missing: z.array(z.strictObject({ term: SubsidyTerm, message: Text2 })), mayClaim: z.boolean(),
});
export type Entitlement = z.infer<typeof Entitlement>;

/** A placement or a passed course that can be claimed for now, with the amount; the worker by wish and number on the list. */
export const Eligible = z.strictObject({ subjectId: Id, subjectTitle: z.string(), employer: z.string().nullable(), workerTitle: z.string(), workerExternalId: z.string(), regionName: z.string(), amountFen: Fen });
export type Eligible = z.infer<typeof Eligible>;

/** A claim as its reader sees it: the worker by wish and number on the list. */
export const ClaimView = z.strictObject({
  id: Id, programme: ProgrammeCode, policy: z.strictObject({ id: Id, title: z.string(), kindName: Text2, claimant: SubsidyClaimant, claimantName: Text2, office: z.string() }), subject: SubsidySubject, subjectTitle: z.string(),
  workerTitle: z.string(), workerExternalId: z.string(), region: RegionCode, regionName: z.string(), employer: z.string().nullable(), amountFen: Fen, state: ClaimState, stateName: Text2, claimedBy: z.string(), claimedAt: Instant,
  paid: z.strictObject({ on: Day, reference: z.string().nullable() }).nullable(), refused: z.strictObject({ reasonName: Text2, words: z.string().nullable() }).nullable(), acts: z.array(ClaimAct), version: z.int(), updatedAt: Instant,
});
export type ClaimView = z.infer<typeof ClaimView>;

/** A line of a claim's history. */
export const ClaimStep = z.strictObject({ at: Instant, by: z.string(), act: ClaimAct, actName: Text2, words: z.string().nullable() });
export type ClaimStep = z.infer<typeof ClaimStep>;

const path = '/api/employment/subsidies', claims = '/api/employment/subsidy-claims';
const act = (name: string) => ({ method: 'POST' as const, path: `${path}/:id/${name}` }), claimAct = (name: string) => ({ method: 'POST' as const, path: `${claims}/:id/${name}` });
const step = { id: Id, version: z.int() };
const read = 'subsidy.read' as const, manage = 'subsidy.manage' as const, readClaims = 'subsidy-claim.read' as const, make = 'subsidy-claim.make' as const;

/** 补贴政策: what a worker or an enterprise may claim (mechanisms E25). */
export const subsidies = {
  list: operation({ service, name: 'subsidies.list', http: { method: 'GET', path }, permission: read, request: z.strictObject({ ...PageRequest, programme: ProgrammeCode.optional(), state: SubsidyState.optional(), kind: SubsidyKind.optional(), claimant: SubsidyClaimant.optional(), search: z.string().max(80).optional() }), reply: pageOf(SubsidyView), summary: { zh: '查询补贴政策', en: 'List subsidy policies' } }),
  get: operation({ service, name: 'subsidies.get', http: { method: 'GET', path: `${path}/:id` }, permission: read, request: z.strictObject({ id: Id }), reply: z.strictObject({ policy: SubsidyView, history: z.array(SubsidyStep) }), summary: { zh: '补贴政策详情', en: 'One subsidy policy' } }),
  /** `region` is the office's own place; none for the programme's administrator. */
  plan: operation({ service, name: 'subsidies.plan', http: { method: 'POST', path }, permission: manage, creates: true, request: z.strictObject({ programme: ProgrammeCode, side: SubsidySide, region: RegionCode.optional(), ...SubsidyTerms.shape }), reply: SubsidyView, summary: { zh: '拟定补贴政策', en: 'Plan a subsidy policy' } }),
  /** What was claimed before keeps its amount. */
  amend: operation({ service, name: 'subsidies.amend', http: act('amend'), permission: manage, request: z.strictObject({ ...step, ...SubsidyTerms.shape }), reply: SubsidyView, summary: { zh: '修改补贴政策', en: 'Amend a subsidy policy' } }),
  start: operation({ service, name: 'subsidies.start', http: act('start'), permission: manage, request: z.strictObject(step), reply: SubsidyView, summary: { zh: '开始执行补贴政策', en: 'Start a subsidy policy' } }),
  end: operation({ service, name: 'subsidies.end', http: act('end'), permission: manage, request: z.strictObject({ ...step, words: words(200) }), reply: SubsidyView, summary: { zh: '停止执行补贴政策', en: 'End a subsidy policy' } }),
};

/** 补贴申领: claimed, examined, paid. */
export const subsidyClaims = {
  list: operation({ service, name: 'subsidy-claims.list', http: { method: 'GET', path: claims }, permission: readClaims, request: z.strictObject({ ...PageRequest, programme: ProgrammeCode.optional(), policyId: Id.optional(), state: ClaimState.optional(), region: RegionCode.optional(), search: z.string().max(80).optional() }), reply: pageOf(ClaimView), summary: { zh: '查询补贴申领', en: 'List subsidy claims' } }),
  get: operation({ service, name: 'subsidy-claims.get', http: { method: 'GET', path: `${claims}/:id` }, permission: readClaims, request: z.strictObject({ id: Id }), reply: z.strictObject({ claim: ClaimView, history: z.array(ClaimStep) }), summary: { zh: '补贴申领详情', en: 'One subsidy claim' } }),
  /** Policies in force for a placement and for the courses that its worker passed. */
  entitlements: operation({ service, name: 'subsidy-claims.entitlements', http: { method: 'GET', path: '/api/employment/placements/:id/subsidies' }, permission: readClaims, request: z.strictObject({ id: Id }), reply: z.strictObject({ items: z.array(Entitlement) }), summary: { zh: '可申领的补贴', en: 'What may be claimed for a placement' } }),
  /** Whom the caller can claim for under one policy; `after` goes on where a reply ended. 409 where the policy is not in force. */
  eligible: operation({ service, name: 'subsidy-claims.eligible', http: { method: 'GET', path: `${path}/:id/eligible` }, permission: make, request: z.strictObject({ id: Id, size: z.coerce.number().int().min(1).max(200).default(50), after: Id.optional(), search: z.string().max(80).optional() }), reply: z.strictObject({ items: z.array(Eligible), after: Id.nullable() }), summary: { zh: '可申领名单', en: 'Whom a subsidy can be claimed for' } }),
  /** One policy for many placements (or seats in courses); what cannot be claimed is left and named. */
  make: operation({ service, name: 'subsidy-claims.make', http: { method: 'POST', path: claims }, permission: make, creates: true, request: z.strictObject({ policyId: Id, subjects: z.array(Id).min(1).max(BULK_CLAIMS) }), timeoutMs: 20_000, reply: z.strictObject({
    done: z.array(Id), skipped: z.array(z.strictObject({ id: Id, code: z.string() })), reasons: z.array(z.strictObject({ code: z.string(), message: Text2, count: z.int() })),
  }), summary: { zh: '申领补贴', en: 'Claim a subsidy' } }),
  approve: operation({ service, name: 'subsidy-claims.approve', http: claimAct('approve'), permission: manage, request: z.strictObject(step), reply: ClaimView, summary: { zh: '审核通过补贴申领', en: 'Approve a claim' } }),
  pay: operation({ service, name: 'subsidy-claims.pay', http: claimAct('pay'), permission: manage, request: z.strictObject({ ...step, on: Day, reference: words(60) }), reply: ClaimView, summary: { zh: '登记补贴发放', en: 'Record a payment' } }),
  /** A payment entered in error is taken back to approved; its day and voucher stay in the history. */
  correct: operation({ service, name: 'subsidy-claims.correct', http: claimAct('correct'), permission: manage, request: z.strictObject({ ...step, words: words(200) }), reply: ClaimView, summary: { zh: '更正补贴发放登记', en: 'Take back a payment entered in error' } }),
  refuse: operation({ service, name: 'subsidy-claims.refuse', http: claimAct('refuse'), permission: manage, request: z.strictObject({ ...step, reason: ClaimRefusal, words: words(200).optional() }), reply: ClaimView, summary: { zh: '不予通过补贴申领', en: 'Refuse a claim' } }),
  withdraw: operation({ service, name: 'subsidy-claims.withdraw', http: claimAct('withdraw'), permission: make, request: z.strictObject({ ...step, words: words(200).optional() }), reply: ClaimView, summary: { zh: '撤回补贴申领', en: 'Withdraw a claim' } }),
};
