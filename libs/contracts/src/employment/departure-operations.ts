import { z } from 'zod';
import { operation } from '../operation.js';
import { Text2 } from '../matching/explanation.js';
import { FilePiece, PageRequest, pageOf } from '../paging.js';
import { Day, Id, Instant, ProgrammeCode, RegionCode } from '../units.js';
import { CostBearer, DEPARTURE_SEATS, DepartureAct, DepartureCancelReason, DepartureState, SeatState, StatedStayReason, StayReason, Vehicle } from './departure-states.js';
import { BULK_PLACEMENTS, placements, SkippedPlacement } from './placement-operations.js';
import { PlacementState } from './placement-states.js';

const service = 'employment' as const;
/** Text that people type: trimmed, without NUL, which PostgreSQL does not store. */
const words = (max: number) => z.string().trim().min(1).max(max).regex(/^[^\u0000]*$/);
/** Hour and minute in Asia/Shanghai. */
const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'HH:MM' });
/** A telephone as people write it: digits, perhaps an area code set off by a hyphen. */
const Telephone = z.string().trim().regex(/^\d[\d-]{4,17}\d$/, { error: '0–9 -' });

/** A day to search by: since the pairings of today began (2014), before 2100. */
const SearchDay = Day.refine((day) => day >= '2014-01-01' && day <= '2100-12-31', { error: '2014-01-01 … 2100-12-31' });

/** Whom to ask on the day. Sealed at rest; in full for the offices that plan and for those who travel, masked for every other reader. */
export const DepartureContact = z.strictObject({ name: words(40), phone: Telephone });
export type DepartureContact = z.infer<typeof DepartureContact>;

/** What is planned: when, from where to where, by what, for how many, at whose cost. */
const plan = {
  leavesOn: Day, leavesAt: Clock, meetingPlace: words(80), destination: words(80), vehicle: Vehicle, vehicleNumber: words(30).optional(), seats: z.int().min(1).max(DEPARTURE_SEATS), costs: CostBearer, contact: DepartureContact,
};

/** A departure as its reader sees it. */
export const DepartureView = z.strictObject({
  id: Id, programme: ProgrammeCode, region: RegionCode, regionName: z.string(), supporter: z.strictObject({ region: RegionCode, name: z.string() }).nullable(), state: DepartureState, stateName: Text2,
  leavesOn: Day, leavesAt: z.string(), meetingPlace: z.string(), destination: z.string(), vehicle: Vehicle, vehicleName: Text2, vehicleNumber: z.string().nullable(), seats: z.int(), costs: CostBearer, costsName: Text2,
  contact: z.strictObject({ name: z.string(), phone: z.string(), masked: z.boolean() }),
  /** People on it: who holds a seat, once it left who left with it. `own` those of them whose placements the reader reads: for an enterprise the arrivals to expect. */
  people: z.int(), own: z.int(), stayed: z.int(),
  /** Planned, and its day has come. */
  due: z.boolean(), departedOn: Day.nullable(), cancelled: z.strictObject({ reasonName: Text2, words: z.string().nullable() }).nullable(),
  acts: z.array(DepartureAct), version: z.int(), updatedAt: Instant,
});
export type DepartureView = z.infer<typeof DepartureView>;

/** A step of a departure; `people` how many it was about. */
export const DepartureEvent = z.strictObject({ at: Instant, by: z.string(), act: DepartureAct, actName: Text2, people: z.int().nullable(), words: z.string().nullable() });
export type DepartureEvent = z.infer<typeof DepartureEvent>;

/** Somebody on a departure, as the reader sees the placement and, where the reader reads that list, the worker; the name masked, and for county offices alone. */
export const Passenger = z.strictObject({
  placementId: Id, workerId: Id, workerExternalId: z.string(), workerTitle: z.string(), name: z.string().nullable(), phone: z.string().nullable(), group: z.string().nullable(), unitName: z.string(),
  postTitle: z.string(), employer: z.string(), postRegionName: z.string(), startOn: Day.nullable(), state: SeatState, stateName: Text2, reason: StayReason.nullable(), reasonName: Text2.nullable(),
});
export type Passenger = z.infer<typeof Passenger>;

/** A travel group of which some are on a departure and others are not: who is missing and where they stand, null where they have no placement. */
export const SplitGroup = z.strictObject({ group: z.string(), aboard: z.int(), missing: z.array(z.strictObject({ workerId: Id, workerExternalId: z.string(), workerTitle: z.string(), placementId: Id.nullable(), state: PlacementState.nullable(), stateName: Text2.nullable() })) });
export type SplitGroup = z.infer<typeof SplitGroup>;

