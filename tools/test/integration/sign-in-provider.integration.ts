import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accounts, type AccountDetail, type AuthenticatorSecret, type RoleGrant } from '@jiedui/contracts';
import { generateSync } from 'otplib';
import { type Answer, as, Client, close, sql, stack, unique, until } from '../arrange.js';
import { closeQueues, restarted } from '../interrupt.js';

/** Sign-in through OpenID Connect, against a provider that runs as a process of its own. */

const auditor: RoleGrant = { role: 'auditor', programme: 'three-gorges', region: null, organisation: null };
const folder = mkdtempSync(path.join(os.tmpdir(), 'jiedui-oidc-'));
let provider: ChildProcess, issuer = '', settings: Record<string, string> = {};

/** A browser as far as it matters here: keeps cookies a host, follows no redirection by itself. */
class Browser {
  private readonly jar = new Map<string, Map<string, string>>();

  async go(address: string, form?: Record<string, string>): Promise<{ status: number; to: string | null; text: string; cookie: string }> {
    const url = new URL(address), mine = this.jar.get(url.host) ?? new Map<string, string>();
    this.jar.set(url.host, mine);
    const response = await fetch(url, {
      redirect: 'manual', method: form === undefined ? 'GET' : 'POST', headers: { cookie: [...mine].map(([name, value]) => `${name}=${value}`).join('; '), ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }) },
      ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';', 1)[0] ?? '').split('=', 2);
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(cookie)) mine.delete(name);
      else mine.set(name, value);
    }
    const to = response.headers.get('location');
    return { status: response.status, to: to === null ? null : new URL(to, url).href, text: await response.text(), cookie: response.headers.getSetCookie().find((one) => one.startsWith('jiedui_session=')) ?? '' };
  }

  /** From our start to the provider, through its pages as `name`, to the address it sends the browser back to. */
  async throughProvider(name: string): Promise<string> {
    let { to } = await this.go(`${stack.url}/api/session/provider/start`);
    for (let step = 0; step < 12; step += 1) {
      if (to === null) throw new Error('the provider led nowhere');
      if (to.startsWith(stack.url)) return to;
      const page = await this.go(to);
      if (page.to !== null) { to = page.to; continue; }
      const action = /action="([^"]+)"/.exec(page.text)?.[1], prompt = /name="prompt" value="(\w+)"/.exec(page.text)?.[1];
      if (action === undefined || prompt === undefined) throw new Error(page.text.slice(0, 500));
      ({ to } = await this.go(new URL(action, to).href, prompt === 'login' ? { prompt, login: name, password: 'any' } : { prompt }));
    }
    throw new Error('the provider never came to an end');
  }
}

const freePort = (): Promise<number> => new Promise((resolve) => {
  const server = net.createServer().listen(0, '127.0.0.1', () => { const address = server.address(); server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0)); });
});
const back = (): Promise<unknown> => until(() => new Client().raw('GET', '/api/session/provider'), ({ status }) => status === 200, 'the registry to be back');
async function made(): Promise<AccountDetail> {
  const account = unique('sso').toLowerCase();
  return (await as('anquan')).call(accounts.create, { account, displayName: `样例${account}`, organisationName: null, grants: [auditor] });
}

