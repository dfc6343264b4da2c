import type { DataSource, EntityManager } from 'typeorm';
import type { ListRow } from '@jiedui/contracts';
import type { RowMessage } from '@jiedui/tabular';
import type { RowRecord } from './list-writer.js';

/** A row of a file on its way into the table `staged_row`. */
export interface StagedRow {
  readonly rowNumber: number;
  readonly status: 'ok' | 'wrong' | 'duplicate';
  readonly record: RowRecord | null;
  readonly texts: Record<string, string>;
  readonly personal: Buffer | null;
  readonly errors: readonly RowMessage[];
  readonly id: string;
}

/** Writes staged rows and tells new, changed and unchanged apart by key and digest against the list as it stands. */
export async function stageRows(dataSource: DataSource, table: string, importId: string, rows: readonly StagedRow[]): Promise<{ status: string; rows: number }[]> {
  if (rows.length === 0) return [];
  const json = JSON.stringify(rows.map(({ rowNumber, status, record, texts, personal, errors, id }) => ({
    import_id: importId, row_number: rowNumber, status, id, texts, errors, personal: personal === null ? null : `\\x${personal.toString('hex')}`,
    assumed: record?.assumed ?? ([] satisfies ListRow['assumed']), programme: record?.programme, organisation: record?.organisation, organisation_name: record?.organisationName, natural_key: record?.naturalKey,
    external_id: record?.externalId, title: record?.title, region: record?.region, category: record?.category, quantity: record?.quantity, amount_fen: record?.amountFen, tier: record?.tier,
    from_on: record?.fromOn, to_on: record?.toOn, features: record?.features, blind: record?.blind, content_hash: record?.contentHash, words: record?.words,
  })));
  return dataSource.query(
    `with staged as (
      insert into staged_row (import_id, row_number, status, id, programme, organisation, organisation_name, natural_key, external_id, title, region, category, quantity, amount_fen, tier, from_on, to_on, texts, assumed, errors, features, personal, blind, content_hash, words)
      select r.import_id, r.row_number, case when r.status <> 'ok' then r.status when t.id is null then 'new' when t.content_hash = r.content_hash then 'unchanged' else 'changed' end, r.id,
        r.programme, r.organisation, r.organisation_name, r.natural_key, r.external_id, r.title, r.region, r.category, r.quantity, r.amount_fen, r.tier, r.from_on, r.to_on, r.texts, r.assumed, r.errors, r.features, r.personal, r.blind, r.content_hash, r.words
      from json_populate_recordset(null::staged_row, $1::json) r
      left join ${table} t on t.programme = r.programme and t.organisation = r.organisation and t.natural_key = r.natural_key
      returning status)
    select status, count(*)::int as rows from staged group by status`, [json]);
}

/** Tells new, changed and unchanged apart once more, in the committing transaction: the list may have moved since the preview. */
export async function recheckStaged(manager: EntityManager, table: string, importId: string): Promise<Record<string, number>> {
  // Looked up row by row through the list's key: a join of rows staged a moment ago has no statistics and may be planned as every row against every row.
  const fresh = `coalesce((select case when t.content_hash = s.content_hash then 'unchanged' else 'changed' end from ${table} t where t.programme = s.programme and t.organisation = s.organisation and t.natural_key = s.natural_key), 'new')`;
  await manager.query(
    `update staged_row s set status = ${fresh} where import_id = $1 and status in ('new', 'changed', 'unchanged') and status <> ${fresh}`, [importId]);
  const counted: { status: string; rows: number }[] = await manager.query('select status, count(*)::int as rows from staged_row where import_id = $1 group by status', [importId]);
  return Object.fromEntries(counted.map(({ status, rows }) => [status, rows]));
}

/**
 * Moves staged rows with numbers in (after, upTo] into the list: new ones are inserted, changed ones updated under their
 * own id with a new version. Returns the ids written. A row whose agreed matches exceed its new quantity keeps its old quantity.
 */
export async function commitStaged(manager: EntityManager, table: string, importId: string, after: number, upTo: number, actor: { id: string; name: string }): Promise<string[]> {
  const columns = 'programme, organisation, organisation_name, natural_key, external_id, title, region, category, quantity, amount_fen, tier, from_on, to_on, texts, assumed, features, blind, content_hash';
  const inserted: { id: string }[] = await manager.query(
    `insert into ${table} (id, ${columns}, personal, seal_id, search, created_by)
      select id, ${columns}, personal, id, array_to_tsvector(words), $4 from staged_row where import_id = $1 and row_number > $2 and row_number <= $3 and status = 'new' order by row_number returning id`,
    [importId, after, upTo, actor.id]);
  const updated: [{ id: string }[], number] = await manager.query(
    `update ${table} t set organisation_name = s.organisation_name, external_id = s.external_id, title = s.title, region = s.region, category = s.category, quantity = greatest(s.quantity, t.taken),
        amount_fen = s.amount_fen, tier = s.tier, from_on = s.from_on, to_on = s.to_on, texts = s.texts, assumed = s.assumed, features = s.features, blind = s.blind, content_hash = s.content_hash,
        search = array_to_tsvector(s.words), personal = s.personal, seal_id = s.id, status = case when t.status in ('withdrawn', 'filled') then case when s.quantity > t.taken then 'open' else 'filled' end else t.status end, version = t.version + 1, updated_at = now()
      from staged_row s where s.import_id = $1 and s.row_number > $2 and s.row_number <= $3 and s.status = 'changed'
        and t.programme = s.programme and t.organisation = s.organisation and t.natural_key = s.natural_key returning t.id`, [importId, after, upTo]);
  const ids = [...inserted, ...updated[0]].map((row) => row.id);
  await manager.query(`insert into ${table}_event (row_id, by_actor, what, reason) select unnest($1::uuid[]), $2, '导入', null`, [ids, actor.name]);
  return ids;
}
