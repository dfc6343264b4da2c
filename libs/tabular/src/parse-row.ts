import { columnCodes, type Column, type ListDefinition } from './columns.js';
import type { RowMessage } from './message.js';

/** What became of one row: all its errors at once, never only the first. `row` is null exactly when there are errors. */
export interface ParsedRow<Row> {
  readonly row: Row | null;
  readonly assumed: readonly RowMessage[];
  readonly errors: readonly RowMessage[];
}

/** Text of a cell by column code; a missing code reads as an empty cell. */
export type CellTexts = Readonly<Record<string, string | undefined>>;

/** Longest text of a cell, as the forms take it. A list of names holds thousands of separators else, and pages of such rows fit no message. */
export const MAX_CELL_CHARACTERS = 2000;
/** Longest message of a cell: some quote what they complain of. */
const MAX_MESSAGE = 400;

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd]/u;
/** The mark the CSV writer puts before a text that a spreadsheet would run as a formula. */
const FORMULA_GUARD = /^'(?=[=+\-@\t\r＝＋－＠])/u;

/** Reads a row given by column code. Pure; throws nothing for any text. */
export function parseRow<Cells, Row, C>(list: ListDefinition<Cells, Row, C>, texts: CellTexts, context: C): ParsedRow<Row> {
  const assumed: RowMessage[] = [];
  const errors: RowMessage[] = [];
  const cells: Partial<Cells> = {};
  for (const code of columnCodes(list.columns)) readCell(cells, code, list.columns[code], texts[code] ?? '', context, assumed, errors);
  for (const check of list.rowChecks) errors.push(...check(cells, context));
  if (errors.length > 0 || !isComplete(list, cells)) return { row: null, assumed, errors };
  const finished = list.finish(cells, context);
  return { row: finished.row, assumed: [...assumed, ...finished.assumed], errors };
}

function readCell<Cells, K extends keyof Cells & string, C>(
  cells: Partial<Cells>, code: K, column: Column<Cells[K], C>, raw: string, context: C, assumed: RowMessage[], errors: RowMessage[],
): void {
  const say = (message: { code: string; zh: string; en: string }): RowMessage => ({
    columns: [code], code: message.code, zh: shortened(`「${column.header}」${message.zh}`), en: shortened(`${column.header} (${code}): ${message.en}`),
  });
  const text = raw.replace(FORMULA_GUARD, '').trim();
  if (text === '') {
    if (column.whenEmpty === 'required') {
      errors.push(say({ code: 'CELL.REQUIRED', zh: `不能为空；请填写，例如 ${column.example}`, en: `must not be empty; fill it in, for example ${column.example}` }));
      return;
    }
    cells[code] = column.whenEmpty.value;
    if (column.whenEmpty.assumed !== undefined) assumed.push(say(column.whenEmpty.assumed));
    return;
  }
  if (text.length > MAX_CELL_CHARACTERS) {
    errors.push(say({ code: 'CELL.TOO_LONG', zh: `不能超过 ${MAX_CELL_CHARACTERS} 个字符，现为 ${text.length} 个；请缩短`, en: `must not be longer than ${MAX_CELL_CHARACTERS} characters, it has ${text.length}; shorten it` }));
    return;
  }
  if (CONTROL.test(text)) {
    errors.push(say({ code: 'CELL.CONTROL_CHARACTER', zh: '含有不可见的控制字符或乱码；请重新输入', en: 'holds control characters or undecodable text; enter it again' }));
    return;
  }
  const result = column.parse(text, context);
  if (result.ok) {
    cells[code] = result.value;
    if (result.assumed !== undefined) assumed.push(say(result.assumed));
  } else {
    errors.push(say(result.error));
  }
}

/** By whole characters: half a one is stored nowhere. */
function shortened(text: string): string {
  return text.length <= MAX_MESSAGE ? text : `${[...text].slice(0, MAX_MESSAGE).join('')}…`;
}

function isComplete<Cells, Row, C>(list: ListDefinition<Cells, Row, C>, cells: Partial<Cells>): cells is Cells & Partial<Cells> {
  return columnCodes(list.columns).every((code) => code in cells);
}
