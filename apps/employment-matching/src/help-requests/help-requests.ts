import type { DataSource, EntityManager } from 'typeorm';
import { type HelpAct, helpDays, HelpKind, type HelpRequestView, type helpRequests, type HelpState, helpStateNames, notFound, OPEN_HELP_REQUESTS, type OwnHelpRequest, refuse, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { Parameters, regionSql, scopeSql } from '@jiedui/access';
import { ERASED, searchQuery, todayInShanghai } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { inTransaction, newId } from '@jiedui/persistence';
import type { Protection } from '@jiedui/protection';
import { regionName } from '@jiedui/reference-data';
import { nameOf } from '../households/household-acts.js';
import { keysetPage } from '../households/keyset-page.js';
import { addNotice } from '../notices/notices.js';
import { helpActs, helpDueOn, helpRule, isLate } from './help-rules.js';

interface HelpRow {
  id: string; worker_id: string; programme: string; region: string; kind: HelpKind; words: Buffer | null; asked_at: Date; opened_by: string | null; state: HelpState; due_on: string; taken_by: string | null; taken_at: Date | null;
  answer: Buffer | null; answered_by: string | null; answered_at: Date | null; version: number; title: string; external_id: string;
}

const scopeColumns = { programme: 'h.programme', regions: ['h.region'], organisations: [], createdBy: null };
/** Last day for the answer; of requests that were stored before there were days, by that of their asking. */
const dueOn = `coalesce(h.due_on, (h.asked_at at time zone 'Asia/Shanghai')::date + ${helpDays.other})`;
const columns = `h.id, h.worker_id, h.programme, h.region, h.kind, h.words, h.asked_at, h.opened_by, h.state, ${dueOn}::text as due_on, h.taken_by, h.taken_at, h.answer, h.answered_by, h.answered_at, h.version`;
const select = `select ${columns}, w.title, w.external_id from help_request h join worker w on w.id = h.worker_id`;

/** Requests for help of workers: asked on the phone page or opened by the worker's county, which answers by a day (mechanisms E04, E17). */
export class HelpRequests {
  constructor(private readonly dataSource: DataSource, private readonly protection: Protection) {}

  /** Asks, as the worker whose page it is. */
  async ask(call: Call, { kind, words }: { kind: HelpKind; words: string }): Promise<{ id: string }> {
    return inTransaction(this.dataSource, async (manager) => {
      const id = await this.make(manager, call, { workerId: call.actor.id, kind, words, act: 'ask' });
      await addNotice(manager, { kind: 'help-asked', workerId: call.actor.id, thingId: id });
      return { id };
    });
  }

  /** Opens one for a worker who asked in person or by telephone. */
  async open(call: Call, { id: workerId, kind, words }: RequestOf<typeof helpRequests.open>): Promise<HelpRequestView> {
    return inTransaction(this.dataSource, async (manager) => this.now(manager, await this.make(manager, call, { workerId, kind, words, act: 'open' })));
  }

  async list(call: Call, query: RequestOf<typeof helpRequests.list>): Promise<ReplyOf<typeof helpRequests.list>> {
    const { ids, ...page } = await keysetPage(this.dataSource, {
      from: 'help_request h join worker w on w.id = h.worker_id', id: 'h.id', where: (parameters) => conditions(call, query, parameters),
      sort: query.due === 'late' ? { column: dueOn, type: 'date', ascending: true } : { column: 'h.asked_at', type: 'timestamptz', ascending: false },
    }, query);
    const rows: HelpRow[] = await this.dataSource.query(`${select} where h.id = any($1::uuid[])`, [ids]), shown = new Map(rows.map((row) => [row.id, this.view(row)]));
    return { items: ids.flatMap((id) => { const view = shown.get(id); return view === undefined ? [] : [view]; }), ...page };
  }

  async get(call: Call, id: string): Promise<ReplyOf<typeof helpRequests.get>> {
    const row = await this.reached(this.dataSource.manager, call, id);
    const steps: { at: Date; by_name: string; act: HelpAct }[] = await this.dataSource.query('select at, by_name, act from help_request_step where request_id = $1 order by id desc limit 200', [id]);
    return { request: this.view(row), history: steps.map((step) => ({ at: step.at.toISOString(), by: step.by_name, act: step.act, actName: helpRule(step.act).name })) };
  }

  /** Takes it, or takes it over from a colleague. */
  async take(call: Call, { id, version }: RequestOf<typeof helpRequests.take>): Promise<HelpRequestView> {
    return this.step(call, { id, version }, 'take', { set: 'taken_by = $2, taken_at = now()', values: [call.actor.displayName] });
  }

  /** Answers, or answers once more: the last answer is the one that the worker reads. */
  async answer(call: Call, { id, version, answer }: RequestOf<typeof helpRequests.answer>): Promise<HelpRequestView> {
    return this.step(call, { id, version }, 'answer', { set: 'answer = $2, answered_by = $3, answered_at = now()', values: [this.protection.sealBytes(Buffer.from(answer), place(id, 'answer')), call.actor.displayName] });
  }

  private async make(manager: EntityManager, call: Call, { workerId, kind, words, act }: { workerId: string; kind: HelpKind; words: string; act: 'ask' | 'open' }): Promise<string> {
    const parameters = new Parameters(), within = act === 'ask' ? 'true' : scopeSql(call.scope, call.actor, { programme: 'w.programme', regions: ['w.region'], organisations: [], createdBy: null }, parameters);
    const [worker]: { programme: string; region: string; erased: boolean }[] = await manager.query(`select w.programme, w.region, w.natural_key like '${ERASED}%' as erased from worker w where w.id = ${parameters.add(workerId)} and ${within} for update`, parameters.values);
    if (worker === undefined) return notFound();
    if (worker.erased) return refuse(409, 'ERASED', '本人信息已经删除。', 'The person was erased.');
    const [{ open }]: [{ open: number }] = await manager.query(`select count(*)::int as open from help_request where worker_id = $1 and state <> 'answered'`, [workerId]);
    if (open >= OPEN_HELP_REQUESTS) {
      return act === 'ask' ? refuse(409, 'TOO_MANY_OPEN', `您已有 ${OPEN_HELP_REQUESTS} 件求助在等答复，请先等县就业服务机构答复。`, `${OPEN_HELP_REQUESTS} of your requests wait for an answer; wait for them first.`)
        : refuse(409, 'TOO_MANY_OPEN', `本人已有 ${OPEN_HELP_REQUESTS} 件求助没有答复，请先答复。`, `${OPEN_HELP_REQUESTS} requests of this worker wait for an answer; answer them first.`);
    }
    const id = newId(), byCounty = act === 'open' ? call.actor.displayName : null;
    await manager.query(
      'insert into help_request (id, worker_id, programme, region, kind, words, state, due_on, opened_by, taken_by, taken_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, case when $9::text is null then null else now() end)',
      [id, workerId, worker.programme, worker.region, kind, this.protection.sealBytes(Buffer.from(words), place(id, 'words')), helpRule(act).to, helpDueOn(kind, todayInShanghai()), byCounty]);
    await line(manager, call, id, act);
    return id;
  }

  private async step(call: Call, { id, version }: { id: string; version: number }, act: HelpAct, { set, values }: { set: string; values: readonly unknown[] }): Promise<HelpRequestView> {
    return inTransaction(this.dataSource, async (manager) => {
      const row = await this.reached(manager, call, id, true), rule = helpRule(act);
      if (row.words === null) return refuse(409, 'ERASED', '本人信息已经删除。', 'The person was erased.');
      if (row.version !== version) return refuse(412, 'CHANGED_MEANWHILE', '该求助已有变化，请刷新后重试。', 'The request changed meanwhile; reload it.');
      if (!rule.from.includes(row.state)) return refuse(409, 'WRONG_STATE', `该求助“${helpStateNames[row.state].zh}”，不能“${rule.name.zh}”。`, `The request is "${helpStateNames[row.state].en}"; "${rule.name.en}" is not possible now.`);
      await manager.query(`update help_request set ${set}, state = '${rule.to}', version = version + 1 where id = $1`, [id, ...values]);
      await line(manager, call, id, act);
      return this.now(manager, id);
    });
  }

  /** The request where the caller reads it, else 404; `lock` for whoever changes it. */
  private async reached(manager: EntityManager, call: Call, id: string, lock = false): Promise<HelpRow> {
    const parameters = new Parameters(), scope = scopeSql(call.scope, call.actor, scopeColumns, parameters);
    const [row]: HelpRow[] = await manager.query(`${select} where h.id = ${parameters.add(id)} and ${scope}${lock ? ' for update of h' : ''}`, parameters.values);
    return row ?? notFound();
  }

  private async now(manager: EntityManager, id: string): Promise<HelpRequestView> {
    const [row]: HelpRow[] = await manager.query(`${select} where h.id = $1`, [id]);
    return row === undefined ? notFound() : this.view(row);
  }

  private view(row: HelpRow): HelpRequestView {
    return {
      id: row.id, programme: row.programme, workerId: row.worker_id, workerTitle: row.title, workerExternalId: row.external_id, region: row.region, regionName: regionName(row.region), kind: row.kind, ...opened(row, this.protection),
      askedAt: row.asked_at.toISOString(), openedBy: row.opened_by, state: row.state, stateName: helpStateNames[row.state], dueOn: row.due_on, late: isLate({ state: row.state, dueOn: row.due_on }, todayInShanghai()), takenBy: row.taken_by, takenAt: row.taken_at?.toISOString() ?? null,
      answeredBy: row.answered_by, answeredAt: row.answered_at?.toISOString() ?? null, acts: row.words === null ? [] : helpActs(row.state, 'county'), version: row.version,
    };
  }
}

/** Requests that a page shows of one worker. */
const SHOWN = 50;

/** A worker's own requests, the latest first. */
export async function helpOf(manager: EntityManager, workerId: string, protection: Protection, most = SHOWN): Promise<OwnHelpRequest[]> {
  const rows: HelpRow[] = await manager.query(`select ${columns} from help_request h where h.worker_id = $1 order by h.asked_at desc, h.id desc limit $2`, [workerId, most]);
  return rows.map((row) => ({ id: row.id, kind: row.kind, ...opened(row, protection), askedAt: row.asked_at.toISOString(), byOffice: row.opened_by !== null, state: row.state, dueOn: row.due_on, answeredAt: row.answered_at?.toISOString() ?? null }));
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
  if (query.due === 'late') where.push(`h.state <> 'answered' and ${dueOn} < ${parameters.add(todayInShanghai())}::date`);
  if (query.kind !== undefined) where.push(`h.kind = ${parameters.add(query.kind)}`);
  if (query.worker !== undefined) where.push(`h.worker_id = ${parameters.add(query.worker)}`);
  if (query.region !== undefined) where.push(regionSql('h.region', query.region, parameters));
  const words = query.search === undefined ? null : searchQuery(query.search);
  if (words !== null) where.push(`w.search @@ ${parameters.add(words)}::tsquery`);
  return where;
}

async function line(manager: EntityManager, call: Call, id: string, act: HelpAct): Promise<void> {
  await manager.query('insert into help_request_step (request_id, by_id, by_name, act) values ($1, $2, $3, $4)', [id, call.actor.id, act === 'ask' ? '本人' : nameOf(call), act]);
}
