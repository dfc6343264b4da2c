import { z } from 'zod';
import { ProtectionTier } from '../matching/list-entry.js';
import { operation, type ServiceName } from '../operation.js';
import { PageRequest, pageOf } from '../paging.js';
import type { Permission } from '../permission.js';
import { Id, Instant, ProgrammeCode, RegionCode } from '../units.js';

/**
 * A proposal's life (DESIGN section 3, held and frozen): `proposed` may still be moved by the engine, `sent` is held until its
 * deadline, `agreed` is frozen, `refused` excludes the pair, `withdrawn` was taken back or moved by a later run, `lapsed` was not answered in time,
 * `ended` was agreed and is over.
 */
export const ProposalState = z.enum(['proposed', 'sent', 'agreed', 'refused', 'withdrawn', 'lapsed', 'ended']);
export type ProposalState = z.infer<typeof ProposalState>;
/** The party of the supply side (county labour office; producer) and of the demand side (enterprise; buyer). */
export const Party = z.enum(['supply', 'demand']);
export type Party = z.infer<typeof Party>;

/** Why a pair was refused; the code is kept for the figures, the words for people. */
export const RefusalReason = z.enum(['wage', 'distance', 'skills', 'health-or-family', 'already-placed', 'post-filled', 'quality', 'price', 'quantity', 'delivery-time', 'changed-mind', 'other']);
export type RefusalReason = z.infer<typeof RefusalReason>;

export const ProposalView = z.strictObject({
  id: Id, programme: ProgrammeCode, state: ProposalState, origin: z.enum(['run', 'manual']), runId: Id.nullable(),
  demandId: Id, demandLabel: z.string(), demandExternalId: z.string(), demandRegion: RegionCode, demandRegionName: z.string(), demandOrganisationName: z.string(),
  supplyId: Id, supplyLabel: z.string(), supplyExternalId: z.string(), supplyRegion: RegionCode, supplyRegionName: z.string(), supplyOrganisationName: z.string(),
  quantity: z.int(), fit: z.int().nullable(),
  /** Null where the reader may not see it. */
  tier: ProtectionTier.nullable(),
  acceptedBySupply: Instant.nullable(), acceptedByDemand: Instant.nullable(),
  refusal: z.strictObject({ party: Party, reason: RefusalReason, words: z.string().nullable() }).nullable(),
  deadline: Instant.nullable(), overrideReason: z.string().nullable(),
  /** What the person of the supply row said themself, on the phone page; null where nobody was asked, or not by link. */
  personAnswer: z.strictObject({ yes: z.boolean(), at: Instant }).nullable(),
  version: z.int(), updatedAt: Instant,
});
export type ProposalView = z.infer<typeof ProposalView>;

/** An agreed pair as it stands: a placement in employment, a contract line in produce. */
export const AgreementView = z.strictObject({
  id: Id, proposalId: Id, programme: ProgrammeCode, demandLabel: z.string(), supplyLabel: z.string(),
  unit: RegionCode, unitName: z.string(), supporter: RegionCode.nullable(), supporterName: z.string().nullable(),
  quantity: z.int(), amountFen: z.int().nullable(), tier: ProtectionTier.nullable(), agreedAt: Instant,
});
export type AgreementView = z.infer<typeof AgreementView>;

const Ids = z.array(Id).min(1).max(200);

/** The operations of two-sided consent, the same in both markets but for who the parties are. */
export function consentOperations(service: ServiceName, base: string, agreements: string, permission: { read: Permission; send: Permission; answerSupply: Permission; answerDemand: Permission; make: Permission; readAgreements: Permission }, zh: { agreement: string }) {
  const proposals = `${base}/proposals`;
  return {
    list: operation({ service, name: 'proposals.list', http: { method: 'GET', path: proposals }, permission: permission.read, request: z.strictObject({ ...PageRequest, programme: ProgrammeCode.optional(), state: ProposalState.optional(), search: z.string().max(80).optional(), region: RegionCode.optional(), entry: Id.optional() }), reply: pageOf(ProposalView), summary: { zh: '查询匹配建议', en: 'List proposals' } }),
    get: operation({ service, name: 'proposals.get', http: { method: 'GET', path: `${proposals}/:id` }, permission: permission.read, request: z.strictObject({ id: Id }), reply: ProposalView, summary: { zh: '查看匹配建议', en: 'One proposal' } }),
    send: operation({ service, name: 'proposals.send', http: { method: 'POST', path: `${proposals}/send` }, permission: permission.send, request: z.strictObject({ ids: Ids }), reply: z.strictObject({ sent: z.int(), skipped: z.int() }), summary: { zh: '发送匹配建议', en: 'Send proposals' } }),
    acceptSupply: operation({ service, name: 'proposals.accept-supply', http: { method: 'POST', path: `${proposals}/:id/accept-supply` }, permission: permission.answerSupply, request: z.strictObject({ id: Id, version: z.int() }), reply: ProposalView, summary: { zh: '供给方同意', en: 'Supply side accepts' } }),
    acceptDemand: operation({ service, name: 'proposals.accept-demand', http: { method: 'POST', path: `${proposals}/:id/accept-demand` }, permission: permission.answerDemand, request: z.strictObject({ id: Id, version: z.int() }), reply: ProposalView, summary: { zh: '需求方同意', en: 'Demand side accepts' } }),
    refuseSupply: operation({ service, name: 'proposals.refuse-supply', http: { method: 'POST', path: `${proposals}/:id/refuse-supply` }, permission: permission.answerSupply, request: z.strictObject({ id: Id, version: z.int(), reason: RefusalReason, words: z.string().max(200).optional() }), reply: ProposalView, summary: { zh: '供给方拒绝', en: 'Supply side refuses' } }),
    refuseDemand: operation({ service, name: 'proposals.refuse-demand', http: { method: 'POST', path: `${proposals}/:id/refuse-demand` }, permission: permission.answerDemand, request: z.strictObject({ id: Id, version: z.int(), reason: RefusalReason, words: z.string().max(200).optional() }), reply: ProposalView, summary: { zh: '需求方拒绝', en: 'Demand side refuses' } }),
    make: operation({ service, name: 'proposals.make', http: { method: 'POST', path: proposals }, creates: true, permission: permission.make, request: z.strictObject({ demandId: Id, supplyId: Id, quantity: z.int().positive().default(1), reason: z.string().min(1).max(200), overrideReason: z.string().max(200).optional() }), reply: ProposalView, timeoutMs: 8000, summary: { zh: '人工匹配', en: 'Match by hand' } }),
    agreements: operation({ service, name: `${agreements}.list`, http: { method: 'GET', path: `${base}/${agreements}` }, permission: permission.readAgreements, calledBy: ['assessment'], request: z.strictObject({ ...PageRequest, programme: ProgrammeCode.optional(), region: RegionCode.optional() }), reply: pageOf(AgreementView), summary: { zh: `查询${zh.agreement}`, en: `List ${agreements}` } }),
  };
}
