import type { DataSource, EntityManager } from 'typeorm';
import { type departures as operations, type DepartureView, notFound, type Passenger, placementStateNames, type PlacementState, type ReplyOf, type RequestOf, type SeatState, seatStateNames, type SplitGroup, type StayReason, stayReasonNames } from '@jiedui/contracts';
import { Parameters, regionSql, scopeOf, scopeSql } from '@jiedui/access';
import { todayInShanghai } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import type { Protection } from '@jiedui/protection';
import { regionName } from '@jiedui/reference-data';
import { containing, keysetPage } from '../households/keyset-page.js';
import { nameIn, shownWorkers } from '../households/shown-workers.js';
import { departureColumns, departureEvent, type DepartureRow, departureSelect, type DepartureStepRow, departureView, passengerTables, readsDepartures, readsPlacements } from './departure-row.js';

/** Split groups that one departure names. */
const MOST_GROUPS = 100;
interface PassengerRow { id: string; worker_id: string; s_external_id: string; s_title: string; s_region: string; d_title: string; d_organisation_name: string; d_region: string; start_on: string | null; state: SeatState; reason: StayReason | null }

/** Reads group departures: pages, one with its history, who is on it. */
export class Departures {
  constructor(private readonly dataSource: DataSource, private readonly protection: Protection) {}

  async list(call: Call, query: RequestOf<typeof operations.list>): Promise<ReplyOf<typeof operations.list>> {
    const today = todayInShanghai();
    const { ids, ...page } = await keysetPage(this.dataSource, {
      from: 'departure v', id: 'v.id', sort: { column: 'v.leaves_on', type: 'date', ascending: query.due === 'now' },
      where: (parameters) => {
        const where = [readsDepartures(call.actor, parameters)];
        for (const [column, value] of [['programme', query.programme], ['state', query.state]] as const) if (value !== undefined) where.push(`v.${column} = ${parameters.add(value)}`);
        if (query.region !== undefined) where.push(regionSql('v.region', query.region, parameters));
        if (query.from !== undefined) where.push(`v.leaves_on >= ${parameters.add(query.from)}::date`);
        if (query.to !== undefined) where.push(`v.leaves_on <= ${parameters.add(query.to)}::date`);
        if (query.due === 'now') where.push(`v.state = 'planned' and v.leaves_on <= ${parameters.add(today)}::date`);
        if (query.search !== undefined && query.search.trim() !== '') { const like = parameters.add(containing(query.search)); where.push(`(v.meeting_place ilike ${like} or v.destination ilike ${like} or v.vehicle_number ilike ${like})`); }
        return where;
      },
    }, query);
    const parameters = new Parameters(), select = departureSelect(call.actor, parameters);
    const rows: DepartureRow[] = await this.dataSource.query(`${select} where v.id = any(${parameters.add(ids)}::uuid[])`, parameters.values), shown = new Map(rows.map((row) => [row.id, departureView(row, call, this.protection, today)]));
    return { items: ids.flatMap((id) => { const view = shown.get(id); return view === undefined ? [] : [view]; }), ...page };
  }

  async get(call: Call, id: string): Promise<ReplyOf<typeof operations.get>> {
    await this.reached(this.dataSource.manager, call, id);
    const steps: DepartureStepRow[] = await this.dataSource.query('select at, by_name, act, people, words from departure_step where departure_id = $1 order by id desc limit 500', [id]);
    return { departure: await this.now(this.dataSource.manager, call, id), history: steps.map(departureEvent), groups: await this.splitGroups(call, id) };
  }

  async passengers(call: Call, { id, state, search, ...query }: RequestOf<typeof operations.passengers>): Promise<ReplyOf<typeof operations.passengers>> {
    await this.reached(this.dataSource.manager, call, id);
    const { ids, ...page } = await keysetPage(this.dataSource, {
      from: passengerTables, id: 'q.placement_id', sort: { column: 'q.seated_at', type: 'timestamptz', ascending: true },
      where: (parameters) => {
        const where = [`q.departure_id = ${parameters.add(id)}`, state === undefined ? `q.state <> 'released'` : `q.state = ${parameters.add(state)}`, readsPlacements(call.actor, parameters)];
        if (search !== undefined && search.trim() !== '') { const like = parameters.add(containing(search)); where.push(`(s.external_id ilike ${like} or s.title ilike ${like} or d.title ilike ${like} or d.organisation_name ilike ${like})`); }
        return where;
      },
    }, query);
    const shown = new Map((await this.passengerViews(call, id, ids)).map((one) => [one.placementId, one]));
    return { items: ids.flatMap((one) => { const view = shown.get(one); return view === undefined ? [] : [view]; }), ...page };
  }

