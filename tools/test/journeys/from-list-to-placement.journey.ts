import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startBrowser, Visitor, workersFile } from './browser.js';
import { choose } from './choose.js';
import { ago, openPlacement, step, typeDay } from './placement-steps.js';

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
    await county.page.waitForURL((url) => url.pathname === '/placements');
    await county.page.getByText('电焊工').first().waitFor();
    await county.picture('placements');
  });

  it('goes from the offer to six months on the job, each step where its side finds it, entered after the fact', async () => {
    await openPlacement(enterprise, mark);
    await step(enterprise, 'offer', async (page) => {
      await typeDay(page, 'placement-start', ago(220));
      await page.getByTestId('placement-wage').fill('6500');
      await page.getByTestId('placement-housing').getByText('包吃包住').click();
    });
    await openPlacement(county, mark);
    expect(await county.page.getByTestId('placement-offer').count()).toBe(0);
    await step(county, 'accept', async (page) => { await typeDay(page, 'placement-on', ago(224)); await page.getByTestId('placement-manner').getByText('电话确认').click(); });
    await step(county, 'depart', async (page) => typeDay(page, 'placement-on', ago(221)));
    await openPlacement(enterprise, mark);
    await step(enterprise, 'arrive', async (page) => { await typeDay(page, 'placement-on', ago(220)); await page.getByTestId('placement-insured').getByText('已参保').click(); });

    // It is due, and late: the county finds it on its home.
    await county.page.goto('/');
    await county.page.getByText('待在岗回访').first().click();
    await county.page.waitForURL((url) => url.searchParams.get('due') === 'check');
    await county.page.getByTestId('placements-table').getByText(`${mark}-`).first().click();
    await county.page.getByTestId('placement-drawer').getByText('已逾期').first().waitFor();
    await county.picture('placement-due');
    // Too early a day is refused with the day it falls due, and nothing typed is lost.
    await county.page.getByTestId('placement-retain-1').click();
    await typeDay(county.page, 'placement-on', ago(215));
    await county.page.getByTestId('placement-act-confirm').click();
    await county.page.locator('.ant-form-item-explain-error').getByText('及以后登记').waitFor();
    await typeDay(county.page, 'placement-on', ago(185));
    await county.page.getByTestId('placement-act-confirm').click();
    await county.page.getByTestId('placement-retain-3').waitFor();
    await step(county, 'retain-3', async (page) => typeDay(page, 'placement-on', ago(120)));
    await step(county, 'retain-6', async (page) => typeDay(page, 'placement-on', ago(20)));
    await county.page.getByTestId('placement-next').getByText('稳岗6个月已确认').waitFor();
    const history = await county.page.getByTestId('placement-history').innerText();
    for (const word of ['录用', '本人同意', '确认出发', '确认上岗', '1个月在岗回访', '3个月在岗回访', '6个月在岗回访', '企业招聘专员', '云阳县就业中心']) expect(history).toContain(word);
    await county.picture('placement-six-months');
  });

  it('ends it with a coded reason; worker and post are back on their lists', async () => {
    const { page } = enterprise;
    await openPlacement(enterprise, mark);
    await page.getByTestId('placement-end').click();
    await choose(page, 'placement-reason', '合同期满');
    await page.getByTestId('placement-act-confirm').click();
    await page.getByTestId('placement-drawer').getByText('已结束：合同期满').first().waitFor();
    await page.goto(`/placements?state=ended&search=${mark}`);
    await page.getByTestId('placements-table').getByText('已结束：合同期满').first().waitFor();
  });

  it('asks no other host and throws no error on the way', () => {
    expect([...enterprise.faults, ...county.faults]).toEqual([]);
  });
});
