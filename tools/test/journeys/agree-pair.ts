import { factsSettled } from '../arrange.js';
import type { Visitor } from './browser.js';

/** A worker's row among the proposals. */
const rowOf = ({ page }: Visitor, number: string): ReturnType<typeof page.locator> => page.getByTestId('proposals-table').locator('.ant-table-row').filter({ hasText: number });

/** The employment list of the programme solved, from the page of runs, with its proof; once the engine knows what was imported. */
export async function runMatching({ page }: Visitor): Promise<void> {
  await factsSettled();
  await page.goto('/runs');
  await page.locator('[data-testid=run-start][data-market=employment]').click();
  await page.getByTestId('run-verdict').filter({ hasText: '证明已验证' }).waitFor({ timeout: 90_000 });
  await factsSettled();
}

/** What the list of proposals in a state says of a batch: a line a proposal. */
export async function proposalsOf({ page }: Visitor, mark: string, state: string): Promise<string[]> {
  await page.goto(`/proposals/employment?state=${state}&search=${mark}`);
  await page.getByTestId('proposals-table').getByText(mark).first().waitFor();
  return page.getByTestId('proposals-table').locator('.ant-table-row').allInnerTexts();
}

/** The county sends the proposals of these workers of a batch, together. */
export async function sendProposals(county: Visitor, mark: string, numbers: readonly string[]): Promise<void> {
  await proposalsOf(county, mark, 'proposed');
  for (const number of numbers) await rowOf(county, number).locator('input[type=checkbox]').check();
  await county.page.getByTestId('proposal-send').click();
  await county.page.locator('.ant-message-success').getByText(`已发送 ${numbers.length} 条`).waitFor();
}

/** The enterprise takes a worker that was sent to it. */
export async function acceptWorker(enterprise: Visitor, mark: string, number: string): Promise<void> {
  await proposalsOf(enterprise, mark, 'sent');
  await rowOf(enterprise, number).getByTestId('proposal-accept').click();
  await rowOf(enterprise, number).waitFor({ state: 'detached' });
}
