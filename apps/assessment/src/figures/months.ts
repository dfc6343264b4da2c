/** Every month `YYYY-MM` from the first to the last, both included; empty when the first is later. */
export function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  let year = Number(first.slice(0, 4));
  let month = Number(first.slice(5));
  for (let at = first; at <= last; at = `${year}-${String(month).padStart(2, '0')}`) {
    months.push(at);
    month += 1;
    if (month === 13) { month = 1; year += 1; }
  }
  return months;
}
