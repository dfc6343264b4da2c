import { refuse, valueOf, type CellParser, type CellResult } from './columns.js';

/** Text of at most `max` characters, blanks inside made single; longer is an error, never a silent cut. */
export function textCell<C>(max: number): CellParser<string, C> {
  return (text) => {
    const plain = text.replace(/\s+/gu, ' ');
    const length = [...plain].length;
    return length <= max ? valueOf(plain) : refuse('CELL.TOO_LONG', `不能超过 ${max} 个字，现为 ${length} 个；请缩短`, `must not be longer than ${max} characters, it has ${length}; shorten it`);
  };
}

/** A number as people write it: full-width digits, thousands separators, 万 and 千; null when it is none. */
export function readNumber(text: string): number | null {
  const plain = text.normalize('NFKC').replace(/[\s,_]/gu, '').replace(/^[¥￥]/u, '');
  const match = /^([+-]?\d+(?:\.\d+)?)(万|千)?$/u.exec(plain);
  if (match?.[1] === undefined) return /^[+-]?\d+(\.\d+)?e[+-]?\d+$/iu.test(plain) && Math.abs(Number(plain)) < 1e15 ? Number(plain) : null;
  const value = Number(match[1]) * (match[2] === '万' ? 10_000 : match[2] === '千' ? 1000 : 1);
  return Number.isFinite(value) ? Math.round(value * 1e6) / 1e6 : null;
}

/** A whole number in a range; units written behind it (人, 年, 天, 户) are dropped. */
export function integerCell<C>(min: number, max: number, units: readonly string[] = []): CellParser<number, C> {
  return (text) => {
    const unit = units.find((u) => text.endsWith(u));
    const value = readNumber(unit === undefined ? text : text.slice(0, -unit.length));
    if (value === null || !Number.isInteger(value)) return refuse('CELL.NOT_AN_INTEGER', `应为整数（${min}–${max}）`, `must be a whole number (${min}–${max})`);
    return inRange(value, min, max);
  };
}

/** A number in a range, fractions allowed. */
export function numberCell<C>(min: number, max: number, units: readonly string[] = []): CellParser<number, C> {
  return (text) => {
    const unit = units.find((u) => text.endsWith(u));
    const value = readNumber(unit === undefined ? text : text.slice(0, -unit.length));
    if (value === null) return refuse('CELL.NOT_A_NUMBER', `应为数字（${min}–${max}）`, `must be a number (${min}–${max})`);
    return inRange(value, min, max);
  };
}

function inRange(value: number, min: number, max: number): CellResult<number> {
  return value >= min && value <= max ? valueOf(value) : refuse('CELL.OUT_OF_RANGE', `应在 ${min} 到 ${max} 之间，现为 ${value}；请核对`, `must be between ${min} and ${max}, it is ${value}; check it`);
}

/** One of the choices, by any of its written forms. */
export function choiceCell<V, C>(forms: ReadonlyMap<string, V>, offered: readonly string[]): CellParser<V, C> {
  const plain = new Map([...forms].map(([form, value]) => [foldForm(form), value]));
  return (text) => {
    const value = plain.get(foldForm(text));
    return value === undefined
      ? refuse('CELL.NOT_A_CHOICE', `不是可选值；请填 ${offered.join('、')} 之一`, `is not one of the choices; use one of ${offered.join(', ')}`)
      : valueOf(value);
  };
}

const foldForm = (text: string): string => text.normalize('NFKC').replace(/[\s()]/gu, '').toLowerCase();

const YES = new Set(['是', '有', '对', 'y', 'yes', 'true', '1', '√', '✓', '需要', '提供', '允许', '同意']);
const NO = new Set(['否', '无', '没有', '不', '不是', 'n', 'no', 'false', '0', '×', 'x', '不需要', '不提供', '不允许', '不同意']);

/** Reads 是 否 and what people and spreadsheets write for them; null when it is neither. */
export function readYesNo(text: string): boolean | null {
  const plain = text.normalize('NFKC').trim().toLowerCase();
  return YES.has(plain) ? true : NO.has(plain) ? false : null;
}

export function yesNoCell<C>(): CellParser<boolean, C> {
  return (text) => {
    const value = readYesNo(text);
    return value === null ? refuse('CELL.NOT_YES_NO', '应为 是 或 否', 'must be 是 (yes) or 否 (no)') : valueOf(value);
  };
}

