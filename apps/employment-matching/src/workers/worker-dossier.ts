import type { EntityManager } from 'typeorm';
import { type ListSpec, openPersonal, type StoredRow } from '@jiedui/list-store';
import type { Protection } from '@jiedui/protection';
import { helpOf } from '../help-requests/help-requests.js';
import { isListedIn } from '../households/listed-households.js';
import { consentsOf } from './consent-ledger.js';
import { SHOWN_IN_FULL } from './reveal-quota.js';

/** Entries of each kind: a life of them fits, and the file stays within what one reply can carry. */
const MOST = 500;

/** Everything held on one worker, machine readable (PIPL article 45): the entry in full, what was done with it, what came of it, who looked. */
export async function dossierOf(manager: EntityManager, spec: ListSpec, row: StoredRow, protection: Protection): Promise<object> {
  const cells = { ...row.texts, ...openPersonal(spec, row, protection) };
  const [made] = await manager.query(`select created_at as "createdAt" from ${spec.table} where id = $1`, [row.id]);
  return {
    id: row.id, programme: row.programme, region: row.region, organisation: row.organisationName, status: row.status, version: row.version, tier: row.tier, ...made, updatedAt: row.updatedAt,
    entry: spec.columns.filter((column) => cells[column.code] !== undefined).map((column) => ({ code: column.code, header: column.header, text: cells[column.code] })),
    assumed: row.assumed, usedForMatching: row.features,
    history: await manager.query(`select at, by_actor as by, what, reason from ${spec.table}_event where row_id = $1 order by id desc limit ${MOST}`, [row.id]),
    proposals: await manager.query(
      `select p.id, p.state, p.origin, d.title as post, d.organisation_name as employer, d.region as "postRegion", p.fit, p.refused_by as "refusedBy", p.refusal_reason as "refusalReason", p.refusal_words as "refusalWords", p.made_reason as "madeReason", p.override_reason as "overrideReason", p.created_at as "createdAt", p.updated_at as "updatedAt"
        from proposal p join post d on d.id = p.demand_id where p.supply_id = $1 order by p.updated_at desc, p.id limit ${MOST}`, [row.id]),
    placements: await manager.query(
      `select a.id, d.title as post, d.organisation_name as employer, a.agreed_at as "agreedAt", a.ended, p.state, p.start_on::text as "startOn", p.wage_fen as "wageFen", p.housing, p.accepted_on::text as "acceptedOn", p.consent_manner as "consentManner", p.departed_on::text as "departedOn",
        p.arrived_on::text as "arrivedOn", p.insured, p.end_reason as "endReason", p.ended_on::text as "endedOn",
        (select coalesce(json_agg(json_build_object('at', t.at, 'by', t.by_name, 'act', t.act, 'on', t.on_day, 'facts', t.facts, 'words', t.words, 'undone', t.undone) order by t.id), '[]') from placement_step t where t.placement_id = a.id) as steps
        from agreement a join post d on d.id = a.demand_id left join placement p on p.id = a.id where a.supply_id = $1 order by a.agreed_at desc, a.id limit ${MOST}`, [row.id]),
    household: await manager.query(
      `select h.number, h.state, h.class, h.reason, h.entered_on::text as "enteredOn", h.found_by as "foundBy", h.left_on::text as "leftOn", h.measures, h.measure_words as "measureWords", h.relocated, h.relocation_measures as "relocationMeasures", h.relocation_words as "relocationWords"
        from household h join ${spec.table} w on ${isListedIn('w', 'h')} where w.id = $1`, [row.id]),
    alerts: await manager.query(
      `select a.id, a.cause, a.state, a.raised_on::text as "raisedOn", a.assignee, a.due_on::text as "dueOn", a.closed_on::text as "closedOn",
        (select coalesce(json_agg(json_build_object('at', t.at, 'by', t.by_name, 'act', t.act, 'on', t.on_day, 'measure', t.measure, 'reason', t.reason, 'words', t.words) order by t.id), '[]') from alert_step t where t.alert_id = a.id) as steps
        from alert a where a.worker_id = $1 order by a.id limit ${MOST}`, [row.id]),
    training: await manager.query(
      `select c.title, c.track, c.organiser, c.place, c.starts_on::text as "startsOn", coalesce(c.ended_on, c.ends_on)::text as "endsOn", e.state, e.reason, e.on_day::text as "on", e.certificate, e.age_band as "ageBand",
        (select coalesce(json_agg(json_build_object('at', t.at, 'by', t.by_name, 'act', t.act, 'on', t.on_day, 'reason', t.reason, 'words', t.words) order by t.id), '[]') from training_step t where t.enrolment_id = e.id) as steps
        from training_enrolment e join training_course c on c.id = e.course_id where e.worker_id = $1 order by e.id limit ${MOST}`, [row.id]),
    departures: await manager.query(
      `select v.leaves_on::text as "leavesOn", v.leaves_at as "leavesAt", v.meeting_place as "meetingPlace", v.destination, v.state as "departureState", q.state, q.reason, q.seated_at as "seatedAt"
        from departure_passenger q join placement p on p.id = q.placement_id join departure v on v.id = q.departure_id where p.worker_id = $1 order by v.leaves_on desc, v.id limit ${MOST}`, [row.id]),
    subsidies: await manager.query(
      `select y.title, y.kind, y.claimant, c.subject, c.amount_fen as "amountFen", c.state, c.claimed_by_name as "claimedBy", c.created_at as "claimedAt", c.paid_on::text as "paidOn", c.reference, c.refusal_reason as "refusalReason",
        (select coalesce(json_agg(json_build_object('at', t.at, 'by', t.by_name, 'act', t.act, 'words', t.words) order by t.id), '[]') from subsidy_claim_step t where t.claim_id = c.id) as steps
        from subsidy_claim c join subsidy_policy y on y.id = c.policy_id where c.worker_id = $1 order by c.id limit ${MOST}`, [row.id]),
    consents: await consentsOf(manager, row.id), help: await helpOf(manager, row.id, protection, MOST),
    helpSteps: await manager.query(`select t.request_id as "helpRequest", t.at, t.by_name as by, t.act from help_request_step t join help_request h on h.id = t.request_id where h.worker_id = $1 order by t.id desc limit ${MOST}`, [row.id]),
    links: await manager.query(`select made_at as "madeAt", made_by as "madeBy", expires_at as "expiresAt", ended_at as "endedAt", end_reason as "endReason" from worker_link where worker_id = $1 order by made_at desc limit ${MOST}`, [row.id]),
    messages: await manager.query(`select kind, channel, state, reason, asked_by as "askedBy", asked_at as "askedAt", sent_at as "sentAt" from worker_message where worker_id = $1 order by asked_at desc limit ${MOST}`, [row.id]),
    wechat: await manager.query(`select bound_at as "boundAt" from wechat_binding where worker_id = $1 and open_id is not null`, [row.id]),
    ownAnswers: await manager.query(`select proposal_id as "proposalId", yes, at from person_answer where supply_id = $1 order by at desc limit ${MOST}`, [row.id]),
    looks: await manager.query(`select at, actor_id as "byAccount", roles, action, purpose, details ->> 'words' as words from audit_entry where subject_id = $1 and action = any($2) order by id desc limit ${MOST}`, [row.id, SHOWN_IN_FULL]),
  };
}
