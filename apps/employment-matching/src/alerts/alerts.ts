import type { DataSource, EntityManager } from 'typeorm';
import { type alerts as operations, type AlertView, notFound, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { Parameters, regionSql, scopeOf, scopeSql } from '@jiedui/access';
import { todayInShanghai } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import type { Protection } from '@jiedui/protection';
import { containing, keysetPage } from '../households/keyset-page.js';
import { shownWorkers } from '../households/shown-workers.js';
import { alertEvent, type AlertRow, alertScope, alertSelect, alertView, isOpen, type StepRow } from './alert-row.js';

/** Alerts that one household or worker shows, the latest first. */
const MOST = 50;

/** Reads alerts: lists, one with its history. */
export class Alerts {
  constructor(private readonly dataSource: DataSource, private readonly protection: Protection) {}

  async list(call: Call, query: RequestOf<typeof operations.list>): Promise<ReplyOf<typeof operations.list>> {
    // What is to be done is worked off from the oldest day; else the last change comes first.
    const { ids, ...page } = await keysetPage(this.dataSource, {
      from: 'alert a', id: 'a.id', sort: query.due === undefined ? { column: 'a.updated_at', type: 'timestamptz', ascending: false } : { column: 'a.due_on', type: 'date', ascending: true },
      where: (parameters) => {
        const where = [scopeSql(call.scope, call.actor, alertScope, parameters)];
        for (const [column, value] of [['programme', query.programme], ['state', query.state], ['cause', query.cause]] as const) if (value !== undefined) where.push(`a.${column} = ${parameters.add(value)}`);
        if (query.region !== undefined) where.push(regionSql('a.region', query.region, parameters));
        if (query.due !== undefined) where.push(isOpen);
        if (query.due === 'late') where.push(`a.due_on < ${parameters.add(todayInShanghai())}::date`);
        if (query.search !== undefined && query.search.trim() !== '') where.push(this.meets(call, query.search, parameters));
        return where;
      },
    }, query);
    const shown = new Map((await this.views(this.dataSource.manager, call, 'a.id = any($1::uuid[])', [ids])).map((view) => [view.id, view]));
    return { items: ids.flatMap((id) => { const view = shown.get(id); return view === undefined ? [] : [view]; }), ...page };
  }

  async get(call: Call, id: string): Promise<ReplyOf<typeof operations.get>> {
    const parameters = new Parameters(), scope = scopeSql(call.scope, call.actor, alertScope, parameters);
    const [alert] = await this.views(this.dataSource.manager, call, `a.id = ${parameters.add(id)} and ${scope}`, parameters.values);
    if (alert === undefined) return notFound();
    const steps: StepRow[] = await this.dataSource.query('select at, by_name, act, on_day::text as on_day, assignee, due_on::text as due_on, measure, reason, words from alert_step where alert_id = $1 order by id desc limit 500', [id]);
    return { alert, history: steps.map(alertEvent) };
  }

  /** The alerts of one household or worker that the caller reads, open ones first. */
  async of(call: Call, column: 'a.household_id' | 'a.worker_id', id: string): Promise<AlertView[]> {
    const parameters = new Parameters(), scope = scopeSql(scopeOf(call.actor, 'alert.read'), call.actor, alertScope, parameters);
    return this.views(this.dataSource.manager, call, `${column} = ${parameters.add(id)} and ${scope}`, parameters.values, `order by (${isOpen}) desc, a.updated_at desc, a.id limit ${MOST}`);
  }

  /** One alert as it now stands, in the transaction that changed it. */
  async now(manager: EntityManager, call: Call, id: string): Promise<AlertView> {
    const [view] = await this.views(manager, call, 'a.id = $1', [id]);
    return view ?? notFound();
  }

  private async views(manager: EntityManager, call: Call, where: string, values: readonly unknown[], order = ''): Promise<AlertView[]> {
    const rows: AlertRow[] = await manager.query(`${alertSelect} where ${where} ${order}`, [...values]), today = todayInShanghai();
    const workers = await shownWorkers(this.dataSource, this.protection, call, rows.flatMap((row) => (row.worker_id === null ? [] : [row.worker_id])));
    return rows.map((row) => alertView(row, call, row.worker_id === null ? undefined : workers.get(row.worker_id), today));
  }

  /** Numbers of household and worker; the worker's for those who read the list. */
  private meets(call: Call, search: string, parameters: Parameters): string {
    const like = parameters.add(containing(search)), reading = scopeSql(scopeOf(call.actor, 'worker.read'), call.actor, alertScope, parameters);
    return `(exists (select from household h where h.id = a.household_id and (h.number ilike ${like} or h.township ilike ${like})) or (${reading} and exists (select from worker w where w.id = a.worker_id and w.external_id ilike ${like})))`;
  }
}
