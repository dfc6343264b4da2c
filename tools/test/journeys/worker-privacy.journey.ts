import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { workers } from '@jiedui/contracts';
import type { Browser } from 'playwright-core';
import { as, close, idNumber, phone as mobile, unique } from '../arrange.js';
import { phone, startBrowser, Visitor } from './browser.js';

/** A county clerk sees a person in full for a purpose, and erases one who asks for it. */
describe('one person’s own data', () => {
  let browser: Browser, visitor: Visitor, id: string;
  const own = { externalId: unique('J'), name: unique('样例'), idNumber: idNumber(), phone: mobile() };

  beforeAll(async () => {
    browser = await startBrowser();
    const made = await (await as('yunyang')).call(workers.create, { programme: 'three-gorges', cells: { ...own, unit: '云阳县', wishes: '保洁员', consent: '是', wageWish: '4000' } });
    ({ id } = made);
    visitor = await Visitor.open(browser);
    await visitor.signIn('yunyang');
  });
  afterAll(async () => { await browser.close(); await close(); });

  const drawer = (): ReturnType<typeof visitor.page.getByTestId> => visitor.page.getByTestId('row-cells');
  const open = async (): Promise<void> => {
    await visitor.page.goto(`/lists/workers?search=${own.externalId}&row=${id}`);
    await drawer().waitFor();
  };

  it('is masked, shown in full after a purpose is given, and masked again', async () => {
    const { page } = visitor;
    await open();
    expect(await drawer().innerText()).not.toContain(own.idNumber);
    await page.getByTestId('row-reveal').click();
    await page.getByTestId('reveal-confirm').click();
    await page.locator('.ant-form-item-explain-error').first().waitFor();
    await page.getByTestId('reveal-purpose').click();
    await page.locator('.ant-select-item-option').first().click();
    await page.getByTestId('reveal-words').fill('通知周五上午面试');
    await visitor.picture('reveal-asked');
    await page.getByTestId('reveal-confirm').click();
    await page.getByTestId('row-revealed').waitFor();
    for (const value of [own.name, own.idNumber, own.phone]) expect(await drawer().innerText()).toContain(value);
    await page.getByTestId('reveal-words').waitFor({ state: 'hidden' });
    await visitor.picture('revealed');
    await page.getByTestId('row-hide').click();
    expect(await drawer().innerText()).not.toContain(own.idNumber);
  });

  it('fits a phone', async () => {
    await visitor.page.setViewportSize(phone);
    await open();
    await visitor.picture('person-phone');
    expect(await visitor.overflow()).toBe(0);
    await visitor.page.getByTestId('row-erase').click();
    await visitor.page.getByTestId('erase-typed').waitFor();
    await visitor.picture('erase-phone');
    expect(await visitor.overflow()).toBe(0);
    await visitor.page.setViewportSize({ width: 1440, height: 900 });
  });

  it('is erased once the number was typed, and the row says so', async () => {
    const { page } = visitor;
    await open();
    await page.getByTestId('row-erase').click();
    await page.getByTestId('erase-reason').click();
    await page.locator('.ant-select-item-option').first().click();
    await page.getByTestId('erase-typed').fill('别的');
    await page.getByTestId('erase-confirm').click();
    await page.locator('.ant-form-item-explain-error').first().waitFor();
    await page.getByTestId('erase-typed').fill(own.externalId);
    await visitor.picture('erase-asked');
    await page.getByTestId('erase-confirm').click();
    await page.getByTestId('row-erased').waitFor();
    expect(await page.getByTestId('row-edit').count() + await page.getByTestId('row-restore').count() + await page.getByTestId('row-reveal').count()).toBe(0);
    await visitor.picture('erased');
    expect(visitor.faults).toEqual([]);
  });
});
