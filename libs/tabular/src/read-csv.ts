import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { defaultLimits, type TableLimits, type TableRow } from './table-row.js';
import { FileRejected } from './message.js';
import { decodeText } from './text-encoding.js';

export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

const DELIMITERS = [',', '\t', ';'] as const;
/** How far into the text the delimiter is looked for. */
const SNIFF_CHARACTERS = 65_536;

/** The delimiter that stands most often in the first row outside quotes; a comma when none does. */
export function sniffDelimiter(head: string): string {
  const counts = new Map<string, number>();
  let quoted = false;
  for (const c of head) {
    if (c === '"') quoted = !quoted;
    else if (!quoted && c === '\n' && counts.size > 0) break;
    else if (!quoted && (c === ',' || c === '\t' || c === ';')) counts.set(c, (counts.get(c) ?? 0) + 1);
  }
  let best: string = ',';
  for (const d of DELIMITERS) if ((counts.get(d) ?? 0) > (counts.get(best) ?? 0)) best = d;
  return best;
}

/**
 * Rows of a CSV stream, one at a time: memory is a chunk and a row, and a slow consumer slows the source. Encoding and
 * delimiter are told from the content. Blank rows are skipped but counted. Cells that look like formulas are text.
 * Throws `FileRejected`; whatever the source throws goes through.
 */
export async function* readCsv(source: ByteSource, limits: TableLimits = defaultLimits): AsyncGenerator<TableRow, void, void> {
  const text = decodeText(source);
  let head = '';
  let ended = false;
  while (head.length < SNIFF_CHARACTERS && !head.includes('\n')) {
    const next = await text.next();
    if (next.done === true) { ended = true; break; }
    head += next.value;
  }
  if (head === '' && ended) throw empty();
  const rest = async function* (): AsyncGenerator<string, void, void> {
    yield head;
    if (!ended) yield* text;
  };
  const parser = parse({
    delimiter: sniffDelimiter(head), bom: true, relax_quotes: true, relax_column_count: true, skip_empty_lines: false,
    max_record_size: limits.maxRowCharacters,
  });
  const input = Readable.from(rest(), { objectMode: false, encoding: 'utf8' });
  input.on('error', (error) => parser.destroy(error));
  input.pipe(parser);
  let rowNumber = 0;
  let any = false;
  try {
    for await (const record of parser) {
      rowNumber++;
      if (!Array.isArray(record)) continue;
      const cells = record.map(String);
      if (cells.length > limits.maxColumns && cells.slice(limits.maxColumns).some((c) => c.trim() !== '')) throw tooManyColumns(limits);
      if (cells.every((c) => c.trim() === '')) continue;
      if (rowNumber > limits.maxRows + 1) throw tooManyRows(limits);
      any = true;
      yield { rowNumber, cells, formulas: NO_FORMULAS };
    }
    if (!any) throw empty();
  } catch (error) {
    if (error instanceof CsvError) throw asRejection(error, rowNumber, limits);
    throw error;
  } finally {
    input.destroy();
    parser.destroy();
  }
}

const NO_FORMULAS: readonly number[] = [];
const empty = (): FileRejected => new FileRejected('FILE.EMPTY', '文件是空的', 'the file is empty');

export const tooManyColumns = (limits: TableLimits): FileRejected =>
  new FileRejected('FILE.TOO_MANY_COLUMNS', `表格超过 ${limits.maxColumns} 列；请只保留模板中的列`, `the table has more than ${limits.maxColumns} columns; keep only those of the template`);
export const tooManyRows = (limits: TableLimits): FileRejected =>
  new FileRejected('FILE.TOO_MANY_ROWS', `表格超过 ${limits.maxRows} 行；请分成几个文件上传`, `the table has more than ${limits.maxRows} rows; split it into several files`);

function asRejection(error: CsvError, rowNumber: number, limits: TableLimits): FileRejected {
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return new FileRejected('FILE.ROW_TOO_LONG', `第 ${rowNumber + 1} 行超过 ${limits.maxRowCharacters} 个字符，可能是引号没有成对；请检查`, `row ${rowNumber + 1} is longer than ${limits.maxRowCharacters} characters, perhaps for want of a closing quote; check it`);
  }
  return new FileRejected('FILE.QUOTES', `第 ${rowNumber + 1} 行附近的引号没有成对；请检查`, `a quote near row ${rowNumber + 1} is not closed; check it`);
}
