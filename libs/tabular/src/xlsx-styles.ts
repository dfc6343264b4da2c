import { dayOfSerial } from './cell-parsers.js';
import type { WorkbookPackage } from './xlsx-package.js';
import { xmlEvents } from './xml-events.js';

export type NumberKind = 'number' | 'date';

/** Number formats of ECMA-376 part 1, 18.8.30, that show a date or a time, those of the East Asian locales (27–36, 50–58) included. */
const isDateFormatId = (id: number): boolean => (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

/** Whether a format code shows a date: a y, m, d, h or s outside quotes, brackets and escapes. */
export function isDateFormat(code: string): boolean {
  const bare = code.replace(/"[^"]*"|\\.|\[[^[\]]*\]|[_*]./gu, '').split(';')[0] ?? '';
  return /[ymdhs年月日]/iu.test(bare) && !/^general$/iu.test(bare.trim());
}

/** Per cell style (`s` of a cell), whether its numbers are dates. */
export async function readStyles(pack: WorkbookPackage, path: string): Promise<readonly NumberKind[]> {
  const codes = new Map<number, string>();
  const kinds: NumberKind[] = [];
  let inCellXfs = false;
  const events = xmlEvents(pack.read(path), {
    open(name, a) {
      if (name === 'numFmt') codes.set(Number(a['numFmtId']), a['formatCode'] ?? '');
      else if (name === 'cellXfs') inCellXfs = true;
      else if (name === 'xf' && inCellXfs) {
        const id = Number(a['numFmtId'] ?? '0');
        const code = codes.get(id);
        kinds.push((code === undefined ? isDateFormatId(id) : isDateFormat(code)) ? 'date' : 'number');
      }
    },
    close(name) { if (name === 'cellXfs') inCellXfs = false; },
    text() { /* styles hold no text */ },
  }, 1_048_576);
  if (pack.has(path)) for await (const _ of events) void _;
  return kinds;
}

/** A stored number as a person would write it: no exponent, no binary noise; 15 digits and more keep the exponent, since the last ones are lost. */
export function numberText(stored: string): string {
  const value = Number(stored);
  if (stored.trim() === '' || !Number.isFinite(value)) return stored;
  if (Math.abs(value) >= 1e15) return value.toExponential();
  const rounded = Number(value.toPrecision(15));
  return Number.isInteger(rounded) ? rounded.toFixed(0) : rounded.toString().includes('e') ? rounded.toFixed(15).replace(/(?<!0)0+$/, '') : rounded.toString();
}

/** A stored date as `YYYY-MM-DD`, with the time behind it where there is one; a time alone as `hh:mm:ss`. */
export function dateText(stored: string, date1904: boolean): string {
  const serial = Number(stored);
  if (!Number.isFinite(serial)) return stored;
  const seconds = Math.round((serial - Math.floor(serial)) * 86_400);
  const time = `${String(Math.floor(seconds / 3600)).padStart(2, '0')}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
  if (serial >= 0 && serial < 1) return time;
  const day = dayOfSerial(serial, date1904);
  if (day === null) return numberText(stored);
  return seconds === 0 || seconds === 86_400 ? day : `${day} ${time}`;
}
