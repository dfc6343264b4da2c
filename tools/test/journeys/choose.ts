import type { Page } from 'playwright-core';
import { atRest } from './browser.js';

/** Chooses what reads so in a field with a list; `typed` goes in first where the list is searched. A field that takes several keeps its list open until the next is asked for. */
export async function choose(page: Page, field: string, option: string, typed?: string, several = false): Promise<void> {
  await page.getByTestId(field).click();
  if (typed !== undefined) await page.keyboard.type(typed);
  const found = page.locator('.ant-select-dropdown:visible .ant-select-item-option').getByText(option).first();
  await found.waitFor();
  // A list that still grows is clicked beside the option.
  await atRest(page);
  await found.click();
  if (several) await page.getByRole('dialog').locator('.ant-modal-title').click();
  // The next choice must not find this one's options, still fading.
  await page.locator('.ant-select-dropdown:visible').first().waitFor({ state: 'hidden' });
}