/** Splits a cell at 、 ， , ; ； and line feeds, not inside brackets; empty and repeated parts are dropped. */
export function splitList(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const c of text) {
    if (c === '(' || c === '（' || c === '[' || c === '【') depth++;
    if ((c === ')' || c === '）' || c === ']' || c === '】') && depth > 0) depth--;
    if (depth === 0 && /[、，,;；\n\r|]/u.test(c)) { parts.push(part); part = ''; }
    else part += c;
  }
  parts.push(part);
  return [...new Set(parts.map((p) => p.replace(/\s+/gu, ' ').trim()).filter((p) => p !== ''))];
}

/** A list of texts, each at most `maxLength` characters, at most `maxItems` of them. */
export function listCell<C>(maxItems: number, maxLength: number): CellParser<readonly string[], C> {
  return (text) => {
    const items = splitList(text);
    if (items.length > maxItems) return refuse('CELL.TOO_MANY_ITEMS', `最多 ${maxItems} 项，现为 ${items.length} 项`, `takes at most ${maxItems} items, it has ${items.length}`);
    const long = items.find((i) => [...i].length > maxLength);
    return long === undefined ? valueOf(items) : refuse('CELL.TOO_LONG', `每项不能超过 ${maxLength} 个字；各项之间用顿号分隔`, `takes items of at most ${maxLength} characters, separated by 、`);
  };
}

const pad = (n: number): string => String(n).padStart(2, '0');

/** `YYYY-MM-DD` when the day exists and lies in 1900 to 2199, else null. */
export function calendarDay(year: number, month: number, day: number): string | null {
  const d = new Date(Date.UTC(year, month - 1, day));
  return year >= 1900 && year < 2200 && d.getUTCMonth() === month - 1 && d.getUTCDate() === day ? `${year}-${pad(month)}-${pad(day)}` : null;
}

/** Excel's day number (1900 system, its 29 February 1900 included) as `YYYY-MM-DD`; null outside 1900 to 2199. */
export function dayOfSerial(serial: number, date1904 = false): string | null {
  const days = Math.floor(serial) + (date1904 ? 1462 : 0);
  if (days < 1) return null;
  const d = new Date(Date.UTC(1899, 11, days > 59 ? 30 : 31) + days * 86_400_000);
  return calendarDay(d.getUTCFullYear(), d.getUTCMonth() + 1, d.getUTCDate());
}

const DAY = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/u;
const SERIAL_LOW = 10_000; // 1927-05-18
const SERIAL_HIGH = 80_000; // 2119-01-11

/** A day in the forms people write: 2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日, 20260301, with a time behind it, or Excel's day number. */
export function dayCell<C>(): CellParser<string, C> {
  return (text) => {
    const plain = text.normalize('NFKC').trim();
    const match = DAY.exec(plain) ?? /^(\d{4})(\d{2})(\d{2})$/u.exec(plain);
    if (match !== null) {
      const day = calendarDay(Number(match[1]), Number(match[2]), Number(match[3]));
      return day === null ? refuse('CELL.NO_SUCH_DAY', '日期不存在；请核对月份和日', 'is a day that does not exist; check month and day') : valueOf(day);
    }
    const serial = /^\d{5}(\.\d+)?$/u.test(plain) ? Number(plain) : Number.NaN;
    const day = serial >= SERIAL_LOW && serial <= SERIAL_HIGH ? dayOfSerial(serial) : null;
    return day === null
      ? refuse('CELL.NOT_A_DATE', '日期格式应如 2026-03-01', 'must be a date such as 2026-03-01')
      : valueOf(day, { code: 'ASSUMED.EXCEL_DATE', zh: `表格日期序号按 ${day} 理解`, en: `the spreadsheet day number is taken to be ${day}` });
  };
}

/** A month: 1990-03, 1990年3月, 1990.3, 199003, or a full day of it. */
export function monthCell<C>(): CellParser<string, C> {
  const day = dayCell<C>();
  return (text, context) => {
    const plain = text.normalize('NFKC').trim();
    const match = /^(\d{4})[-/.年](\d{1,2})月?$/u.exec(plain) ?? /^(\d{4})(\d{2})$/u.exec(plain);
    if (match !== null) {
      const month = calendarDay(Number(match[1]), Number(match[2]), 1);
      return month === null ? refuse('CELL.NO_SUCH_DAY', '月份不存在；请核对', 'is a month that does not exist; check it') : valueOf(month.slice(0, 7));
    }
    const whole = day(text, context);
    return whole.ok ? valueOf(whole.value.slice(0, 7)) : refuse('CELL.NOT_A_MONTH', '格式应如 1990-03', 'must be a month such as 1990-03');
  };
}
