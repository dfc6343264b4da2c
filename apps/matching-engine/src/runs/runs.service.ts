import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Market, type matchingRuns, notFound, type ReplyOf, type RunView } from '@jiedui/contracts';
import { type Call, Live } from '@jiedui/messaging';
import { decodeCursor, encodeCursor, inTransaction, totalOf } from '@jiedui/persistence';
import { inScope, Parameters, scopeSql } from '@jiedui/access';
import { isWithin } from '@jiedui/reference-data';
import { RunRequests } from './run-requests.js';
import { type RunRow, runView } from './run-view.js';

const runScope = { programme: 'programme', regions: [], organisations: [], createdBy: 'started_by' };

/** Starts, lists and cancels runs. */
@Injectable()
export class RunsService {
  constructor(private readonly dataSource: DataSource, private readonly requests: RunRequests, private readonly live: Live) {}

  async start(call: Call, market: Market, programme: string): Promise<RunView> {
    if (!inScope(call.scope, { programme, regions: [], organisations: [] }, call.actor, isWithin)) return notFound();
    return inTransaction(this.dataSource, async (manager) => runView(await this.requests.ask(manager, market, programme, 'person', call.actor.displayName)));
  }

  async list(call: Call, query: { size: number; cursor?: string | undefined; market?: Market | undefined; programme?: string | undefined }): Promise<ReplyOf<typeof matchingRuns.list>> {
    const parameters = new Parameters();
    const where = [scopeSql(call.scope, call.actor, runScope, parameters)];
    if (query.market !== undefined) where.push(`market = ${parameters.add(query.market)}`);
    if (query.programme !== undefined) where.push(`programme = ${parameters.add(query.programme)}`);
    const counting = { sql: `select count(*)::int as total from run where ${where.join(' and ')}`, values: [...parameters.values] };
    const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
    if (cursor !== null) where.push(`sequence ${cursor.back ? '>' : '<'} ${parameters.add(cursor.value)}`);
    const found: RunRow[] = await this.dataSource.query(`select * from run where ${where.join(' and ')} order by sequence ${cursor?.back === true ? 'asc' : 'desc'} limit ${query.size + 1}`, parameters.values);
    const total = await totalOf({ isFirst: cursor === null, size: query.size, found: found.length }, async () => { const [{ total: counted }] = await this.dataSource.query(counting.sql, counting.values); return Number(counted); });
    const rows = found.slice(0, query.size);
    const more = found.length > query.size;
    if (cursor?.back === true) rows.reverse();
    const at = (row: RunRow | undefined, back: boolean): string | null => (row === undefined ? null : encodeCursor({ value: row.sequence, id: row.id, back }));
    return { items: rows.map(runView), next: cursor?.back === true || more ? at(rows.at(-1), false) : null, previous: cursor !== null && (!cursor.back || more) ? at(rows[0], true) : null, total, exact: true };
  }

  /** The run's row, or 404 outside the scope. */
  async row(call: Call, id: string): Promise<RunRow> {
    const [row]: RunRow[] = await this.dataSource.query('select * from run where id = $1', [id]);
    if (row === undefined || !inScope(call.scope, { programme: row.programme, regions: [], organisations: [] }, call.actor, isWithin)) return notFound();
    return row;
  }

  async cancel(call: Call, id: string): Promise<RunView> {
    await this.row(call, id);
    const [[waiting]]: [RunRow[]] = await this.dataSource.query(`update run set state = 'cancelled', finished_at = now() where id = $1 and state = 'waiting' returning *`, [id]);
    if (waiting !== undefined) {
      this.live.tell(id, runView(waiting));
      return runView(waiting);
    }
    await this.dataSource.query(`update run set cancel_requested = true where id = $1 and state = 'running'`, [id]);
    return runView(await this.row(call, id));
  }
}
