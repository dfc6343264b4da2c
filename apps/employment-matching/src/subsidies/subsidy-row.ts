import { type Actor, type ProtectionTier, type Role, type SubsidyAct, type SubsidyClaimant, subsidyClaimantNames, type SubsidyKind, subsidyKindNames, type SubsidyOutside, type SubsidySide, type SubsidyState, subsidyStateNames, type SubsidyStep, type SubsidySubject, type SubsidySums, type SubsidyTerms, type SubsidyView, type Text2 } from '@jiedui/contracts';
import { inScope, scopeOf } from '@jiedui/access';
import { todayInShanghai } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { toSafeInteger } from '@jiedui/persistence';
import { isWithin } from '@jiedui/reference-data';
import { subsidyActs, subsidyRule, termWords } from './subsidy-rules.js';

/** A policy as the driver gives it. Days come as text, money as text of fen. */
export interface SubsidyRow {
  id: string; programme: string; side: SubsidySide; region: string | null; office: string; title: string; kind: SubsidyKind; claimant: SubsidyClaimant; subject: SubsidySubject; tiers: ProtectionTier[]; outside: SubsidyOutside | null; months: 1 | 3 | 6 | null; insured: boolean; passed: boolean;
  amount_fen: string; monthly: number | null; cap_fen: string | null; valid_from: string; valid_to: string; document: string; document_number: string | null; funds_fen: string | null; state: SubsidyState; version: number; updated_at: Date; sums: Partial<Record<string, { n: number; fen: string }>> | null;
}

/** Where a policy belongs for its readers, for the alias `y`: they read the whole programme. */
export const subsidyScope = { programme: 'y.programme', regions: [], organisations: [], createdBy: null };

/** The select all readers of policies share; `sums` by state of the claims. */
export const subsidySelect = `select y.id, y.programme, y.side, y.region, y.office, y.title, y.kind, y.claimant, y.subject, y.tiers, y.outside, y.months, y.insured, y.passed, y.amount_fen, y.monthly, y.cap_fen, y.valid_from::text as valid_from, y.valid_to::text as valid_to,
  y.document, y.document_number, y.funds_fen, y.state, y.version, y.updated_at,
  (select jsonb_object_agg(g.state, jsonb_build_object('n', g.n, 'fen', g.fen::text)) from (select c.state, count(*)::int as n, sum(c.amount_fen) as fen from subsidy_claim c where c.policy_id = y.id group by c.state) g) as sums from subsidy_policy y`;

const fen = (text: string | null): number | null => (text === null ? null : toSafeInteger(text));

/** What the form holds of a policy. */
export function termsOf(row: SubsidyRow): SubsidyTerms {
  return {
    title: row.title, kind: row.kind, claimant: row.claimant, subject: row.subject, tiers: row.tiers, outside: row.outside, months: row.months, insured: row.insured, passed: row.passed, amountFen: toSafeInteger(row.amount_fen), monthly: row.monthly, capFen: fen(row.cap_fen),
    validFrom: row.valid_from, validTo: row.valid_to, document: row.document, documentNumber: row.document_number, fundsFen: fen(row.funds_fen),
  };
}

/** The offices that keep policies on each side. */
const officesOf: Readonly<Record<SubsidySide, readonly Role[]>> = { supporter: ['supporter-office'], county: ['labour-office'], programme: ['programme-administrator'] };

/** Whether the actor keeps this policy and decides its claims: the office of its side for its place; the programme's own the administrator alone. */
export function keepsPolicy(actor: Actor, { programme, side, region }: Pick<SubsidyRow, 'programme' | 'side' | 'region'>): boolean {
  return inScope(scopeOf({ ...actor, grants: actor.grants.filter((grant) => officesOf[side].includes(grant.role)) }, 'subsidy.manage'), { programme, regions: region === null ? [] : [region], organisations: [] }, actor, isWithin);
}

/** Whether a policy can be claimed from today. */
export function isOpen({ state, valid_from: from, valid_to: to }: Pick<SubsidyRow, 'state' | 'valid_from' | 'valid_to'>): boolean {
  const today = todayInShanghai();
  return state === 'in-force' && from <= today && today <= to;
}

/** The policy as its reader sees it. */
export function subsidyView(row: SubsidyRow, { actor }: Pick<Call, 'actor'>): SubsidyView {
  const terms = termsOf(row);
  return {
    ...terms, id: row.id, programme: row.programme, side: row.side, region: row.region, office: row.office, kindName: subsidyKindNames[row.kind], claimantName: subsidyClaimantNames[row.claimant], state: row.state, stateName: subsidyStateNames[row.state],
    termsText: termWords(terms), sums: sumsOf(row), acts: keepsPolicy(actor, row) ? subsidyActs(row.state) : [], mayClaim: isOpen(row) && scopeOf(actor, 'subsidy-claim.make').some(({ organisation }) => (organisation === null) === (row.claimant === 'worker')), version: row.version, updatedAt: row.updated_at.toISOString(),
  };
}

function sumsOf({ sums }: SubsidyRow): SubsidySums {
  const of = (state: string): { n: number; fen: number } => { const one = sums?.[state]; return one === undefined ? { n: 0, fen: 0 } : { n: one.n, fen: toSafeInteger(one.fen) }; };
  const claimed = of('claimed'), approved = of('approved'), paid = of('paid');
  return { claimed: claimed.n, claimedFen: claimed.fen, approved: approved.n, approvedFen: approved.fen, paid: paid.n, paidFen: paid.fen };
}

/** Fields of the form in words, as the history names those that were changed. */
const fieldNames: Readonly<Record<keyof SubsidyTerms, Text2>> = {
  title: { zh: '名称', en: 'title' }, kind: { zh: '类型', en: 'kind' }, claimant: { zh: '对象', en: 'who claims' }, subject: { zh: '申领依据', en: 'what it is claimed for' }, tiers: { zh: '保护等级', en: 'tiers' }, outside: { zh: '就业地', en: 'where the work is' }, months: { zh: '在岗月数', en: 'months' }, insured: { zh: '参保', en: 'insured' }, passed: { zh: '培训合格', en: 'course passed' },
  amountFen: { zh: '补贴标准', en: 'amount' }, monthly: { zh: '最多月数', en: 'months paid at most' }, capFen: { zh: '每人封顶', en: 'cap' }, validFrom: { zh: '有效期起', en: 'valid from' }, validTo: { zh: '有效期止', en: 'valid to' }, document: { zh: '文件名称', en: 'document' }, documentNumber: { zh: '文号', en: 'number of the document' }, fundsFen: { zh: '资金总额', en: 'funds' },
};

/** Codes of the fields in which two versions differ. */
export function changedFields(before: SubsidyTerms, after: SubsidyTerms): (keyof SubsidyTerms)[] {
  return (Object.keys(fieldNames) as (keyof SubsidyTerms)[]).filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}

/** A step of a policy as the driver gives it. */
export interface SubsidyStepRow { at: Date; by_name: string; act: SubsidyAct; changed: string[]; words: string | null }

/** A step in words. */
export function subsidyStep(row: SubsidyStepRow): SubsidyStep {
  return { at: row.at.toISOString(), by: row.by_name, act: row.act, actName: subsidyRule(row.act).name, changed: Object.entries(fieldNames).flatMap(([field, name]) => (row.changed.includes(field) ? [name] : [])), words: row.words };
}
