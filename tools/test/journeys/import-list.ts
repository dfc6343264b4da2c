import { readFileSync } from 'node:fs';
import { fileForms, rowsOf } from '../arrange.js';
import type { Visitor } from './browser.js';

/** What the preview of an import says of its rows. */
export interface Previewed { readonly new: number; readonly wrong: number }

/** Fills in the template that the page hands out, rows by header, and uploads it as a workbook; what the preview counts. */
export async function uploadList({ page }: Visitor, list: 'posts' | 'workers', rows: readonly Readonly<Record<string, string>>[]): Promise<Previewed> {
  await page.goto(`/lists/${list}/import`);
  const handedOut = page.waitForEvent('download');
  await page.getByTestId('list-template').click();
  const [headers = []] = await rowsOf(readFileSync(await (await handedOut).path()));
  const known = headers.map((header) => header.replace(/\*$/u, '')), unknown = rows.flatMap((row) => Object.keys(row)).find((header) => !known.includes(header));
  if (unknown !== undefined) throw new Error(`the template of ${list} has no column ${unknown}`);
  const buffer = await fileForms.xlsx.write({ headers, rows: rows.map((row) => known.map((header) => row[header] ?? '')) });
  await page.locator('input[type=file]').setInputFiles({ name: `${list}.xlsx`, mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer });
  await page.getByTestId('import-confirm').waitFor({ timeout: 90_000 });
  const count = async (of: string): Promise<number> => Number((await page.getByTestId(`import-count-${of}`).innerText()).replaceAll(',', ''));
  return { new: await count('new'), wrong: await count('wrong') };
}

/** Confirms the import that is previewed. */
export async function confirmList({ page }: Visitor): Promise<void> {
  await page.getByTestId('import-confirm').click();
  await page.getByTestId('import-done').waitFor({ timeout: 90_000 });
}
