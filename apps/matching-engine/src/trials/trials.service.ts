import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type matchingTrials, notFound, refuse, type ReplyOf, type RequestOf, type TrialChange, type TrialView } from '@jiedui/contracts';
import { type Call, Jobs } from '@jiedui/messaging';
import { decodeCursor, encodeCursor, inTransaction, newId, totalOf } from '@jiedui/persistence';
import { inScope, Parameters, scopeSql } from '@jiedui/access';
import { certificateForm } from '@jiedui/market-rules';
import { divisions, isWithin } from '@jiedui/reference-data';
import { TRIAL_JOB } from './trial-job.js';
import { type TrialRow, trialView } from './trial-view.js';

const trialScope = { programme: 'programme', regions: [], organisations: [], createdBy: 'started_by' };

/** Starts, lists and cancels trials. */
@Injectable()
export class TrialsService {
  constructor(private readonly dataSource: DataSource, private readonly jobs: Jobs) {}

  /** One at a time a programme: a second one is refused until the first has ended. */
  async start(call: Call, { programme, kind, changes }: RequestOf<typeof matchingTrials.start>): Promise<TrialView> {
    if (!inScope(call.scope, { programme, regions: [], organisations: [] }, call.actor, isWithin)) return notFound();
    if (kind === 'changes' && changes.length === 0) return badFields([{ field: 'changes', zh: '至少填写一项要试算的变化', en: 'name at least one change to try' }]);
    checkPlaces(changes);
    await this.checkPosts(programme, changes);
    return inTransaction(this.dataSource, async (manager) => {
      const [made]: TrialRow[] = await manager.query(
        `insert into trial (id, programme, kind, changes, started_by) values ($1, $2, $3, $4::jsonb, $5) on conflict (programme) where state in ('waiting', 'running') do nothing returning *`, [newId(), programme, kind, JSON.stringify(kind === 'changes' ? changes : []), call.actor.displayName]);
      if (made === undefined) return refuse(409, 'TRIAL_RUNNING', '该项目已有一次试算正在进行，请等它结束或先取消它。', 'A trial of this programme is under way; wait for it or cancel it first.');
      await this.jobs.ask(manager, TRIAL_JOB, { trialId: made.id });
      return trialView(made, call.actor);
    });
  }

  async list(call: Call, query: RequestOf<typeof matchingTrials.list>): Promise<ReplyOf<typeof matchingTrials.list>> {
    const parameters = new Parameters(), where = [scopeSql(call.scope, call.actor, trialScope, parameters)];
    if (query.programme !== undefined) where.push(`programme = ${parameters.add(query.programme)}`);
    if (query.kind !== undefined) where.push(`kind = ${parameters.add(query.kind)}`);
    const counting = { sql: `select count(*)::int as total from trial where ${where.join(' and ')}`, values: [...parameters.values] };
    const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
    if (cursor !== null) where.push(`id ${cursor.back ? '>' : '<'} ${parameters.add(cursor.id)}::uuid`);
    const found: TrialRow[] = await this.dataSource.query(`select * from trial where ${where.join(' and ')} order by id ${cursor?.back === true ? 'asc' : 'desc'} limit ${query.size + 1}`, parameters.values);
    const total = await totalOf({ isFirst: cursor === null, size: query.size, found: found.length }, async () => { const [{ total: counted }] = await this.dataSource.query(counting.sql, counting.values); return Number(counted); });
    const rows = found.slice(0, query.size), isMore = found.length > query.size;
    if (cursor?.back === true) rows.reverse();
    const at = (row: TrialRow | undefined, back: boolean): string | null => (row === undefined ? null : encodeCursor({ value: null, id: row.id, back }));
    const items = rows.map((row) => {
      const { attempts, now, ...view } = trialView(row, call.actor);
      return { ...view, placed: now?.placed ?? null, more: attempts[0]?.more ?? null };
    });
    return { items, next: cursor?.back === true || isMore ? at(rows.at(-1), false) : null, previous: cursor !== null && (!cursor.back || isMore) ? at(rows[0], true) : null, total, exact: true };
  }

  /** The trial's row, or 404 outside the scope. */
  async row(call: Call, id: string): Promise<TrialRow> {
    const [row]: TrialRow[] = await this.dataSource.query('select * from trial where id = $1', [id]);
    if (row === undefined || !inScope(call.scope, { programme: row.programme, regions: [], organisations: [] }, call.actor, isWithin)) return notFound();
    return row;
  }

  async cancel(call: Call, id: string): Promise<TrialView> {
    await this.row(call, id);
    await this.dataSource.query(`update trial set cancel_requested = true, state = case when state = 'waiting' then 'cancelled' else state end, finished_at = case when state = 'waiting' then now() end where id = $1 and state in ('waiting', 'running')`, [id]);
    return trialView(await this.row(call, id), call.actor);
  }

  /** Posts named must be open posts of the programme: a change of another would silently do nothing. */
  private async checkPosts(programme: string, changes: readonly TrialChange[]): Promise<void> {
    const named = changes.flatMap((change, k) => ('postId' in change ? [{ k, id: change.postId }] : []));
    if (named.length === 0) return;
    const open: { id: string }[] = await this.dataSource.query(`select id from entry where id = any($1::uuid[]) and market = 'employment' and side = 'demand' and programme = $2 and status = 'open'`, [named.map(({ id }) => id), programme]);
    const known = new Set(open.map(({ id }) => id)), missing = named.filter(({ id }) => !known.has(id));
    if (missing.length > 0) badFields(missing.map(({ k }) => ({ field: `changes.${k}.postId`, zh: '该岗位不在本项目招聘中的岗位里，请重新选择', en: 'no open post of this programme; choose another' })));
  }
}

/** Places must be places, and no two courses or coaches the same: of two that do the same neither would be needed, so nothing could be said of either. */
function checkPlaces(changes: readonly TrialChange[]): void {
  const faults: { field: string; zh: string; en: string }[] = [];
  for (const [k, change] of changes.entries()) {
    const places = change.kind === 'course' ? { unit: change.unit } : change.kind === 'bus' ? { from: change.from, to: change.to } : {};
    for (const [name, code] of Object.entries(places)) if (code !== null && !divisions().has(code)) faults.push({ field: `changes.${k}.${name}`, zh: `没有代码为 ${code} 的行政区划，请重新选择`, en: `no division has the code ${code}; choose another` });
    const same = changes.slice(0, k).findIndex((other) => doSame(other, change));
    if (same >= 0) faults.push({ field: `changes.${k}.kind`, zh: `与第 ${same + 1} 项面向同一批人，请合并成一项`, en: `it is for the same people as change ${same + 1}; make one of both` });
  }
  if (faults.length > 0) badFields(faults);
}

function doSame(a: TrialChange, b: TrialChange): boolean {
  const meet = (x: string | null, y: string | null): boolean => x === null || y === null || isWithin(x, y) || isWithin(y, x);
  if (a.kind === 'course' && b.kind === 'course') return certificateForm(a.certificate) === certificateForm(b.certificate) && meet(a.unit, b.unit);
  return a.kind === 'bus' && b.kind === 'bus' && meet(a.from, b.from) && meet(a.to, b.to);
}

function badFields(fields: readonly { field: string; zh: string; en: string }[]): never {
  return refuse(400, 'INVALID_INPUT', '提交的内容有误，请按提示修改。', 'The input is not valid; mend the fields named.', { fields: fields.map(({ field, zh, en }) => ({ field, code: 'TRIAL', message: { zh, en } })) });
}
