import type { FigureCode, Permission } from '@jiedui/contracts';
import type { Parameters, ScopeColumns } from '@jiedui/access';
import { pairingsOf } from '@jiedui/reference-data';

/** A place to count for; null stands for all. */
export interface Place { readonly programme: string; readonly unit: string | null; readonly supporter: string | null }

export type SourceName = 'entry' | 'pair' | 'agreement' | 'project';

/**
 * A relation that figures are counted from, all with the same columns: `id, kind, programme, market, side, reference, label, unit,
 * supporter, tier, quantity, amount_fen, on_day, state, open, paid_by_month` and its own. `scope` names those that answer for a
 * row, for access; who made a row is not known here.
 */
interface Source { readonly relation: string; readonly scope: ScopeColumns; place(place: Place, parameters: Parameters): string }

const pairingScope: ScopeColumns = { programme: 'f.programme', regions: ['f.unit', 'f.supporter'], organisations: [], createdBy: null };

const demandPlace = (alias: string, place: Place, parameters: Parameters): string => [
  'true',
  ...(place.unit === null ? [] : [`(cardinality(${alias}.target_units) = 0 or ${parameters.add(place.unit)} = any(${alias}.target_units))`]),
  ...(place.supporter === null ? [] : [`${alias}.supporter = ${parameters.add(place.supporter)}`]),
].join(' and ');

const supplyPlace = (place: Place, parameters: Parameters): string => [
  'true',
  ...(place.unit === null ? [] : [`f.unit = ${parameters.add(place.unit)}`]),
  ...(place.supporter === null ? [] : [`f.unit = any(${parameters.add(unitsPairedWith(place.programme, place.supporter))}::text[])`]),
].join(' and ');

const bothPlaces = (place: Place, parameters: Parameters): string => [
  'true',
  ...(place.unit === null ? [] : [`f.unit = ${parameters.add(place.unit)}`]),
  ...(place.supporter === null ? [] : [`f.supporter = ${parameters.add(place.supporter)}`]),
].join(' and ');

function unitsPairedWith(programme: string, supporter: string): readonly string[] {
  return pairingsOf(programme).filter((pairing) => pairing.supporterCode === supporter).map((pairing) => pairing.unitCode);
}

export const sources: Readonly<Record<SourceName, Source>> = {
  entry: {
    relation: `(select id, case market when 'employment' then case side when 'demand' then 'post' else 'worker' end else case side when 'demand' then 'order-line' else 'lot' end end as kind,
      programme, market, side, external_id as reference, label, case side when 'supply' then region end as unit, supporter, target_units, region, organisation,
      case side when 'supply' then tier end as tier, capacity as quantity, null::bigint as amount_fen, null::date as on_day,
      case when open then 'open' else 'closed' end as state, open, null::jsonb as paid_by_month from entry)`,
    scope: { ...pairingScope, regions: ['f.region', 'f.supporter'], organisations: ['f.organisation'] },
    place: (place, parameters) => `case f.side when 'demand' then ${demandPlace('f', place, parameters)} else ${supplyPlace(place, parameters)} end`,
  },
  pair: {
    relation: `(select p.id, 'matched-pair' as kind, ps.programme, ps.market, 'supply' as side, s.external_id || ' → ' || d.external_id as reference, s.label || ' → ' || d.label as label, s.region as unit, d.supporter,
      d.region as demand_region, s.organisation as supply_organisation, d.organisation as demand_organisation, p.tier, p.quantity, null::bigint as amount_fen,
      null::date as on_day, 'proposed' as state, true as open, null::jsonb as paid_by_month
      from pair_set ps join pair p on p.run_id = ps.run_id left join entry s on s.id = p.supply_id left join entry d on d.id = p.demand_id
      where ps.run_id = (select n.run_id from pair_set n where n.complete and n.market = ps.market and n.programme = ps.programme order by n.run_id desc limit 1))`,
    scope: { ...pairingScope, regions: ['f.unit', 'f.demand_region', 'f.supporter'], organisations: ['f.supply_organisation', 'f.demand_organisation'] },
    place: bothPlaces,
  },
  agreement: {
    relation: `(select id, case market when 'employment' then 'placement' else 'contract-line' end as kind, programme, market, 'supply' as side, null::text as reference, null::text as label, unit, supporter,
      tier, quantity, amount_fen, agreed_on as on_day, 'agreed' as state, not ended as open, stage, arrived_on, retained_months, end_reason, null::jsonb as paid_by_month from agreement)`,
    scope: pairingScope,
    place: bothPlaces,
  },
  project: {
    relation: `(select id, 'project' as kind, programme, null::text as market, null::text as side, null::text as reference, name as label, unit, supporter,
      null::smallint as tier, 1::bigint as quantity, total_fen, grant_fen, paid_fen, null::bigint as amount_fen, approved_on as on_day, state, state in ('approved', 'under-way', 'completed') as open, paid_by_month from project)`,
    scope: pairingScope,
    place: bothPlaces,
  },
};

