import { tooManyColumns, tooManyRows } from './read-csv.js';
import { readSharedStrings, type SharedStrings } from './shared-strings.js';
import { defaultLimits, type TableLimits, type TableRow } from './table-row.js';
import { FileRejected } from './message.js';
import { macros, openPackage, type WorkbookPackage } from './xlsx-package.js';
import { dateText, numberText, readStyles, type NumberKind } from './xlsx-styles.js';
import { xmlEvents } from './xml-events.js';

export interface XlsxOptions {
  readonly limits?: TableLimits;
  /** Whether a first row is a header the caller knows: the first sheet for which it holds is read, else the first sheet. */
  readonly isHeader?: (cells: readonly string[]) => boolean;
}

interface Workbook {
  readonly sheets: readonly { readonly name: string; readonly path: string }[];
  readonly strings: string | undefined;
  readonly styles: string | undefined;
  readonly date1904: boolean;
}

/**
 * Rows of a workbook's sheet, one at a time; memory is the shared strings, a chunk and its rows. Everything becomes
 * text as a person would type it: dates `YYYY-MM-DD`, numbers without exponent, formulas their saved value (flagged).
 * Hidden sheets are passed over. Throws `FileRejected` for any file that is not a harmless workbook.
 */
export async function* readXlsx(source: string | Uint8Array, options: XlsxOptions = {}): AsyncGenerator<TableRow, void, void> {
  const limits = options.limits ?? defaultLimits;
  const pack = await openPackage(source, limits);
  try {
    const workbook = await readWorkbook(pack);
    const [first] = workbook.sheets;
    if (first === undefined) throw new FileRejected('FILE.NOT_A_TABLE', '工作簿中没有可见的工作表', 'the workbook has no visible sheet');
    const styles = workbook.styles === undefined ? [] : await readStyles(pack, workbook.styles);
    const strings = await readSharedStrings(pack, workbook.strings ?? '', limits.maxCellCharacters);
    const context: SheetContext = { pack, strings, styles, date1904: workbook.date1904, limits };
    if (options.isHeader !== undefined && workbook.sheets.length > 1) {
      for (const sheet of workbook.sheets) {
        const rows = readSheet(context, sheet.path);
        const head = await rows.next();
        if (head.done !== true && options.isHeader(head.value.cells)) {
          yield head.value;
          yield* rows;
          return;
        }
        await rows.return();
      }
    }
    yield* readSheet(context, first.path);
  } finally {
    pack.close();
  }
}

async function readWorkbook(pack: WorkbookPackage): Promise<Workbook> {
  const types = new Map<string, string>();
  for await (const _ of xmlEvents(pack.read('[Content_Types].xml'), {
    open(name, a) { if (name === 'Override') types.set(a['PartName'] ?? '', a['ContentType'] ?? ''); },
    close() { /* flat */ },
    text() { /* none */ },
  }, 1_048_576)) void _;
  if ([...types.values()].some((t) => /macroEnabled/i.test(t))) throw macros();
  const targets = new Map<string, { type: string; path: string }>();
  for await (const _ of xmlEvents(pack.read('xl/_rels/workbook.xml.rels'), {
    open(name, a) {
      if (name !== 'Relationship' || a['TargetMode'] === 'External') return;
      const target = a['Target'] ?? '';
      targets.set(a['Id'] ?? '', { type: a['Type'] ?? '', path: target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}` });
    },
    close() { /* flat */ },
    text() { /* none */ },
  }, 1_048_576)) void _;
  const sheets: { name: string; path: string }[] = [];
  let date1904 = false;
  for await (const _ of xmlEvents(pack.read('xl/workbook.xml'), {
    open(name, a) {
      if (name === 'workbookPr') date1904 = a['date1904'] === '1' || a['date1904'] === 'true';
      if (name !== 'sheet' || (a['state'] ?? 'visible') !== 'visible') return;
      const id = Object.entries(a).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
      const target = targets.get(id);
      if (target !== undefined && /\/worksheet$/.test(target.type) && pack.has(target.path)) sheets.push({ name: a['name'] ?? '', path: target.path });
    },
    close() { /* flat */ },
    text() { /* none */ },
  }, 1_048_576)) void _;
  const byType = (ending: string): string | undefined => [...targets.values()].find((t) => t.type.endsWith(ending))?.path;
  return { sheets, strings: byType('/sharedStrings'), styles: byType('/styles'), date1904 };
}

interface SheetContext {
  readonly pack: WorkbookPackage;
  readonly strings: SharedStrings;
  readonly styles: readonly NumberKind[];
  readonly date1904: boolean;
  readonly limits: TableLimits;
}

/** Column index (0-based) of a cell reference; the next column when it names none. */
function columnOf(reference: string | undefined, next: number): number {
  if (reference === undefined) return next;
  let column = 0;
  for (let i = 0; i < reference.length; i++) {
    const c = reference.charCodeAt(i);
    if (c >= 65 && c <= 90) column = column * 26 + (c - 64);
    else break;
    if (column > 20_000) break;
  }
  return column === 0 ? next : column - 1;
}

async function* readSheet(context: SheetContext, path: string): AsyncGenerator<TableRow, void, void> {
  const { strings, styles, limits } = context;
  let ready: TableRow[] = [];
  let rowNumber = 0;
  let cells: string[] = [];
  let formulas: number[] = [];
  let column = -1;
  let type = 'n';
  let style = 0;
  let value = '';
  let taking = false;
  let hasFormula = false;
  let phonetic = 0;
  const finishCell = (): void => {
    if (value === '') return;
    if (column >= limits.maxColumns) throw tooManyColumns(limits);
    let text = value;
    if (type === 's') text = strings.at(Number(value));
    else if (type === 'b') text = value === '1' ? 'TRUE' : 'FALSE';
    else if (type === 'n') text = styles[style] === 'date' ? dateText(value, context.date1904) : numberText(value);
    while (cells.length < column) cells.push('');
    cells[column] = text;
    if (hasFormula) formulas.push(column);
  };
  const events = xmlEvents(context.pack.read(path), {
    open(name, a) {
      if (name === 'c') {
        column = columnOf(a['r'], column + 1);
        type = a['t'] ?? 'n';
        style = Number(a['s'] ?? '0');
        value = '';
        hasFormula = false;
      } else if (name === 'v' || (name === 't' && phonetic === 0)) taking = true;
      else if (name === 'f') hasFormula = true;
      else if (name === 'rPh') phonetic++;
      else if (name === 'row') {
        rowNumber = Number(a['r'] ?? String(rowNumber + 1));
        if (!(rowNumber <= limits.maxRows + 1)) throw tooManyRows(limits);
        cells = [];
        formulas = [];
        column = -1;
      }
    },
    close(name) {
      if (name === 'c') finishCell();
      else if (name === 'v' || name === 't') taking = false;
      else if (name === 'rPh') phonetic--;
      else if (name === 'row' && cells.some((c) => c.trim() !== '')) ready.push({ rowNumber, cells, formulas });
    },
    text(text) {
      if (!taking) return;
      value += text;
      if (value.length > limits.maxCellCharacters) throw new FileRejected('FILE.CELL_TOO_LONG', `第 ${rowNumber} 行有单元格超过 ${limits.maxCellCharacters} 个字符；请缩短`, `a cell in row ${rowNumber} holds more than ${limits.maxCellCharacters} characters; shorten it`);
    },
  }, 1_048_576);
  for await (const _ of events) {
    void _;
    if (ready.length === 0) continue;
    const batch = ready;
    ready = [];
    yield* batch;
  }
}
