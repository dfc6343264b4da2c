import type { EntityManager } from 'typeorm';
import type { ListRow } from '@jiedui/contracts';
import { Parameters, type ScopeColumns, scopeSql } from '@jiedui/access';
import type { RowMessage } from '@jiedui/tabular';
import type { ListSpec } from './list-spec.js';
import { stagedColumns, WORD_END } from './list-tables.js';
import { keepKeySql } from './person-keys.js';
import { outOfScope, type RowRecord, type Submitter } from './list-writer.js';
import { listScopeColumns } from './scope-columns.js';

/** Whether the stored row `t` that a staged row would overwrite is the submitter's to change: a key names employer and number, but no region. */
function storedInScope(submitter: Submitter, parameters: Parameters): string {
  const of = (column: string): string => `t.${column}`;
  const { programme, regions, organisations, createdBy } = listScopeColumns;
  return scopeSql(submitter.scope, submitter.actor, { programme: of(programme), regions: regions.map(of), organisations: organisations.map(of), createdBy: of(createdBy) }, parameters);
}

/** What a row is told that would overwrite one outside its submitter's scope. */
export function keyTaken(spec: ListSpec): RowMessage {
  return outOfScope(spec, '同一单位下的这一编号（或相同的关键栏目）已有一条记录，不在您的权限范围内；请改用其他编号，或由所属地区或单位提交', 'a row with this key is stored already and lies outside your scope; use another number, or its own region or organisation must submit it');
}

/** A row of a file on its way into the table `staged_row`. */
export interface StagedRow {
  readonly rowNumber: number;
  readonly status: 'ok' | 'wrong' | 'duplicate';
  readonly record: RowRecord | null;
  readonly texts: Record<string, string>;
  readonly personal: Buffer | null;
  readonly personKey: Buffer | null;
  readonly errors: readonly RowMessage[];
  readonly id: string;
}

/** Rows on their way to the database as the bytes of one JSON array: written at once, so that nothing of a long file waits as objects for the collector to copy. */
export class StagedBatch {
  rows = 0;
  private bytes = Buffer.allocUnsafe(1 << 20);
  private length = 0;

  add(importId: string, row: StagedRow): void {
    const json = `${this.rows === 0 ? '[' : ','}${stagedJson(importId, row)}`;
    // Three bytes at most for each UTF-16 unit, and one for the closing bracket.
    if (this.bytes.length - this.length <= json.length * 3) this.bytes = Buffer.concat([this.bytes.subarray(0, this.length)], this.length * 2 + json.length * 3 + 1);
    this.length += this.bytes.write(json, this.length);
    this.rows += 1;
  }

  /** All rows added, as JSON text in UTF-8. */
  json(): Buffer {
    this.bytes[this.length] = 0x5d; // ]
    return this.bytes.subarray(0, this.length + 1);
  }

  /** Makes it empty again; what {@link json} gave must no longer be in use. */
  clear(): void {
    this.rows = 0;
    this.length = 0;
  }
}

/** A row by the names of {@link stagedColumns}. */
function stagedJson(importId: string, row: StagedRow): string {
  const { rowNumber, status, record, texts, personal, personKey, errors, id } = row;
  const hex = (bytes: Buffer | null): string | null => (bytes === null ? null : `\\x${bytes.toString('hex')}`);
  return JSON.stringify({
    import_id: importId, row_number: rowNumber, status, id, texts, errors, personal: hex(personal), person_key: hex(personKey),
    assumed: record?.assumed ?? ([] satisfies ListRow['assumed']), programme: record?.programme, organisation: record?.organisation, organisation_name: record?.organisationName, natural_key: record?.naturalKey,
    external_id: record?.externalId, title: record?.title, region: record?.region, category: record?.category, quantity: record?.quantity, amount_fen: record?.amountFen, tier: record?.tier,
    from_on: record?.fromOn, to_on: record?.toOn, features: record?.features, content_hash: record?.contentHash, words: record?.words.join(WORD_END),
  });
}

