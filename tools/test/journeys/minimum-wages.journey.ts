import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { minimumWages } from '@jiedui/contracts';
import type { Browser } from 'playwright-core';
import { as, close } from '../arrange.js';
import { atRest, desk, phone, startBrowser, Visitor } from './browser.js';
import { clearAway } from './clear-away.js';
import { choose } from './choose.js';

const mark = `ZDGZ${Date.now().toString(36).toUpperCase()}`;
/** Nothing of the other tests and of the sample lies there. */
const city = '青海省海东市', place = '青海省海东市化隆回族自治县';

/** A minimum wage from the order of a province to a post that is refused for it, and taken back. */
describe('a minimum wage', () => {
  let browser: Browser, administrator: Visitor, enterprise: Visitor;
  beforeAll(async () => {
    browser = await startBrowser();
    [administrator, enterprise] = await Promise.all([Visitor.open(browser, desk), Visitor.open(browser, desk)]);
    await Promise.all([administrator.signIn('admin'), enterprise.signIn('qiye')]);
  });
  afterAll(async () => {
    const [admin, office, employer] = await Promise.all([as('admin'), as('yunyang'), as('qiye')]);
    for (const { id } of (await admin.call(minimumWages.list, { search: mark })).items) await admin.call(minimumWages.withdraw, { id, words: '测试结束' });
    await clearAway(mark, 'three-gorges', office, employer);
    await close();
    await browser.close();
  });

  const chooseCity = async (): Promise<void> => {
    await choose(administrator.page, 'wage-regions', city, '海东', true);
  };
  const save = (): Promise<void> => administrator.page.getByTestId('wage-confirm').click();

  it('is entered with its order and day; what is missing, or entered already, is named at its field', async () => {
    const { page } = administrator;
    await page.goto('/minimum-wages');
    await page.getByTestId('wage-new').click();
    await save();
    for (const header of ['适用地区', '月最低工资', '公布文件']) await page.locator('.ant-form-item-explain-error').getByText(header).waitFor();
    await chooseCity();
    await page.getByTestId('wage-yuan').fill('2080');
    await page.getByTestId('wage-document').fill(`${mark}号文件`);
    await administrator.picture('minimum-wage-form');
    await page.setViewportSize(phone);
    await administrator.picture('minimum-wage-form-phone');
    await page.setViewportSize(desk);
    await save();
    await page.getByTestId('wages-table').getByText(`${mark}号文件`).waitFor();
    await page.getByTestId('wage-new').click();
    await chooseCity();
    await page.getByTestId('wage-yuan').fill('2090');
    await page.getByTestId('wage-document').fill(`${mark}号文件之二`);
    await save();
    await page.locator('.ant-form-item-explain-error').getByText('已登记').waitFor();
    await administrator.picture('minimum-wage-double');
    await page.getByTestId('wage-dialog-cancel').click();
    await page.goto(`/minimum-wages?search=${mark}`);
    await page.getByTestId('wages-table').getByText('2,080').waitFor();
    await page.getByTestId('wages-table').getByText('执行中').waitFor();
    await atRest(page);
    await administrator.picture('minimum-wages');
    await page.setViewportSize(phone);
    expect(await administrator.overflow()).toBe(0);
    await administrator.picture('minimum-wages-phone');
    await page.setViewportSize(desk);
  });

  it('holds a post there to its figure from then on, at the field that says the wage', async () => {
    const { page } = enterprise;
    await page.goto('/lists/posts');
    await page.getByTestId('list-create').first().click();
    const fields: Record<string, string> = { externalId: `${mark}-GW`, title: '电焊工', employer: '样例云帆电子有限公司', region: place, headcount: '2', wageText: '1500-1800元/月' };
    for (const [code, text] of Object.entries(fields)) await page.getByTestId(`field-${code}`).fill(text);
    await page.getByTestId('row-save').click();
    await page.locator('.ant-form-item-explain-error').getByText('最低工资标准 2080 元/月').waitFor();
    await enterprise.picture('post-below-minimum-wage');
    await page.getByTestId('field-wageText').fill('2100-2500元/月');
    await page.getByTestId('row-save').click();
    await page.locator('.ant-message-success').first().waitFor();
    // Enterprises read the standards and change none.
    await page.goto(`/minimum-wages?search=${mark}`);
    await page.getByTestId('wages-table').getByText(city).waitFor();
    expect(await page.getByTestId('wage-new').or(page.getByTestId('wage-withdraw')).count()).toBe(0);
    await enterprise.picture('minimum-wages-enterprise');
  });

  it('is taken back with the reason', async () => {
    const { page } = administrator;
    await page.getByTestId('wage-withdraw').click();
    await page.getByTestId('wage-withdraw-confirm').click();
    await page.locator('.ant-form-item-explain-error').first().waitFor();
    await page.getByTestId('wage-withdraw-words').fill('数字录错');
    await administrator.picture('minimum-wage-withdraw');
    await page.getByTestId('wage-withdraw-confirm').click();
    await page.getByText('没有符合条件的标准').waitFor();
    expect([...administrator.faults, ...enterprise.faults]).toEqual([]);
  });
});
