import type { DataSource, EntityManager } from 'typeorm';
import { type EventCounty, type EventEnterprise, notFound, type recruitmentEvents as operations, type RecruitmentEventView, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { Parameters, regionSql, scopeOf, scopeSql } from '@jiedui/access';
import type { Call } from '@jiedui/messaging';
import { regionName } from '@jiedui/reference-data';
import { containing, keysetPage } from '../households/keyset-page.js';
import { type EventRow, eventScope, eventSelect, eventStep, type EventStepRow, eventView, placedAt, placedCount } from './event-row.js';

type Filters = RequestOf<typeof operations.sums>;

/** Reads recruitment events: pages, sums, one with its firms, counties and history. */
export class RecruitmentEvents {
  constructor(private readonly dataSource: DataSource) {}

  async list(call: Call, query: RequestOf<typeof operations.list>): Promise<ReplyOf<typeof operations.list>> {
    const { ids, ...page } = await keysetPage(this.dataSource, { from: 'recruitment_event e', id: 'e.id', sort: { column: 'e.starts_on', type: 'date', ascending: false }, where: (parameters) => conditions(call, query, parameters) }, query);
    const rows: EventRow[] = await this.dataSource.query(`${eventSelect(placedCount)} where e.id = any($1::uuid[])`, [ids]), shown = new Map(rows.map((row) => [row.id, eventView(row, call)]));
    return { items: ids.flatMap((id) => { const view = shown.get(id); return view === undefined ? [] : [view]; }), ...page };
  }

  async sums(call: Call, query: Filters): Promise<ReplyOf<typeof operations.sums>> {
    // A placement that meets several of the events is one placement.
    const parameters = new Parameters(), where = conditions(call, query, parameters).join(' and ');
    const [sums]: ReplyOf<typeof operations.sums>[] = await this.dataSource.query(
      `select count(*)::int as events, (count(*) filter (where o.state in ('held', 'closed')))::int as "heldEvents", coalesce(sum(o.enterprises), 0)::float8 as enterprises, coalesce(sum(o.posts), 0)::float8 as posts, coalesce(sum(o.quota), 0)::float8 as quota, sum(o.attended)::float8 as attended, sum(o.hires)::float8 as hires,
        (select count(distinct met.id)::float8 from recruitment_event e cross join lateral (select p.id ${placedAt}) met where ${where} and e.state <> 'cancelled') as placed from (${eventSelect('0')} where ${where} and e.state <> 'cancelled') o`, parameters.values);
    return sums ?? notFound();
  }

  async get(call: Call, id: string): Promise<ReplyOf<typeof operations.get>> {
    const row = await this.reached(this.dataSource.manager, call, id), { manager } = this.dataSource;
    const enterprises: EventEnterprise[] = await manager.query(
      `with placed as (select d.organisation_name as name, count(*)::int as n from recruitment_event e cross join lateral (select d.organisation_name ${placedAt}) d where e.id = $1 group by 1)
        select n.name, n.posts, n.hires, coalesce(placed.n, 0) as placed from recruitment_event_enterprise n left join placed on placed.name = n.name where n.event_id = $1 order by n.name`, [id]);
    const counties: Omit<EventCounty, 'regionName'>[] = await manager.query(
      `with placed as (select s.region, count(*)::int as n from recruitment_event e cross join lateral (select s.region ${placedAt}) s where e.id = $1 group by 1)
        select c.region, c.quota, c.attended, coalesce(placed.n, 0) as placed from recruitment_event_county c left join placed on placed.region = c.region where c.event_id = $1 order by c.region`, [id]);
    const steps: EventStepRow[] = await manager.query('select at, by_name, act, words from recruitment_event_step where event_id = $1 order by id desc limit 200', [id]);
    return { event: eventView(row, call), enterprises, counties: counties.map((one) => ({ ...one, regionName: regionName(one.region) })), history: steps.map(eventStep) };
  }

  /** The event where the caller reads it, else 404; `lock` for whoever changes it, without its placements. */
  async reached(manager: EntityManager, call: Call, id: string, lock = false): Promise<EventRow> {
    const counts = lock ? '0' : placedCount, parameters = new Parameters(), scope = scopeSql(scopeOf(call.actor, 'recruitment-event.read'), call.actor, eventScope, parameters), at = parameters.add(id);
    if (lock) await manager.query('select id from recruitment_event where id = $1 for update', [id]);
    const [row]: EventRow[] = await manager.query(`${eventSelect(counts)} where e.id = ${at} and ${scope}`, parameters.values);
    return row ?? notFound();
  }

  /** One event as it now stands, in the transaction that changed it. */
  async now(manager: EntityManager, call: Call, id: string): Promise<RecruitmentEventView> {
    const [row]: EventRow[] = await manager.query(`${eventSelect(placedCount)} where e.id = $1`, [id]);
    return row === undefined ? notFound() : eventView(row, call);
  }
}

function conditions(call: Call, query: Filters, parameters: Parameters): string[] {
  const where = [scopeSql(call.scope, call.actor, eventScope, parameters)];
  for (const [column, value] of [['programme', query.programme], ['state', query.state], ['kind', query.kind]] as const) if (value !== undefined) where.push(`e.${column} = ${parameters.add(value)}`);
  if (query.year !== undefined) where.push(`e.starts_on >= ${parameters.add(`${query.year}-01-01`)}::date and e.starts_on <= ${parameters.add(`${query.year}-12-31`)}::date`);
  if (query.region !== undefined) where.push(`(${regionSql('e.region', query.region, parameters)} or exists (select from recruitment_event_county c where c.event_id = e.id and ${regionSql('c.region', query.region, parameters)}))`);
  if (query.search !== undefined && query.search.trim() !== '') { const like = parameters.add(containing(query.search)); where.push(`(e.name ilike ${like} or e.place ilike ${like} or e.organiser ilike ${like} or exists (select from recruitment_event_enterprise n where n.event_id = e.id and n.name ilike ${like}))`); }
  return where;
}
