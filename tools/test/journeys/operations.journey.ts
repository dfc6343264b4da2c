import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceNames } from '@jiedui/contracts';
import type { Browser } from 'playwright-core';
import { as, close, until } from '../arrange.js';
import { pidOf } from '../interrupt.js';
import { publishUnreadable } from '../unreadable-facts.js';
import { phone, startBrowser, Visitor } from './browser.js';

/** The page that shows how the system runs, while a service hangs, ends, and is back. */
describe('how the system runs', () => {
  let browser: Browser;
  let visitor: Visitor;
  const all = ['gateway', ...serviceNames];
  const state = (name: string) => visitor.page.getByTestId(`running-${name}`).getAttribute('data-state');
  const words = (name: string) => visitor.page.getByTestId(`running-${name}`).innerText();

  beforeAll(async () => {
    browser = await startBrowser();
    await publishUnreadable(await as('qiye'));
    visitor = await Visitor.open(browser);
    await visitor.signIn('xitong');
  });
  afterAll(async () => {
    await browser.close();
    await close();
  });

  it('is shown for every process, in words', async () => {
    const { page } = visitor;
    await page.getByTestId('nav-operations').click();
    for (const name of all) await page.getByTestId(`running-${name}`).waitFor();
    for (const name of all) expect(['good', 'behind']).toContain(await state(name));
    for (const label of ['待发消息', '待收消息', '任务：等待 / 进行', '待处理消息']) expect(await words('employment')).toContain(label);
    expect(await page.getByTestId('running-durability').innerText()).toMatch(/每条落盘后才确认|降级/);
    await page.getByTestId('running-employment').getByRole('button', { name: '更多' }).click();
    expect(await words('employment')).toContain('审计签名距今');
    await visitor.picture('operations');
  });

  it('leads to messages that wait for a decision', async () => {
    const { page } = visitor;
    await until(() => words('matching'), (text) => text.includes('有消息等人决定'), 'the letters');
    expect(await state('matching')).toBe('behind');
    await page.getByTestId('running-letters-matching').click();
    await page.waitForURL((url) => url.pathname === '/dead-letters' && url.searchParams.get('service') === 'matching');
    await page.goBack();
    await page.getByTestId('running-matching').waitFor();
  });

  it('names a service that hangs and the time since, and sees it come back', async () => {
    for (const service of ['assessment', 'registry'] as const) {
      process.kill(pidOf(service), 'SIGSTOP');
      try {
        await until(() => state(service), (now) => now === 'away', `${service} to be shown as away`);
        expect(await words(service)).toMatch(/不可用[\s\S]*自 .*\d\d:\d\d:\d\d 起没有应答/);
        expect(await visitor.page.getByTestId('running-overall').innerText()).toContain('1 个不可用');
        expect(await state('employment')).not.toBe('away');
        await visitor.picture(`operations-${service}-away`);
      } finally {
        process.kill(pidOf(service), 'SIGCONT');
      }
      await until(() => state(service), (now) => now !== 'away', `${service} to be back`);
    }
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });

  it('is shown to nobody else', async () => {
    const other = await Visitor.open(browser);
    await other.signIn('anquan');
    expect(await other.page.getByTestId('nav-operations').count()).toBe(0);
    await other.page.goto('/operations');
    await other.page.getByText('您的岗位不含这项内容').waitFor();
    await other.close();
  });

  it('is read on a phone too', async () => {
    visitor = await Visitor.open(browser, phone);
    await visitor.signIn('xitong');
    await visitor.page.goto('/operations');
    await visitor.page.getByTestId('running-registry').waitFor();
    expect(await visitor.overflow()).toBe(0);
    await visitor.picture('phone-operations');
    await visitor.close();
  });
});