const path = '/api/employment/departures';
const act = (name: string) => ({ method: 'POST' as const, path: `${path}/:id/${name}` });
const step = { id: Id, version: z.int() };
const read = 'departure.read' as const, planning = 'departure.plan' as const, sending = 'placement.send-off' as const;
/** What became of many at once: those done, those left as they were and why. */
const outcome = { departure: DepartureView, done: z.int(), skipped: z.array(SkippedPlacement), reasons: z.array(z.strictObject({ code: z.string(), message: Text2, count: z.int() })) };

/** 集中出发: people of a county who leave for their jobs together (mechanisms E07). */
export const departures = {
  list: operation({ service, name: 'departures.list', http: { method: 'GET', path }, permission: read, request: z.strictObject({
    ...PageRequest, programme: ProgrammeCode.optional(), region: RegionCode.optional(), state: DepartureState.optional(), from: SearchDay.optional(), to: SearchDay.optional(), search: z.string().max(80).optional(),
    /** `now`: planned, and its day has come. */
    due: z.enum(['now']).optional(),
  }), reply: pageOf(DepartureView), summary: { zh: '查询集中出发', en: 'List group departures' } }),
  get: operation({ service, name: 'departures.get', http: { method: 'GET', path: `${path}/:id` }, permission: read, request: z.strictObject({ id: Id }), reply: z.strictObject({ departure: DepartureView, history: z.array(DepartureEvent), groups: z.array(SplitGroup) }), summary: { zh: '集中出发详情', en: 'One group departure' } }),
  passengers: operation({ service, name: 'departures.passengers', http: { method: 'GET', path: `${path}/:id/passengers` }, permission: read, request: z.strictObject({ ...PageRequest, id: Id, state: SeatState.optional(), search: z.string().max(80).optional() }), reply: pageOf(Passenger), summary: { zh: '集中出发人员', en: 'People of a group departure' } }),
  export: operation({ service, name: 'departures.export', http: { method: 'GET', path: `${path}/:id/passengers.xlsx` }, audited: true, permission: read, request: z.strictObject({ id: Id, seq: z.coerce.number().int().min(0).default(0) }), reply: FilePiece, download: true, timeoutMs: 20_000, summary: { zh: '导出乘车名单', en: 'The passenger list as a workbook' } }),
  /** By the county, or by the office of a supporter that is paired with it, which then is named. */
  plan: operation({ service, name: 'departures.plan', http: { method: 'POST', path }, permission: planning, creates: true, request: z.strictObject({ programme: ProgrammeCode, region: RegionCode, supporter: RegionCode.optional(), ...plan }), reply: DepartureView, summary: { zh: '计划集中出发', en: 'Plan a group departure' } }),
  change: operation({ service, name: 'departures.change', http: act('change'), permission: planning, request: z.strictObject({ ...step, ...plan }), reply: DepartureView, summary: { zh: '修改集中出发', en: 'Change a group departure' } }),
  /** Placements by ids or by the filters of their list; with `withGroups` also those who travel with them. Groups are seated whole or not at all. */
  seat: operation({ service, name: 'departures.seat', http: act('seat'), permission: sending, request: z.strictObject({
    ...step, ids: z.array(Id).max(BULK_PLACEMENTS).optional(), filter: placements.confirm.request.shape.filter, withGroups: z.boolean().default(false),
  }), reply: z.strictObject(outcome), timeoutMs: 20_000, summary: { zh: '安排出发人员', en: 'Seat people on a departure' } }),
  unseat: operation({ service, name: 'departures.unseat', http: act('unseat'), permission: sending, request: z.strictObject({ ...step, ids: z.array(Id).min(1).max(DEPARTURE_SEATS) }), reply: DepartureView, summary: { zh: '移出出发人员', en: 'Take people off a departure' } }),
  /** Everybody on it departs, but for those who stayed, by placement with the reason. */
  depart: operation({ service, name: 'departures.depart', http: act('depart'), permission: sending, request: z.strictObject({ ...step, on: Day, stayed: z.array(z.strictObject({ id: Id, reason: StatedStayReason })).max(DEPARTURE_SEATS).default([]) }), reply: z.strictObject(outcome), timeoutMs: 20_000, summary: { zh: '集中出发', en: 'A group departs' } }),
  cancel: operation({ service, name: 'departures.cancel', http: act('cancel'), permission: planning, request: z.strictObject({ ...step, reason: DepartureCancelReason, words: words(200).optional() }), reply: DepartureView, summary: { zh: '取消集中出发', en: 'Cancel a group departure' } }),
};
