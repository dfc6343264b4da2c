import { layoutOf, type ListDefinition } from './columns.js';
import { rememberingTexts } from './remembered-texts.js';
import { mapHeaders, plainHeader, type HeaderMapping } from './header-mapping.js';
import { FileRejected, type RowMessage } from './message.js';
import { RowKeys } from './row-keys.js';
import { parseRow, type CellTexts } from './parse-row.js';
import type { TableRow } from './table-row.js';
import { isExampleRow } from './template.js';

/**
 * How a file with foreign headers becomes a list's columns. Told by its header row; `adapt` gets the cells by header as
 * written and returns texts by column code, with a note for every reading that is not plain.
 */
export interface FileProfile {
  readonly code: string;
  readonly title: { readonly zh: string; readonly en: string };
  /** All of these headers must be there (compared as `plainHeader` does). */
  readonly signature: readonly string[];
  readonly adapt: (cells: ReadonlyMap<string, string>) => { readonly texts: CellTexts; readonly assumed: readonly RowMessage[] };
}

/** The first profile whose signature the headers hold. */
export const profileFor = (profiles: readonly FileProfile[], headers: readonly string[]): FileProfile | undefined => {
  const present = new Set(headers.map(plainHeader));
  return profiles.find((p) => p.signature.every((h) => present.has(plainHeader(h))));
};

export interface ImportOptions<C> {
  readonly context: C;
  /** File header → column code, as an operator chose. */
  readonly manual?: Readonly<Record<string, string>>;
  readonly profiles?: readonly FileProfile[];
}

/** What became of one row of the file. */
export interface ImportedRow<Row> {
  readonly rowNumber: number;
  /** `ok` new in this file; `duplicate` the same natural key stood above (at `sameAs`); `wrong` has errors. */
  readonly outcome: 'ok' | 'duplicate' | 'wrong';
  readonly row: Row | null;
  readonly key: string | null;
  readonly sameAs: number | null;
  readonly assumed: readonly RowMessage[];
  readonly errors: readonly RowMessage[];
  readonly texts: CellTexts;
}

export interface ImportHead {
  readonly headers: readonly string[];
  /** Null when a profile reads the file. */
  readonly mapping: HeaderMapping | null;
  readonly profile: FileProfile | null;
}

export interface TableImport<Row> {
  readonly head: ImportHead;
  readonly rows: AsyncGenerator<ImportedRow<Row>, void, void>;
}

/** Whether a first row looks like the header of this list or of one of the profiles: how a workbook's sheet is chosen. */
export function isHeaderOf<Cells, Row, C>(list: ListDefinition<Cells, Row, C>, profiles: readonly FileProfile[] = []): (cells: readonly string[]) => boolean {
  const columns = layoutOf(list);
  return (cells) => mapHeaders(columns, cells).missing.length === 0 || profileFor(profiles, cells) !== undefined;
}

/**
 * Reads a table row by row into a list: the first row is the header, example rows are passed over, keys met before are
 * duplicates. Memory grows by 16 bytes a row only. Throws `FileRejected` before the first row when there is no
 * header or a required column is missing; a required column claimed by two headers is refused too, never guessed.
 */
export async function importRows<Cells, Row, C>(list: ListDefinition<Cells, Row, C>, table: AsyncGenerator<TableRow, void, void>, options: ImportOptions<C>): Promise<TableImport<Row>> {
  const columns = layoutOf(list);
  const first = await table.next();
  if (first.done === true) throw new FileRejected('FILE.EMPTY', '文件中没有任何行', 'the file holds no rows');
  const headers = first.value.cells;
  const own = mapHeaders(columns, headers, options.manual);
  // A profile knows its file better than chance agreement of headers does; an operator's mapping knows better than both.
  const profile = options.manual === undefined || Object.keys(options.manual).length === 0 ? profileFor(options.profiles ?? [], headers) : undefined;
  if (profile === undefined) {
    const refusal = refuseHeader(own, columns.map((c) => ({ code: c.code, header: c.header })), headers);
    if (refusal !== null) { await table.return(); throw refusal; }
  }
  const texts = (cells: readonly string[]): { texts: CellTexts; assumed: readonly RowMessage[] } => {
    if (profile !== undefined) return profile.adapt(new Map(headers.map((h, i) => [h.trim(), cells[i] ?? ''])));
    const out: Record<string, string> = {};
    for (const [code, index] of own.indexOf) out[code] = cells[index] ?? '';
    return { texts: out, assumed: [] };
  };
  const remembering = rememberingTexts(list);
  const codeAt = new Map([...own.indexOf].map(([code, index]) => [index, code]));
  const header = new Map(columns.map((c) => [c.code, c.header]));
  const rows = async function* (): AsyncGenerator<ImportedRow<Row>, void, void> {
    const seen = new RowKeys();
    const wrong = new RowKeys();
    for await (const { rowNumber, cells, formulas } of table) {
      if (isExampleRow(cells)) continue;
      const adapted = texts(cells);
      const parsed = parseRow(remembering, adapted.texts, options.context);
      const fromFormulas = profile !== undefined ? [] : formulas.flatMap((index): RowMessage[] => {
        const code = codeAt.get(index);
        return code === undefined ? [] : [{ columns: [code], code: 'ASSUMED.FORMULA', zh: `「${header.get(code) ?? code}」由公式算出，取文件保存时的值`, en: `${code}: made by a formula; the value saved with the file is taken` }];
      });
      const assumed = [...adapted.assumed, ...fromFormulas, ...parsed.assumed];
      if (parsed.row === null) {
        // A wrong row has no key; the very same row again is a duplicate all the same, and is told of once.
        const whole = columns.map((c) => adapted.texts[c.code]?.trim() ?? '').join('\u001f');
        const sameAs = wrong.firstRow(whole, rowNumber);
        yield { rowNumber, outcome: sameAs === null ? 'wrong' : 'duplicate', row: null, key: null, sameAs, assumed, errors: sameAs === null ? parsed.errors : [], texts: adapted.texts };
        continue;
      }
      const key = list.keyOf(parsed.row);
      const sameAs = seen.firstRow(key, rowNumber);
      yield { rowNumber, outcome: sameAs === null ? 'ok' : 'duplicate', row: parsed.row, key, sameAs, assumed, errors: [], texts: adapted.texts };
    }
  };
  return { head: { headers, mapping: profile === undefined ? own : null, profile: profile ?? null }, rows: rows() };
}

function refuseHeader(mapping: HeaderMapping, columns: readonly { code: string; header: string }[], headers: readonly string[]): FileRejected | null {
  const named = (codes: readonly string[]): string => codes.map((code) => columns.find((c) => c.code === code)?.header ?? code).join('、');
  if (mapping.indexOf.size === 0) {
    return new FileRejected('FILE.NO_HEADER', `首行不是表头（共 ${headers.length} 列，没有一列认得）；请使用模板，或指定各列含义`, `the first row is no header (none of its ${headers.length} columns is known); use the template or say what each column is`);
  }
  if (mapping.missing.length > 0) {
    return new FileRejected('FILE.MISSING_COLUMNS', `缺少必填列：${named(mapping.missing)}；请补上，或指定哪一列是它`, `required columns are missing: ${mapping.missing.join(', ')}; add them or say which column they are`);
  }
  if (mapping.duplicates.length > 0) {
    return new FileRejected('FILE.DUPLICATE_HEADERS', `表头重复：${named(mapping.duplicates.map((d) => d.code))}；请只保留一列`, `headers stand twice: ${mapping.duplicates.map((d) => d.code).join(', ')}; keep one column each`);
  }
  return null;
}
