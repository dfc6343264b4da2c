import type { ColumnLayout } from './columns.js';

/** Header of the last column of an error workbook; ignored when such a workbook comes back. */
export const ERROR_COLUMN = '错误原因';
const IGNORED = new Set([ERROR_COLUMN, '行号']);

/** Which file column feeds which list column. */
export interface HeaderMapping {
  /** File column (0-based) of each mapped column code. */
  readonly indexOf: ReadonlyMap<string, number>;
  /** Headers no column claims, as written; empty headers and 错误原因 are not reported. */
  readonly unmapped: readonly string[];
  /** Headers claimed twice: the first column is used. */
  readonly duplicates: readonly { readonly header: string; readonly code: string }[];
  /** Required columns without a file column: the file cannot be imported. */
  readonly missing: readonly string[];
}

/** A header without what people add to it: blanks, 必填 marks, units in brackets. */
export function plainHeader(header: string): string {
  const marks = header.normalize('NFKC').replace(/[\s\u200b*★:]/gu, '').toLowerCase();
  const bare = marks.replace(/\([^()]*\)|\[[^[\]]*\]|【[^【】]*】/gu, '');
  return bare === '' ? marks.replace(/[()[\]【】]/gu, '') : bare;
}

/**
 * Maps a header row by Chinese header, code name or alias; `manual` (file header → column code, as an operator chose
 * on the preview page) goes first. Manual codes that do not exist are ignored and their headers reported as unmapped.
 */
export function mapHeaders(columns: readonly ColumnLayout[], headers: readonly string[], manual: Readonly<Record<string, string>> = {}): HeaderMapping {
  const byName = new Map<string, string>();
  for (const column of columns) {
    for (const name of [column.header, column.code, ...column.aliases]) {
      const plain = plainHeader(name);
      if (!byName.has(plain)) byName.set(plain, column.code);
    }
  }
  const known = new Set(columns.map((c) => c.code));
  const chosen = new Map(Object.entries(manual).filter(([, code]) => known.has(code)).map(([header, code]) => [plainHeader(header), code]));
  const indexOf = new Map<string, number>();
  const unmapped: string[] = [];
  const duplicates: { header: string; code: string }[] = [];
  const claim = (header: string, index: number, code: string): void => {
    if (indexOf.has(code)) duplicates.push({ header, code });
    else indexOf.set(code, index);
  };
  headers.forEach((header, index) => {
    const code = chosen.get(plainHeader(header));
    if (code !== undefined) claim(header, index, code);
  });
  headers.forEach((header, index) => {
    const plain = plainHeader(header);
    if (plain === '' || chosen.has(plain) || IGNORED.has(header.trim())) return;
    const code = byName.get(plain);
    if (code === undefined) unmapped.push(header);
    else claim(header, index, code);
  });
  return { indexOf, unmapped, duplicates, missing: columns.filter((c) => c.required && !indexOf.has(c.code)).map((c) => c.code) };
}
