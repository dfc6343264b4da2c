import type { EntityManager } from 'typeorm';
import type { Features, ListCode, ListEntry, ListRow, Market, Permission, ProtectionTier, Side } from '@jiedui/contracts';
import type { ColumnLayout, CellTexts, FileProfile, FileRejected, ImportHead, ParsedRow, RowMessage } from '@jiedui/tabular';

/** What the uniform columns of a list table say of one row: all that pages sort, filter and search by. */
export interface RowProjection {
  /** Programme named in the row itself; null when it is the submitter's. */
  readonly programme: string | null;
  readonly externalId: string;
  /** Equal keys of one organisation are one row. */
  readonly naturalKey: string;
  readonly title: string;
  readonly region: string;
  /** Key and name of the organisation that answers for the row when the submitter does not act for one of its own. */
  readonly organisation: string;
  readonly organisationName: string;
  readonly category: string | null;
  /** Headcount, 1, or units of 500 g. */
  readonly quantity: number;
  readonly amountFen: number | null;
  readonly tier: ProtectionTier | null;
  readonly fromOn: string | null;
  readonly toOn: string | null;
  /** Further words a search should find; never personal data. */
  readonly words: readonly string[];
  readonly features: Features;
}

/** One row as read from a file or a form. */
export interface ReadRow {
  readonly rowNumber: number;
  readonly outcome: 'ok' | 'duplicate' | 'wrong';
  readonly projection: RowProjection | null;
  readonly assumed: readonly RowMessage[];
  readonly errors: readonly RowMessage[];
  readonly texts: CellTexts;
}

/** The header row does not say all that is needed: somebody has to map `headers` by hand, at least to the columns `missing`. */
export class HeaderUnknown extends Error {
  constructor(readonly rejection: FileRejected, readonly headers: readonly string[], readonly missing: readonly string[]) { super(rejection.message); }
}

/** A file being read: its headers, and its rows one at a time. */
export interface ReadFile {
  readonly head: ImportHead;
  readonly rows: AsyncGenerator<ReadRow, void, void>;
}

/**
 * One of the four lists as the store needs it, with the row's own type closed over: the store never looks into a row,
 * only at its texts and its projection.
 */
export interface ListSpec {
  readonly list: ListCode;
  readonly market: Market;
  readonly side: Side;
  /** Table in the service's schema. */
  readonly table: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly read: Permission;
  readonly write: Permission;
  readonly columns: readonly ColumnLayout[];
  /** Whether each row is a person with a key of its own in the table `person_key`, so that erasing the person destroys it (reliability D13). */
  readonly personKeys: boolean;
  readonly profiles: readonly FileProfile[];
  /** Parses one row of texts by column code. */
  readonly parse: (texts: CellTexts, programme: string | null) => { readonly parsed: ParsedRow<unknown>; readonly projection: RowProjection | null };
  /** Opens a file (path on disk) and reads it row by row. Throws HeaderUnknown or FileRejected before the first row. */
  readonly readFile: (path: string, programme: string | null, mapping: Readonly<Record<string, string>>) => Promise<ReadFile>;
  readonly categoryName: (category: string) => string;
  /** What else the service keeps of rows that were just written, in the same transaction and before the facts of them are made. */
  readonly written?: RowsWritten;
  /** Rows that nobody may put on the list or bring back to it; none where left out. */
  readonly barred?: BarredRows;
}

/** Tells rows that may not stand on a list: a condition over an alias with the columns `programme`, `organisation` and `organisation_name`, and what such a row is told. */
export interface BarredRows { readonly sql: (row: string) => string; readonly message: RowMessage }

/** Is told the ids of rows that were written, and by whom. */
export type RowsWritten = (manager: EntityManager, ids: readonly string[], byActor: string) => Promise<void>;

/**
 * Entry for the engine from a stored row. A filled row stays open there: its agreed pairs hold its places, and since no fact
 * but theirs tells of the filling, a snapshot must not tell more, or a rebuilt consumer would stand elsewhere.
 */
export function listEntryOf(spec: ListSpec, row: StoredRow): ListEntry {
  return {
    market: spec.market, programme: row.programme, side: spec.side, id: row.id, version: row.version, externalId: row.externalId, label: row.title,
    organisation: row.organisation, capacity: row.quantity, tier: row.tier ?? 4, region: row.region, features: row.features, status: row.status === 'open' || row.status === 'filled' ? 'open' : 'closed',
  };
}

/** Bytes of entries in one fact; with one long entry more it stays below the 512 KB of a fact. */
const FACT_BYTES = 300_000;

/**
 * The same entries as {@link listEntryOf} makes, made by the database in chunks for bulk facts (a test compares the two): at
 * most `size` entries a chunk, and fewer where they are long.
 */
export function entriesQuery(spec: ListSpec, ids: readonly string[], size: number): { sql: string; parameters: readonly unknown[] } {
  return {
    sql: `select json_build_object('entries', json_agg(entry order by id)) as payload from (
      select id, entry, (row_number() over (order by id) - 1) / ${size} as chunk, sum(octet_length(entry::text)) over (order by id) / ${FACT_BYTES} as part from (
        select id, json_build_object('market', '${spec.market}', 'programme', programme, 'side', '${spec.side}', 'id', id, 'version', version,
          'externalId', external_id, 'label', title, 'organisation', organisation, 'capacity', quantity, 'tier', coalesce(tier, 4), 'region', region, 'features', features,
          'status', case when status in ('open', 'filled') then 'open' else 'closed' end) as entry
        from ${spec.table} where id = any($1::uuid[])) made) entries group by chunk, part order by chunk, part`,
    parameters: [ids],
  };
}

/** A row of a list table. */
export interface StoredRow {
  readonly id: string; readonly programme: string; readonly organisation: string; readonly organisationName: string; readonly naturalKey: string; readonly externalId: string;
  readonly title: string; readonly region: string; readonly category: string | null; readonly quantity: number; readonly taken: number; readonly amountFen: number | null;
  readonly tier: ProtectionTier | null; readonly fromOn: string | null; readonly toOn: string | null; readonly status: ListRow['status']; readonly version: number;
  readonly texts: Record<string, string>; readonly assumed: ListRow['assumed']; readonly features: Features; readonly personal: Buffer | null; readonly sealId: string;
  /** The wrapped key its personal cells are sealed under; null where that is the installation's (rows from before there were others). */
  readonly personKey: Buffer | null;
  readonly createdBy: string; readonly updatedAt: Date;
}