/**
 * Writes staged rows and tells new, changed and unchanged apart by key and digest against the
 * list as it stands. A row whose key is that of a stored row outside the submitter's scope is wrong, and so is one that is barred: `found` says which.
 */
export async function stageRows(manager: EntityManager, spec: ListSpec, submitter: Submitter, batch: StagedBatch): Promise<{ status: string; found: 'taken' | 'barred' | null; rows: number }[]> {
  if (batch.rows === 0) return [];
  const parameters = new Parameters();
  const source = parameters.add(batch.json());
  const taken = parameters.add(JSON.stringify([keyTaken(spec)]));
  const separator = parameters.add(WORD_END);
  const foreign = `r.status = 'ok' and t.id is not null and not ${storedInScope(submitter, parameters)}`;
  const barred = barredCase(spec, 'r', parameters);
  return manager.query(
    `with staged as (
      insert into staged_row (import_id, row_number, status, id, programme, organisation, organisation_name, natural_key, external_id, title, region, category, quantity, amount_fen, tier, from_on, to_on, texts, assumed, errors, features, personal, person_key, content_hash, search)
      select r.import_id, r.row_number, case when r.status <> 'ok' then r.status when ${foreign} or ${barred.is} then 'wrong' when t.id is null then 'new' when t.content_hash = r.content_hash then 'unchanged' else 'changed' end, r.id,
        r.programme, r.organisation, r.organisation_name, r.natural_key, r.external_id, r.title, r.region, r.category, r.quantity, r.amount_fen, r.tier, r.from_on, r.to_on, r.texts, r.assumed, case when ${foreign} then ${taken}::jsonb when r.status = 'ok' and ${barred.is} then ${barred.errors} else r.errors end, r.features, r.personal, r.person_key, r.content_hash, array_to_tsvector(string_to_array(r.words, ${separator}))
      from json_to_recordset(${source}::json) r (${stagedColumns})
      left join ${spec.table} t on t.programme = r.programme and t.organisation = r.organisation and t.natural_key = r.natural_key
      returning status, errors)
    select status, case when errors = ${taken}::jsonb then 'taken' when errors = ${barred.errors} then 'barred' end as found, count(*)::int as rows from staged group by 1, 2`, parameters.values);
}

/** Whether a row of the alias is barred, and the errors it gets then, as SQL. */
function barredCase({ barred }: ListSpec, alias: string, parameters: Parameters): { is: string; errors: string } {
  return barred === undefined ? { is: 'false', errors: 'null::jsonb' } : { is: barred.sql(alias), errors: `${parameters.add(JSON.stringify([barred.message]))}::jsonb` };
}

/** Where a staged row belongs: `createdBy` is whoever commits it, and no list is written by that alone. */
const stagedScopeColumns: ScopeColumns = { programme: 's.programme', regions: ['s.region'], organisations: ['s.organisation'], createdBy: null };

/**
 * Tells new, changed, unchanged, barred and out of scope apart once more, in the committing transaction: the list may have moved since the preview, and so may what
 * the submitter reaches, of the stored row and of the staged one itself.
 */
