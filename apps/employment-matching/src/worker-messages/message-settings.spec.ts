import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { messageSettings } from './message-settings.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'jiedui-messages-')), secret = path.join(folder, 'secret'), empty = path.join(folder, 'empty');
writeFileSync(secret, 'the key\n');
writeFileSync(empty, '\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const common = { JIEDUI_PUBLIC_URL: 'https://jiedui.example/' };
const sms = { JIEDUI_SMS_URL: 'https://sms.example/send', JIEDUI_SMS_KEY_FILE: secret, JIEDUI_SMS_SIGN: '结对', JIEDUI_SMS_TEMPLATE_LINK: 'L', JIEDUI_SMS_TEMPLATE_PROPOSAL: 'P', JIEDUI_SMS_TEMPLATE_OFFER: 'O', JIEDUI_SMS_TEMPLATE_DEPARTURE: 'D' };
const wechat = { JIEDUI_WECHAT_APP_ID: 'wx1', JIEDUI_WECHAT_SECRET_FILE: secret, JIEDUI_WECHAT_TEMPLATE_PROPOSAL: 'P office=thing1 post=thing4', JIEDUI_WECHAT_TEMPLATE_OFFER: 'O post=thing4', JIEDUI_WECHAT_TEMPLATE_DEPARTURE: 'D startOn=date2' };

describe('ways to workers in the environment', () => {
  it('are none where none is named, and each by itself or both', async () => {
    expect(await messageSettings({ ...common, JIEDUI_SMS_URL: '' })).toBeNull();
    expect(await messageSettings({ ...common, ...sms })).toMatchObject({ publicUrl: 'https://jiedui.example', hours: { from: 8, until: 20 }, sms: { key: 'the key', templates: { link: 'L' } }, wechat: null });
    expect(await messageSettings({ ...common, ...wechat })).toMatchObject({ sms: null, wechat: { api: 'https://api.weixin.qq.com', open: 'https://open.weixin.qq.com', secret: 'the key', templates: { proposal: { id: 'P', fields: { office: 'thing1', post: 'thing4' } }, departure: { id: 'D', fields: { startOn: 'date2' } } } } });
    expect(await messageSettings({ ...common, ...sms, ...wechat, JIEDUI_MESSAGE_HOURS: '7-22' })).toMatchObject({ hours: { from: 7, until: 22 }, sms: {}, wechat: {} });
  });

  it('keep the service from starting where a part is missing or cannot be, and say which', async () => {
    for (const [given, word] of [
      [sms, /JIEDUI_PUBLIC_URL/], [{ ...common, ...sms, JIEDUI_SMS_SIGN: '' }, /JIEDUI_SMS_SIGN/], [{ ...common, ...wechat, JIEDUI_WECHAT_TEMPLATE_OFFER: '' }, /JIEDUI_WECHAT_TEMPLATE_OFFER/],
      [{ ...common, ...wechat, JIEDUI_WECHAT_TEMPLATE_OFFER: 'O' }, /JIEDUI_WECHAT_TEMPLATE_OFFER/], [{ ...common, ...wechat, JIEDUI_WECHAT_TEMPLATE_OFFER: 'O name=thing1' }, /JIEDUI_WECHAT_TEMPLATE_OFFER/],
      [{ ...common, ...sms, JIEDUI_SMS_HOURS: '9-12' }, /JIEDUI_MESSAGE_HOURS/], [{ ...common, ...sms, JIEDUI_MESSAGE_HOURS: '20-8' }, /JIEDUI_MESSAGE_HOURS/], [{ ...common, ...sms, JIEDUI_MESSAGE_HOURS: '8-25' }, /JIEDUI_MESSAGE_HOURS/], [{ ...common, ...wechat, JIEDUI_WECHAT_SECRET_FILE: empty }, /JIEDUI_WECHAT_SECRET_FILE/],
      [{ ...common, ...wechat, JIEDUI_MODE: 'production', JIEDUI_WECHAT_API: 'http://relay.example' }, /JIEDUI_WECHAT_API/], [{ ...sms, JIEDUI_MODE: 'production', JIEDUI_PUBLIC_URL: 'http://jiedui.example' }, /JIEDUI_PUBLIC_URL/],
    ] as const) await expect(messageSettings(given)).rejects.toThrow(word);
  });
});