  /** Everybody the caller sees on a departure, for its printed list; in order of employer and group. */
  async everybody(call: Call, id: string): Promise<Passenger[]> {
    const parameters = new Parameters(), reads = readsPlacements(call.actor, parameters);
    const found: { id: string }[] = await this.dataSource.query(`select q.placement_id as id from ${passengerTables} where q.departure_id = ${parameters.add(id)} and q.state <> 'released' and ${reads} order by d.organisation_name, s.texts ->> 'travelGroup', s.external_id, q.placement_id`, parameters.values);
    const shown = new Map((await this.passengerViews(call, id, found.map((one) => one.id))).map((one) => [one.placementId, one]));
    return found.flatMap((one) => { const view = shown.get(one.id); return view === undefined ? [] : [view]; });
  }

  /** The departure where the caller reads it, else 404; `lock` for whoever changes it, in a way that lines of its history can still be written beside. */
  async reached(manager: EntityManager, call: Call, id: string, lock = false): Promise<Omit<DepartureRow, 'people' | 'own' | 'stayed'>> {
    const parameters = new Parameters(), reads = readsDepartures(call.actor, parameters);
    const [row]: DepartureRow[] = await manager.query(`select ${departureColumns} from departure v where v.id = ${parameters.add(id)} and ${reads}${lock ? ' for no key update of v' : ''}`, parameters.values);
    return row ?? notFound();
  }

  /** One departure as it now stands, in the transaction that changed it. */
  async now(manager: EntityManager, call: Call, id: string): Promise<DepartureView> {
    const parameters = new Parameters(), select = departureSelect(call.actor, parameters);
    const [row]: DepartureRow[] = await manager.query(`${select} where v.id = ${parameters.add(id)}`, parameters.values);
    return row === undefined ? notFound() : departureView(row, call, this.protection, todayInShanghai());
  }

  private async passengerViews(call: Call, id: string, placementIds: readonly string[]): Promise<Passenger[]> {
    const rows: PassengerRow[] = await this.dataSource.query(
      `select p.id, p.worker_id, s.external_id as s_external_id, s.title as s_title, s.region as s_region, d.title as d_title, d.organisation_name as d_organisation_name, d.region as d_region, p.start_on::text as start_on, q.state, q.reason
        from ${passengerTables} where q.departure_id = $1 and q.placement_id = any($2::uuid[])`, [id, placementIds]);
    const workers = await shownWorkers(this.dataSource, this.protection, call, rows.map((row) => row.worker_id));
    return rows.map((row) => {
      const worker = workers.get(row.worker_id);
      return {
        placementId: row.id, workerId: row.worker_id, workerExternalId: row.s_external_id, workerTitle: row.s_title, name: worker === undefined ? null : nameIn(worker), phone: worker?.cells['phone'] ?? null, group: worker?.cells['travelGroup'] ?? null, unitName: regionName(row.s_region),
        postTitle: row.d_title, employer: row.d_organisation_name, postRegionName: regionName(row.d_region), startOn: row.start_on, state: row.state, stateName: seatStateNames[row.state], reason: row.reason, reasonName: row.reason === null ? null : stayReasonNames[row.reason],
      };
    });
  }

  /** Travel groups of which some are aboard and others are not, for those who read these workers. Who withdrew from the list and is placed nowhere is missed by nobody. */
  private async splitGroups(call: Call, id: string): Promise<SplitGroup[]> {
    const parameters = new Parameters(), departure = parameters.add(id);
    const reads = scopeSql(scopeOf(call.actor, 'worker.read'), call.actor, { programme: 's.programme', regions: ['s.region'], organisations: ['s.organisation'], createdBy: null }, parameters);
    const rows: { group_key: string; label: string | null; aboard: number; worker_id: string; external_id: string; title: string; placement_id: string | null; state: PlacementState | null }[] = await this.dataSource.query(
      `with on_it as (select s.programme, s.region, s.features ->> 'travelGroup' as group_key, s.texts ->> 'travelGroup' as label, count(*)::int as aboard from ${passengerTables}
          where q.departure_id = ${departure} and q.state in ('seated', 'departed') and s.features ->> 'travelGroup' is not null and ${reads} group by 1, 2, 3, 4)
        select * from (select dense_rank() over (order by g.group_key) as place, g.group_key, g.label, g.aboard, w.id as worker_id, w.external_id, w.title, p.id as placement_id, p.state from on_it g join worker w on w.programme = g.programme and w.region = g.region and w.features ->> 'travelGroup' = g.group_key
          left join placement p on p.worker_id = w.id and p.state <> 'ended' where (p.id is not null or w.status = 'open') and not exists (select from departure_passenger q where q.departure_id = ${departure} and q.placement_id = p.id and q.state in ('seated', 'departed'))) missed
        where place <= ${MOST_GROUPS} order by group_key, external_id`, parameters.values);
    const groups = new Map<string, SplitGroup>();
    for (const row of rows) {
      const group = groups.get(row.group_key) ?? { group: row.label ?? row.group_key, aboard: row.aboard, missing: [] };
      groups.set(row.group_key, { ...group, missing: [...group.missing, { workerId: row.worker_id, workerExternalId: row.external_id, workerTitle: row.title, placementId: row.placement_id, state: row.state, stateName: row.state === null ? null : placementStateNames[row.state] }] });
    }
    return [...groups.values()];
  }
}
