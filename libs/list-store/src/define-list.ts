import type { Market, ListCode, Permission, Side } from '@jiedui/contracts';
import { type CellTexts, FileRejected, type FileProfile, importRows, isHeaderOf, layoutOf, type ListDefinition, mapHeaders, parseRow, readTable, type TableRow } from '@jiedui/tabular';
import { type BarredRows, HeaderUnknown, type ListSpec, type ReadFile, type ReadRow, type RowProjection, type RowsWritten } from './list-spec.js';

/** What a service says of one of its lists; the row's type stays between the definition and the projection. */
export interface ListChoice<Cells, Row, C> {
  readonly list: ListCode;
  readonly market: Market;
  readonly side: Side;
  readonly table: string;
  readonly read: Permission;
  readonly write: Permission;
  readonly definition: ListDefinition<Cells, Row, C>;
  /** See {@link ListSpec.personKeys}; none when left out. */
  readonly personKeys?: boolean;
  readonly profiles?: readonly FileProfile[];
  /** Context of the parsers for a submitter's programme; the day is today's in Asia/Shanghai. */
  readonly context: (programme: string | null) => C;
  readonly project: (row: Row, context: C) => RowProjection;
  readonly categoryName: (category: string) => string;
  readonly written?: RowsWritten;
  readonly barred?: BarredRows;
}

/** Closes a list definition over its row type. */
export function defineList<Cells, Row, C>(choice: ListChoice<Cells, Row, C>): ListSpec {
  const { definition, profiles = [] } = choice;
  return {
    list: choice.list, market: choice.market, side: choice.side, table: choice.table, title: definition.title, read: choice.read, write: choice.write,
    columns: layoutOf(definition), profiles, personKeys: choice.personKeys ?? false, categoryName: choice.categoryName, ...(choice.written === undefined ? {} : { written: choice.written }), ...(choice.barred === undefined ? {} : { barred: choice.barred }),
    parse: (texts: CellTexts, programme) => {
      const context = choice.context(programme);
      const parsed = parseRow(definition, texts, context);
      return { parsed, projection: parsed.row === null ? null : choice.project(parsed.row, context) };
    },
    readFile: async (path, programme, mapping): Promise<ReadFile> => {
      const context = choice.context(programme);
      const table = readTable(path, { isHeader: isHeaderOf(definition, profiles) });
      let headers: readonly string[] = [];
      const noted = async function* (): AsyncGenerator<TableRow, void, void> {
        for await (const row of table) {
          if (headers.length === 0) headers = row.cells;
          yield row;
        }
      };
      const { head, rows } = await importRows(definition, noted(), { context, manual: mapping, profiles }).catch((error: unknown) => {
        if (!(error instanceof FileRejected) || (error.code !== 'FILE.MISSING_COLUMNS' && error.code !== 'FILE.NO_HEADER')) throw error;
        throw new HeaderUnknown(error, headers, mapHeaders(layoutOf(definition), headers, mapping).missing);
      });
      const read = async function* (): AsyncGenerator<ReadRow, void, void> {
        for await (const { rowNumber, outcome, row, assumed, errors, texts } of rows) {
          yield { rowNumber, outcome, projection: row === null ? null : choice.project(row, context), assumed, errors, texts };
        }
      };
      return { head, rows: read() };
    },
  };
}

/** Today's calendar day in Asia/Shanghai. */
export function todayInShanghai(): string {
  return new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
}
