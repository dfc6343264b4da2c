import { type Actor, type CostBearer, costBearerNames, type DepartureAct, type DepartureActor, DepartureContact, type DepartureEvent, type DepartureState, departureStateNames, type DepartureView, type DepartureCancelReason, departureCancelReasonNames, type Permission, type Vehicle, vehicleNames } from '@jiedui/contracts';
import { inScope, type Parameters, type Scope, scopeOf, scopeSql } from '@jiedui/access';
import type { Call } from '@jiedui/messaging';
import { maskName, maskPhone, type Protection } from '@jiedui/protection';
import { isWithin, regionName } from '@jiedui/reference-data';
import { placementScope, placementTables } from '../placements/placement-row.js';
import { departureActs, departureRule } from './departure-rules.js';

/** A departure with its counts, as the driver gives it. Days come as text. */
export interface DepartureRow {
  id: string; programme: string; region: string; supporter: string | null; state: DepartureState; leaves_on: string; leaves_at: string; meeting_place: string; destination: string; vehicle: Vehicle; vehicle_number: string | null; seats: number; costs: CostBearer; contact: Buffer;
  departed_on: string | null; cancel_reason: DepartureCancelReason | null; cancel_words: string | null; version: number; updated_at: Date; people: number; own: number; stayed: number;
}

/** Columns of a departure, for the alias `v`, without its counts. */
export const departureColumns = `v.id, v.programme, v.region, v.supporter, v.state, v.leaves_on::text as leaves_on, v.leaves_at, v.meeting_place, v.destination, v.vehicle, v.vehicle_number, v.seats, v.costs, v.contact, v.departed_on::text as departed_on, v.cancel_reason, v.cancel_words, v.version, v.updated_at`;
/** Passengers `q` with their placement `p`, its post `d` and worker `s`. */
export const passengerTables = `${placementTables} join departure_passenger q on q.placement_id = p.id`;
/** Those who are on a departure or left with it, as SQL. */
const aboard = `q.state in ('seated', 'departed')`;

/** Placements that the caller reads, for {@link passengerTables}. */
export function readsPlacements(actor: Actor, parameters: Parameters): string {
  return scopeSql(scopeOf(actor, 'placement.read'), actor, placementScope, parameters);
}

/** The select all readers of departures share; `own` counts the passengers whose placements this reader reads. */
export function departureSelect(actor: Actor, parameters: Parameters): string {
  const counted = (condition: string): string => `(select count(*)::int from departure_passenger q where q.departure_id = v.id and ${condition})`;
  return `select ${departureColumns}, ${counted(aboard)} as people, ${counted(`q.state = 'stayed'`)} as stayed, (select count(*)::int from ${passengerTables} where q.departure_id = v.id and ${aboard} and ${readsPlacements(actor, parameters)}) as own from departure v`;
}

/** A supporter's office stands on the supporter's end of a departure, everybody else on the county's: 重庆市 and 湖北省 are both. */
function scopesOf(actor: Actor, permission: Permission): { readonly county: Scope; readonly supporter: Scope } {
  const of = (isSupporter: boolean): Scope => scopeOf({ ...actor, grants: actor.grants.filter((grant) => (grant.role === 'supporter-office') === isSupporter) }, permission);
  return { county: of(false), supporter: of(true) };
}

/** Departures `v` that the caller reads: of its place, as the supporter who plans with the county, or with people for its posts. */
export function readsDepartures(actor: Actor, parameters: Parameters): string {
  const { county, supporter } = scopesOf(actor, 'departure.read'), of = (region: string) => ({ programme: 'v.programme', regions: [region], organisations: [], createdBy: null });
  const forPosts = scopeSql(county, actor, { programme: 'p.programme', regions: [], organisations: ['d.organisation'], createdBy: null }, parameters);
  return `(coalesce(${scopeSql(county, actor, of('v.region'), parameters)}, false) or coalesce(${scopeSql(supporter, actor, of('v.supporter'), parameters)}, false) or exists (select from ${passengerTables} where q.departure_id = v.id and q.state <> 'released' and ${forPosts}))`;
}

/** Where a departure belongs. */
export interface DeparturePlace { readonly programme: string; readonly region: string; readonly supporter: string | null }

/** Who the caller is to a departure. */
export function departureActors({ actor }: Pick<Call, 'actor'>, { programme, region, supporter }: DeparturePlace): DepartureActor[] {
  const within = (scope: Scope, place: string): boolean => inScope(scope, { programme, regions: [place], organisations: [] }, actor, isWithin), planning = scopesOf(actor, 'departure.plan');
  return [
    ...(within(planning.county, region) || (supporter !== null && within(planning.supporter, supporter)) ? ['planner' as const] : []),
    ...(within(scopeOf(actor, 'placement.send-off'), region) ? ['county' as const] : []),
  ];
}

/** Where the contact of a departure is sealed for: it opens in no other row. */
function place(id: string): string { return `departure|contact|${id}`; }

export function sealContact(protection: Protection, id: string, contact: DepartureContact): Buffer { return protection.sealBytes(Buffer.from(JSON.stringify(contact)), place(id)); }
export function openContact(protection: Protection, { id, contact }: Pick<DepartureRow, 'id' | 'contact'>): DepartureContact { return DepartureContact.parse(JSON.parse(protection.openBytes(contact, place(id)).toString('utf8'))); }

/** The departure as its reader sees it; the contact in full for those who plan it. */
export function departureView(row: DepartureRow, call: Pick<Call, 'actor'>, protection: Protection, today: string): DepartureView {
  const actors = departureActors(call, row), masked = actors.length === 0, contact = openContact(protection, row);
  return {
    id: row.id, programme: row.programme, region: row.region, regionName: regionName(row.region), supporter: row.supporter === null ? null : { region: row.supporter, name: regionName(row.supporter) }, state: row.state, stateName: departureStateNames[row.state],
    leavesOn: row.leaves_on, leavesAt: row.leaves_at, meetingPlace: row.meeting_place, destination: row.destination, vehicle: row.vehicle, vehicleName: vehicleNames[row.vehicle], vehicleNumber: row.vehicle_number, seats: row.seats, costs: row.costs, costsName: costBearerNames[row.costs],
    contact: masked ? { name: maskName(contact.name), phone: maskPhone(contact.phone), masked } : { ...contact, masked }, people: row.people, own: row.own, stayed: row.stayed,
    due: row.state === 'planned' && row.leaves_on <= today, departedOn: row.departed_on, cancelled: row.cancel_reason === null ? null : { reasonName: departureCancelReasonNames[row.cancel_reason], words: row.cancel_words },
    acts: departureActs(row.state, actors), version: row.version, updatedAt: row.updated_at.toISOString(),
  };
}

/** A step of a departure as the driver gives it. */
export interface DepartureStepRow { at: Date; by_name: string; act: DepartureAct; people: number | null; words: string | null }

/** A step in words. */
export function departureEvent(row: DepartureStepRow): DepartureEvent {
  return { at: row.at.toISOString(), by: row.by_name, act: row.act, actName: departureRule(row.act).name, people: row.people, words: row.words };
}
