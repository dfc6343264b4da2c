import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { employmentProposals, type ListRow, ownWork, posts, workerLinks, workerMessages, type WorkerMessageView, workerPrivacy, workers } from '@jiedui/contracts';
import { as, Client, close, factsSettled, idNumber, knownToEngine, phone, sql, stack, unique, until } from '../arrange.js';
import { restarted } from '../interrupt.js';

/** Messages by a WeChat service account to workers who bound their WeChat on their page (mechanisms E17), against a server that speaks as WeChat's does. */

const programme = 'three-gorges', employer = '样例云帆电子有限公司', publicUrl = 'https://jiedui.example', secret = 'a-secret-that-no-log-shows';
interface Sent { readonly touser: string; readonly template_id: string; readonly url: string; readonly client_msg_id: string; readonly data: Readonly<Record<string, { readonly value: string }>> }
/** What arrived; the `errcode` of the next messages and of the next codes, 0 when none is left; tokens given. */
const arrived: Sent[] = [], errors: number[] = [], codeErrors: number[] = [], sms: { readonly template: string; readonly phone: string }[] = [];
let tokens = 0, isAway = false, isFollowing = true;
const folder = mkdtempSync(path.join(os.tmpdir(), 'jiedui-wechat-'));
let county: Client, enterprise: Client, service: Server, settings: Record<string, string>;
const made: ListRow[] = [];

/** As https://developers.weixin.qq.com/doc/service/ says: errors come as 200 with an `errcode`. */
function answerOf(url: URL, body: string): object {
  const query = url.searchParams, given = body === '' ? {} : JSON.parse(body) as Record<string, unknown>;
  switch (url.pathname) {
    case '/cgi-bin/stable_token': return given['secret'] === secret && given['grant_type'] === 'client_credential' ? { access_token: `token-${tokens += 1}`, expires_in: 7200 } : { errcode: 40125, errmsg: 'invalid appsecret' };
    case '/cgi-bin/message/template/send': {
      if (query.get('access_token') !== `token-${tokens}`) return { errcode: 40001, errmsg: 'invalid credential' };
      const errcode = errors.shift() ?? 0;
      if (errcode === 40001) tokens += 1;
      else arrived.push(given as unknown as Sent);
      return { errcode, errmsg: '', msgid: 1 };
    }
    case '/sns/oauth2/access_token': {
      const errcode = codeErrors.shift() ?? 0, code = query.get('code') ?? '';
      return query.get('secret') === secret && query.get('grant_type') === 'authorization_code' && errcode === 0 ? { access_token: 'x', expires_in: 7200, openid: `openid_of_${code}`, scope: 'snsapi_base' } : { errcode: errcode === 0 ? 40125 : errcode, errmsg: '' };
    }
    case '/cgi-bin/user/info': return query.get('access_token') === `token-${tokens}` ? { subscribe: isFollowing ? 1 : 0, openid: query.get('openid') } : { errcode: 40001, errmsg: 'invalid credential' };
    case '/sms': sms.push(given as unknown as (typeof sms)[number]); return {};
    default: return { errcode: 404 };
  }
}

