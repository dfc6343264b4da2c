import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deadLetters } from '@jiedui/contracts';
import type { Browser } from 'playwright-core';
import { as, close, until } from '../arrange.js';
import { publishUnreadable } from '../unreadable-facts.js';
import { phone, startBrowser, Visitor } from './browser.js';

/** A message nobody can read, in front of the system administrator: tried again, mended, done, and on record. */
describe('messages that wait for a decision', () => {
  let browser: Browser;
  let visitor: Visitor;
  let aggregate: string;

  /** Facts of one thing that the matching service has parked: the first unreadable, two behind it. */
  async function parked(): Promise<string> {
    const made = await publishUnreadable(await as('qiye')), system = await as('xitong');
    await until(() => system.call(deadLetters.matching.list, { search: made.aggregate }), (page) => page.total === 3, 'three letters');
    return made.aggregate;
  }
  const rows = () => visitor.page.getByTestId('letters-table').locator('tr.opens');
  const openLetter = async (): Promise<void> => {
    await rows().filter({ hasText: /第 1 条|no. 1/ }).click();
    await visitor.page.getByTestId('letter-body').waitFor();
  };

  /** A picture of what has come to rest: drawers slide in. */
  const picture = async (name: string): Promise<void> => {
    await visitor.page.evaluate(() => Promise.allSettled(document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity).map((one) => one.finished)));
    await visitor.picture(name);
  };

  beforeAll(async () => {
    browser = await startBrowser();
    aggregate = await parked();
    visitor = await Visitor.open(browser);
    await visitor.signIn('xitong');
  });
  afterAll(async () => {
    await browser.close();
    await close();
  });

  it('are announced on the home page and counted by service', async () => {
    const { page } = visitor;
    await page.getByTestId('todo-dead-letters').waitFor();
    await picture('dead-letters-home');
    await page.getByTestId('todo-dead-letters').click();
    await page.waitForURL((url) => url.pathname === '/dead-letters' && url.searchParams.get('service') === 'matching');
    expect(Number((await page.getByTestId('letter-service-matching').locator('.n').innerText()).replaceAll(',', ''))).toBeGreaterThanOrEqual(3);
    await rows().first().waitFor();
    await picture('dead-letters');
    await page.getByTestId('letter-service-registry').click();
    await page.getByText('没有待处理的消息').waitFor();
    await picture('dead-letters-none');
  });

  it('are found, in words and in their line', async () => {
    const { page } = visitor;
    await page.goto('/dead-letters?service=matching');
    await page.getByPlaceholder('搜索对象').fill(aggregate);
    await page.keyboard.press('Enter');
    await until(() => rows().count(), (count) => count === 3, 'the three letters');
    const text = await page.getByTestId('letters-table').innerText();
    for (const words of ['匹配 ← 就业', '岗位、人员有变动', '内容读不懂', '排在待处理的消息之后', '等前一条', aggregate]) expect(text).toContain(words);
    await rows().filter({ hasText: '第 2 条' }).click();
    await page.getByTestId('letter-not-first').waitFor();
    for (const act of ['replay', 'mend', 'discard']) expect(await page.getByTestId(`letter-${act}`).isDisabled()).toBe(true);
    await picture('dead-letters-not-first');
    await page.getByText('查看同一对象的消息').click();
    await page.getByTestId('letter-not-first').waitFor({ state: 'hidden' });
    expect(await rows().count()).toBe(3);
  });

  it('fail again as they are, for a reason that is shown; words are asked for', async () => {
    const { page } = visitor;
    await openLetter();
    expect(await page.getByTestId('letter-body').innerText()).toContain('138****1234');
    await picture('dead-letters-open');
    await page.getByTestId('letter-replay').click();
    await page.getByTestId('letter-confirm').click();
    await page.getByText('请写明为什么这样处理').waitFor();
    await page.getByTestId('letter-words').fill('再试一次');
    await page.getByTestId('letter-confirm').click();
    await page.getByTestId('letter-form').getByText('重新处理失败，未作任何更改').waitFor();
    await picture('dead-letters-failed-again');
    await page.getByTestId('letter-cancel').click();
  });

  it('mended are carried out with those behind them, leave the list and stay on record', async () => {
    const { page } = visitor;
    await page.getByTestId('letter-mend').click();
    const field = page.getByTestId('letter-mended'), text = await field.inputValue();
    await field.fill(text.replace('"drei"', '10').slice(0, -1));
    await page.getByTestId('letter-words').fill('人数应为数字');
    await page.getByTestId('letter-confirm').click();
    await page.getByTestId('letter-form').getByText('改正后的内容不是有效的').waitFor();
    await field.fill(text.replace('"drei"', '10'));
    await picture('dead-letters-mend');
    await page.getByTestId('letter-confirm').click();
    await page.getByTestId('letter-done').getByText('2 条排在其后的消息已一并处理').waitFor();
    expect((await page.getByTestId('letter-done').boundingBox())?.y).toBeGreaterThan(0);
    expect(await page.getByTestId('letter-decision').innerText()).toContain('人数应为数字');
    await picture('dead-letters-done');
    await page.keyboard.press('Escape');
    await page.getByTestId('letters-none').waitFor();
    await page.getByTestId('letter-state-decided').click();
    await until(() => rows().count(), (count) => count === 3, 'the three decided letters');
    await openLetter();
    expect(await page.getByTestId('letter-decision').innerText()).toContain('人数应为数字');
    await picture('dead-letters-decided');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Dead letters' }).waitFor();
    await openLetter();
    await picture('dead-letters-english');
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });

  it('are shown to nobody else', async () => {
    const other = await Visitor.open(browser);
    await other.signIn('anquan');
    expect(await other.page.getByTestId('nav-dead-letters').count()).toBe(0);
    await other.page.goto('/dead-letters?service=matching');
    await other.page.getByText('您的岗位不含这项内容').waitFor();
    await other.close();
  });

  it('are decided on with a phone too', async () => {
    const another = await parked();
    visitor = await Visitor.open(browser, phone);
    const { page } = visitor;
    await visitor.signIn('xitong');
    await page.goto(`/dead-letters?service=matching&search=${another}`);
    const cards = page.getByTestId('letters-table').locator('.card-row');
    await until(() => cards.count(), (count) => count === 3, 'three cards');
    expect(await visitor.overflow()).toBe(0);
    await picture('phone-dead-letters');
    await cards.filter({ hasText: '第 1 条' }).click();
    await page.getByTestId('letter-body').waitFor();
    await picture('phone-dead-letters-open');
    await page.getByTestId('letter-mend').click();
    await page.getByTestId('letter-mended').waitFor();
    await picture('phone-dead-letters-mend');
    await page.getByTestId('letter-cancel').click();
    await page.getByTestId('letter-discard').click();
    await page.getByTestId('letter-words').fill('来源已更正');
    await picture('phone-dead-letters-discard');
    await page.getByTestId('letter-confirm').click();
    await page.getByTestId('letter-done').getByText('已放弃').waitFor();
    expect(await visitor.overflow()).toBe(0);
    await picture('phone-dead-letters-done');
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });
});
