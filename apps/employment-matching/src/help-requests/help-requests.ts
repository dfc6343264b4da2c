import type { DataSource, EntityManager } from 'typeorm';
import { HelpKind, type HelpRequestView, type helpRequests, notFound, OPEN_HELP_REQUESTS, type OwnHelpRequest, refuse, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { Parameters, regionSql, scopeSql } from '@jiedui/access';
import { searchQuery } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { decodeCursor, encodeCursor, inTransaction, newId } from '@jiedui/persistence';
import type { Protection } from '@jiedui/protection';
import { regionName } from '@jiedui/reference-data';
import { addNotice } from '../notices/notices.js';

interface HelpRow { id: string; worker_id: string; programme: string; region: string; kind: HelpKind; words: Buffer | null; asked_at: Date; state: HelpRequestView['state']; answer: Buffer | null; answered_by: string | null; answered_at: Date | null; version: number; title: string; external_id: string }

const COUNT_LIMIT = 10_000;
const scopeColumns = { programme: 'h.programme', regions: ['h.region'], organisations: [], createdBy: null };
const select = 'select h.*, w.title, w.external_id from help_request h join worker w on w.id = h.worker_id';

/** Requests for help of workers: asked on the phone page, answered by the worker's county (mechanisms E04, E17). */
export class HelpRequests {
  constructor(private readonly dataSource: DataSource, private readonly protection: Protection) {}

  /** Asks, as the worker whose page it is. */
  async ask(call: Call, { kind, words }: { kind: HelpKind; words: string }): Promise<{ id: string }> {
    return inTransaction(this.dataSource, async (manager) => {
      const [worker]: { programme: string; region: string }[] = await manager.query('select programme, region from worker where id = $1 for update', [call.actor.id]);
      if (worker === undefined) return notFound();
      const [{ open }]: [{ open: number }] = await manager.query(`select count(*)::int as open from help_request where worker_id = $1 and state = 'open'`, [call.actor.id]);
      if (open >= OPEN_HELP_REQUESTS) return refuse(409, 'TOO_MANY_OPEN', `您已有 ${OPEN_HELP_REQUESTS} 件求助在等答复，请先等县就业服务机构答复。`, `${OPEN_HELP_REQUESTS} of your requests wait for an answer; wait for them first.`);
      const id = newId();
      await manager.query('insert into help_request (id, worker_id, programme, region, kind, words) values ($1, $2, $3, $4, $5, $6)', [id, call.actor.id, worker.programme, worker.region, kind, this.protection.sealBytes(Buffer.from(words), place(id, 'words'))]);
      await addNotice(manager, { kind: 'help-asked', workerId: call.actor.id, thingId: id });
      return { id };
    });
  }

  async list(call: Call, query: RequestOf<typeof helpRequests.list>): Promise<ReplyOf<typeof helpRequests.list>> {
    const counting = new Parameters();
    const [{ total }] = await this.dataSource.query(`select count(*)::int as total from (select 1 from help_request h join worker w on w.id = h.worker_id where ${conditions(call, query, counting).join(' and ')} limit ${COUNT_LIMIT + 1}) c`, counting.values);
    const parameters = new Parameters(), where = conditions(call, query, parameters), cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
    if (query.cursor !== undefined && cursor === null) return refuse(400, 'BAD_CURSOR', '翻页位置无效，请从第一页开始。', 'The cursor is not valid; begin at the first page.');
    const back = query.last === true || cursor?.back === true;
    if (cursor !== null && query.last !== true) where.push(`(h.asked_at, h.id) ${back ? '>' : '<'} (${parameters.add(cursor.value)}::timestamptz, ${parameters.add(cursor.id)}::uuid)`);
    const direction = back ? 'asc' : 'desc';
    const found: HelpRow[] = await this.dataSource.query(`${select} where ${where.join(' and ')} order by h.asked_at ${direction}, h.id ${direction} limit ${query.size + 1}`, parameters.values);
    const more = found.length > query.size, rows = found.slice(0, query.size);
    if (back) rows.reverse();
    const at = (row: HelpRow | undefined, backwards: boolean): string | null => (row === undefined ? null : encodeCursor({ value: row.asked_at.toISOString(), id: row.id, back: backwards }));
    return {
      items: rows.map((row) => this.view(row)), total: Math.min(total, COUNT_LIMIT), exact: total <= COUNT_LIMIT,
      next: query.last !== true && (back || more) ? at(rows.at(-1), false) : null, previous: (back ? more : cursor !== null) ? at(rows[0], true) : null,
    };
  }

  /** Answers, or answers once more: the last answer is the one that the worker reads. */
  async answer(call: Call, { id, version, answer }: RequestOf<typeof helpRequests.answer>): Promise<HelpRequestView> {
    return inTransaction(this.dataSource, async (manager) => {
      const parameters = new Parameters(), scope = scopeSql(call.scope, call.actor, scopeColumns, parameters);
      const [row]: HelpRow[] = await manager.query(`${select} where h.id = ${parameters.add(id)} and ${scope} for update of h`, parameters.values);
      if (row === undefined) return notFound();
      if (row.words === null) return refuse(409, 'ERASED', '本人信息已经删除。', 'The person was erased.');
      if (row.version !== version) return refuse(412, 'CHANGED_MEANWHILE', '该求助已有变化，请刷新后重试。', 'The request changed meanwhile; reload it.');
      await manager.query(`update help_request set state = 'answered', answer = $2, answered_by = $3, answered_at = now(), version = version + 1 where id = $1`, [id, this.protection.sealBytes(Buffer.from(answer), place(id, 'answer')), call.actor.displayName]);
      const [written]: HelpRow[] = await manager.query(`${select} where h.id = $1`, [id]);
      return written === undefined ? notFound() : this.view(written);
    });
  }

  private view(row: HelpRow): HelpRequestView {
    return {
      id: row.id, programme: row.programme, workerId: row.worker_id, workerTitle: row.title, workerExternalId: row.external_id, region: row.region, regionName: regionName(row.region), kind: row.kind, ...opened(row, this.protection),
      askedAt: row.asked_at.toISOString(), state: row.state, answeredBy: row.answered_by, answeredAt: row.answered_at?.toISOString() ?? null, version: row.version,
    };
  }
}

/** A worker's own requests, the latest first. */
export async function helpOf(manager: EntityManager, workerId: string, protection: Protection): Promise<OwnHelpRequest[]> {
  const rows: HelpRow[] = await manager.query('select * from help_request where worker_id = $1 order by asked_at desc, id desc limit 50', [workerId]);
  return rows.map((row) => ({ id: row.id, kind: row.kind, ...opened(row, protection), askedAt: row.asked_at.toISOString(), answeredAt: row.answered_at?.toISOString() ?? null }));
}

/** Where a text is sealed for: it opens in no other row. */
function place(id: string, column: 'words' | 'answer'): string { return `help_request|${column}|${id}`; }

function opened({ id, words, answer }: Pick<HelpRow, 'id' | 'words' | 'answer'>, protection: Protection): { words: string; answer: string | null } {
  return { words: words === null ? '' : protection.openBytes(words, place(id, 'words')).toString('utf8'), answer: answer === null ? null : protection.openBytes(answer, place(id, 'answer')).toString('utf8') };
}

function conditions(call: Call, query: RequestOf<typeof helpRequests.list>, parameters: Parameters): string[] {
  const where = [scopeSql(call.scope, call.actor, scopeColumns, parameters)];
  if (query.programme !== undefined) where.push(`h.programme = ${parameters.add(query.programme)}`);
  if (query.state !== undefined) where.push(`h.state = ${parameters.add(query.state)}`);
  if (query.kind !== undefined) where.push(`h.kind = ${parameters.add(query.kind)}`);
  if (query.worker !== undefined) where.push(`h.worker_id = ${parameters.add(query.worker)}`);
  if (query.region !== undefined) where.push(regionSql('h.region', query.region, parameters));
  const words = query.search === undefined ? null : searchQuery(query.search);
  if (words !== null) where.push(`w.search @@ ${parameters.add(words)}::tsquery`);
  return where;
}