beforeAll(async () => {
  service = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => { if (isAway) response.writeHead(502).end(); else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answerOf(new URL(request.url ?? '/', 'http://x'), Buffer.concat(pieces).toString('utf8')))); });
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  const file = path.join(folder, 'secret'), own = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  writeFileSync(file, secret, { mode: 0o600 });
  settings = {
    JIEDUI_WECHAT_APP_ID: 'wx0123456789abcdef', JIEDUI_WECHAT_SECRET_FILE: file, JIEDUI_WECHAT_API: own, JIEDUI_WECHAT_OPEN: 'https://open.weixin.example', JIEDUI_PUBLIC_URL: publicUrl, JIEDUI_MESSAGE_HOURS: '0-24',
    JIEDUI_WECHAT_TEMPLATE_PROPOSAL: 'W-PROPOSAL office=thing1 post=thing4', JIEDUI_WECHAT_TEMPLATE_OFFER: 'W-OFFER post=thing4 startOn=date2', JIEDUI_WECHAT_TEMPLATE_DEPARTURE: 'W-DEPARTURE post=thing4 startOn=date2',
  };
  [county, enterprise] = await Promise.all([as('yunyang'), as('qiye')]);
});
afterAll(async () => {
  isAway = false;
  for (const { id, list } of made) {
    const client = list === 'post' ? enterprise : county, operations = list === 'post' ? posts : workers, { row } = await client.call(operations.get, { id });
    if (row.status === 'open') await client.call(operations.withdraw, { id, version: row.version, reason: '测试结束' });
  }
  await factsSettled();
  await restarted('employment', {});
  // The suites after this one find the service answering.
  await answering();
  service.closeAllConnections();
  service.close();
  rmSync(folder, { recursive: true, force: true });
  await close();
});

const answering = (): Promise<unknown> => until(() => county.ask(workers.list, { size: 1 }), ({ status }) => status === 200, 'employment to answer');
interface Person { readonly row: ListRow; readonly number: string; readonly phone: string; readonly page: Client }
/** A worker with the own page open. */
async function worker(more: Record<string, string> = {}): Promise<Person> {
  const number = idNumber(), called = phone(), row = await county.call(workers.create, { programme, cells: { externalId: unique('WX'), name: '样例壬', idNumber: number, phone: called, unit: '云阳县', wishes: '电焊工', wageWish: '5000', consent: '是', ...more } });
  made.push(row);
  const { token } = await county.call(workerLinks.make, { id: row.id }), page = new Client();
  expect((await page.raw('POST', '/api/worker/door', { body: { token, answer: number.slice(-4) } })).status).toBe(200);
  return { row, number, phone: called, page };
}
/** The state that WeChat sends back. */
const begun = async ({ page }: Person): Promise<string> => new URL((await page.call(ownWork.beginWechat, {})).address).searchParams.get('state') ?? '';
async function bound(person: Person, code: string): Promise<string> {
  await person.page.call(ownWork.bindWechat, { code, state: await begun(person) });
  return `openid_of_${code}`;
}
const wechatOf = async ({ page }: Person): Promise<string> => (await page.call(ownWork.get, {})).wechat;
const to = (openId: string): Sent[] => arrived.filter(({ touser }) => touser === openId);
async function proposed(person: Person, title = '电焊工'): Promise<void> {
  const post = await enterprise.call(posts.create, { programme, cells: { externalId: unique('GW'), title, headcount: '1', employer, region: '广东省广州市黄埔区', wageMin: '6000', wageMax: '8000' } });
  made.push(post);
  await Promise.all([knownToEngine(person.row.id), knownToEngine(post.id)]);
  await county.call(employmentProposals.make, { demandId: post.id, supplyId: person.row.id, reason: '面谈合适', overrideReason: '双方已谈妥' });
}
const messagesOf = async ({ row }: Person): Promise<WorkerMessageView[]> => (await county.call(workerMessages.list, { id: row.id })).items;
const settled = async (person: Person): Promise<WorkerMessageView | undefined> => (await until(() => messagesOf(person), ([newest]) => newest !== undefined && newest.state !== 'waiting', 'the message to be settled'))[0];

