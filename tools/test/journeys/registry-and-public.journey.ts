import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { phone, startBrowser, Visitor } from './browser.js';

describe('pairings and the public page', () => {
  let browser: Browser;
  beforeAll(async () => { browser = await startBrowser(); });
  afterAll(async () => { await browser.close(); });

  it('finds today\'s unit by its former name', async () => {
    const visitor = await Visitor.open(browser);
    await visitor.signIn('admin');
    for (const [former, now] of [['郧县', '郧阳区'], ['旬阳县', '旬阳市'], ['开县', '开州区']] as const) {
      await visitor.page.goto(`/registry?tab=units&search=${encodeURIComponent(former)}`);
      const programme = visitor.page.getByTestId('units-table');
      await programme.waitFor();
      const text = await programme.innerText();
      if (!text.includes(now)) {
        // Each programme lists its own units: the other one is asked through the search in the header.
        await visitor.page.getByTestId('unit-search').locator('input').or(visitor.page.locator('input[data-testid=unit-search]')).first().fill(former);
        await visitor.page.getByText(now).first().waitFor();
      } else {
        expect(text).toContain(now);
      }
    }
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });

  it('prints the pairing table as the plan does, with its totals', async () => {
    const visitor = await Visitor.open(browser);
    await visitor.signIn('admin');
    await visitor.page.goto('/registry');
    const table = visitor.page.getByTestId('pairing-table');
    await table.waitFor();
    expect(await table.innerText()).toContain('上海市、天津市、江苏省、福建省、南京市、宁波市、厦门市');
    expect(await visitor.page.getByTestId('pairing-totals').innerText()).toContain('34');
    await visitor.picture('pairings');
    await visitor.close();
  });

  it('shows totals to everybody and nothing of a person', async () => {
    const visitor = await Visitor.open(browser, phone);
    await visitor.page.goto('/public');
    await visitor.page.getByTestId('public-totals').first().waitFor();
    expect(await visitor.overflow()).toBe(0);
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });

  it('sends the signed-out to the sign-in page and shows a wrong password its sentence', async () => {
    const visitor = await Visitor.open(browser);
    await visitor.page.goto('/lists/workers');
    await visitor.page.getByTestId('sign-in-account').fill('yunyang');
    await visitor.page.getByTestId('sign-in-password').fill('wrong-password');
    await visitor.page.getByTestId('sign-in-submit').click();
    await visitor.page.getByText('账号或密码不正确').first().waitFor();
    await visitor.close();
  });
});
