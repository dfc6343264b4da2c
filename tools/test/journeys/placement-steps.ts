import type { Page } from 'playwright-core';
import type { Visitor } from './browser.js';

/** The day so many days ago in Shanghai, as it is typed. */
export const ago = (days: number): string => new Date(Date.now() + 8 * 3600_000 - days * 86_400_000).toISOString().slice(0, 10);

/** Opens the placement of a worker's number, or of a batch's mark, from the list. */
export async function openPlacement({ page }: Visitor, number: string): Promise<void> {
  await page.goto(`/placements?search=${number}`);
  await page.getByTestId('placements-table').getByText(number).first().click();
  await page.getByTestId('placement-stages').waitFor();
}

/** One act in its dialog, filled in and confirmed. */
export async function step({ page }: Visitor, act: string, fill: (page: Page) => Promise<void>): Promise<void> {
  await page.getByTestId(`placement-${act}`).click();
  await fill(page);
  await page.getByTestId('placement-act-confirm').click();
  await page.getByTestId('placement-act-confirm').waitFor({ state: 'detached' });
}

/** Types a day into a field. */
export async function typeDay(page: Page, field: string, text: string): Promise<void> {
  await page.getByTestId(field).fill(text);
  // Enter would send the form where the day is all it asks.
  await page.getByTestId(field).press('Tab');
}

/** What the open placement says comes next. */
export const comesNext = ({ page }: Visitor, words: string): Promise<void> => page.getByTestId('placement-next').getByText(words).waitFor();

/** The enterprise's offer, from the list, with what each side is told before and after. Yuan a month. */
export async function offerJob(enterprise: Visitor, number: string, startOn: string, wage: number): Promise<void> {
  await openPlacement(enterprise, number);
  await comesNext(enterprise, '用工单位发录用');
  await step(enterprise, 'offer', async (page) => {
    await typeDay(page, 'placement-start', startOn);
    await page.getByTestId('placement-wage').fill(String(wage));
    await page.getByTestId('placement-housing').getByText('包吃包住').click();
  });
  await comesNext(enterprise, '征得本人同意');
}

/** The county enters what the worker said by telephone, and the departure. */
export async function sendOff(county: Visitor, number: string, saidOn: string, leftOn: string): Promise<void> {
  await openPlacement(county, number);
  await comesNext(county, '征得本人同意');
  await step(county, 'accept', async (page) => { await typeDay(page, 'placement-on', saidOn); await page.getByTestId('placement-manner').getByText('电话确认').click(); });
  await comesNext(county, '登记出发日期');
  await step(county, 'depart', async (page) => typeDay(page, 'placement-on', leftOn));
  await comesNext(county, '确认上岗');
}

/** The enterprise says that the worker is there, insured. */
export async function takeOn(enterprise: Visitor, number: string, on: string): Promise<void> {
  await openPlacement(enterprise, number);
  await step(enterprise, 'arrive', async (page) => { await typeDay(page, 'placement-on', on); await page.getByTestId('placement-insured').getByText('已参保').click(); });
  await comesNext(enterprise, '满1个月');
}

/** Whoever asked enters that the worker was still there after so many months; `next` is what follows then. */
export async function check(visitor: Visitor, number: string, months: 1 | 3 | 6, on: string, next: string): Promise<void> {
  await openPlacement(visitor, number);
  await step(visitor, `retain-${months}`, async (page) => typeDay(page, 'placement-on', on));
  await comesNext(visitor, next);
}
