import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { productionFaults, requireProductionSettings } from './production-settings.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'jiedui-production-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = (): string => randomBytes(32).toString('base64');
function file(name: string, value: object, mode = 0o600): string {
  const at = path.join(folder, name);
  writeFileSync(at, JSON.stringify(value));
  chmodSync(at, mode);
  return at;
}
const good = (): Record<string, string> => ({
  JIEDUI_MODE: 'production', JIEDUI_SECURE_COOKIES: '1', JIEDUI_IDENTITY_FILE: file('identity.json', {}), JIEDUI_PROTECTION_FILE: file('protection.json', { field: key(), index: key(), manifest: key() }),
  DATABASE_URL: `postgres://jiedui_registry_rw:${randomBytes(18).toString('hex')}@127.0.0.1/jiedui`,
});

describe('production mode', () => {
  it('starts with what the installer makes', async () => {
    for (const process of ['gateway', 'registry']) expect(await productionFaults(process, good())).toEqual([]);
  });

  it.each([
    ['sample accounts', 'registry', () => ({ JIEDUI_SAMPLE_ACCOUNTS_FILE: 'x.json' }), 'JIEDUI_SAMPLE_ACCOUNTS_FILE'],
    ['cookies without TLS', 'gateway', () => ({ JIEDUI_SECURE_COOKIES: '' }), 'JIEDUI_SECURE_COOKIES'],
    ['keys others can read', 'registry', () => ({ JIEDUI_PROTECTION_FILE: file('open.json', { field: key(), index: key(), manifest: key() }, 0o644) }), 'mode 600'],
    ['an identity others can read', 'gateway', () => ({ JIEDUI_IDENTITY_FILE: file('open-identity.json', {}, 0o640) }), 'mode 600'],
    ['a key that was typed', 'registry', () => ({ JIEDUI_PROTECTION_FILE: file('weak.json', { field: Buffer.alloc(32, 'secret').toString('base64'), index: key(), manifest: key() }) }), '"field"'],
    ['a typed key that wraps the persons’ keys', 'employment', () => ({ JIEDUI_PROTECTION_FILE: file('weak-wrapping.json', { field: key(), index: key(), manifest: key(), keyEncryption: { current: 2, keys: { 1: key(), 2: Buffer.alloc(32, 'secret').toString('base64') } } }) }), '"keyEncryption.2"'],
    ['one key for a field and for wrapping', 'employment', () => { const one = key(); return { JIEDUI_PROTECTION_FILE: file('same-wrapping.json', { field: one, index: key(), manifest: key(), keyEncryption: { current: 1, keys: { 1: one } } }) }; }, 'the same'],
    ['a secret of the sign-in provider others can read', 'registry', () => ({ JIEDUI_OIDC_CLIENT_SECRET_FILE: file('secret.json', {}, 0o644) }), 'JIEDUI_OIDC_CLIENT_SECRET_FILE'],
    ['a secret of the service account others can read', 'employment', () => ({ JIEDUI_WECHAT_SECRET_FILE: file('wechat.json', {}, 0o644) }), 'JIEDUI_WECHAT_SECRET_FILE'],
    ['a key of the service for text messages others can read', 'employment', () => ({ JIEDUI_SMS_KEY_FILE: file('sms.json', {}, 0o644) }), 'JIEDUI_SMS_KEY_FILE'],
    ['one key for two things', 'registry', () => { const one = key(); return { JIEDUI_PROTECTION_FILE: file('same.json', { field: one, index: one, manifest: key() }) }; }, 'the same'],
    ['a short database password', 'registry', () => ({ DATABASE_URL: 'postgres://jiedui:jiedui@127.0.0.1/jiedui' }), 'DATABASE_URL'],
  ])('refuses %s, and says why', async (_, process, change, words) => {
    const env = { ...good(), ...change() };
    expect(await productionFaults(process, env)).toEqual([expect.stringContaining(words)]);
    await expect(requireProductionSettings(process, env)).rejects.toThrow('not started in production mode');
    expect(await productionFaults(process, { ...env, JIEDUI_MODE: 'sample' })).toEqual([]);
  });

  it.each(['prod', 'Production', 'production ', 'test'])('is no mode by another name: %s', async (mode) => {
    for (const process of ['gateway', 'registry']) expect(await productionFaults(process, { JIEDUI_MODE: mode })).toEqual([expect.stringContaining('JIEDUI_MODE')]);
    await expect(requireProductionSettings('gateway', { JIEDUI_MODE: mode })).rejects.toThrow('JIEDUI_MODE');
  });
});
