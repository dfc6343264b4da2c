import type { DataSource, EntityManager } from 'typeorm';
import { type Actor, type Fact, type ListEntry, type ListRow, notFound, organisationKey, type Permission, refuse } from '@jiedui/contracts';
import { inScope, scopeOf, type Scope } from '@jiedui/access';
import type { Call, Outbox } from '@jiedui/messaging';
import { type ClosingKind, inTransaction, newId, sqlState, writeLast } from '@jiedui/persistence';
import type { Protection } from '@jiedui/protection';
import { isWithin, regionName, unitByCode } from '@jiedui/reference-data';
import type { CellTexts, RowMessage } from '@jiedui/tabular';
import { type ListTableRow, listRowView, openableColumns, rowColumns, openPersonal, ERASED, sealPersonal, splitTexts, storedRow } from './list-rows.js';
import { listEntryOf, type ListSpec, type ReadRow, type RowProjection, type StoredRow } from './list-spec.js';
import { keepKeySql } from './person-keys.js';
import { blindToken, filterTokens, searchTokens } from './search-tokens.js';
import type { z } from 'zod';

/** A fact that carries list entries. */
export type EntriesFact = Fact<z.ZodType<{ entries: ListEntry[] }>>;

/** What a row becomes in its table; shared by forms and imports so that both store the same. */
export interface RowRecord {
  readonly id: string; readonly programme: string; readonly organisation: string; readonly organisationName: string; readonly naturalKey: string; readonly externalId: string;
  readonly title: string; readonly region: string; readonly category: string | null; readonly quantity: number; readonly amountFen: number | null; readonly tier: number | null;
  readonly fromOn: string | null; readonly toOn: string | null; readonly texts: Record<string, string>; readonly assumed: ListRow['assumed']; readonly features: object;
  readonly personal: Buffer | null; readonly personKey: Buffer | null; readonly contentHash: string; readonly words: string[];
}

/** Whom a row belongs to: the submitter's own organisation when they act for one, else the one the row names. */
export interface Submitter { readonly programme: string | null; readonly organisation: string | null; readonly organisationName: string | null; readonly actor: Actor; readonly scope: Scope }

/** The organisation and programme an actor submits for, from the grants that let them write this list. */
export function submitterOf(call: Call, write: Permission, programme: string | null): Submitter {
  const scope = scopeOf(call.actor, write);
  // One name in two forms is one organisation; the first form is the grant's own.
  const organisations = scope.flatMap(({ organisation }) => (organisation === null ? [] : [organisation])).filter((one, i, all) => all.findIndex((other) => organisationKey(other) === organisationKey(one)) === i);
  const programmes = [...new Set(scope.map((area) => area.programme).filter((one) => one !== null))];
  const only = programmes.length === 1 && scope.every((area) => area.programme !== null) ? programmes[0] ?? null : null;
  return {
    programme: programme ?? only,
    organisation: organisations.length === 1 && scope.every((area) => area.organisation !== null) ? organisations[0] ?? null : null,
    organisationName: call.actor.organisationName, actor: call.actor, scope,
  };
}

/** Names the column that says where a row belongs. */
export function outOfScope(spec: ListSpec, zh: string, en: string): RowMessage {
  return { columns: [spec.list === 'worker' ? 'unit' : spec.list === 'lot' ? 'originUnit' : 'region'], code: 'ROW.OUT_OF_SCOPE', zh, en };
}

