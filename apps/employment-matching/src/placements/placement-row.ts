import { type ConsentManner, endReasons, type EndReason, placementStateNames, type PlacementSide, type PlacementState, type PlacementView, PLACEMENT_LATE_DAYS, type ProtectionTier, type RetentionCheck } from '@jiedui/contracts';
import { inScope, scopeOf } from '@jiedui/access';
import { seesTier } from '@jiedui/consent';
import type { Call } from '@jiedui/messaging';
import { toSafeInteger } from '@jiedui/persistence';
import { isWithin, regionName } from '@jiedui/reference-data';
import { actsOf, type Standing } from './placement-machine.js';

/** A placement with its agreement and the two rows it joins, as the driver gives it. Days come as text, so that no time zone moves them. */
export interface PlacementRow {
  id: string; proposal_id: string; programme: string; state: PlacementState; version: number; updated_at: Date; supporter: string | null; tier: ProtectionTier;
  agreed_on: string; start_on: string | null; wage_fen: string | null; housing: PlacementView['housing']; accepted_on: string | null; consent_manner: ConsentManner | null; departed_on: string | null; arrived_on: string | null; insured: boolean | null;
  checked_1_on: string | null; checked_1_fen: string | null; checked_3_on: string | null; checked_3_fen: string | null; checked_6_on: string | null; checked_6_fen: string | null; due_on: string | null;
  end_reason: EndReason | null; ended_on: string | null; end_words: string | null; attention: string | null;
  post_id: string; d_title: string; d_external_id: string; d_region: string; d_organisation: string; d_organisation_name: string;
  worker_id: string; s_title: string; s_external_id: string; s_region: string; s_organisation: string; consented: boolean; last_by: string | null;
}

/** Columns by which a placement belongs to both of its sides. */
export const placementScope = { programme: 'p.programme', regions: ['d.region', 's.region'], organisations: ['d.organisation', 's.organisation'], createdBy: 'd.created_by' };

/** Tables of a placement: `p` itself, `a` its agreement, `d` the post, `s` the worker. */
export const placementTables = 'placement p join agreement a on a.id = p.id join post d on d.id = p.post_id join worker s on s.id = p.worker_id';

const days = ['agreed_on', 'start_on', 'accepted_on', 'departed_on', 'arrived_on', 'checked_1_on', 'checked_3_on', 'checked_6_on', 'due_on', 'ended_on'];
const columns = ['id', 'programme', 'state', 'version', 'updated_at', 'wage_fen', 'housing', 'consent_manner', 'insured', 'checked_1_fen', 'checked_3_fen', 'checked_6_fen', 'end_reason', 'end_words', 'attention', 'post_id', 'worker_id'];

/** The select all readers of placements share. */
export const placementSelect = `select ${columns.map((one) => `p.${one}`).join(', ')}, ${days.map((one) => `p.${one}::text as ${one}`).join(', ')}, a.proposal_id, a.supporter, a.tier,
  ${['title', 'external_id', 'region', 'organisation', 'organisation_name'].map((one) => `d.${one} as d_${one}`).join(', ')}, ${['title', 'external_id', 'region', 'organisation'].map((one) => `s.${one} as s_${one}`).join(', ')},
  coalesce(s.features ->> 'consent', 'false') = 'true' as consented,
  (select t.by_id from placement_step t where t.placement_id = p.id and not t.undone and t.act <> 'correct' order by t.id desc limit 1) as last_by from ${placementTables}`;

/** What the rules look at. */
export function standingOf(row: PlacementRow): Standing {
  return { state: row.state, acceptedOn: row.accepted_on, departedOn: row.departed_on, arrivedOn: row.arrived_on, dueOn: row.due_on, lastCheckOn: row.checked_6_on ?? row.checked_3_on ?? row.checked_1_on, attention: row.attention, followed: row.consented };
}

/**
 * Sides of a placement that the caller may speak for: the county, whoever sees off people of the worker's own county (the post's place gives no right), the enterprise, whoever
 * offers for the post's organisation, the programme's administrator, and the worker whose page it is.
 */