beforeAll(async () => {
  const port = await freePort(), secret = randomBytes(24).toString('hex');
  issuer = `http://127.0.0.1:${port}`;
  const client = { client_id: 'jiedui', client_secret: secret, redirect_uris: [`${stack.url}/api/session/provider/callback`] };
  provider = fork(path.join(import.meta.dirname, '../oidc-provider-process.mjs'), [], { env: { ...process.env, NODE_OPTIONS: '', PORT: String(port), CLIENT: JSON.stringify(client), COOKIE_KEY: randomBytes(16).toString('hex') }, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  await new Promise<void>((resolve, reject) => { provider.once('message', () => resolve()); provider.once('exit', (code) => reject(new Error(`the provider ended with ${String(code)}`))); });
  writeFileSync(path.join(folder, 'secret'), `${secret}\n`, { mode: 0o600 });
  settings = { JIEDUI_OIDC_ISSUER: issuer, JIEDUI_OIDC_CLIENT_ID: 'jiedui', JIEDUI_OIDC_CLIENT_SECRET_FILE: path.join(folder, 'secret'), JIEDUI_OIDC_NAME: '政务统一认证', JIEDUI_PUBLIC_URL: stack.url };
});
afterAll(async () => {
  await restarted('registry', {});
  await back();
  provider.kill();
  rmSync(folder, { recursive: true, force: true });
  await closeQueues();
  await close();
});

describe('a sign-in provider', () => {
  it('is not there until it is configured', async () => {
    expect((await new Client().raw('GET', '/api/session/provider')).json).toEqual({ name: null, samples: true });
    expect((await new Browser().go(`${stack.url}/api/session/provider/start`)).to).toBe(`${stack.url}/sign-in?refused=NO_PROVIDER`);
    await restarted('registry', settings);
    await back();
    expect((await new Client().raw('GET', '/api/session/provider')).json).toEqual({ name: '政务统一认证', samples: true });
  });

  it('lets in who has an account, by name the first time and by subject ever after', async () => {
    const { id, account } = await made(), browser = new Browser();
    const done = await browser.go(await browser.throughProvider(account));
    expect([done.status, done.to]).toEqual([303, `${stack.url}/`]);
    expect(done.cookie).toMatch(/HttpOnly.*SameSite=Lax|SameSite=Lax.*HttpOnly/i);
    const client = new Client();
    client.cookie = done.cookie.split(';', 1)[0] ?? '';
    expect((await client.raw('GET', '/api/session')).json).toMatchObject({ actor: { id, grants: [auditor] } });
    const linked = await (await as('anquan')).call(accounts.get, { id });
    expect(linked).toMatchObject({ state: 'active', isProviderLinked: true });
    await sql(`update registry.account set account = account || '-renamed' where id = $1`, [id]);
    const again = new Browser();
    expect((await again.go(await again.throughProvider(account))).to).toBe(`${stack.url}/`);
    // A second account of that name is not taken over by the subject that has one.
    await sql(`update registry.account set account = replace(account, '-renamed', '') where id = $1`, [id]);
    await sql(`update registry.account set provider_subject = 'somebody else' where id = $1`, [id]);
    const stranger = new Browser();
    expect((await stranger.go(await stranger.throughProvider(account))).to).toBe(`${stack.url}/sign-in?refused=PROVIDER_REFUSED`);
  });

  it('makes nobody: without an account, or with one that is disabled, there is no way in', async () => {
    const name = unique('niemand').toLowerCase(), browser = new Browser();
    const answer = await browser.go(await browser.throughProvider(name));
    expect([answer.to, answer.cookie]).toEqual([`${stack.url}/sign-in?refused=PROVIDER_REFUSED`, '']);
    expect(await sql('select 1 from registry.account where account = $1', [name])).toEqual([]);
    const { id, account, version } = await made();
    await (await as('anquan')).call(accounts.disable, { id, version });
    const other = new Browser();
    expect((await other.go(await other.throughProvider(account))).to).toBe(`${stack.url}/sign-in?refused=PROVIDER_REFUSED`);
  });

  it('is not believed for an answer that another browser began, that is used twice, or that was changed', async () => {
    const { account } = await made(), mine = new Browser(), other = new Browser();
    const callback = await mine.throughProvider(account);
    expect((await other.go(callback)).to).toBe(`${stack.url}/sign-in?refused=PROVIDER_FLOW_ENDED`);
    await other.go(`${stack.url}/api/session/provider/start`);
    expect((await other.go(callback)).to).toBe(`${stack.url}/sign-in?refused=PROVIDER_REFUSED`);
    const third = new Browser(), changed = new URL(await third.throughProvider(account));
    changed.searchParams.set('state', 'another');
    expect((await third.go(changed.href)).to).toBe(`${stack.url}/sign-in?refused=PROVIDER_REFUSED`);
    expect((await mine.go(callback)).to).toBe(`${stack.url}/`);
    expect((await mine.go(callback)).to).toBe(`${stack.url}/sign-in?refused=PROVIDER_FLOW_ENDED`);
  });

  it('does not stand in for the second factor where there is one', async () => {
    const { id, account } = await made(), browser = new Browser();
    await sql(`update registry.account set second_factor = '\\x00' where id = $1`, [id]);
    const answer = await browser.go(await browser.throughProvider(account));
    expect(answer.cookie).toBe('');
    expect(answer.to).toMatch(/\/sign-in#code\.[\w-]{43}$/);
  });

  it('gives no fresh tries at the second factor: wrong codes lock the account however often somebody comes from the provider', async () => {
    const { id, account } = await made(), password = 'seven lamps on the river', security = await as('anquan'), person = new Client();
    await person.raw('POST', '/api/invitation/accept', { body: { code: (await security.call(accounts.link, { id })).code, password } });
    await person.signIn(account, password);
    const { secret } = (await person.raw('POST', '/api/own-account/second-factor', { body: { password } })).json as AuthenticatorSecret;
    expect((await person.raw('PUT', '/api/own-account/second-factor', { body: { code: generateSync({ secret }) } })).status).toBe(200);
    const browser = new Browser();
    const guess = async (): Promise<Answer> => {
      const ticket = /#code\.([\w-]{43})$/.exec((await browser.go(await browser.throughProvider(account))).to ?? '')?.[1] ?? '';
      return new Client().raw('POST', '/api/session/code', { body: { ticket, code: '000000' } });
    };
    for (let i = 0; i < 10; i += 1) expect((await guess()).status).toBe(401);
    expect((await security.call(accounts.get, { id })).state).toBe('locked');
    await guess();
    expect((await security.call(accounts.get, { id })).state).toBe('locked');
  });
});