/** Builds the record of a read row, or says what keeps it out: no programme, or a place outside the submitter's scope. */
export function rowRecord(spec: ListSpec, row: Pick<ReadRow, 'texts' | 'assumed'>, projection: RowProjection, submitter: Submitter, protection: Protection, id = newId()): RowRecord | RowMessage {
  const programme = projection.programme ?? programmeOfUnit(spec, projection) ?? submitter.programme;
  if (programme === null) return { columns: ['programme'], code: 'ROW.PROGRAMME_UNKNOWN', zh: '「项目」不能确定；请填写项目名称，或在上传时选择项目', en: 'programme: cannot be told; fill it in or choose one when uploading' };
  const organisation = submitter.organisation ?? projection.organisation;
  const organisationName = submitter.organisation === null ? projection.organisationName : submitter.organisationName ?? projection.organisationName;
  if (!inScope(submitter.scope, { programme, regions: [projection.region], organisations: [organisation], createdBy: submitter.actor.id }, submitter.actor, isWithin)) {
    return outOfScope(spec, `这一行（${regionName(projection.region)}）不在您的权限范围内；请由所属地区或单位提交`, 'this row lies outside your scope; its own region or organisation must submit it');
  }
  const { open, personal } = splitTexts(spec, row.texts);
  const words = [projection.title, projection.externalId, organisationName, regionName(projection.region), ...(projection.category === null ? [] : [spec.categoryName(projection.category)]), ...projection.words];
  return {
    // Keyed too: without a number of its own a worker's key is made of personal data.
    id, programme, organisation, organisationName, naturalKey: protection.digest(projection.naturalKey), externalId: projection.externalId, title: projection.title, region: projection.region,
    category: projection.category, quantity: projection.quantity, amountFen: projection.amountFen, tier: projection.tier, fromOn: projection.fromOn, toOn: projection.toOn,
    texts: open, assumed: row.assumed.map((message) => ({ field: message.columns[0] ?? '', zh: message.zh, en: message.en })), features: projection.features,
    ...sealPersonal(spec, personal, id, protection),
    // Keyed, since the texts hold personal data: the stored digest says nothing to whoever reads the table.
    contentHash: protection.digest(`${programme}\u0001${organisation}\u0001${spec.columns.map((column) => row.texts[column.code]?.trim() ?? '').join('\u0001')}`),
    words: [
      ...searchTokens(words), ...filterTokens({ programme, organisation, region: projection.region, category: projection.category, tier: projection.tier }),
      ...Object.entries(personal).filter(([code]) => searchedBlind.has(code)).map(([code, text]) => blindToken(protection.blind(code, text))),
    ],
  };
}

/** Personal columns that are found by their exact text. */
const searchedBlind = new Set(['name', 'idNumber', 'phone']);

/** Workers and lots stand in a unit, and a unit stands in one programme. */
function programmeOfUnit(spec: ListSpec, projection: RowProjection): string | null {
  return spec.side === 'supply' ? unitByCode(projection.region)?.programme ?? null : null;
}

/** Creates, edits, withdraws and restores single rows; each change is a version, an event and a fact in one transaction. */
export class ListWriter {
  /** Row, who, what, why: a line of a row's history. */
  private readonly events: ClosingKind<readonly [string, string, string, string | null]>;

  constructor(private readonly spec: ListSpec, private readonly fact: EntriesFact, private readonly dataSource: DataSource, private readonly outbox: Outbox, private readonly protection: Protection) {
    this.events = { name: `${spec.table}_line`, expressions: (rows, $) => [`${spec.table}_line as (insert into ${spec.table}_event (row_id, by_actor, what, reason) values ${rows.map((row) => `(${row.map($).join(', ')})`).join(', ')})`] };
  }

  async create(call: Call, request: { programme?: string | undefined; cells: Record<string, string> }): Promise<ListRow> {
    this.refuseUnknownCells(request.cells);
    const record = this.recordOf(call, request.cells, request.programme ?? null);
    return inTransaction(this.dataSource, async (manager) => {
      const [written]: ListTableRow[] = await manager.query(
        `insert into ${this.spec.table} (id, programme, organisation, organisation_name, natural_key, external_id, title, region, category, quantity, amount_fen, tier, from_on, to_on, texts, assumed, features, personal, content_hash, search, seal_id, created_by)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::jsonb, $16::jsonb, $17::jsonb, $18, $19, array_to_tsvector($20::text[]), $1, $21) returning ${rowColumns}`,
        [...recordValues(record), call.actor.id]);
      await this.keepKey(manager, record);
      return this.changed(manager, call, record.id, '新增', null, written === undefined ? null : { ...written, person_key: record.personKey });
    }).catch(refuseDoubleKey);
  }

