import type { DataSource, EntityManager } from 'typeorm';
import { householdClassNames, HouseholdClass, type households as operations, type HouseholdView, type HouseholdWorker, notFound, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { Parameters, regionSql, scopeSql } from '@jiedui/access';
import { ERASED, listScopeColumns } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import type { Protection } from '@jiedui/protection';
import type { Alerts } from '../alerts/alerts.js';
import { type EventRow, householdColumns, householdEvent, type HouseholdRow, householdScope, householdView } from './household-row.js';
import { containing, keysetPage } from './keyset-page.js';
import { contradicts, isListedIn, listedClass, listedNumber } from './listed-households.js';
import { nameIn, shownWorkers } from './shown-workers.js';

/** Entries of the list that one household shows; none has more people. */
const MOST_WORKERS = 50;

/** Reads the register: lists, one household with its history, the household of a worker. */
export class Households {
  constructor(private readonly dataSource: DataSource, private readonly protection: Protection, private readonly alerts: Alerts) {}

  async list(call: Call, query: RequestOf<typeof operations.list>): Promise<ReplyOf<typeof operations.list>> {
    const { ids, ...page } = await keysetPage(this.dataSource, {
      from: 'household h', id: 'h.id', sort: { column: 'h.updated_at', type: 'timestamptz', ascending: false },
      where: (parameters) => {
        const where = [scopeSql(call.scope, call.actor, householdScope, parameters)];
        for (const [column, value] of [['programme', query.programme], ['state', query.state], ['class', query.class], ['reason', query.reason], ['relocated', query.relocated]] as const) if (value !== undefined) where.push(`h.${column} = ${parameters.add(value)}`);
        if (query.region !== undefined) where.push(regionSql('h.region', query.region, parameters));
        if (query.todo === 'complete') where.push(`h.reason is null and h.state = 'monitored'`);
        if (query.todo === 'look') where.push(`exists (select from worker w where ${isListedIn('w', 'h')} and ${contradicts('w', 'h')})`);
        if (query.search !== undefined && query.search.trim() !== '') { const like = parameters.add(containing(query.search)); where.push(`(h.number ilike ${like} or h.township ilike ${like})`); }
        return where;
      },
    }, query);
    const rows = new Map((await this.rows(this.dataSource.manager, ids)).map((row) => [row.id, row]));
    return { items: ids.flatMap((id) => { const row = rows.get(id); return row === undefined ? [] : [householdView(row, call)]; }), ...page };
  }

  async get(call: Call, id: string): Promise<ReplyOf<typeof operations.get>> {
    const parameters = new Parameters();
    const [row]: HouseholdRow[] = await this.dataSource.query(`select ${householdColumns} from household h where h.id = ${parameters.add(id)} and ${scopeSql(call.scope, call.actor, householdScope, parameters)}`, parameters.values);
    if (row === undefined) return notFound();
    const events: EventRow[] = await this.dataSource.query(
      `select e.id, e.at, e.by_name, e.act, e.on_day::text as on_day, e.from_state, e.to_state, e.class_from, e.class_to, e.reason, e.words, e.changes, e.corrects, exists (select from household_event l where l.corrects = e.id) as corrected
        from household_event e where e.household_id = $1 order by e.id desc limit 500`, [id]);
    return { household: householdView(row, call), history: events.map(householdEvent), workers: await this.workers(call, id), alerts: await this.alerts.of(call, 'a.household_id', id) };
  }

  /** The household that an entry of the list names, which may be none of the register, and the alerts of the worker. */
  async ofWorker(call: Call, id: string): Promise<ReplyOf<typeof operations.ofWorker>> {
    const parameters = new Parameters();
    const [entry]: { number: string | null }[] = await this.dataSource.query(
      `select nullif(${listedNumber('worker')}, '') as number from worker where id = ${parameters.add(id)} and natural_key not like '${ERASED}%' and ${scopeSql(call.scope, call.actor, listScopeColumns, parameters)}`, parameters.values);
    if (entry === undefined) return notFound();
    const [row]: (HouseholdRow & { contradicts: boolean })[] = await this.dataSource.query(`select ${householdColumns}, ${contradicts('x', 'h')} as contradicts from household h join worker x on ${isListedIn('x', 'h')} where x.id = $1`, [id]);
    return { number: entry.number, household: row === undefined ? null : householdView(row, call), contradicts: row?.contradicts === true, alerts: await this.alerts.of(call, 'a.worker_id', id) };
  }

  /** One household as it now stands, in the transaction that changed it. */
  async now(manager: EntityManager, call: Call, id: string): Promise<HouseholdView> {
    const [row] = await this.rows(manager, [id]);
    return row === undefined ? notFound() : householdView(row, call);
  }

  private async rows(manager: EntityManager, ids: readonly string[]): Promise<HouseholdRow[]> {
    return manager.query(`select ${householdColumns} from household h where h.id = any($1::uuid[])`, [[...ids]]);
  }

  private async workers(call: Call, household: string): Promise<HouseholdWorker[]> {
    const found: { id: string; class: HouseholdClass | null; contradicts: boolean }[] = await this.dataSource.query(
      `select w.id, ${listedClass('w')} as class, ${contradicts('w', 'h')} as contradicts from household h join worker w on ${isListedIn('w', 'h')} where h.id = $1 order by w.external_id, w.id limit ${MOST_WORKERS}`, [household]);
    const shown = await shownWorkers(this.dataSource, this.protection, call, found.map((one) => one.id));
    return found.flatMap((one) => {
      const row = shown.get(one.id);
      return row === undefined ? [] : [{ id: row.id, externalId: row.externalId, title: row.title, name: nameIn(row), tier: row.tier, status: row.status, class: one.class, className: one.class === null ? null : householdClassNames[one.class], contradicts: one.contradicts }];
    });
  }
}
