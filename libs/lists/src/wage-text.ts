import type { Message } from '@jiedui/tabular';

/** Working days of a month (劳社部发〔2008〕3号: 21.75 paid days). */
export const DAYS_A_MONTH = 21.75;
/** Working hours of a month: 21.75 days of 8 hours. */
export const HOURS_A_MONTH = 174;

/** A wage as monthly fen; null where the text sets no bound. Both null: negotiable or not given. */
export interface MonthlyWage {
  readonly minFen: number | null;
  readonly maxFen: number | null;
  /** How it was read, when that is more than taking the numbers. */
  readonly assumed?: Message;
}
export type WageReading = { readonly ok: true; readonly wage: MonthlyWage } | { readonly ok: false; readonly code: string; readonly zh: string; readonly en: string };

type Period = 'month' | 'year' | 'day' | 'hour' | 'week';
const PERIODS: readonly (readonly [RegExp, Period])[] = [
  [/(?:\/|每|一)(?:年)$|年薪/u, 'year'], [/(?:\/|每|一)(?:天|日)$|日薪|日结/u, 'day'], [/(?:\/|每|一)(?:小时|时|h)$|时薪/iu, 'hour'], [/(?:\/|每|一)周$|周薪/u, 'week'], [/(?:\/|每|一)月$|月薪/u, 'month'],
];
const SCALES: Readonly<Record<string, number>> = { 千: 1000, k: 1000, 万: 10_000, w: 10_000, 元: 1, 块: 1 };
const MOST_YUAN = 1_000_000;
const WEEKS_A_MONTH = DAYS_A_MONTH / 5;
const FACTOR: Readonly<Record<Period, number>> = { month: 1, year: 1 / 12, day: DAYS_A_MONTH, hour: HOURS_A_MONTH, week: WEEKS_A_MONTH };
const READ_AS: Readonly<Record<Exclude<Period, 'month'>, { zh: string; en: string }>> = {
  year: { zh: '年薪按 12 个月折算', en: 'a yearly wage is spread over 12 months' },
  day: { zh: `日薪按每月 ${DAYS_A_MONTH} 天折算`, en: `a daily wage is taken for ${DAYS_A_MONTH} days a month` },
  hour: { zh: `时薪按每月 ${HOURS_A_MONTH} 小时折算`, en: `an hourly wage is taken for ${HOURS_A_MONTH} hours a month` },
  week: { zh: `周薪按每月 ${WEEKS_A_MONTH} 周折算`, en: `a weekly wage is taken for ${WEEKS_A_MONTH} weeks a month` },
};

const NONE = /^(面议|薪资面议|薪酬面议|工资面议|面谈|无|不限|详谈|待定|-+|—+)$/u;
const RANGE = /^(\d+(?:\.\d+)?)(千|万|元|块|k|w)?(?:[-~至到](\d+(?:\.\d+)?)(千|万|元|块|k|w)?)?元?(及?以上|及?以下|起|左右|\+)?$/iu;

/**
 * Reads a wage as advertisements write it: `6-8千`, `8千-1.5万`, `1-1.5万·13薪`, `10-15万/年`, `150-200元/天`,
 * `20元/小时`, `3千及以下`, `面议`. What is not given stays null and excludes nobody. A 13th month is not counted.
 */
export function parseWageText(text: string): WageReading {
  const plain = text.normalize('NFKC').replace(/[\s,]/gu, '').toLowerCase();
  if (plain === '' || NONE.test(plain)) return { ok: true, wage: { minFen: null, maxFen: null } };
  const bonus = /[·*x×+]?(\d+)薪$/u.exec(plain);
  let rest = bonus === null ? plain : plain.slice(0, bonus.index);
  let period: Period | null = null;
  for (const [pattern, p] of PERIODS) {
    if (pattern.test(rest)) { period = p; rest = rest.replace(pattern, ''); break; }
  }
  // 3千以下/月 and 3千/月以下 are both met; the period is gone now.
  const match = RANGE.exec(rest.replace(/^(月薪|年薪|日薪|时薪|约|薪资|工资)+:?/u, '').replace(/(元)?\/$/u, '$1'));
  if (match?.[1] === undefined) return refuse('WAGE.UNREADABLE', '薪资写法无法识别；请写成 6-8千、150-200元/天 或 面议', 'the wage cannot be read; write it as 6-8千, 150-200元/天 or 面议');
  const lowScale = match[2];
  const highScale = match[4];
  const single = match[3] === undefined;
  const bound = match[5] ?? '';
  const notes: { zh: string; en: string }[] = [];
  const scaleOf = (own: string | undefined, other: string | undefined): number => SCALES[own ?? other ?? '元'] ?? 1;
  const low = Number(match[1]) * scaleOf(lowScale, single ? undefined : highScale);
  const high = single ? low : Number(match[3]) * scaleOf(highScale, undefined === highScale ? lowScale : undefined);
  if (lowScale === undefined && highScale === undefined && period === null) {
    if (low < 500) return refuse('WAGE.NO_UNIT', '薪资没有单位；请写明 千、万 或 元，如 6-8千', 'the wage has no unit; say 千, 万 or 元, as in 6-8千');
    notes.push({ zh: '未写单位，按每月元数理解', en: 'no unit given, taken for yuan a month' });
  }
  if (high < low) return refuse('WAGE.REVERSED', '薪资上限低于下限；请核对', 'the upper wage is below the lower one; check it');
  const factor = FACTOR[period ?? 'month'];
  if (period !== null && period !== 'month') notes.push(READ_AS[period]);
  if (bonus !== null) notes.push({ zh: `${bonus[1] ?? ''} 薪不计入月薪`, en: `${bonus[1] ?? ''} months a year: the extra months are not counted` });
  const fen = (yuan: number): number => Math.round(yuan * 100 * factor);
  if (fen(high) > MOST_YUAN * 100) return refuse('WAGE.TOO_HIGH', '薪资折合每月超过一百万元；请核对', 'the wage comes to more than a million yuan a month; check it');
  if (fen(high) <= 0) return refuse('WAGE.NOT_POSITIVE', '薪资应大于 0；不便写明请填 面议', 'the wage must be above 0; write 面议 if it is not given');
  const upTo = single && /以下/u.test(bound);
  const from = single && /以上|起|\+/u.test(bound);
  if (single && !upTo && !from) notes.push({ zh: '只有一个数，下限和上限相同', en: 'one figure only, taken for both bounds' });
  const wage = { minFen: upTo ? null : fen(low), maxFen: from ? null : fen(high) };
  const [first] = notes;
  if (first === undefined) return { ok: true, wage };
  return { ok: true, wage: { ...wage, assumed: { code: `ASSUMED.WAGE${period === null || period === 'month' ? '' : `_${period.toUpperCase()}`}`, zh: notes.map((n) => n.zh).join('；'), en: notes.map((n) => n.en).join('; ') } } };
}

const refuse = (code: string, zh: string, en: string): WageReading => ({ ok: false, code, zh, en });
