import type { DataSource, EntityManager } from 'typeorm';
import { notFound, NOTICE_DAYS, type NoticeKind, type notices, type NoticeView, refuse, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { Parameters, scopeSql } from '@jiedui/access';
import type { Call } from '@jiedui/messaging';
import { decodeCursor, encodeCursor, newId } from '@jiedui/persistence';
import { regionName } from '@jiedui/reference-data';

interface NoticeRow { id: string; kind: NoticeKind; worker_id: string; thing_id: string | null; programme: string; region: string; at: Date; title: string; external_id: string; read: boolean }

const COUNT_LIMIT = 10_000;
const scopeColumns = { programme: 'n.programme', regions: ['n.region'], organisations: [], createdBy: null };

/**
 * Tells the worker's county, in the transaction of what it tells of. The last word on a thing replaces an earlier one of the same kind, so that somebody who presses a
 * button often is one notice.
 */
export async function addNotice(manager: EntityManager, { kind, workerId, thingId }: { kind: NoticeKind; workerId: string; thingId: string | null }): Promise<void> {
  if (thingId !== null) await manager.query('delete from notice where thing_id = $1 and kind = $2', [thingId, kind]);
  await manager.query('insert into notice (id, kind, worker_id, thing_id, programme, region) select $1, $2, w.id, $4, w.programme, w.region from worker w where w.id = $3', [newId(), kind, workerId, thingId]);
}

/** {@link addNotice} for the workers of many placements. */
export async function addPlacementNotices(manager: EntityManager, kind: NoticeKind, placements: readonly { readonly id: string; readonly worker_id: string }[]): Promise<void> {
  const things = placements.map(({ id }) => id);
  await manager.query('delete from notice where thing_id = any($1::uuid[]) and kind = $2', [things, kind]);
  await manager.query(`insert into notice (id, kind, worker_id, thing_id, programme, region) select g.id, $1, w.id, g.thing_id, w.programme, w.region
    from unnest($2::uuid[], $3::uuid[], $4::uuid[]) as g(id, thing_id, worker_id) join worker w on w.id = g.worker_id`, [kind, placements.map(() => newId()), things, placements.map((one) => one.worker_id)]);
}

/** Forgets notices older than {@link NOTICE_DAYS}. */
export async function clearNotices(manager: EntityManager): Promise<void> {
  await manager.query(`delete from notice where at < now() - interval '${NOTICE_DAYS} days'`);
}

/** Notices as one account of a county sees them; what it read is its own. */
export class Notices {
  constructor(private readonly dataSource: DataSource) {}

  async list(call: Call, query: RequestOf<typeof notices.list>): Promise<ReplyOf<typeof notices.list>> {
    const counting = new Parameters();
    const [{ total }] = await this.dataSource.query(`select count(*)::int as total from (select 1 from notice n where ${conditions(call, query, counting).join(' and ')} limit ${COUNT_LIMIT + 1}) c`, counting.values);
    const parameters = new Parameters(), where = conditions(call, query, parameters), cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
    if (query.cursor !== undefined && cursor === null) return refuse(400, 'BAD_CURSOR', '翻页位置无效，请从第一页开始。', 'The cursor is not valid; begin at the first page.');
    const back = query.last === true || cursor?.back === true;
    if (cursor !== null && query.last !== true) where.push(`(n.at, n.id) ${back ? '>' : '<'} (${parameters.add(cursor.value)}::timestamptz, ${parameters.add(cursor.id)}::uuid)`);
    const direction = back ? 'asc' : 'desc', read = readBy(call, parameters);
    const found: NoticeRow[] = await this.dataSource.query(
      `select n.*, w.title, w.external_id, ${read} as read from notice n join worker w on w.id = n.worker_id where ${where.join(' and ')} order by n.at ${direction}, n.id ${direction} limit ${query.size + 1}`, parameters.values);
    const more = found.length > query.size, rows = found.slice(0, query.size);
    if (back) rows.reverse();
    const at = (row: NoticeRow | undefined, backwards: boolean): string | null => (row === undefined ? null : encodeCursor({ value: row.at.toISOString(), id: row.id, back: backwards }));
    return {
      items: rows.map(viewOf), total: Math.min(total, COUNT_LIMIT), exact: total <= COUNT_LIMIT,
      next: query.last !== true && (back || more) ? at(rows.at(-1), false) : null, previous: (back ? more : cursor !== null) ? at(rows[0], true) : null,
    };
  }

  /** Read by the caller; once more is no fault. */
  async read(call: Call, id: string): Promise<Record<string, never>> {
    const parameters = new Parameters(), scope = scopeSql(call.scope, call.actor, scopeColumns, parameters);
    const found: unknown[] = await this.dataSource.query(
      `with one as (select n.id from notice n where n.id = ${parameters.add(id)} and ${scope}), marked as (insert into notice_read (notice_id, account_id) select id, ${parameters.add(call.actor.id)} from one on conflict do nothing) select id from one`, parameters.values);
    return found.length === 0 ? notFound() : {};
  }

  async readAll(call: Call, { programme, until }: RequestOf<typeof notices.readAll>): Promise<{ marked: number }> {
    const parameters = new Parameters(), where = conditions(call, { state: 'unread', ...(programme === undefined ? {} : { programme }) }, parameters);
    const [{ marked }] = await this.dataSource.query(
      `with marked as (insert into notice_read (notice_id, account_id) select n.id, ${parameters.add(call.actor.id)} from notice n where ${where.join(' and ')} and n.at <= ${parameters.add(until)}::timestamptz on conflict do nothing returning 1)
        select count(*)::int as marked from marked`, parameters.values);
    return { marked };
  }
}

function conditions(call: Call, { programme, state }: Pick<RequestOf<typeof notices.list>, 'programme' | 'state'>, parameters: Parameters): string[] {
  const where = [scopeSql(call.scope, call.actor, scopeColumns, parameters)];
  if (programme !== undefined) where.push(`n.programme = ${parameters.add(programme)}`);
  if (state !== undefined) where.push(`${state === 'read' ? '' : 'not '}${readBy(call, parameters)}`);
  return where;
}

function readBy(call: Call, parameters: Parameters): string { return `exists (select from notice_read r where r.notice_id = n.id and r.account_id = ${parameters.add(call.actor.id)})`; }

function viewOf(row: NoticeRow): NoticeView {
  return {
    id: row.id, kind: row.kind, programme: row.programme, region: row.region, regionName: regionName(row.region), workerId: row.worker_id, workerTitle: row.title, workerExternalId: row.external_id, thingId: row.thing_id, at: row.at.toISOString(), read: row.read,
  };
}
