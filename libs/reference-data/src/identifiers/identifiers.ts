/** A parsed identifier, or why it is none. `reason` is a sentence that never repeats the value: it may be personal data. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string; readonly zh: string; readonly en: string };

const refuse = (code: string, zh: string, en: string): { ok: false; code: string; zh: string; en: string } => ({ ok: false, code, zh, en });

/** Excel turns long numbers into 4.23E+17: the digits are gone and cannot be recovered. */
const SCIENTIFIC = /^\d(\.\d+)?e\+?\d+$/i;
const lostDigits = (what: string, whatEn: string): { ok: false; code: string; zh: string; en: string } =>
  refuse('IDENTIFIER.LOST_DIGITS', `${what}被表格软件存成了科学计数，末位已丢失；请将该列设为文本后重新填写`, `the ${whatEn} was stored as a number in scientific notation and lost its last digits; set the column to text and enter it again`);

const plain = (text: string): string => text.normalize('NFKC').replace(/[\s\u200b'‘’]/gu, '');

// ---- unified social credit code

const CREDIT_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Check character of the first 17 characters of a credit code (GB 32100-2015, annex B: weights 3^i mod 31); null outside the alphabet. */
export function creditCodeCheck(first17: string): string | null {
  let sum = 0;
  let weight = 1;
  for (let i = 0; i < 17; i++) {
    const value = CREDIT_ALPHABET.indexOf(first17[i] ?? '?');
    if (value < 0) return null;
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return CREDIT_ALPHABET[(31 - (sum % 31)) % 31] ?? null;
}

/** Unified social credit code (GB 32100-2015): 18 characters without I, O, S, V, Z, the last a check character. Lower case is accepted. */
export function parseCreditCode(text: string): Parsed<string> {
  const value = plain(text).replace(/-/g, '').toUpperCase();
  if (SCIENTIFIC.test(value)) return lostDigits('统一社会信用代码', 'credit code');
  if (value.length !== 18) return refuse('IDENTIFIER.LENGTH', `统一社会信用代码应为 18 位，现为 ${value.length} 位`, `a unified social credit code has 18 characters, this has ${value.length}`);
  const check = creditCodeCheck(value);
  if (check === null || !CREDIT_ALPHABET.includes(value[17] ?? '?')) return refuse('IDENTIFIER.CHARACTER', '统一社会信用代码含有不允许的字符（不用 I、O、S、V、Z）', 'the credit code holds a character that is not allowed (I, O, S, V, Z are not used)');
  if (check !== value[17]) return refuse('IDENTIFIER.CHECK_DIGIT', '统一社会信用代码校验位不符，请核对', 'the check character of the credit code does not match; check for a typing error');
  return { ok: true, value };
}

// ---- citizen identification number

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CHECKS = '10X98765432';

/** Check character of the first 17 digits of an ID number (GB 11643-1999, ISO 7064 MOD 11-2). */
export function idNumberCheck(first17: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += Number(first17[i]) * (ID_WEIGHTS[i] ?? 0);
  return ID_CHECKS[sum % 11] ?? '';
}

export interface IdNumber {
  /** Eighteen characters, `X` upper case. Personal data. */
  readonly number: string;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
}

/** Whether `YYYY`, `MM`, `DD` is a day of the calendar. */
function isCalendarDay(year: number, month: number, day: number): boolean {
  const d = new Date(Date.UTC(year, month - 1, day));
  return d.getUTCFullYear() === year && d.getUTCMonth() === month - 1 && d.getUTCDate() === day;
}

/** First two digits in use: provinces, 71 台湾, 81 港, 82 澳, 83 台湾居民居住证; 91 foreigners' permanent residence. */
const ID_PROVINCE = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)/;

/** Citizen identification number (GB 11643-1999): 17 digits and a check character, `x` or `X` for ten. Sex is not read: the rules may not use it. */
export function parseIdNumber(text: string): Parsed<IdNumber> {
  const value = plain(text).toUpperCase();
  if (SCIENTIFIC.test(value)) return lostDigits('身份证号', 'ID number');
  if (!/^\d{17}[\dX]$/.test(value)) {
    return value.length === 15
      ? refuse('IDENTIFIER.LENGTH', '15 位旧身份证号已停用，请填写 18 位', 'ID numbers of 15 digits are no longer valid; enter the 18-digit one')
      : refuse('IDENTIFIER.LENGTH', '身份证号应为 17 位数字加 1 位校验码', 'an ID number has 17 digits and a check character');
  }
  if (!ID_PROVINCE.test(value)) return refuse('IDENTIFIER.REGION', '身份证号前两位不是有效的省级代码', 'the ID number does not begin with a province code in use');
  const year = Number(value.slice(6, 10));
  const month = Number(value.slice(10, 12));
  const day = Number(value.slice(12, 14));
  if (year < 1900 || !isCalendarDay(year, month, day)) return refuse('IDENTIFIER.BIRTH_DATE', '身份证号中的出生日期不存在', 'the birth date in the ID number does not exist');
  if (idNumberCheck(value) !== value[17]) return refuse('IDENTIFIER.CHECK_DIGIT', '身份证号校验位不符，请核对', 'the check character of the ID number does not match; check for a typing error');
  return { ok: true, value: { number: value, birthDate: `${value.slice(6, 10)}-${value.slice(10, 12)}-${value.slice(12, 14)}` } };
}

/** Full years of age on a day, both `YYYY-MM-DD`. A birthday is completed on the day itself (民法典: 周岁 counts from the day after, so a day of grace is never taken from the person). */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) >= birthDate.slice(5) ? years : years - 1;
}

/** Month `YYYY-MM` in which an age in full years is reached. */
export const monthOfAge = (birthMonth: string, years: number): string => `${Number(birthMonth.slice(0, 4)) + years}${birthMonth.slice(4, 7)}`;

// ---- mobile number

/** Mainland mobile number (telephone network numbering plan of MIIT, 2017): 11 digits from 1[3-9]; +86, blanks and hyphens are dropped. */
export function parseMobile(text: string): Parsed<string> {
  const value = plain(text).replace(/[-()]/g, '').replace(/^(\+|00)?86(?=1\d{10}$)/, '');
  if (SCIENTIFIC.test(value)) return lostDigits('联系电话', 'phone number');
  if (!/^1[3-9]\d{9}$/.test(value)) return refuse('IDENTIFIER.MOBILE', '联系电话应为 11 位手机号（13 至 19 开头）', 'the phone must be a mainland mobile number of 11 digits beginning with 13 to 19');
  return { ok: true, value };
}
