import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projects } from '@jiedui/contracts';
import type { Browser } from 'playwright-core';
import { as, close, sql, unique, until } from '../arrange.js';
import { phone, startBrowser, Visitor } from './browser.js';

/** The audit administrator finds who did what, checks the chain and takes a copy; nobody else of the administration sees any of it. */
describe('the auditor’s page', () => {
  let browser: Browser, visitor: Visitor, project: string;
  const rows = () => visitor.page.getByTestId('audit-table').locator('tr.opens');

  beforeAll(async () => {
    browser = await startBrowser();
    const made = await (await as('hubei')).call(projects.create, { programme: 'three-gorges', unit: '422823', supporter: '110000', name: unique('项目'), field: 's3-4-4', site: '样例地点', industryCode: '1373', totalFen: 100_000_00, grantFen: 60_000_00, startOn: '2024-03-01', endOn: '2027-03-01' });
    project = made.id;
    await until(() => sql<{ waiting: number }>('select count(*)::int as waiting from intake.audit_pending'), ([one]) => one?.waiting === 0, 'the entries to be chained');
    visitor = await Visitor.open(browser);
    await visitor.signIn('shenjigly');
  });
  afterAll(async () => {
    await browser.close();
    await close();
  });

  it('shows an entry by its thing, with the person’s name, the fields and the place in the chain', async () => {
    const { page } = visitor;
    await page.goto('/audit?service=intake');
    await rows().first().waitFor();
    await visitor.picture('audit');
    await page.getByPlaceholder('对象编号').fill(project);
    await page.keyboard.press('Enter');
    await until(() => rows().count(), (count) => count === 1, 'one entry');
    await page.getByText('湖北省管理机构（hubei）').first().waitFor();
    await rows().first().click();
    const drawer = page.getByTestId('audit-drawer');
    await drawer.getByTestId('audit-details').waitFor();
    const words = await drawer.innerText();
    expect(words).toContain('新增 · 项目');
    expect(words).toContain('totalFen');
    expect(words).toMatch(/[\da-f]{64}/);
    await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity).map((one) => one.finished)));
    await visitor.picture('audit-entry');
  });

  it('finds by person and result, says so when there is nothing, and clears', async () => {
    const { page } = visitor;
    const [account] = await sql<{ id: string }>(`select id from registry.account where account = 'hubei'`);
    await page.goto(`/audit?service=intake&actor=${account?.id}&result=denied&from=2001-01-01&to=2001-01-02`);
    await page.getByTestId('audit-none').waitFor();
    await visitor.picture('audit-none');
    await page.getByTestId('audit-none').getByRole('button').click();
    await rows().first().waitFor();
    await page.getByTestId('audit-person').click();
    await page.keyboard.type('hubei');
    await page.locator('.ant-select-item-option').filter({ hasText: 'hubei' }).click();
    await page.waitForURL((url) => url.searchParams.get('actor') === account?.id);
  });

  it('checks the chain and says that it is whole', async () => {
    const { page } = visitor;
    await page.getByTestId('audit-check-now').click();
    await page.getByTestId('audit-check').getByText('完整').waitFor();
    await visitor.picture('audit-checked');
  });

  it('gives a copy of what was found, and records that it did', async () => {
    const { page } = visitor;
    await page.goto(`/audit?service=intake&subject=${project}`);
    await until(() => rows().count(), (count) => count === 1, 'one entry');
    const waiting = page.waitForEvent('download');
    await page.getByTestId('audit-export').click();
    const text = readFileSync(await (await waiting).path(), 'utf8');
    expect(text.trim().split('\r\n')).toHaveLength(2);
    expect(text).toContain(project);
    expect((await sql(`select 1 from intake.audit_entry where action = 'operation.audit.export'`)).length).toBeGreaterThan(0);
  });

  it('fits a phone', async () => {
    const small = await Visitor.open(browser, phone);
    await small.signIn('shenjigly');
    await small.page.goto('/audit?service=intake');
    await small.page.getByTestId('audit-table').locator('.card-row').first().waitFor();
    expect(await small.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await small.picture('audit-phone');
    expect(small.faults).toEqual([]);
  });

  it.each(['xitong', 'anquan'])('is closed to %s', async (account) => {
    const other = await Visitor.open(browser);
    await other.signIn(account);
    await other.page.goto('/audit');
    await other.page.getByTestId('page-403').waitFor();
    expect(await other.page.getByTestId('audit-table').count()).toBe(0);
    expect((await (await as(account)).raw('GET', '/api/intake/audit')).status).toBe(403);
  });

  it('had no fault', () => { expect(visitor.faults).toEqual([]); });
});
