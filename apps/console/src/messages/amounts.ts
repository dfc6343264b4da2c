import type { Language } from './language.js';

/** What stands for a value nobody knows; never 0. */
export const unknownMark = '—';

const grouped = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 2, minimumFractionDigits: 0 });

/** All digits, grouped by three. */
export function fullNumber(value: number): string {
  return grouped.format(value);
}

/** 万 and 亿 from ten thousand on in Chinese; K, M and B in English; all digits below. */
export function shortNumber(value: number, language: Language): string {
  const size = Math.abs(value);
  if (language === 'zh') {
    if (size >= 1e8) return `${short.format(value / 1e8)}亿`;
    if (size >= 1e4) return `${short.format(value / 1e4)}万`;
    return grouped.format(value);
  }
  if (size >= 1e9) return `${short.format(value / 1e9)}B`;
  if (size >= 1e6) return `${short.format(value / 1e6)}M`;
  if (size >= 1e4) return `${short.format(value / 1e3)}K`;
  return grouped.format(value);
}

/** A share in per cent with one digit, `—` when the whole is nothing. */
export function share(part: number, whole: number): string {
  return whole === 0 ? unknownMark : `${(Math.round((part / whole) * 1000) / 10).toString()}%`;
}

const instant = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** An instant in Asia/Shanghai, `2026-03-01 14:05`. */
export function localTime(value: string | null): string {
  if (value === null) return unknownMark;
  return instant.format(new Date(value)).replaceAll('/', '-');
}
