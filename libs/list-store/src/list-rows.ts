import type { ListRow } from '@jiedui/contracts';
import type { Protection } from '@jiedui/protection';
import { maskIdNumber, maskName, maskPhone } from '@jiedui/protection';
import { toSafeInteger } from '@jiedui/persistence';
import { regionName } from '@jiedui/reference-data';
import type { CellTexts } from '@jiedui/tabular';
import type { ListSpec, StoredRow } from './list-spec.js';

/** Columns of a list table that pages show; a third of a row is what only matching reads. */
const shownRowColumns = 'id, programme, organisation, organisation_name, natural_key, external_id, title, region, category, quantity, taken, amount_fen, tier, to_char(from_on, \'YYYY-MM-DD\') as from_on, to_char(to_on, \'YYYY-MM-DD\') as to_on, status, version, texts, assumed, personal, seal_id, created_by, updated_at';

/** Columns of a list table that {@link storedRow} reads. */
export const rowColumns = `${shownRowColumns}, features`;

/** {@link rowColumns} with the row's wrapped key, for whoever opens personal cells. */
export function openableColumns(spec: ListSpec): string { return `${rowColumns}, ${keyColumn(spec)}`; }

/** {@link openableColumns} without what only matching reads: for pages, as {@link shownRow} reads them. */
export function shownColumns(spec: ListSpec): string { return `${shownRowColumns}, ${keyColumn(spec)}`; }

function keyColumn(spec: ListSpec): string {
  return `${spec.personKeys ? `(select wrapped from person_key where person_id = ${spec.table}.id)` : 'null::bytea'} as person_key`;
}

/** A list table's row as the driver gives it. */
export interface ListTableRow {
  id: string; programme: string; organisation: string; organisation_name: string; natural_key: string; external_id: string; title: string; region: string; category: string | null;
  quantity: number; taken: number; amount_fen: string | null; tier: StoredRow['tier']; from_on: string | null; to_on: string | null; status: StoredRow['status']; version: number;
  texts: Record<string, string>; assumed: StoredRow['assumed']; features: StoredRow['features']; personal: Buffer | null; seal_id: string; person_key?: Buffer | null; created_by: string; updated_at: Date;
}

/** A row as pages read it. */
export type ShownRow = Omit<StoredRow, 'features'>;

/** Turns a driver's row into a {@link StoredRow}. */
export function storedRow(row: ListTableRow): StoredRow { return { ...shownRow(row), features: row.features }; }

/** Turns a driver's row of {@link shownColumns} into a {@link ShownRow}. */
export function shownRow(row: Omit<ListTableRow, 'features'>): ShownRow {
  return {
    id: row.id, programme: row.programme, organisation: row.organisation, organisationName: row.organisation_name, naturalKey: row.natural_key, externalId: row.external_id,
    title: row.title, region: row.region, category: row.category, quantity: row.quantity, taken: row.taken, amountFen: row.amount_fen === null ? null : toSafeInteger(row.amount_fen),
    tier: row.tier, fromOn: row.from_on, toOn: row.to_on, status: row.status, version: row.version, texts: row.texts, assumed: row.assumed,
    personal: row.personal, sealId: row.seal_id, personKey: row.person_key ?? null, createdBy: row.created_by, updatedAt: row.updated_at,
  };
}

/** Splits a row's texts into what may be read and what is sealed. */
export function splitTexts(spec: ListSpec, texts: CellTexts): { open: Record<string, string>; personal: Record<string, string> } {
  const open: Record<string, string> = {};
  const personal: Record<string, string> = {};
  for (const column of spec.columns) {
    const text = texts[column.code];
    if (text === undefined || text.trim() === '') continue;
    (column.personal ? personal : open)[column.code] = text.trim();
  }
  return { open, personal };
}

/** Place personal fields are sealed for: an id of their own, since an import seals before it knows whether the row is new. */
export function sealPlace(spec: ListSpec, sealId: string): string { return `${spec.table}|personal|${sealId}`; }

/** The row's personal texts in full, by column code; none where it has none. */
export function openPersonal(spec: ListSpec, row: Pick<StoredRow, 'personal' | 'sealId' | 'personKey'>, protection: Protection): Record<string, string> {
  if (row.personal === null) return {};
  return protection.open(row.personal, sealPlace(spec, row.sealId), ...(row.personKey === null ? [] : [protection.personKey(row.personKey, row.sealId)]));
}

/** Seals a row's personal texts, under a fresh key of the person's own where the list has such. Each seal has its own key: whoever replaces one replaces both. */
export function sealPersonal(spec: ListSpec, personal: Readonly<Record<string, string>>, sealId: string, protection: Protection): { personal: Buffer | null; personKey: Buffer | null } {
  if (Object.keys(personal).length === 0) return { personal: null, personKey: null };
  const own = spec.personKeys ? protection.newPersonKey(sealId) : null;
  return { personal: protection.seal(personal, sealPlace(spec, sealId), own?.key), personKey: own?.wrapped ?? null };
}

/** Beginning of the natural key of a row whose person was erased; no digest begins so. */
export const ERASED = 'erased:';

/** Masks personal texts by their column: the reader sees that something is there, never what. */
export function maskTexts(personal: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(personal).map(([code, text]) => [code, code === 'name' ? maskName(text) : code === 'idNumber' ? maskIdNumber(text) : code === 'phone' ? maskPhone(text) : '***']));
}

/** Columns a tier can be worked out from, on the lists that people other than offices read. */
const TIER_CELLS = new Set(['households', 'monitoredHouseholds']);

function withoutTier(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([code]) => !TIER_CELLS.has(code)));
}

/** The row as pages see it. Personal cells are masked, and left out where the reader's role may not see even that. */
export function listRowView(spec: ListSpec, row: ShownRow, protection: Protection, options: { personal: boolean; tier: boolean }): ListRow {
  const masked = options.personal ? maskTexts(openPersonal(spec, row, protection)) : {};
  return {
    id: row.id, list: spec.list, programme: row.programme, externalId: row.externalId, title: row.title, region: row.region, regionName: regionName(row.region),
    organisation: row.organisation, organisationName: row.organisationName, category: row.category, categoryName: row.category === null ? null : spec.categoryName(row.category),
    quantity: row.quantity, taken: row.taken, amountFen: row.amountFen, tier: options.tier ? row.tier : null, fromOn: row.fromOn, toOn: row.toOn,
    status: row.status, version: row.version, updatedAt: row.updatedAt.toISOString(), erased: row.naturalKey.startsWith(ERASED), cells: { ...(options.tier ? row.texts : withoutTier(row.texts)), ...masked }, assumed: row.assumed,
  };
}