  async update(call: Call, request: { id: string; version: number; cells: Record<string, string> }): Promise<ListRow> {
    return inTransaction(this.dataSource, async (manager) => {
      const row = await this.lock(manager, call, request.id, request.version);
      const personal = openPersonal(this.spec, row, this.protection);
      // A masked text that comes back unchanged stands for what is sealed.
      const cells = Object.fromEntries(Object.entries({ ...row.texts, ...personal, ...request.cells }).map(([code, text]) => [code, personal[code] !== undefined && text.includes('*') ? personal[code] : text]));
      const old = this.spec.parse({ ...row.texts, ...personal }, row.programme).projection;
      // Somebody else of the same scope may edit the row; it stays with the organisation that submitted it, unless it names its own.
      const owner = old === null || old.organisation === row.organisation ? null : { organisation: row.organisation, organisationName: row.organisationName };
      this.refuseUnknownCells(request.cells);
      const record = this.recordOf(call, cells, row.programme, row.id, owner);
      if (record.naturalKey !== row.naturalKey && row.taken > 0) refuse(409, 'ROW_IN_USE', '该记录已有达成的匹配，不能更改编号或关键栏目。', 'The row has agreed matches; its key cannot change.');
      if (record.quantity < row.taken) refuse(409, 'BELOW_TAKEN', `数量不能小于已达成的 ${row.taken}。`, `The quantity cannot be below the ${row.taken} already agreed.`, { fields: [{ field: 'quantity', code: 'BELOW_TAKEN', message: { zh: `不能小于 ${row.taken}`, en: `at least ${row.taken}` } }] });
      await manager.query(
        `update ${this.spec.table} set programme = $2, organisation = $3, organisation_name = $4, natural_key = $5, external_id = $6, title = $7, region = $8, category = $9, quantity = $10, amount_fen = $11, tier = $12,
          from_on = $13, to_on = $14, texts = $15::jsonb, assumed = $16::jsonb, features = $17::jsonb, personal = $18, content_hash = $19, search = array_to_tsvector($20::text[]), seal_id = $1, version = version + 1, updated_at = now(),
          status = case when status in ('open', 'filled') then case when $10 > taken then 'open' else 'filled' end else status end where id = $1`,
        recordValues(record));
      await this.keepKey(manager, record);
      return this.changed(manager, call, row.id, '修改', null);
    }).catch(refuseDoubleKey);
  }

  async setStatus(call: Call, request: { id: string; version: number; reason?: string | undefined }, status: 'withdrawn' | 'open'): Promise<ListRow> {
    return inTransaction(this.dataSource, async (manager) => {
      const row = await this.lock(manager, call, request.id, request.version);
      if ((row.status === 'withdrawn') !== (status === 'open')) refuse(409, 'ALREADY_SO', '该记录已是这一状态。', 'The row is already in this state.');
      // What comes back with nothing left to give or take is filled, not open.
      await manager.query(`update ${this.spec.table} set status = case when $2 = 'open' and taken >= quantity then 'filled' else $2 end, version = version + 1, updated_at = now() where id = $1`, [row.id, status]);
      return this.changed(manager, call, row.id, status === 'open' ? '恢复' : '撤回', request.reason ?? null);
    });
  }

  /** Reads the row for a change: 404 outside the scope, 412 when somebody else changed it meanwhile. */
  private async lock(manager: EntityManager, call: Call, id: string, version: number): Promise<StoredRow> {
    const [found] = await manager.query(`select ${openableColumns(this.spec)} from ${this.spec.table} where id = $1 for update`, [id]);
    if (found === undefined) return notFound();
    const row = storedRow(found);
    if (!inScope(call.scope, { programme: row.programme, regions: [row.region], organisations: [row.organisation], createdBy: row.createdBy }, call.actor, isWithin)) return notFound();
    if (row.naturalKey.startsWith(ERASED)) refuse(409, 'ERASED', '本人信息已删除，该记录不能再修改。需要时请重新登记。', 'The person was erased; the row cannot change any more. Enter the person anew when needed.');
    if (row.version !== version) refuse(412, 'CHANGED_MEANWHILE', '该记录已被他人修改，请刷新后重试。', 'Somebody else changed the row; reload it and try again.');
    return row;
  }

  /** Puts the person's key beside the row its cells are in. */
  private async keepKey(manager: EntityManager, record: RowRecord): Promise<void> {
    if (record.personKey !== null) await manager.query(keepKeySql('values ($1::uuid, $2, $3, $4::bytea)'), [record.id, record.programme, record.region, record.personKey]);
  }

  /** A cell of no column would be dropped without a word; whoever sent it meant something by it. */
  private refuseUnknownCells(cells: Record<string, string>): void {
    const known = new Set(this.spec.columns.map((column) => column.code));
    const unknown = Object.keys(cells).filter((code) => !known.has(code));
    if (unknown.length > 0) refuse(400, 'INVALID_INPUT', '提交的内容有误，请按提示修改。', 'The input is not valid; mend the fields named.', { fields: unknown.slice(0, 50).map((field) => ({ field, code: 'NO_SUCH_COLUMN', message: { zh: '清单没有这一栏', en: 'the list has no such column' } })) });
  }

