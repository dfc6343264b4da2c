import { type FieldProblem, refuse, type Text2 } from '@jiedui/contracts';

/** The pairings of today began then; nothing of a household or an alert lies before. */
const FIRST_DAY = '2014-01-01';
/** Telephones and ID numbers are that long, no word about a risk is. */
const LONG_NUMBER = /\d{11}/;

const fault = (field: string, code: string, zh: string, en: string): FieldProblem => ({ field, code, message: { zh, en } });

/** A day that has come: not after today, not before 2014, and not before `since` where one is given, which `what` names. */
export function dayFaults(field: string, day: string, today: string, since: { readonly day: string; readonly what: Text2 } | null = null): FieldProblem[] {
  if (day > today) return [fault(field, 'DAY_AHEAD', `${day} 晚于今天（${today}）；请填今天或以前的日期`, `${day} lies after today (${today}); give today or a day before`)];
  if (day < FIRST_DAY) return [fault(field, 'DAY_TOO_EARLY', `${day} 早于 ${FIRST_DAY}；请核对年份`, `${day} lies before ${FIRST_DAY}; check the year`)];
  return since !== null && day < since.day ? [fault(field, 'DAY_BEFORE', `${day} 早于${since.what.zh}（${since.day}）；请填当天或以后的日期`, `${day} lies before ${since.what.en} (${since.day}); give that day or a later one`)] : [];
}

/** A day by which something is to be done: from today on, within two years. */
export function dueFaults(field: string, day: string, today: string): FieldProblem[] {
  if (day < today) return [fault(field, 'DUE_PAST', `${day} 已过；请填今天（${today}）或以后的日期`, `${day} is past; give today (${today}) or a later day`)];
  return Date.parse(day) - Date.parse(today) > 2 * 366 * 86_400_000 ? [fault(field, 'DUE_TOO_FAR', `${day} 超过两年；请填两年以内的日期`, `${day} is more than two years ahead; give a nearer day`)] : [];
}

/** Words that are kept for good: a number as long as a telephone's or a person's must not be among them. */
export function wordFaults(texts: Readonly<Record<string, string | null | undefined>>): FieldProblem[] {
  return Object.entries(texts).flatMap(([field, text]) => (LONG_NUMBER.test((text ?? '').normalize('NFKC').replaceAll(/[\s-]/g, ''))
    ? [fault(field, 'NAMES_A_PERSON', '记录长期保留，请不要写姓名、证件号或电话', 'the record is kept for good: leave out names, ID numbers and telephones')] : []));
}

/** Ends the operation where something typed in is wrong, naming each field. */
export function refuseFaults(faults: readonly FieldProblem[]): void {
  if (faults.length > 0) refuse(400, 'INVALID_INPUT', '提交的内容有误，请按提示修改。', 'The input is not valid; mend the fields named.', { fields: [...faults] });
}
