import { Zip, ZipDeflate } from 'fflate';

/** A cell: text stays text whatever it begins with; numbers are numbers; null is empty. */
export type CellValue = string | number | null;

export interface SheetColumn {
  readonly header: string;
  /** In characters. */
  readonly width?: number;
  /** Drop-down below the header. */
  readonly choices?: readonly string[];
  /** The drop-down advises and does not refuse other text. */
  readonly adviseOnly?: boolean;
}

export interface SheetPlan {
  readonly name: string;
  readonly columns: readonly SheetColumn[];
  readonly rows: Iterable<readonly CellValue[]> | AsyncIterable<readonly CellValue[]>;
  /** Lines above the header, each over all columns: the title, then what belongs to it. A sheet with them offers no drop-downs. */
  readonly lead?: readonly string[];
  /** Rows (0-based among `rows`) shown in grey: examples. */
  readonly mutedRows?: number;
  /** Wraps long text; for instructions. */
  readonly wrap?: boolean;
}

/** Rows in which a drop-down is offered. */
const VALIDATED_ROWS = 10_000;
/** Longest list a validation may hold in itself (ECMA-376: 255 characters); longer ones stand on a hidden sheet. */
const INLINE_CHOICES = 255;
const CHUNK_CHARACTERS = 1 << 16;
const CHOICES_SHEET = '选项';

const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const NEEDS_ESCAPE = /[&<>"\u0000-\u0008\u000b\u000c\u000d\u000e-\u001f\ud800-\udfff\ufffe\uffff]/;

/** Text for XML; characters XML 1.0 cannot hold are left out. */
export function escapeXml(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return text;
  return text.replace(ILLEGAL, '').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/\r/g, '&#13;');
}

