import type { Visitor } from './browser.js';

/** Makes the link to a worker's phone page in the drawer of the worker's row; `look` sees the dialog that shows it this once. */
export async function makeOwnLink({ page }: Visitor, number: string, look: () => Promise<void> = async () => undefined): Promise<string> {
  await page.goto(`/lists/workers?search=${number}`);
  await page.getByText(number).first().click();
  await page.getByTestId('worker-link').getByTestId('worker-link-make').click();
  const link = await page.getByTestId('worker-link-address').innerText();
  await look();
  await page.getByTestId('worker-link-close').click();
  await page.getByTestId('worker-link-open').waitFor();
  return link;
}

/** Opens the page on the worker's phone: the link, or its path, then the answer to who it is. */
export async function openOwnPage({ page }: Visitor, link: string, answer: string): Promise<void> {
  const { pathname, hash } = new URL(link, 'http://phone');
  await page.goto(pathname + hash);
  await page.getByTestId('own-answer').fill(answer);
  await page.getByTestId('own-open').click();
}

/** The worker wants the job that is proposed. */
export async function sayYes({ page }: Visitor): Promise<void> {
  await page.getByTestId('own-yes').click();
  await page.getByText('您已答复：愿意去').waitFor();
}
