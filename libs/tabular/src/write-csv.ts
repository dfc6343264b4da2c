import type { CellValue } from './write-xlsx.js';

/** What makes a spreadsheet run a cell: = + - @ TAB CR NUL and the full-width ＝ ＋ － ＠. */
const RUNS = /^[=+\-@\t\r\u0000＝＋－＠]/u;
const PLAIN_NEGATIVE = /^-\d+(\.\d+)?$/u;

/** A cell for CSV: always quoted (RFC 4180), with `'` before whatever a spreadsheet would run as a formula, plain negative numbers apart. */
export function csvCell(value: CellValue): string {
  const text = value === null ? '' : String(value);
  const guarded = RUNS.test(text) && !PLAIN_NEGATIVE.test(text) ? `'${text}` : text;
  return guarded.includes('"') ? `"${guarded.replaceAll('"', '""')}"` : `"${guarded}"`;
}

/** What {@link csvCell} writes, as an expression of PostgreSQL over one that is a text or null: for files of tens of thousands of rows that the database has whole. */
export function csvCellSql(text: string): string {
  return `'"' || coalesce(replace(case when ${text} ~ '^[=+@\\t\\r＝＋－＠-]' and ${text} !~ '^-[0-9]+([.][0-9]+)?$' then '''' || ${text} else ${text} end, '"', '""'), '') || '"'`;
}

/** A CSV as it is written: UTF-8 with byte-order mark (so that Excel reads Chinese), CRLF, 64 KB at a time. */
export async function* writeCsv(header: readonly string[], rows: Iterable<readonly CellValue[]> | AsyncIterable<readonly CellValue[]>): AsyncGenerator<Uint8Array, void, void> {
  const encoder = new TextEncoder();
  let text = `\ufeff${header.map(csvCell).join(',')}\r\n`;
  for await (const row of rows) {
    text += `${row.map(csvCell).join(',')}\r\n`;
    if (text.length >= 65_536) { yield encoder.encode(text); text = ''; }
  }
  if (text !== '') yield encoder.encode(text);
}
