import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { workerLinks, workers } from '@jiedui/contracts';
import type { Browser } from 'playwright-core';
import { as, type Client, close, idNumber, stack, unique, until } from '../arrange.js';
import { closeQueues, restarted } from '../interrupt.js';
import { phone, startBrowser, Visitor } from './browser.js';
import { openOwnPage } from './own-page.js';

/** A worker binds the own WeChat on the phone page, there and back by a server that speaks as WeChat's does, and gives it up again. */
describe('WeChat on a worker’s phone page', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jiedui-wechat-journey-')), secret = path.join(folder, 'secret');
  let browser: Browser, county: Client, service: Server, own: string, inside: Visitor, outside: Visitor, link: string, answer: string, made: { id: string; version: number };
  /** The code that the next visitor comes back with; one that was used is none. */
  let code = 'code_of_the_journey';
  const answering = (): Promise<unknown> => until(() => county.ask(workers.list, { size: 1 }), ({ status }) => status === 200, 'employment to answer');

  beforeAll(async () => {
    service = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://x');
      if (url.pathname === '/connect/oauth2/authorize') response.writeHead(302, { location: `${url.searchParams.get('redirect_uri') ?? ''}?code=${code}&state=${url.searchParams.get('state') ?? ''}` }).end();
      else if (url.pathname === '/cgi-bin/stable_token') response.writeHead(200).end(JSON.stringify({ access_token: 'token', expires_in: 7200 }));
      else if (url.pathname === '/cgi-bin/user/info') response.writeHead(200).end(JSON.stringify({ subscribe: 1 }));
      else response.writeHead(200).end(JSON.stringify(url.searchParams.get('code') === 'code_of_the_journey' ? { openid: 'openid_of_the_journey' } : { errcode: 40163, errmsg: 'code been used' }));
    }).listen(0, '127.0.0.1');
    await once(service, 'listening');
    own = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    writeFileSync(secret, 'a secret', { mode: 0o600 });
    county = await as('yunyang');
    await restarted('employment', {
      JIEDUI_WECHAT_APP_ID: 'wx0123456789abcdef', JIEDUI_WECHAT_SECRET_FILE: secret, JIEDUI_WECHAT_API: own, JIEDUI_WECHAT_OPEN: own, JIEDUI_PUBLIC_URL: stack.url,
      JIEDUI_WECHAT_TEMPLATE_PROPOSAL: 'P post=thing1', JIEDUI_WECHAT_TEMPLATE_OFFER: 'O post=thing1', JIEDUI_WECHAT_TEMPLATE_DEPARTURE: 'D post=thing1',
    });
    await answering();
    const number = idNumber(), row = await county.call(workers.create, { programme: 'three-gorges', cells: { externalId: unique('WXJ'), name: '样例寅', idNumber: number, unit: '云阳县', wishes: '电焊工', consent: '是' } });
    made = { id: row.id, version: row.version };
    answer = number.slice(-4);
    link = `/w#${(await county.call(workerLinks.make, { id: row.id })).token}`;
    browser = await startBrowser();
    [inside, outside] = await Promise.all([Visitor.open(browser, phone, 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36 MicroMessenger/8.0.50'), Visitor.open(browser, phone)]);
  });
  afterAll(async () => {
    await browser.close();
    await county.call(workers.withdraw, { ...made, reason: '测试结束' });
    await restarted('employment', {});
    await answering();
    service.closeAllConnections();
    service.close();
    rmSync(folder, { recursive: true, force: true });
    await closeQueues();
    await close();
  });

  it('is offered inside WeChat, and told of outside', async () => {
    await openOwnPage(outside, link, answer);
    await outside.page.getByText('请在微信里打开').waitFor();
    expect(await outside.page.getByTestId('own-wechat-act').count()).toBe(0);
    await openOwnPage(inside, link, answer);
    await inside.page.getByTestId('own-wechat-unbound').scrollIntoViewIfNeeded();
    await inside.picture('worker-phone-wechat');
    expect(await inside.overflow()).toBe(0);
  });

  it('says when it did not come about, comes about the next time, and is given up again', async () => {
    const { page } = inside;
    code = 'code_of_before';
    await page.getByTestId('own-wechat-act').click();
    await page.getByTestId('own-failure').getByText('请再点一次').waitFor();
    expect(new URL(page.url()).search).toBe('');
    code = 'code_of_the_journey';
    await page.getByTestId('own-wechat-act').click();
    await page.getByTestId('own-wechat-bound').waitFor();
    expect(new URL(page.url()).search).toBe('');
    await page.getByTestId('own-wechat-bound').scrollIntoViewIfNeeded();
    await inside.picture('worker-phone-wechat-bound');
    await page.reload();
    await page.getByTestId('own-wechat-bound').getByTestId('own-wechat-act').click();
    await page.getByTestId('own-wechat-unbound').waitFor();
    expect(inside.faults.filter((fault) => !fault.startsWith(`asked another host: ${own}/connect/`))).toEqual([]);
    expect(inside.faults).toHaveLength(2);
  });
});
