import type { FigureCode, PublicCell } from '@jiedui/contracts';
import { suppressList, suppressTable } from './suppress.js';

/** Counts below this are not published (issue of the figures; mechanisms, decision 10). */
export const THRESHOLD = 5;

/** Figures of one county. */
export type CountyValues = ReadonlyMap<FigureCode, number>;
export type Cells = ReadonlyMap<FigureCode, PublicCell>;

/** Amounts that are published only where the count beside them is. */
const listed: readonly (readonly [count: FigureCode, amounts: readonly FigureCode[]])[] = [
  ['workers.open', []], ['lots.open', ['lots.grams']], ['matched.people', []], ['contracts.lines', ['contracts.grams', 'contracts.fen']],
];
const tiers = ['placed.tier-1', 'placed.tier-2', 'placed.tier-3', 'placed.tier-4'] as const;
/** What the texts ask to be disclosed: the money of projects is shown whole (S3 八（三）资金使用、项目进展); only how many there are follows the threshold. */
const moneyOfProjects: readonly FigureCode[] = ['projects.total-fen', 'projects.grant-fen', 'projects.paid-fen'];
/** Wanted by enterprises and buyers, for the programme as a whole: posts and orders belong to no county. */
const wholeOnly: readonly (readonly [count: FigureCode, amount: FigureCode])[] = [['posts.open', 'posts.headcount'], ['order-lines.open', 'order-lines.grams']];

/** What of a programme may be published: cells of every county in the given order, and of the whole. */
export function publicCells(counties: readonly CountyValues[], whole: CountyValues, threshold = THRESHOLD): { counties: readonly Cells[]; totals: Cells } {
  const cells = counties.map(() => new Map<FigureCode, PublicCell>());
  const totals = new Map<FigureCode, PublicCell>();
  const of = (code: FigureCode): number[] => counties.map((county) => county.get(code) ?? 0);
  const put = (code: FigureCode, hidden: readonly boolean[], totalHidden: boolean): void => {
    const values = of(code);
    for (const [i, value] of values.entries()) cells[i]?.set(code, cell(value, hidden[i] === true));
    // The sum of the counties, not the programme's own figure: what lies outside of every county would otherwise be a difference.
    totals.set(code, cell(values.reduce((sum, value) => sum + value, 0), totalHidden));
  };
  for (const [count, amounts] of listed) {
    const pattern = suppressList(of(count), threshold);
    for (const code of [count, ...amounts]) put(code, pattern.cells, pattern.total);
  }
  const placed = suppressTable(counties.map((county) => tiers.map((tier) => county.get(tier) ?? 0)), threshold);
  put('placed.total', placed.rowTotals, placed.total);
  for (const [t, tier] of tiers.entries()) put(tier, placed.cells.map((row) => row[t] === true), placed.columnTotals[t] === true);
  const projects = suppressList(of('projects.count'), threshold);
  put('projects.count', projects.cells, projects.total);
  for (const code of moneyOfProjects) put(code, counties.map(() => false), false);
  for (const [count, amount] of wholeOnly) {
    const value = whole.get(count) ?? 0;
    const hidden = value > 0 && value < threshold;
    totals.set(count, cell(value, hidden));
    totals.set(amount, cell(whole.get(amount) ?? 0, hidden));
  }
  return { counties: cells, totals };
}

function cell(value: number, hidden: boolean): PublicCell {
  return hidden ? { value: null, hidden: true } : { value, hidden: false };
}
