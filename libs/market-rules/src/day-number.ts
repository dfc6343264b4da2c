/** Later than any day a list can hold; stands for "no end". */
export const noEnd = 2_000_000_000;
/** Earlier than any day a list can hold; stands for "no start". */
export const noStart = -2_000_000_000;

const msPerDay = 86_400_000;

/** Days since 1970-01-01 of a calendar day `YYYY-MM-DD`. */
export function dayNumber(day: string): number {
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))) / msPerDay;
}

/** Calendar day `YYYY-MM-DD` of a day number. */
export function calendarDay(number: number): string {
  return new Date(number * msPerDay).toISOString().slice(0, 10);
}

/** First day of the month after `YYYY-MM`, as a day number. */
export function dayAfterMonth(month: string): number {
  return Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 1) / msPerDay;
}
