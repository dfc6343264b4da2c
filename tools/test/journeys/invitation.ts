import type { Page } from 'playwright-core';
import type { Visitor } from './browser.js';

/** The security administrator makes an account; `grant` fills in its role. The link that the page shows this once. */
export async function invite({ page }: Visitor, { account, name }: { readonly account: string; readonly name: string }, grant: (page: Page) => Promise<void>): Promise<string> {
  await page.goto('/accounts');
  await page.getByTestId('account-invite').click();
  await page.getByTestId('account-account').fill(account);
  await page.getByTestId('account-name').fill(name);
  await grant(page);
  await page.getByTestId('account-save').click();
  const address = (await page.getByTestId('link-address').innerText()).trim();
  await page.getByTestId('link-close').click();
  return address;
}

/** Types the password of one's own that an invitation asks for, twice. */
export async function setPassword({ page }: Visitor, password: string): Promise<void> {
  await page.getByTestId('invitation-password').fill(password);
  await page.getByTestId('invitation-again').fill(password);
  await page.getByTestId('invitation-submit').click();
}
