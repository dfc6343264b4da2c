import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { desk, phone, startBrowser, Visitor } from './browser.js';
import { makeOwnLink, sayYes } from './own-page.js';

const mark = `SJ${Date.now().toString(36).toUpperCase()}`, digits = `500235199003071${String(Date.now() % 90 + 10)}`;
/** With its check character (GB 11643-1999). */
const idNumber = digits + '10X98765432'[[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0) % 11];

/** From the county's button to the worker's yes on a phone, and back to what the county sees. */
describe('a worker’s phone page', () => {
  let browser: Browser, county: Visitor, worker: Visitor, enterprise: Visitor;
  let link = '';
  beforeAll(async () => {
    browser = await startBrowser();
    [county, enterprise, worker] = await Promise.all([Visitor.open(browser, desk), Visitor.open(browser, desk), Visitor.open(browser, phone)]);
    await county.signIn('yunyang');
    await enterprise.signIn('qiye');
  });
  afterAll(async () => { await browser.close(); });

  /** What stands before the journey: asked by the signed-in page as its forms ask. */
  const ask = async ({ page }: Visitor, address: string, body: object | null): Promise<{ status: number; json: Record<string, unknown> }> => page.evaluate(async ([to, given]) => {
    const response = await fetch(to, given === null ? {} : { method: 'POST', headers: { 'X-Jiedui': 'console', 'content-type': 'application/json', 'Idempotency-Key': String(Math.random()) }, body: JSON.stringify(given) });
    return { status: response.status, json: await response.json() as Record<string, unknown> };
  }, [address, body] as const);

  it('begins with a button in the worker’s drawer, which shows link and code once', async () => {
    const programme = 'three-gorges';
    const demand = await ask(enterprise, '/api/employment/posts', { programme, cells: { externalId: `${mark}-GW`, title: '电焊工', employer: '样例云帆电子有限公司', region: '广东省广州市黄埔区', headcount: '1', wageText: '6-8千' } });
    const supply = await ask(county, '/api/employment/workers', { programme, cells: { externalId: `${mark}-RY`, name: '样例卯辰', idNumber, unit: '云阳县', wishes: '电焊工', consent: '是' } });
    expect([demand.status, supply.status]).toEqual([200, 200]);
    const make = (): Promise<{ status: number; json: Record<string, unknown> }> => ask(county, '/api/employment/proposals', { demandId: demand.json['id'], supplyId: supply.json['id'], reason: '面谈合适', overrideReason: '双方已谈妥' });
    // The engine hears of both rows within moments.
    let made = await make();
    while (made.status === 404) made = await make();
    expect(made.status).toBe(200);
    link = await makeOwnLink(county, `${mark}-RY`, async () => county.picture('worker-link'));
    expect(link).toMatch(/\/w#[\w-]{43}$/);
  });

  it('asks who it is, takes the right answer alone, and shows the job', async () => {
    const { page } = worker;
    await page.goto(new URL(link).pathname + new URL(link).hash);
    await page.getByTestId('own-answer').fill('0000');
    expect(new URL(page.url()).hash).toBe('');
    await worker.picture('worker-phone-question');
    await page.getByTestId('own-open').click();
    await page.getByTestId('own-wrong').waitFor();
    await page.getByTestId('own-answer').fill(idNumber.slice(-4));
    await page.getByTestId('own-open').click();
    await page.getByTestId('own-proposal').waitFor();
    expect(await page.getByTestId('own-proposal').innerText()).toContain('样例云帆电子有限公司');
    expect(await worker.overflow()).toBe(0);
    expect(await page.evaluate(() => [...document.querySelectorAll('p, button, dt, dd, label')].filter((one) => Number.parseFloat(getComputedStyle(one).fontSize) < 16).length)).toBe(0);
    await worker.picture('worker-phone');
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await worker.overflow()).toBe(0);
    await page.setViewportSize(phone);
  });

  it('takes the yes, which the county then sees, and a question that the county answers', async () => {
    const { page } = worker;
    await sayYes(worker);
    await page.getByTestId('own-help-wage').click();
    await page.getByTestId('own-help-words').fill('路费谁出');
    await page.getByTestId('own-help-send').click();
    await page.getByTestId('own-help-sent').waitFor();
    await county.page.goto(`/proposals/employment?search=${mark}`);
    await county.page.getByText('本人愿意').first().waitFor();
    await county.picture('worker-said-yes');
    // The bell tells of both, and each notice leads to what it is about.
    await county.page.getByTestId('notices-bell').click();
    await county.page.getByTestId('notices').getByText(`${mark}-RY`).nth(1).waitFor();
    await county.picture('notices');
    await county.page.setViewportSize(phone);
    expect(await county.overflow()).toBe(0);
    await county.picture('notices-phone');
    await county.page.setViewportSize(desk);
    await county.page.getByTestId('notices').locator('li', { hasText: `${mark}-RY` }).getByTestId('notice-help-asked').click();
    await county.page.waitForURL(/help-requests\?search=/);
    await county.page.getByTestId('notices-drawer').waitFor({ state: 'detached' });
    await county.page.getByTestId('notices-bell').click();
    await county.page.getByTestId('notices').locator('li', { hasText: `${mark}-RY` }).nth(1).waitFor({ state: 'detached' });
    await county.page.getByTestId('notices').locator('li', { hasText: `${mark}-RY` }).getByTestId('notice-proposal-yes').waitFor();
    await county.page.keyboard.press('Escape');
    await county.page.getByTestId('notices-drawer').waitFor({ state: 'detached' });
    await county.page.getByText('路费谁出').first().click();
    await county.page.getByTestId('help-answer').fill('路费由单位报销');
    await county.page.getByTestId('help-answer-send').click();
    await county.page.getByText('已答复', { exact: true }).first().waitFor();
    await page.reload();
    await page.getByText('路费由单位报销').waitFor();
    await worker.picture('worker-phone-answered');
    expect([...worker.faults, ...county.faults, ...enterprise.faults]).toEqual([]);
  });
});
