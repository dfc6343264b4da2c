import type { LinkQuestion } from '@jiedui/contracts';

/** Personal cells of a worker by column code. */
type Personal = Readonly<Record<string, string>>;

const plain = (text: string): string => text.normalize('NFKC').replaceAll(/[\s-]/g, '').toUpperCase();

/** Year and month as six digits, however they were written (`1990-03`, `1990年3月`, `199003`); null where it is neither. */
export function monthDigits(text: string): string | null {
  const normal = text.normalize('NFKC').trim(), parts = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*(?:[-/.月].*)?$/.exec(normal) ?? /^(\d{4})(\d{2})$/.exec(normal), month = Number(parts?.[2]);
  return parts?.[1] === undefined || !(month >= 1 && month <= 12) ? null : `${parts[1]}${String(month).padStart(2, '0')}`;
}

/** What whoever opens the worker's link is asked: the end of the ID number, else the month of birth; null where neither is stored, so that no link can be made. */
export function questionOf(personal: Personal): LinkQuestion | null {
  if (plain(personal['idNumber'] ?? '').length >= 15) return 'id-number';
  return monthDigits(personal['birthMonth'] ?? '') === null ? null : 'birth-month';
}

/** Whether the answer is right: the last four characters of the ID number, `x` or `X`, or year and month of birth in any usual form. */
export function isRightAnswer(personal: Personal, question: LinkQuestion, answer: string): boolean {
  if (question === 'id-number') return plain(personal['idNumber'] ?? '').length >= 15 && plain(answer) === plain(personal['idNumber'] ?? '').slice(-4);
  const month = monthDigits(personal['birthMonth'] ?? '');
  return month !== null && monthDigits(answer) === month;
}