export async function recheckStaged(manager: EntityManager, spec: ListSpec, importId: string, submitter: Submitter): Promise<Record<string, number>> {
  // Looked up row by row through the list's key: a join of rows staged a moment ago has no statistics and may be planned as every row against every row.
  const parameters = new Parameters();
  const id = parameters.add(importId);
  const [taken, outside] = [parameters.add(JSON.stringify([keyTaken(spec)])), parameters.add(JSON.stringify([outOfScope(spec, '这一行不在您现在的权限范围内；请由所属地区或单位提交', 'this row lies outside what you may submit now; its own region or organisation must submit it')]))];
  const within = `coalesce(${scopeSql(submitter.scope, submitter.actor, stagedScopeColumns, parameters)}, false)`;
  const barred = barredCase(spec, 's', parameters);
  const fresh = `case when not ${within} or ${barred.is} then 'wrong' else coalesce((select case when not ${storedInScope(submitter, parameters)} then 'wrong' when t.content_hash = s.content_hash then 'unchanged' else 'changed' end from ${spec.table} t where t.programme = s.programme and t.organisation = s.organisation and t.natural_key = s.natural_key), 'new') end`;
  await manager.query(
    `update staged_row s set status = ${fresh}, errors = case when ${fresh} = 'wrong' then case when not ${within} then ${outside}::jsonb when ${barred.is} then ${barred.errors} else ${taken}::jsonb end else errors end
      where import_id = ${id} and status in ('new', 'changed', 'unchanged') and status <> ${fresh}`, parameters.values);
  const counted: { status: string; rows: number }[] = await manager.query('select status, count(*)::int as rows from staged_row where import_id = $1 group by status', [importId]);
  return Object.fromEntries(counted.map(({ status, rows }) => [status, rows]));
}

/** A row written, and the id its cells are sealed for. */
interface Written { id: string; version: number; seal_id: string }

/**
 * Moves staged rows with numbers in (after, upTo] into the list: new ones are inserted, changed ones updated under their
 * own id with a new version, when the submitter may change them. Returns the ids written. A row whose agreed matches exceed its new quantity keeps its old quantity.
 */
export async function commitStaged(manager: EntityManager, { table, personKeys }: Pick<ListSpec, 'table' | 'personKeys'>, importId: string, after: number, upTo: number, submitter: Submitter): Promise<{ id: string; version: number }[]> {
  const { actor } = submitter;
  const parameters = new Parameters();
  const [id, from, to] = [parameters.add(importId), parameters.add(after), parameters.add(upTo)];
  const columns = 'programme, organisation, organisation_name, natural_key, external_id, title, region, category, quantity, amount_fen, tier, from_on, to_on, texts, assumed, features, content_hash';
  const inserted: Written[] = await manager.query(
    `insert into ${table} (id, ${columns}, personal, seal_id, search, created_by)
      select id, ${columns}, personal, id, search, $4 from staged_row where import_id = $1 and row_number > $2 and row_number <= $3 and status = 'new' order by row_number returning id, version, seal_id`,
    [importId, after, upTo, actor.id]);
  const updated: [Written[], number] = await manager.query(
    `update ${table} t set organisation_name = s.organisation_name, external_id = s.external_id, title = s.title, region = s.region, category = s.category, quantity = greatest(s.quantity, t.taken),
        amount_fen = s.amount_fen, tier = s.tier, from_on = s.from_on, to_on = s.to_on, texts = s.texts, assumed = s.assumed, features = s.features, content_hash = s.content_hash,
        search = s.search, personal = s.personal, seal_id = s.id, status = case when t.status in ('open', 'withdrawn', 'filled') then case when s.quantity > t.taken then 'open' else 'filled' end else t.status end, version = t.version + 1, updated_at = now()
      from staged_row s where s.import_id = ${id} and s.row_number > ${from} and s.row_number <= ${to} and s.status = 'changed'
        and t.programme = s.programme and t.organisation = s.organisation and t.natural_key = s.natural_key and ${storedInScope(submitter, parameters)} returning t.id, t.version, t.seal_id`, parameters.values);
  const rows = [...inserted, ...updated[0]];
  if (personKeys) {
    await manager.query(keepKeySql(`select w.id, s.programme, s.region, s.person_key from unnest($4::uuid[], $5::uuid[]) as w(id, seal_id) join staged_row s on s.id = w.seal_id
      where s.import_id = $1 and s.row_number > $2 and s.row_number <= $3 and s.person_key is not null`), [importId, after, upTo, rows.map((row) => row.id), rows.map((row) => row.seal_id)]);
  }
  await manager.query(`insert into ${table}_event (row_id, by_actor, what, reason) select unnest($1::uuid[]), $2, '导入', null`, [rows.map((row) => row.id), actor.displayName]);
  return rows;
}
