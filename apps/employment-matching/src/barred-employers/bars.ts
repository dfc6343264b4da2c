import type { DataSource, EntityManager } from 'typeorm';
import { type barredEmployers as operations, barReasonNames, type BarView, endsWhenBarred, looksWhenBarred, notFound, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { Parameters, scopeOf, scopeSql } from '@jiedui/access';
import { employerKey } from '@jiedui/lists';
import type { Call } from '@jiedui/messaging';
import { regionName } from '@jiedui/reference-data';
import { containing, keysetPage } from '../households/keyset-page.js';
import { barredSql } from './barred.js';
import { bars, type BarRow, barScope, barSelect, barStep, type BarStepRow, barView, postsOf } from './bar-row.js';

/** Employers that one search shows. */
const MOST = 20;

/** Reads bars: pages, one with its history, what one would do, and those against the caller's own organisation. */
export class Bars {
  constructor(private readonly dataSource: DataSource) {}

  async list(call: Call, query: RequestOf<typeof operations.list>): Promise<ReplyOf<typeof operations.list>> {
    const { ids, ...page } = await keysetPage(this.dataSource, {
      from: 'barred_employer b', id: 'b.id', sort: { column: 'b.updated_at', type: 'timestamptz', ascending: false },
      where: (parameters) => {
        const where = [scopeSql(call.scope, call.actor, barScope, parameters)];
        for (const [column, value] of [['programme', query.programme], ['reason', query.reason]] as const) if (value !== undefined) where.push(`b.${column} = ${parameters.add(value)}`);
        if (query.state !== undefined) where.push(`b.lifted_at is ${query.state === 'in-force' ? 'null' : 'not null'}`);
        if (query.search !== undefined && query.search.trim() !== '') { const like = parameters.add(containing(query.search)); where.push(`(b.name ilike ${like} or b.source ilike ${like} or b.reason_words ilike ${like})`); }
        return where;
      },
    }, query);
    const rows: BarRow[] = await this.dataSource.query(`${barSelect} where b.id = any($1::uuid[])`, [ids]), shown = new Map(rows.map((row) => [row.id, barView(row, call)]));
    return { items: ids.flatMap((id) => { const view = shown.get(id); return view === undefined ? [] : [view]; }), ...page };
  }

  async employers(call: Call, { programme, search }: RequestOf<typeof operations.employers>): Promise<ReplyOf<typeof operations.employers>> {
    if (!bars(call.actor, programme)) return notFound();
    const items: ReplyOf<typeof operations.employers>['items'] = await this.dataSource.query(
      `select d.name, d.posts, exists (select from post where post.programme = $1 and post.organisation_name = d.name and ${barredSql('post')}) as barred from (
        select organisation_name as name, (count(*) filter (where status = 'open'))::int as posts from post where programme = $1 and organisation_name ilike $2 group by organisation_name order by organisation_name limit ${MOST}) d order by d.name`,
      [programme, containing(search ?? '')]);
    return { items };
  }

  /** Within a transaction of somebody else's where `manager` is given. */
  async preview(call: Call, { programme, name }: RequestOf<typeof operations.preview>, manager: EntityManager = this.dataSource.manager): Promise<ReplyOf<typeof operations.preview>> {
    if (!bars(call.actor, programme)) return notFound();
    const organisations = await keysOf(manager, programme, name), at = [programme, organisations, name];
    const [{ posts }]: [{ posts: number }] = await manager.query(`select count(*)::int as posts from post d where ${postsOf('$1', '$2::text[]', '$3')} and d.status in ('open', 'filled')`, at);
    const rows: { region: string; ended: number; looks: number }[] = await manager.query(
      `select s.region, (count(*) filter (where p.state = any($4)))::int as ended, (count(*) filter (where p.state = any($5)))::int as looks
        from post d join placement p on p.post_id = d.id join worker s on s.id = p.worker_id where ${postsOf('$1', '$2::text[]', '$3')} and p.state <> 'ended' group by s.region order by count(*) desc, s.region`, [...at, endsWhenBarred, looksWhenBarred]);
    const sum = (of: 'ended' | 'looks'): number => rows.reduce((total, row) => total + row[of], 0);
    return { posts, ended: sum('ended'), looks: sum('looks'), counties: rows.map((row) => ({ ...row, regionName: regionName(row.region) })) };
  }

  /** By the organisation that the caller's grants name, and by the name the account goes under: either may be what a bar was made for. */
  async own(call: Call): Promise<ReplyOf<typeof operations.own>> {
    const parameters = new Parameters(), of = (organisation: string): string => `(${parameters.add(organisation)} = any(b.organisations || b.name))`;
    const areas = call.scope.flatMap(({ programme, organisation }) => (organisation === null ? [] : [
      `(${programme === null ? 'true' : `b.programme = ${parameters.add(programme)}`} and (${[organisation, ...(call.actor.organisationName === null ? [] : [call.actor.organisationName])].map(of).join(' or ')}))`]));
    if (areas.length === 0) return { items: [] };
    const rows: BarRow[] = await this.dataSource.query(`${barSelect} where b.lifted_at is null and (${areas.join(' or ')}) order by b.from_on, b.id`, parameters.values);
    return { items: rows.map((row) => ({ id: row.id, programme: row.programme, name: row.name, reasonName: barReasonNames[row.reason], fromOn: row.from_on, office: row.office })) };
  }

  async get(call: Call, id: string): Promise<ReplyOf<typeof operations.get>> {
    const row = await this.reached(this.dataSource.manager, call, id);
    const steps: BarStepRow[] = await this.dataSource.query('select at, by_name, act, words, posts, ended, looks from barred_employer_step where bar_id = $1 order by id desc limit 200', [id]);
    return { bar: barView(row, call), history: steps.map(barStep) };
  }

  /** The bar where the caller reads it, else 404; `lock` for whoever changes it. */
  async reached(manager: EntityManager, call: Call, id: string, lock = false): Promise<BarRow> {
    const parameters = new Parameters(), scope = scopeSql(scopeOf(call.actor, 'barred-employer.read'), call.actor, barScope, parameters);
    const [row]: BarRow[] = await manager.query(`${barSelect} where b.id = ${parameters.add(id)} and ${scope}${lock ? ' for update' : ''}`, parameters.values);
    return row ?? notFound();
  }

  /** One bar as it now stands, in the transaction that changed it. */
  async now(manager: EntityManager, call: Call, id: string): Promise<BarView> {
    const [row]: BarRow[] = await manager.query(`${barSelect} where b.id = $1`, [id]);
    return row === undefined ? notFound() : barView(row, call);
  }
}

/** Keys under which posts of an employer's name stand, and the one that a post of no credit code would get (libs/lists). */
export async function keysOf(manager: EntityManager, programme: string, name: string): Promise<string[]> {
  const rows: { organisation: string }[] = await manager.query('select distinct organisation from post where programme = $1 and organisation_name = $2', [programme, name]);
  return [...new Set([...rows.map((row) => row.organisation), employerKey({ creditCode: null, employer: name })])];
}