describe('messages by WeChat', () => {
  it('are offered only where a service account is set up', async () => {
    const one = await worker();
    expect(await wechatOf(one)).toBe('none');
    expect(await one.page.refused(ownWork.beginWechat, {})).toMatchObject({ status: 409, code: 'NO_WECHAT' });
    await restarted('employment', settings);
    await answering();
    expect(await wechatOf(one)).toBe('unbound');
  });

  it('come to the WeChat that the worker bound on the own page, and nothing of it lies open anywhere', async () => {
    const one = await worker();
    const address = new URL((await one.page.call(ownWork.beginWechat, {})).address), state = address.searchParams.get('state') ?? '';
    expect([address.origin, address.pathname, address.hash]).toEqual(['https://open.weixin.example', '/connect/oauth2/authorize', '#wechat_redirect']);
    expect(Object.fromEntries(address.searchParams)).toEqual({ appid: 'wx0123456789abcdef', redirect_uri: `${publicUrl}/w`, response_type: 'code', scope: 'snsapi_base', state });
    await one.page.call(ownWork.bindWechat, { code: 'code_of_the_first', state });
    expect(await wechatOf(one)).toBe('bound');
    const openId = 'openid_of_code_of_the_first', title = '电焊工兼管道安装与设备日常维护保养（高空作业）';
    // A token that was replaced elsewhere is asked for anew.
    errors.push(40001);
    await proposed(one, title);
    expect(await settled(one)).toMatchObject({ kind: 'proposal', channel: 'wechat', state: 'sent' });
    expect(to(openId)).toEqual([expect.objectContaining({ template_id: 'W-PROPOSAL', url: `${publicUrl}/w`, data: { thing1: { value: expect.stringContaining('云阳县') }, thing4: { value: title.slice(0, 20) } } })]);
    await factsSettled();
    for (const hidden of [openId, secret, state, 'code_of_the_first']) {
      expect(await sql('select 1 from employment.wechat_binding where position(convert_to($1, \'UTF8\') in open_id) > 0', [hidden])).toEqual([]);
      for (const table of ['wechat_binding', 'work_item', 'outbox', 'audit_entry', 'worker_message']) expect([table, await sql(`select 1 from employment.${table} t where t::text like $1`, [`%${hidden}%`])]).toEqual([table, []]);
      const logs = readdirSync(path.dirname(stack.processes), { recursive: true, encoding: 'utf8' }).filter((each) => each.endsWith('.log'));
      expect(logs.length).toBeGreaterThan(0);
      for (const name of logs) expect([name, readFileSync(path.join(path.dirname(stack.processes), name)).includes(hidden)]).toEqual([name, false]);
    }
  });

  it('are bound by what came back to the same worker’s page alone, once', async () => {
    const one = await worker(), other = await worker(), state = await begun(one);
    const again = { status: 409, code: 'WECHAT_AGAIN' };
    expect(await other.page.refused(ownWork.bindWechat, { code: 'stolen_code', state })).toMatchObject(again);
    codeErrors.push(40029);
    expect(await one.page.refused(ownWork.bindWechat, { code: 'used_code', state })).toMatchObject(again);
    expect(await one.page.refused(ownWork.bindWechat, { code: 'right_code', state })).toMatchObject(again);
    const late = await begun(one);
    await sql(`update employment.wechat_binding set state_until = now() where worker_id = $1`, [one.row.id]);
    expect(await one.page.refused(ownWork.bindWechat, { code: 'right_code', state: late })).toMatchObject(again);
    isAway = true;
    const waiting = await begun(one);
    expect(await one.page.refused(ownWork.bindWechat, { code: 'right_code', state: waiting })).toMatchObject({ status: 503, code: 'WECHAT_AWAY' });
    isAway = false;
    expect(await one.page.refused(ownWork.bindWechat, { code: 'x', state: waiting })).toMatchObject({ status: 400 });
    // Whoever does not follow the account could be told nothing.
    isFollowing = false;
    expect(await one.page.refused(ownWork.bindWechat, { code: 'right_code', state: await begun(one) })).toMatchObject({ status: 409, code: 'WECHAT_FOLLOW' });
    isFollowing = true;
    expect([await wechatOf(one), await wechatOf(other)]).toEqual(['unbound', 'unbound']);
    expect((await county.ask(ownWork.beginWechat, {})).status).toBe(401);
  });

  it('need no telephone, are tried again while WeChat is busy, and are parked once every try failed', async () => {
    const one = await worker({ phone: '' }), openId = await bound(one, 'code_of_the_busy');
    errors.push(-1, 45009);
    await proposed(one);
    expect(await settled(one)).toMatchObject({ channel: 'wechat', state: 'sent' });
    expect(to(openId)).toHaveLength(3);
    expect(new Set(to(openId).map(({ client_msg_id: id }) => id)).size).toBe(1);
    const two = await worker(), refused = await bound(two, 'code_of_the_refused');
    errors.push(40037);
    await proposed(two);
    expect(await settled(two)).toMatchObject({ channel: 'wechat', state: 'failed', reason: 'refused' });
    expect(to(refused)).toHaveLength(1);
  });

  it('end when the worker wishes, says not to be meant, takes the consent back or is erased, and when the office takes the link back or enters that there is no consent', async () => {
    const [given, wrong, silent, erased, stray, entered] = [await worker(), await worker(), await worker(), await worker(), await worker(), await worker()];
    for (const [i, one] of [given, wrong, silent, erased, stray, entered].entries()) await bound(one, `code_of_leaver_${i}`);
    const kept = ({ row }: Person): Promise<unknown[]> => sql('select 1 from employment.wechat_binding where worker_id = $1', [row.id]);
    await given.page.call(ownWork.endWechat, {});
    expect(await wechatOf(given)).toBe('unbound');
    await wrong.page.call(ownWork.notMe, {});
    await silent.page.call(ownWork.withdrawConsent, {});
    expect(await silent.page.refused(ownWork.beginWechat, {})).toMatchObject({ status: 409, code: 'NO_CONSENT' });
    const { row } = await county.call(workers.get, { id: erased.row.id });
    await county.call(workerPrivacy.erase, { id: row.id, version: row.version, reason: 'request-of-person' });
    await county.call(workerLinks.withdraw, { id: stray.row.id });
    const { row: before } = await county.call(workers.get, { id: entered.row.id });
    await county.call(workers.update, { id: before.id, version: before.version, cells: { consent: '否' } });
    await until(() => kept(entered), (rows) => rows.length === 0, 'the binding to be swept');
    expect(await Promise.all([given, wrong, silent, erased, stray].map(kept))).toEqual([[], [], [], [], []]);
  });

  it('give way to text messages for a worker who does not follow the account any more, and for what WeChat refuses', async () => {
    await restarted('employment', {
      ...settings, JIEDUI_SMS_URL: `${settings['JIEDUI_WECHAT_API'] ?? ''}/sms`, JIEDUI_SMS_KEY_FILE: settings['JIEDUI_WECHAT_SECRET_FILE'] ?? '', JIEDUI_SMS_SIGN: '结对',
      JIEDUI_SMS_TEMPLATE_LINK: 'T-LINK', JIEDUI_SMS_TEMPLATE_PROPOSAL: 'T-PROPOSAL', JIEDUI_SMS_TEMPLATE_OFFER: 'T-OFFER', JIEDUI_SMS_TEMPLATE_DEPARTURE: 'T-DEPARTURE',
    });
    await answering();
    const one = await worker();
    await bound(one, 'code_of_the_lost');
    errors.push(43004);
    await proposed(one);
    expect(await settled(one)).toMatchObject({ channel: 'sms', state: 'sent' });
    expect(sms).toEqual([expect.objectContaining({ template: 'T-PROPOSAL', phone: one.phone })]);
    expect(await wechatOf(one)).toBe('unbound');
    const two = await worker();
    await bound(two, 'code_of_the_other');
    errors.push(40037);
    await proposed(two);
    expect(await settled(two)).toMatchObject({ channel: 'sms', state: 'sent' });
    expect(sms.at(-1)).toMatchObject({ template: 'T-PROPOSAL', phone: two.phone });
    expect(await wechatOf(two)).toBe('bound');
  });
});