/** How a figure is counted: which rows of which source, and what of each. `sees` is what one must be allowed to read to see its rows one by one. */
export interface FigureQuery { readonly source: SourceName; readonly where: string; readonly amount: string; readonly sees: Permission }

const list = (market: 'employment' | 'produce', side: 'demand' | 'supply', amount: string, sees: Permission): FigureQuery => ({ source: 'entry', where: `f.market = '${market}' and f.side = '${side}' and f.open`, amount, sees });
const agreed = (market: 'employment' | 'produce', amount: string, sees: Permission, tier?: number): FigureQuery => ({ source: 'agreement', where: `f.market = '${market}' and f.open${tier === undefined ? '' : ` and f.tier = ${tier}`}`, amount, sees });
/** Placements whose first day is so many months past; with `kept` those confirmed then. The day is Shanghai's. */
const retention = (months: 1 | 3 | 6, kept: boolean): FigureQuery => ({
  source: 'agreement', amount: 'f.quantity', sees: 'placement.read',
  where: `f.market = 'employment' and f.arrived_on + interval '${months} months' <= (now() at time zone 'Asia/Shanghai')::date and f.end_reason is distinct from 'entered-in-error'${kept ? ` and f.retained_months >= ${months}` : ''}`,
});
const project = (amount: string): FigureQuery => ({ source: 'project', where: 'f.open', amount, sees: 'project.read' });
const GRAMS_PER_UNIT = 500;
const grams = `f.quantity * ${GRAMS_PER_UNIT}`;

/** One place where figures, their records and their public form are told what to count. */
export const figureQueries: Readonly<Record<FigureCode, FigureQuery>> = {
  'posts.open': list('employment', 'demand', '1', 'post.read'), 'posts.headcount': list('employment', 'demand', 'f.quantity', 'post.read'),
  'workers.open': list('employment', 'supply', 'f.quantity', 'worker.read'),
  'order-lines.open': list('produce', 'demand', '1', 'order-line.read'), 'order-lines.grams': list('produce', 'demand', grams, 'order-line.read'),
  'lots.open': list('produce', 'supply', '1', 'lot.read'), 'lots.grams': list('produce', 'supply', grams, 'lot.read'),
  'matched.people': { source: 'pair', where: `f.market = 'employment'`, amount: 'f.quantity', sees: 'employment-proposal.read' },
  'matched.grams': { source: 'pair', where: `f.market = 'produce'`, amount: grams, sees: 'produce-proposal.read' },
  'placed.total': agreed('employment', 'f.quantity', 'placement.read'),
  // Who was placed in which tier says something of a household: only who reads workers sees those rows.
  'placed.tier-1': agreed('employment', 'f.quantity', 'worker.read', 1), 'placed.tier-2': agreed('employment', 'f.quantity', 'worker.read', 2),
  'placed.tier-3': agreed('employment', 'f.quantity', 'worker.read', 3), 'placed.tier-4': agreed('employment', 'f.quantity', 'worker.read', 4),
  'placed.on-the-job': { source: 'agreement', where: `f.market = 'employment' and f.open and f.arrived_on is not null`, amount: 'f.quantity', sees: 'placement.read' },
  'retention.due-1': retention(1, false), 'retention.kept-1': retention(1, true), 'retention.due-3': retention(3, false), 'retention.kept-3': retention(3, true), 'retention.due-6': retention(6, false), 'retention.kept-6': retention(6, true),
  'contracts.lines': agreed('produce', '1', 'contract-line.read'), 'contracts.grams': agreed('produce', grams, 'contract-line.read'), 'contracts.fen': agreed('produce', 'coalesce(f.amount_fen, 0)', 'contract-line.read'),
  'projects.count': project('1'), 'projects.total-fen': project('f.total_fen'), 'projects.grant-fen': project('f.grant_fen'), 'projects.paid-fen': project('f.paid_fen'),
};
