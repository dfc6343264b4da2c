import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { desk, phone, startBrowser, Visitor } from './browser.js';
import { choose as chooseIn } from './choose.js';
import { openOwnPage } from './own-page.js';

const mark = `JZ${Date.now().toString(36).toUpperCase()}`, digits = `500235198804121${String(Date.now() % 90 + 10)}`;
/** With its check character (GB 11643-1999). */
const idNumber = digits + '10X98765432'[[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0) % 11];
const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
const day = (ahead: number): string => new Date(Date.parse(today) + ahead * 86_400_000).toISOString().slice(0, 10);

/** From the fair to the bus: the county plans both in their pages, and the worker finds the bus on the phone. */
describe('leaving together', () => {
  let browser: Browser, county: Visitor, enterprise: Visitor, worker: Visitor;
  const people: { worker: string; placement: string }[] = [];
  beforeAll(async () => {
    browser = await startBrowser();
    [county, enterprise, worker] = await Promise.all([Visitor.open(browser, desk), Visitor.open(browser, desk), Visitor.open(browser, phone)]);
    await county.signIn('yunyang');
    await enterprise.signIn('qiye');
    await arrange();
  });
  afterAll(async () => { await browser.close(); });

  /** What stands before the journey: asked by the signed-in page as its forms ask. */
  const ask = async ({ page }: Visitor, address: string, body: object | null = null): Promise<{ status: number; json: Record<string, unknown> }> => page.evaluate(async ([to, given]) => {
    const response = await fetch(to, given === null ? {} : { method: 'POST', headers: { 'X-Jiedui': 'console', 'content-type': 'application/json', 'Idempotency-Key': String(Math.random()) }, body: JSON.stringify(given) });
    return { status: response.status, json: await response.json() as Record<string, unknown> };
  }, [address, body] as const);
  const text = (value: unknown): string => String(value);
  /** Three people of one county who accepted the same enterprise's offer; two of them travel together. */
  async function arrange(): Promise<void> {
    const programme = 'three-gorges', { json: post } = await ask(enterprise, '/api/employment/posts', { programme, cells: { externalId: `${mark}-GW`, title: '电焊工', employer: '样例云帆电子有限公司', region: '广东省广州市黄埔区', headcount: '3', wageText: '6-8千' } });
    for (let i = 0; i < 3; i += 1) {
      const { json: row } = await ask(county, '/api/employment/workers', { programme, cells: { externalId: `${mark}-${i}`, name: ['样例辰', '样例巳', '样例午'][i], ...(i === 0 ? { idNumber } : {}), unit: '云阳县', wishes: '电焊工', consent: '是', ...(i < 2 ? { travelGroup: `${mark}组` } : {}) } });
      const make = (): ReturnType<typeof ask> => ask(county, '/api/employment/proposals', { demandId: post['id'], supplyId: row['id'], reason: '招聘会上谈妥', overrideReason: '双方已谈妥' });
      let made = await make();
      // The engine hears of both rows within moments.
      while (made.status === 404) made = await make();
      expect(made.status).toBe(200);
      await ask(enterprise, `/api/employment/proposals/${text(made.json['id'])}/accept-demand`, { version: made.json['version'] });
      const { json: { items } } = await ask(county, `/api/employment/placements/stages?search=${mark}-${i}`), [placed] = items as { id: string; version: number }[], at = `/api/employment/placements/${placed?.id ?? ''}`;
      const offered = await ask(enterprise, `${at}/offer`, { version: placed?.version, startOn: day(10), wageFen: 650_000, housing: 'lodging' });
      expect((await ask(county, `${at}/accept`, { version: offered.json['version'], on: today, manner: 'phone' })).status).toBe(200);
      people.push({ worker: text(row['id']), placement: placed?.id ?? '' });
    }
  }
  const choose = (field: string, option: string): Promise<void> => chooseIn(county.page, field, option);
  const fill = async (field: string, value: string): Promise<void> => { await county.page.getByTestId(field).fill(value); await county.page.getByTestId(field).press('Tab'); };
  /** The same page on a phone, which scrolls down only. */
  const onPhone = async (name: string): Promise<void> => {
    await county.page.setViewportSize(phone);
    expect(await county.overflow()).toBe(0);
    await county.picture(name);
    await county.page.setViewportSize(desk);
  };

  it('begins with a fair that the county plans, holds and counts', async () => {
    const { page } = county;
    await page.goto('/recruitment-events');
    await page.getByTestId('event-plan').click();
    await fill('event-name', `${mark}招聘会`);
    await fill('event-starts', today);
    await fill('event-place', '云阳县样例广场');
    await page.getByTestId('event-enterprise-add').click();
    await fill('event-enterprise', '样例云帆电子有限公司');
    await fill('event-posts', '30');
    await page.getByTestId('event-county-add').click();
    await choose('event-county', '云阳县');
    await fill('event-quota', '200');
    await county.picture('event-form');
    await page.getByTestId('event-form-confirm').click();
    await page.getByTestId('event-hold').click();
    await page.getByTestId('event-hold-confirm').click();
    await page.getByTestId('event-count').click();
    await fill('event-attended', '180');
    await county.picture('event-count');
    await page.getByTestId('event-count-confirm').click();
    await page.getByTestId('event-counties').getByText('180').waitFor();
    // The three who agreed today are counted from their placements, beside hires that nobody counted yet.
    expect(Number(await page.getByTestId('event-enterprises').locator('tbody tr td').nth(3).innerText())).toBeGreaterThanOrEqual(3);
    expect(await page.getByTestId('event-enterprises').locator('tbody tr td').nth(2).innerText()).toBe('—');
    await county.picture('event-drawer');
    await onPhone('event-drawer-phone');
    await page.goto(`/recruitment-events?search=${mark}`);
    await page.getByTestId('event-sums').getByText('200').waitFor();
    await county.picture('events');
    await onPhone('events-phone');
  });

  it('plans a bus, seats whole travel groups, and says who is missing', async () => {
    const { page } = county;
    await page.goto('/departures');
    await page.getByTestId('departure-plan').click();
    await fill('departure-on', today);
    await fill('departure-meeting', `${mark}汽车站`);
    await fill('departure-destination', '广州市黄埔区样例工业园');
    await fill('departure-number', '渝F12345');
    await fill('departure-seats', '45');
    await choose('departure-costs', '帮扶资金');
    await fill('departure-contact', '样例丁');
    await fill('departure-phone', '023-55121234');
    await county.picture('departure-form');
    await page.getByTestId('departure-form-confirm').click();
    await page.getByTestId('departure-seat').click();
    await page.getByTestId('seat-search').locator('input').fill(`${mark}-0`);
    await page.getByTestId('seat-search').locator('input').press('Enter');
    await page.getByTestId('seat-table').getByText(`${mark}-0`).waitFor();
    await page.getByTestId('seat-groups').uncheck();
    await page.getByTestId('seat-table').locator('.ant-table-row input[type=checkbox]').first().check();
    await county.picture('departure-seat');
    await page.getByTestId('seat-confirm').click();
    await page.getByTestId('departure-outcome').getByText('已安排 1 人').waitFor();
    await page.getByTestId('departure-outcome-close').click();
    await page.getByTestId('departure-groups').getByText(`${mark}-1`).waitFor();
    await county.picture('departure-group-missing');
    await page.getByTestId('departure-seat').click();
    await page.getByTestId('seat-search').locator('input').fill(mark);
    await page.getByTestId('seat-search').locator('input').press('Enter');
    await page.getByTestId('seat-table').getByText(`${mark}-2`).waitFor();
    await page.getByTestId('seat-all').click();
    await page.getByTestId('departure-outcome').getByText('已安排 2 人').waitFor();
    await county.picture('departure-outcome');
    await page.getByTestId('departure-outcome-close').click();
    await page.getByTestId('departure-groups').waitFor({ state: 'detached' });
    await county.picture('departure-drawer');
    await onPhone('departure-drawer-phone');
  });

  it('stands on the phone page of who travels, with somebody to call', async () => {
    const { page } = worker, link = await ask(county, `/api/employment/workers/${people[0]?.worker ?? ''}/link`, {});
    await openOwnPage(worker, `/w#${text(link.json['token'])}`, idNumber.slice(-4));
    await page.getByTestId('own-departure').getByText(`${mark}汽车站`).waitFor();
    expect(await page.getByTestId('own-departure-call').getAttribute('href')).toBe('tel:023-55121234');
    expect(await worker.overflow()).toBe(0);
    await page.getByTestId('own-departure').scrollIntoViewIfNeeded();
    await worker.picture('worker-phone-departure');
  });

  it('shows the enterprise whom to expect, and leaves without who did not come', async () => {
    await enterprise.page.goto(`/departures?search=${mark}`);
    await enterprise.page.getByTestId('departures-table').getByText('3 人 / 45 座').waitFor();
    await enterprise.page.getByTestId('departures-table').getByText(`${mark}汽车站`).first().click();
    await enterprise.page.getByTestId('passengers-table').getByText(`${mark}-2`).waitFor();
    expect(await enterprise.page.getByTestId('departure-drawer').innerText()).not.toContain('样例丁');
    await enterprise.picture('departure-enterprise');
    const { page } = county;
    await page.goto('/');
    await page.getByText('集中出发已到日子').first().waitFor();
    await county.picture('home-departures');
    await page.goto(`/departures?search=${mark}`);
    await page.getByTestId('departures-table').getByText(`${mark}汽车站`).first().click();
    await page.getByTestId('departure-depart').click();
    await page.getByTestId('depart-stay').first().waitFor();
    await page.getByTestId('depart-table').locator('.ant-table-row').filter({ hasText: `${mark}-2` }).getByTestId('depart-stay').click();
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option').getByText('未到集合点', { exact: true }).click();
    await county.picture('departure-depart');
    await page.getByTestId('depart-confirm').click();
    await page.getByTestId('departure-outcome').getByText('已登记 2 人出发').waitFor();
    await page.getByTestId('departure-outcome-close').click();
    await page.getByTestId('passengers-table').getByText('未到集合点').waitFor();
    await county.picture('departure-left');
    await page.goto(`/departures?search=${mark}`);
    await page.getByTestId('departures-table').getByText(`${mark}汽车站`).first().waitFor();
    await county.picture('departures');
    await onPhone('departures-phone');
  });

  it('lets the county enter what a worker asks at the counter, with the day by which it is answered', async () => {
    const { page } = county;
    await page.goto(`/lists/workers?search=${mark}-2`);
    await page.getByText(`${mark}-2`).first().click();
    await page.getByTestId('row-help-open').click();
    await choose('help-open-kind', '社会保障');
    await page.getByTestId('help-open-words').fill('来窗口问养老保险怎么转移');
    await county.picture('help-open');
    await page.getByTestId('help-open-confirm').click();
    await page.getByTestId('row-help-item').click();
    await page.getByTestId('help-due').getByText(day(10)).waitFor();
    await page.getByTestId('help-history').getByText('代为登记').waitFor();
    await county.picture('help-dialog');
    await page.getByTestId('help-answer').fill('可以在掌上办理');
    await page.getByTestId('help-answer-send').click();
    await page.getByTestId('help-answer-send').waitFor({ state: 'detached' });
    await page.goto(`/help-requests?search=${mark}-2`);
    await page.getByTestId('help-table').getByText('已答复').first().waitFor();
    await county.picture('help-requests');
    await onPhone('help-requests-phone');
    expect([county.faults, enterprise.faults, worker.faults]).toEqual([[], [], []]);
  });
});