export function sidesOf({ actor }: Pick<Call, 'actor'>, row: Pick<PlacementRow, 'programme' | 's_region' | 'd_organisation' | 'worker_id'>): readonly PlacementSide[] {
  const { programme } = row, of = (regions: readonly string[], organisations: readonly string[]) => ({ programme, regions, organisations });
  const administrator = { ...actor, grants: actor.grants.filter((grant) => grant.role === 'programme-administrator') };
  return [
    ...(inScope(scopeOf(actor, 'placement.send-off'), of([row.s_region], []), actor, isWithin) ? ['county' as const] : []),
    ...(inScope(scopeOf(actor, 'placement.offer'), of([], [row.d_organisation]), actor, isWithin) ? ['enterprise' as const] : []),
    ...(inScope(scopeOf(administrator, 'placement.correct'), of([], []), actor, isWithin) ? ['programme' as const] : []),
    ...(actor.id === row.worker_id && actor.grants.some((grant) => grant.role === 'worker') ? ['worker' as const] : []),
  ];
}

const attentionWords: Readonly<Record<string, { zh: string; en: string }>> = {
  'employer-barred': { zh: '用工单位停用，请核实本人去向', en: 'the employer is barred; find out where the worker is' },
};

const fen = (text: string | null): number | null => (text === null ? null : toSafeInteger(text));

/** Confirmed checks in their order. */
export function checksOf(row: PlacementRow): RetentionCheck[] {
  const all = [{ months: 1 as const, on: row.checked_1_on, wage: row.checked_1_fen }, { months: 3 as const, on: row.checked_3_on, wage: row.checked_3_fen }, { months: 6 as const, on: row.checked_6_on, wage: row.checked_6_fen }];
  return all.flatMap(({ months, on, wage }) => (on === null ? [] : [{ months, on, wageFen: fen(wage) }]));
}

/** The placement as its reader may see it. */
export function placementView(row: PlacementRow, call: Call, today: string): PlacementView {
  const standing = standingOf(row), sides = sidesOf(call, row), end = endReasons.find((one) => one.reason === row.end_reason);
  return {
    id: row.id, proposalId: row.proposal_id, programme: row.programme, state: row.state, stateName: placementStateNames[row.state],
    postId: row.post_id, postTitle: row.d_title, postExternalId: row.d_external_id, employer: row.d_organisation_name, postRegion: row.d_region, postRegionName: regionName(row.d_region),
    workerId: row.worker_id, workerTitle: row.s_title, workerExternalId: row.s_external_id, unit: row.s_region, unitName: regionName(row.s_region), supporter: row.supporter, supporterName: row.supporter === null ? null : regionName(row.supporter),
    tier: seesTier(call, 'employment', row) ? row.tier : null, agreedOn: row.agreed_on,
    startOn: row.start_on, wageFen: fen(row.wage_fen), housing: row.housing, acceptedOn: row.accepted_on, consentManner: row.consent_manner, departedOn: row.departed_on, arrivedOn: row.arrived_on, insured: row.insured,
    checks: checksOf(row), dueOn: row.consented || row.arrived_on === null ? row.due_on : null, late: row.due_on !== null && row.consented && row.due_on < lateBefore(today),
    end: end === undefined || row.ended_on === null ? null : { reason: end.reason, reasonName: end.name, on: row.ended_on, words: row.end_words },
    attention: row.attention === null ? null : attentionWords[row.attention] ?? { zh: row.attention, en: row.attention }, followed: row.consented,
    acts: actsOf(standing, sides).filter((act) => act !== 'correct' || mayCorrect(row, call, sides)), version: row.version, updatedAt: row.updated_at.toISOString(),
  };
}

/** A step is taken back by who made it, or by the programme's administrator. */
export function mayCorrect(row: Pick<PlacementRow, 'last_by'>, { actor }: Pick<Call, 'actor'>, sides: readonly PlacementSide[]): boolean {
  return row.last_by !== null && (sides.includes('programme') || row.last_by === actor.id);
}

/** What fell due before this day is late. */
export function lateBefore(today: string): string {
  return new Date(Date.parse(today) - PLACEMENT_LATE_DAYS * 86_400_000).toISOString().slice(0, 10);
}
