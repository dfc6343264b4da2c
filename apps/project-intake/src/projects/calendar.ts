import { refuse } from '@jiedui/contracts';

/** The calendar day in Asia/Shanghai, `YYYY-MM-DD`. */
export function dayInShanghai(at: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

/** Refuses a day that has not come: what is recorded as done was done. */
export function assertNotAhead(field: string, day: string, now = new Date()): void {
  const today = dayInShanghai(now);
  if (day > today) {
    refuse(400, 'DAY_AHEAD', `日期 ${day} 晚于今天（${today}），只能登记已经发生的事项。`, `${day} lies after today (${today}); record what has happened.`, {
      fields: [{ field, code: 'DAY_AHEAD', message: { zh: `不能晚于 ${today}。`, en: `Not after ${today}.` } }],
    });
  }
}
