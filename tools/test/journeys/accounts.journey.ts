import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateSync } from 'otplib';
import type { Browser } from 'playwright-core';
import { close, unique, until } from '../arrange.js';
import { atRest, phone, startBrowser, Visitor } from './browser.js';
import { choose } from './choose.js';
import { setPassword } from './invitation.js';

/** A person on the way in and out: invited, in with a password of their own and a second factor, disabled, out. */
describe('an account from invitation to the end', () => {
  let browser: Browser, security: Visitor, person: Visitor;
  let address = '', secret = '';
  const account = unique('renyuan').toLowerCase(), password = 'seven lamps on the river';
  /** A picture of what has come to rest: drawers slide in. */
  const picture = async (visitor: Visitor, name: string): Promise<void> => {
    await atRest(visitor.page);
    await visitor.picture(name);
  };
  const codeAt = (steps: number): string => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + steps * 30 });

  beforeAll(async () => {
    browser = await startBrowser();
    security = await Visitor.open(browser);
    await security.signIn('anquan');
  });
  afterAll(async () => {
    await browser.close();
    await close();
  });

  it('is invited: role, region by name, a link to be copied once', async () => {
    const { page } = security;
    await page.getByTestId('nav-accounts').click();
    await page.getByTestId('accounts-table').locator('tr.opens').first().waitFor();
    await picture(security, 'accounts');
    await page.getByTestId('account-invite').click();
    await page.getByTestId('account-account').fill(account);
    await page.getByTestId('account-name').fill('样例新同事');
    await page.getByTestId('account-save').click();
    await page.getByTestId('account-form').getByText('必填').first().waitFor();
    await choose(page, 'grant-role-0', '县就业服务机构');
    await choose(page, 'grant-programme-0', '三峡');
    await choose(page, 'grant-region-0', '云阳县', '云阳');
    await picture(security, 'accounts-invite');
    await page.getByTestId('account-save').click();
    address = (await page.getByTestId('link-address').innerText()).trim();
    expect(address).toMatch(/\/invitation#[\w-]{43}$/);
    await picture(security, 'accounts-link');
    await page.getByTestId('link-close').click();
    expect(await page.getByTestId('account-state').innerText()).toContain('待接受邀请');
    expect(await page.getByTestId('account-grants').innerText()).toContain('云阳县');
    await picture(security, 'accounts-one');
  });

  it('is taken up on a phone: the code leaves the address, a weak password is explained', async () => {
    person = await Visitor.open(browser, phone);
    const { page } = person;
    await page.goto(address);
    await page.getByTestId('invitation').waitFor();
    expect(new URL(page.url()).hash).toBe('');
    expect(await page.getByTestId('invitation').innerText()).toContain(account);
    await setPassword(person, '123456789012');
    await page.getByText('太常见').waitFor();
    await picture(person, 'phone-invitation');
    expect(await person.overflow()).toBe(0);
    await setPassword(person, password);
    await page.waitForURL((url) => url.pathname === '/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    const again = await Visitor.open(browser, phone);
    await again.page.goto(address);
    await again.page.getByTestId('invitation-ended').getByText('无效、已用过或已过期').waitFor();
    await picture(again, 'phone-invitation-ended');
    await again.close();
  });

  it('sets up a second factor, keeps the recovery codes, and signs in with it', async () => {
    const { page } = person;
    await page.getByTestId('person-menu').click();
    await page.getByTestId('own-account').click();
    await page.getByTestId('own-factor-set-up').click();
    await page.getByTestId('own-factor-password').fill(password);
    await page.getByTestId('own-factor-continue').click();
    secret = (await page.getByTestId('set-up-secret').innerText()).replaceAll(' ', '');
    await picture(person, 'phone-second-factor');
    expect(await person.overflow()).toBe(0);
    await page.getByTestId('set-up-code').fill(codeAt(0));
    await page.getByTestId('set-up-submit').click();
    await page.getByTestId('recovery-codes').waitFor();
    expect(await page.getByTestId('recovery-codes').locator('li').count()).toBe(10);
    await picture(person, 'phone-recovery-codes');
    await page.getByTestId('recovery-kept').click();
    await page.getByTestId('own-second-factor').getByText('还剩 10 个恢复码').waitFor();
    await picture(person, 'phone-own-account');
    expect(await person.overflow()).toBe(0);
    await page.getByTestId('person-menu').click();
    await page.getByTestId('sign-out').click();
    await page.getByTestId('sign-in-account').fill(account);
    await page.getByTestId('sign-in-password').fill(password);
    await page.getByTestId('sign-in-submit').click();
    await page.getByTestId('code-step').waitFor();
    await picture(person, 'phone-code');
    await page.getByTestId('sign-in-code').fill(codeAt(1));
    await page.getByTestId('sign-in-code-submit').click();
    await page.waitForURL((url) => url.pathname === '/');
    await page.getByRole('heading', { level: 1 }).waitFor();
  });

  it('is disabled by the security administrator, and thrown out at the next step', async () => {
    const { page } = security;
    await page.goto(`/accounts?search=${account}`);
    await page.getByTestId('accounts-table').locator('tr.opens').click();
    await page.getByTestId('session-end').first().waitFor();
    await page.getByTestId('account-disable').click();
    await picture(security, 'accounts-disable');
    await page.locator('.ant-modal').getByRole('button', { name: '停用' }).click();
    await until(() => page.getByTestId('account-state').innerText(), (text) => text.includes('已停用'), 'the account to be disabled');
    await page.getByTestId('sessions-none').waitFor();
    await person.page.goto('/lists/workers');
    await person.page.getByTestId('sign-in-account').waitFor();
    await page.goto('/accounts?tab=links');
    await page.getByTestId('links-table').getByText('已使用').first().waitFor();
    await picture(security, 'accounts-links');
    await page.getByTestId('accounts-tab-keys').click();
    await page.getByTestId('keys-table').getByText('gateway').waitFor();
    await picture(security, 'accounts-keys');
    expect([...security.faults, ...person.faults]).toEqual([]);
    await person.close();
    await security.close();
  });

  it('is administered with a phone too', async () => {
    const visitor = await Visitor.open(browser, phone), { page } = visitor;
    await visitor.signIn('anquan');
    await page.goto(`/accounts?search=${account}`);
    await page.getByTestId('accounts-table').locator('.card-row').waitFor();
    expect(await visitor.overflow()).toBe(0);
    await picture(visitor, 'phone-accounts');
    await page.getByTestId('accounts-table').locator('.card-row').click();
    await page.getByTestId('account-enable').click();
    await until(() => page.getByTestId('account-state').innerText(), (text) => text.includes('可用'), 'the account to be enabled');
    await picture(visitor, 'phone-account');
    expect(await visitor.overflow()).toBe(0);
    for (const tab of ['links', 'keys']) {
      await page.goto(`/accounts?tab=${tab}`);
      await page.getByTestId(`${tab}-table`).waitFor();
      expect(await visitor.overflow()).toBe(0);
      await picture(visitor, `phone-accounts-${tab}`);
    }
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });
});
