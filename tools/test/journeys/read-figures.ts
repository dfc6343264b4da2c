import type { FigureCode } from '@jiedui/contracts';
import { until } from '../arrange.js';
import type { Visitor } from './browser.js';

/** People placed, on the job, and due and kept at 1, 3 and 6 months. */
export const followedFigures = ['placed.total', 'placed.on-the-job', 'retention.due-1', 'retention.kept-1', 'retention.due-3', 'retention.kept-3', 'retention.due-6', 'retention.kept-6'] as const satisfies readonly FigureCode[];

/** What the dashboard shows of a county and its supporter, in the order of {@link followedFigures}. */
export async function readFigures({ page }: Visitor, unit: string, supporter: string): Promise<number[]> {
  await page.goto(`/figures?unit=${unit}&supporter=${supporter}`);
  const values: number[] = [];
  for (const code of followedFigures) values.push(Number((await page.getByTestId(`figure-${code}`).locator('.value').innerText()).replaceAll(',', '')));
  return values;
}

/** Looks at the dashboard again until it shows this: figures follow the placements by moments. */
export async function figuresShow(visitor: Visitor, unit: string, supporter: string, wanted: readonly number[]): Promise<void> {
  await until(() => readFigures(visitor, unit, supporter), (now) => now.every((value, i) => value === wanted[i]), `the figures to be ${wanted.join(', ')}`);
}