  private recordOf(call: Call, cells: Record<string, string>, programme: string | null, id?: string, owner: { organisation: string; organisationName: string } | null = null): RowRecord {
    const bad = unstorable(cells);
    if (bad !== null) return refuse(400, 'ROW_WRONG', '有栏目填写有误，请按提示修改。', 'Some fields are wrong; mend the ones named.', { fields: [fieldProblem(bad)] });
    const { parsed, projection } = this.spec.parse(cells, programme);
    if (projection === null) return refuse(400, 'ROW_WRONG', '有栏目填写有误，请按提示修改。', 'Some fields are wrong; mend the ones named.', { fields: parsed.errors.map(fieldProblem) });
    const record = rowRecord(this.spec, { texts: cells, assumed: parsed.assumed }, projection, { ...submitterOf(call, this.spec.write, programme), ...owner }, this.protection, id);
    if ('code' in record) return refuse(record.code === 'ROW.OUT_OF_SCOPE' ? 403 : 400, record.code, record.zh, record.en, { fields: [fieldProblem(record)] });
    return record;
  }

  /** @param written the row as it now stands, where that is known. */
  private async changed(manager: EntityManager, call: Call, id: string, what: string, reason: string | null, written: ListTableRow | null = null): Promise<ListRow> {
    await this.refuseBarred(manager, id);
    await writeLast(manager, this.events, [id, call.actor.displayName, what, reason]);
    await this.spec.written?.(manager, [id], call.actor.id);
    const [found]: ListTableRow[] = written === null ? await manager.query(`select ${openableColumns(this.spec)} from ${this.spec.table} where id = $1`, [id]) : [written];
    if (found === undefined) throw new Error('a row vanished inside its transaction');
    const row = storedRow(found);
    await this.outbox.append(manager, this.fact, `${this.spec.table}:${id}`, { entries: [listEntryOf(this.spec, row)] }, call.correlationId);
    return listRowView(this.spec, row, this.protection, { personal: true, tier: true });
  }

  /** Asked once the row is written: it is open then, and would stand on the list. */
  private async refuseBarred(manager: EntityManager, id: string): Promise<void> {
    const { barred, table } = this.spec;
    if (barred === undefined) return;
    const found: unknown[] = await manager.query(`select 1 from ${table} t where t.id = $1 and t.status = 'open' and ${barred.sql('t')}`, [id]);
    if (found.length > 0) refuse(409, barred.message.code, barred.message.zh, barred.message.en, { fields: [fieldProblem(barred.message)] });
  }
}

function refuseDoubleKey(error: unknown): never {
  if (sqlState(error) === '23505') refuse(409, 'ROW_EXISTS', '同一单位下已有相同编号（或相同关键栏目）的记录，请修改编号或编辑原记录。', 'The organisation already has a row with this key; change the number or edit that row.');
  throw error;
}

/** The first cell with a character that no database stores (NUL, half a character), as a message; null when all can be stored. */
export function unstorable(texts: CellTexts): RowMessage | null {
  for (const code in texts) {
    const text = texts[code] ?? '';
    if (text.includes('\0') || !text.isWellFormed()) return { columns: [code], code: 'CELL.CONTROL_CHARACTER', zh: '含有不能保存的控制字符；请重新填写', en: 'holds a control character that cannot be stored; write it again' };
  }
  return null;
}

/** What a cell of a workbook holds at most; a text of this length is too long for any column still. */
const WORKBOOK_CELL = 32_000;

/** Texts as they can be stored and given back in a workbook: what cannot be is left out. */
export function withoutNul(texts: CellTexts): CellTexts {
  return Object.fromEntries(Object.entries(texts).map(([code, text]) => [code, (text ?? '').slice(0, WORKBOOK_CELL).replaceAll(/[\u0000\p{Surrogate}]/gu, '')]));
}

/** A message of the tabular reader as a field problem. */
export function fieldProblem(message: RowMessage): { field: string; code: string; message: { zh: string; en: string } } {
  return { field: message.columns[0] ?? '(row)', code: message.code, message: { zh: message.zh, en: message.en } };
}

/** Values in the order of the writer's statements. */
export function recordValues(record: RowRecord): unknown[] {
  return [record.id, record.programme, record.organisation, record.organisationName, record.naturalKey, record.externalId, record.title, record.region, record.category, record.quantity, record.amountFen, record.tier,
    record.fromOn, record.toOn, JSON.stringify(record.texts), JSON.stringify(record.assumed), JSON.stringify(record.features), record.personal, record.contentHash, record.words];
}