/** Letters of a column, 0 is A. */
export function columnLetters(index: number): string {
  let letters = '';
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters;
  return letters;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** Cell styles: 0 general, 1 header, 2 text, 3 muted text, 4 wrapped text, 5 title. */
const STYLES = `${DECLARATION}<styleSheet xmlns="${MAIN}"><fonts count="4"><font><sz val="11"/><name val="等线"/></font><font><b/><sz val="11"/><name val="等线"/></font><font><i/><sz val="11"/><color rgb="FF808080"/><name val="等线"/></font><font><b/><sz val="16"/><name val="等线"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE7EEF7"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6"><xf/><xf numFmtId="49" fontId="1" fillId="2" applyNumberFormat="1" applyFont="1" applyFill="1"/><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="2" applyNumberFormat="1" applyFont="1"/><xf numFmtId="49" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="49" fontId="3" applyNumberFormat="1" applyFont="1" applyAlignment="1"><alignment horizontal="center"/></xf></cellXfs></styleSheet>`;

function cellXml(reference: string, value: CellValue, style: number): string {
  if (value === null || value === '') return '';
  if (typeof value === 'number') return Number.isFinite(value) ? `<c r="${reference}"><v>${value}</v></c>` : '';
  return `<c r="${reference}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(value)}</t></is></c>`;
}

interface LongChoices { readonly column: string; readonly choices: readonly string[] }

function validations(sheet: SheetPlan, long: LongChoices[]): string {
  const parts: string[] = [];
  sheet.columns.forEach((column, index) => {
    if (column.choices === undefined || column.choices.length === 0) return;
    const letters = columnLetters(index);
    const inline = column.choices.join(',');
    let formula = `"${inline.replace(/"/g, '""')}"`;
    if (inline.length > INLINE_CHOICES || column.choices.some((c) => c.includes(','))) {
      const at = columnLetters(long.length);
      long.push({ column: at, choices: column.choices });
      formula = `'${CHOICES_SHEET}'!$${at}$1:$${at}$${column.choices.length}`;
    }
    const strict = column.adviseOnly === true ? 'errorStyle="information" showErrorMessage="0"' : 'showErrorMessage="1" errorTitle="不是可选值" error="请从下拉列表中选择"';
    parts.push(`<dataValidation type="list" allowBlank="1" ${strict} sqref="${letters}2:${letters}${VALIDATED_ROWS}"><formula1>${escapeXml(formula)}</formula1></dataValidation>`);
  });
  return parts.length === 0 ? '' : `<dataValidations count="${parts.length}">${parts.join('')}</dataValidations>`;
}

async function* sheetXml(sheet: SheetPlan, tail: string): AsyncGenerator<string, void, void> {
  const cols = sheet.columns.map((c, i) => `<col min="${i + 1}" max="${i + 1}" width="${(c.width ?? 14) + 2}" style="${sheet.wrap === true ? 4 : 2}" customWidth="1"/>`).join('');
  const lead = sheet.lead ?? [], top = lead.length + 1, last = columnLetters(sheet.columns.length - 1);
  let text = `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="${top}" topLeftCell="A${top + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${cols === '' ? '' : `<cols>${cols}</cols>`}<sheetData>`;
  text += lead.map((words, i) => `<row r="${i + 1}">${cellXml(`A${i + 1}`, words, i === 0 ? 5 : 2)}</row>`).join('');
  text += `<row r="${top}">${sheet.columns.map((c, i) => cellXml(`${columnLetters(i)}${top}`, c.header, 1)).join('')}</row>`;
  const letters = sheet.columns.map((_, i) => columnLetters(i));
  let number = top;
  for await (const row of sheet.rows) {
    number++;
    const style = number - top - 1 < (sheet.mutedRows ?? 0) ? 3 : sheet.wrap === true ? 4 : 2;
    text += `<row r="${number}">`;
    for (let i = 0; i < row.length; i++) text += cellXml(`${letters[i] ?? columnLetters(i)}${number}`, row[i] ?? null, style);
    text += '</row>';
    if (text.length >= CHUNK_CHARACTERS) { yield text; text = ''; }
  }
  const merged = lead.length === 0 ? '' : `<mergeCells count="${lead.length}">${lead.map((_, i) => `<mergeCell ref="A${i + 1}:${last}${i + 1}"/>`).join('')}</mergeCells>`;
  yield `${text}</sheetData>${merged}${lead.length === 0 ? tail : ''}</worksheet>`;
}

/**
 * A workbook as it is written: memory is one chunk however many rows come. Strings are inline, headers styled and
 * frozen, every column is text (so that numbers of people and firms keep their digits). Consume it slowly and it
 * produces slowly. Throws when two sheets bear one name or a name breaks Excel's rules.
 */
export async function* writeXlsx(sheets: readonly SheetPlan[]): AsyncGenerator<Uint8Array, void, void> {
  const names = new Set(sheets.map((s) => s.name));
  if (names.size !== sheets.length || names.has(CHOICES_SHEET) || sheets.length === 0) throw new Error('sheet names must be given, differ, and not be the one kept for choices');
  for (const name of names) if (name.length > 31 || /[[\]:*?/\\]/.test(name)) throw new Error(`"${name}" cannot be the name of a sheet`);
  let produced: Uint8Array[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, data) => {
    if (error !== null) failure = error;
    else produced.push(data);
  });
  const encoder = new TextEncoder();
  const begin = (name: string): ZipDeflate => {
    const entry = new ZipDeflate(name, { level: 4 });
    entry.mtime = new Date(2020, 0, 1);
    zip.add(entry);
    return entry;
  };
  function* drain(): Generator<Uint8Array, void, void> {
    if (failure !== null) throw failure;
    const chunks = produced;
    produced = [];
    yield* chunks;
  }
  const whole = (name: string, text: string): void => begin(name).push(encoder.encode(text), true);

  const long: LongChoices[] = [];
  const tails = sheets.map((s) => validations(s, long));
  const all = [...sheets.map((s) => ({ name: s.name, hidden: false })), ...(long.length > 0 ? [{ name: CHOICES_SHEET, hidden: true }] : [])];
  whole('[Content_Types].xml', `${DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>${all.map((_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`).join('')}</Types>`);
  whole('_rels/.rels', `${DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`);
  whole('xl/workbook.xml', `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${all.map((s, i) => `<sheet name="${escapeXml(s.name)}" sheetId="${i + 1}"${s.hidden ? ' state="hidden"' : ''} r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`);
  whole('xl/_rels/workbook.xml.rels', `${DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}<Relationship Id="rId${all.length + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`);
  whole('xl/styles.xml', STYLES);
  yield* drain();
  for (const [index, sheet] of sheets.entries()) {
    const entry = begin(`xl/worksheets/sheet${index + 1}.xml`);
    for await (const text of sheetXml(sheet, tails[index] ?? '')) {
      entry.push(encoder.encode(text));
      yield* drain();
    }
    entry.push(new Uint8Array(0), true);
  }
  if (long.length > 0) {
    const height = Math.max(...long.map((l) => l.choices.length));
    const rows = Array.from({ length: height }, (_, r) => `<row r="${r + 1}">${long.map((l) => cellXml(`${l.column}${r + 1}`, l.choices[r] ?? null, 2)).join('')}</row>`);
    whole(`xl/worksheets/sheet${sheets.length + 1}.xml`, `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetData>${rows.join('')}</sheetData></worksheet>`);
  }
  zip.end();
  yield* drain();
}
