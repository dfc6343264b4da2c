import type { Message, RowMessage } from './message.js';

/** What one cell means: a value, with the assumption made on the way, or why it has none. The text is never empty. */
export type CellResult<V> =
  | { readonly ok: true; readonly value: V; readonly assumed?: Message }
  | { readonly ok: false; readonly error: Message };

export const valueOf = <V>(value: V, assumed?: Message): CellResult<V> => (assumed === undefined ? { ok: true, value } : { ok: true, value, assumed });
export const refuse = (code: string, zh: string, en: string): { readonly ok: false; readonly error: Message } => ({ ok: false, error: { code, zh, en } });

/** Reads a cell's text (trimmed, never empty). `context` is what the owning list needs to know: the day, the programme. Pure. */
export type CellParser<V, C> = (text: string, context: C) => CellResult<V>;

/**
 * One column: template, importer, exporter and command line all read this. Sentences of `parse` leave the column's name
 * out; `parseRow` puts it in front.
 */
export interface Column<V, C> {
  /** Chinese header as the template writes it, without marks. */
  readonly header: string;
  /** Further headers understood. The code name always is. */
  readonly aliases?: readonly string[];
  /** Part of the natural key where the row has no number of its own. */
  readonly key?: boolean;
  /** Personal data: masked in previews, never in messages, logs or features. */
  readonly personal?: boolean;
  /** A cell as it should look, for the template. */
  readonly example: string;
  /** Meaning, unit and form, for the instructions sheet. */
  readonly note: { readonly zh: string; readonly en: string };
  /** Drop-down of the template; the parser may take more. */
  readonly choices?: readonly string[];
  /** Several of `choices` may stand in one cell, so the drop-down only advises. */
  readonly multiple?: boolean;
  /** Width in the template, in characters; 14 when absent. */
  readonly width?: number;
  /** `required`, or what an empty cell means, with the assumption when it is not plain. */
  readonly whenEmpty: 'required' | { readonly value: V; readonly assumed?: Message };
  readonly parse: CellParser<V, C>;
}

/** Columns by code, in template order. */
export type ColumnSet<Cells, C> = { readonly [K in keyof Cells & string]: Column<Cells[K], C> };

/** A check across the cells of a row; cells that failed by themselves are absent. Names the columns it speaks of, the one to mend first. */
export type RowCheck<Cells, C> = (cells: Partial<Cells>, context: C) => readonly RowMessage[];

/**
 * A list: its columns and what makes a row of it. `Cells` is keyed by column code, `Row` is what the list's owner works
 * with (`finish` makes it; it may add assumptions but refuses nothing, since the row checks have passed).
 */
export interface ListDefinition<Cells, Row, C> {
  readonly code: string;
  /** Sheet and file name of the template (岗位供给清单). */
  readonly title: { readonly zh: string; readonly en: string };
  readonly columns: ColumnSet<Cells, C>;
  readonly rowChecks: readonly RowCheck<Cells, C>[];
  readonly finish: (cells: Cells, context: C) => { readonly row: Row; readonly assumed: readonly RowMessage[] };
  /** Natural key inside one submitter's list: equal keys are one row. */
  readonly keyOf: (row: Row) => string;
}

/** What code that only lays out columns needs of a definition; any list is one, whatever its cells are. */
export interface ColumnLayout {
  readonly code: string;
  readonly header: string;
  readonly aliases: readonly string[];
  readonly required: boolean;
  readonly key: boolean;
  readonly personal: boolean;
  readonly example: string;
  readonly note: { readonly zh: string; readonly en: string };
  readonly choices: readonly string[];
  readonly multiple: boolean;
  readonly width: number;
}

/** Codes of a column set in template order. */
export function columnCodes<Cells, C>(columns: ColumnSet<Cells, C>): (keyof Cells & string)[] {
  return keysOf(columns);
}

function keysOf<T extends object>(of: T): Extract<keyof T, string>[] {
  const keys: Extract<keyof T, string>[] = [];
  for (const key in of) keys.push(key);
  return keys;
}

/** The columns of a list in template order, without their parsers. */
export function layoutOf<Cells, Row, C>(list: ListDefinition<Cells, Row, C>): readonly ColumnLayout[] {
  return columnCodes(list.columns).map((code) => {
    const column = list.columns[code];
    return {
      code, header: column.header, aliases: column.aliases ?? [], required: column.whenEmpty === 'required', key: column.key === true,
      personal: column.personal === true, example: column.example, note: column.note, choices: column.choices ?? [],
      multiple: column.multiple === true, width: column.width ?? 14,
    };
  });
}
