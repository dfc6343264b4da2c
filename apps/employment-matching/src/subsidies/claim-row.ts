import type { EntityManager } from 'typeorm';
import { type Actor, type ClaimAct, type ClaimActor, type ClaimRefusal, claimRefusalNames, type ClaimState, claimStateNames, type ClaimStep, type ClaimView, type SubsidyClaimant, subsidyClaimantNames, type SubsidyKind, subsidyKindNames, type SubsidySide, type SubsidySubject } from '@jiedui/contracts';
import { inScope, type Parameters, scopeOf, scopeSql, serviceActor } from '@jiedui/access';
import type { Call } from '@jiedui/messaging';
import { toSafeInteger } from '@jiedui/persistence';
import { AuditTrail, rowsDigest } from '@jiedui/protection';
import { isWithin, regionName } from '@jiedui/reference-data';
import { claimActs, claimRule } from './subsidy-rules.js';
import { keepsPolicy } from './subsidy-row.js';

/** A claim with its policy, worker and subject, as the driver gives it. */
export interface ClaimRow {
  id: string; policy_id: string; programme: string; subject: SubsidySubject; subject_id: string; worker_id: string; person: string; region: string; organisation: string | null; amount_fen: string; state: ClaimState; claimed_by: string; claimed_by_name: string; paid_on: string | null; reference: string | null;
  refusal_reason: ClaimRefusal | null; refusal_words: string | null; version: number; created_at: Date; updated_at: Date; y_title: string; y_kind: SubsidyKind; y_claimant: SubsidyClaimant; y_office: string; y_side: SubsidySide; y_region: string | null;
  worker_title: string; worker_number: string; subject_title: string | null; employer: string | null;
}

/** Tables of a claim: `c` itself, `y` its policy, `s` the worker, `d` the post or `t` the course it is about. */
export const claimTables = `subsidy_claim c join subsidy_policy y on y.id = c.policy_id join worker s on s.id = c.worker_id left join placement p on p.id = c.subject_id and c.subject = 'placement' left join post d on d.id = p.post_id
  left join training_enrolment e on e.id = c.subject_id and c.subject = 'course' left join training_course t on t.id = e.course_id`;

/** The select all readers of claims share. */
export const claimSelect = `select c.id, c.policy_id, c.programme, c.subject, c.subject_id, c.worker_id, c.person, c.region, c.organisation, c.amount_fen, c.state, c.claimed_by, c.claimed_by_name, c.paid_on::text as paid_on, c.reference, c.refusal_reason, c.refusal_words, c.version, c.created_at, c.updated_at,
  y.title as y_title, y.kind as y_kind, y.claimant as y_claimant, y.office as y_office, y.side as y_side, y.region as y_region, s.title as worker_title, s.external_id as worker_number, coalesce(d.title, t.title) as subject_title, d.organisation_name as employer from ${claimTables}`;

/** Claims `c` under policies `y` that the actor reads: a county those of its workers and of its policies, a supporter's office those of its policies, an enterprise those it is paid by; 重庆市 and 湖北省 stand on both sides. */
export function readsClaims(actor: Actor, parameters: Parameters): string {
  const of = (isSupporter: boolean) => scopeOf({ ...actor, grants: actor.grants.filter((grant) => (grant.role === 'supporter-office') === isSupporter) }, 'subsidy-claim.read');
  const policy = (side: SubsidySide): string => `(case when y.side = '${side}' then y.region end)`;
  const county = scopeSql(of(false), actor, { programme: 'c.programme', regions: ['c.region', policy('county')], organisations: [`(case when y.claimant = 'enterprise' then c.organisation end)`], createdBy: null }, parameters);
  return `(coalesce(${county}, false) or coalesce(${scopeSql(of(true), actor, { programme: 'c.programme', regions: [policy('supporter')], organisations: [], createdBy: null }, parameters)}, false))`;
}

/** Whether the actor claims for this: the county for its worker, the enterprise for its own placement. */
export function claimsFor(actor: Actor, claimant: SubsidyClaimant, { programme, region, organisation }: { readonly programme: string; readonly region: string; readonly organisation: string | null }): boolean {
  const isWorker = claimant === 'worker';
  return inScope(scopeOf(actor, 'subsidy-claim.make'), { programme, regions: isWorker ? [region] : [], organisations: isWorker || organisation === null ? [] : [organisation] }, actor, isWithin);
}

/** Who the caller is to a claim. */
export function claimActors(actor: Actor, row: ClaimRow): ClaimActor[] {
  return [...(claimsFor(actor, row.y_claimant, row) ? ['claimant' as const] : []), ...(keepsPolicy(actor, { programme: row.programme, side: row.y_side, region: row.y_region }) ? ['office' as const] : [])];
}

/** The claim as its reader sees it. Who claimed it does not approve it. */
export function claimView(row: ClaimRow, { actor }: Pick<Call, 'actor'>): ClaimView {
  return {
    id: row.id, programme: row.programme, policy: { id: row.policy_id, title: row.y_title, kindName: subsidyKindNames[row.y_kind], claimant: row.y_claimant, claimantName: subsidyClaimantNames[row.y_claimant], office: row.y_office }, subject: row.subject, subjectTitle: row.subject_title ?? '',
    workerTitle: row.worker_title, workerExternalId: row.worker_number, region: row.region, regionName: regionName(row.region), employer: row.employer, amountFen: toSafeInteger(row.amount_fen), state: row.state, stateName: claimStateNames[row.state], claimedBy: row.claimed_by_name, claimedAt: row.created_at.toISOString(),
    paid: row.paid_on === null ? null : { on: row.paid_on, reference: row.reference }, refused: row.refusal_reason === null ? null : { reasonName: claimRefusalNames[row.refusal_reason], words: row.refusal_words },
    acts: claimActs(row.state, claimActors(actor, row)).filter((act) => act !== 'approve' || row.claimed_by !== actor.id), version: row.version, updatedAt: row.updated_at.toISOString(),
  };
}

/** A step of a claim as the driver gives it. */
export interface ClaimStepRow { at: Date; by_name: string; act: ClaimAct; words: string | null }

/** A step in words. */
export function claimStep(row: ClaimStepRow): ClaimStep { return { at: row.at.toISOString(), by: row.by_name, act: row.act, actName: claimRule(row.act).name, words: row.words }; }

/** Claims that wait end where the worker's consent is no longer in force, also by an edit, a file or an erasure; what was approved or paid stays. Safe to run in every replica. */
export async function dropClaims(manager: EntityManager): Promise<void> {
  const ended: { id: string; version: number; programme: string }[] = await manager.query(
    `with ended as (update subsidy_claim c set state = 'withdrawn', version = c.version + 1, updated_at = now() from worker w where c.state = 'claimed' and w.id = c.worker_id and coalesce(w.features ->> 'consent', 'false') <> 'true' returning c.id, c.version, c.programme),
      lines as (insert into subsidy_claim_step (claim_id, by_id, by_name, act) select id, 'employment', '系统', 'withdraw' from ended)
    select id, version, programme from ended`);
  for (const programme of new Set(ended.map((row) => row.programme))) {
    const rows = ended.filter((row) => row.programme === programme);
    await AuditTrail.append(manager, { actor: serviceActor('employment'), action: 'subsidy-claims.withdrawn-by-system', programme, rows: { count: rows.length, digest: rowsDigest(rows) }, details: { reason: 'consent-withdrawn' } });
  }
}
