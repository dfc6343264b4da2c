import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { phone, startBrowser, Visitor } from './browser.js';

/** Pages of each role and what must be in sight there. */
const pages: readonly [account: string, path: string, action: string | null][] = [
  ['yunyang', '/', null], ['yunyang', '/lists/workers', 'list-import'], ['yunyang', '/runs', 'run-start'], ['yunyang', '/proposals/employment', 'proposal-send'], ['yunyang', '/placements', 'placements-bulk'], ['qiye', '/placements', 'placements-bulk'],
  ['qiye', '/lists/posts', 'list-import'], ['hezuoshe', '/lists/lots', 'list-import'], ['chaoshi', '/lists/order-lines', 'list-import'], ['chaoshi', '/lists/lots', null],
  ['admin', '/registry', null], ['admin', '/figures', null], ['admin', '/policy', null], ['beijing', '/projects', null], ['fengjie', '/projects', null],
];

describe('on a phone', () => {
  let browser: Browser;
  beforeAll(async () => { browser = await startBrowser(); });
  afterAll(async () => { await browser.close(); });

  for (const account of new Set(pages.map(([name]) => name))) {
    it(`nothing scrolls sideways and the main action is in sight for ${account}`, async () => {
      const visitor = await Visitor.open(browser, phone);
      await visitor.signIn(account);
      for (const [, path, action] of pages.filter(([name]) => name === account)) {
        await visitor.page.goto(path);
        await visitor.page.getByRole('heading', { level: 1 }).waitFor();
        if (action !== null) {
          const button = visitor.page.getByTestId(action).first();
          await button.waitFor();
          const box = await button.boundingBox();
          expect({ path, action, inSight: box !== null && box.y >= 0 && box.y + box.height <= phone.height && box.x >= 0 && box.x + box.width <= phone.width }).toEqual({ path, action, inSight: true });
        }
        expect({ path, overflow: await visitor.overflow() }).toEqual({ path, overflow: 0 });
      }
      expect(visitor.faults).toEqual([]);
      await visitor.picture(`phone-${account}`);
      await visitor.close();
    });
  }
});
