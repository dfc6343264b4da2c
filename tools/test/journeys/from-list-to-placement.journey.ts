import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startBrowser, Visitor, workersFile } from './browser.js';

const mark = `LC${Date.now().toString(36).toUpperCase()}`;

/** The main journey: an enterprise posts, a county brings a spreadsheet, the run proposes and proves, both agree. */
describe('from two lists to a placement', () => {
  let browser: Browser;
  let enterprise: Visitor;
  let county: Visitor;

  beforeAll(async () => {
    browser = await startBrowser();
    enterprise = await Visitor.open(browser);
    county = await Visitor.open(browser);
    await enterprise.signIn('qiye');
    await county.signIn('yunyang');
  });
  afterAll(async () => { await browser.close(); });

  it('lets an enterprise post a job in a form and names the field that is wrong', async () => {
    const { page } = enterprise;
    await page.goto('/lists/posts');
    await page.getByTestId('list-create').first().click();
    const fields: Record<string, string> = { externalId: `${mark}-GW`, title: '电焊工', employer: '样例云帆电子有限公司', region: '火星市', headcount: '2', wageText: '6-8千' };
    for (const [code, text] of Object.entries(fields)) await page.getByTestId(`field-${code}`).fill(text);
    await page.getByTestId('row-save').click();
    await page.locator('.ant-form-item-explain-error').first().waitFor();
    expect(await page.locator('.ant-form-item-explain-error').allInnerTexts()).toContainEqual(expect.stringContaining('工作地区'));
    await page.getByTestId('field-region').fill('江苏省南京市');
    await page.getByTestId('row-save').click();
    await page.locator('.ant-message-success').first().waitFor();
    await page.goto(`/lists/posts?search=${mark}`);
    await page.getByText(`${mark}-GW`).first().waitFor();
    await enterprise.picture('posts');
  });

  it('takes a county spreadsheet in: preview, wrong row apart, confirmed counts stored', async () => {
    const { page } = county;
    await page.goto('/lists/workers/import');
    await page.locator('input[type=file]').setInputFiles({ name: `${mark}.csv`, mimeType: 'text/csv', buffer: workersFile('云阳县', mark, 12) });
    await page.getByTestId('import-count-new').waitFor();
    expect(await page.getByTestId('import-count-new').innerText()).toContain('12');
    expect(await page.getByTestId('import-count-wrong').innerText()).toContain('1');
    await county.picture('import-preview');
    await page.getByTestId('import-confirm').click();
    await page.getByTestId('import-done').waitFor();
    await page.goto(`/lists/workers?search=${mark}`);
    await page.getByText(`${mark}-12`).first().waitFor();
    expect(await page.getByText(`${mark}-wrong`).count()).toBe(0);
  });

  it('runs the match and says in one sentence what came of it, proved', async () => {
    const { page } = county;
    await page.goto('/runs');
    await page.locator('[data-testid=run-start][data-market=employment]').click();
    await page.getByTestId('run-verdict').waitFor({ timeout: 90_000 });
    expect(await page.getByTestId('run-verdict').innerText()).toContain('证明已验证');
    await county.picture('run-result');
  });

  it('explains a pair: rules, parts that add up, tier apart', async () => {
    const { page } = county;
    await page.getByTestId('pairs-table').locator('.ant-table-row').first().click();
    const card = page.getByTestId('explain-card');
    await card.waitFor();
    await card.getByTestId('explain-rules').waitFor();
    const points = (await card.getByTestId('explain-parts').locator('tbody tr').allInnerTexts()).map((text) => Number(/(\d+)\s*$/.exec(text.trim())?.[1] ?? Number.NaN));
    expect(points.length).toBeGreaterThan(2);
    const total = Number((await card.getByTestId('explain-fit').innerText()).replace(/\D/g, ''));
    expect(total).toBeGreaterThan(0);
    await county.picture('explanation-card');
  });

  it('sends a proposal; the enterprise accepts; the placement is on record once', async () => {
    await county.page.goto(`/proposals/employment?state=proposed&search=${mark}`);
    const row = county.page.getByTestId('proposals-table').locator('.ant-table-row input[type=checkbox]').first();
    await row.waitFor();
    await row.check();
    await county.page.getByTestId('proposal-send').click();
    await county.page.locator('.ant-message-success').first().waitFor();
    await enterprise.page.goto(`/proposals/employment?state=sent&search=${mark}`);
    await enterprise.page.getByTestId('proposal-accept').first().click();
    const confirm = enterprise.page.locator('.ant-modal-confirm .ant-btn-primary, .ant-popconfirm .ant-btn-primary');
    await Promise.race([confirm.first().click(), enterprise.page.locator('.ant-message-success').first().waitFor()]);
    await county.page.goto('/agreements/employment');
    await county.page.getByText('电焊工').first().waitFor();
    await county.picture('placements');
  });

  it('asks no other host and throws no error on the way', () => {
    expect([...enterprise.faults, ...county.faults]).toEqual([]);
  });
});
