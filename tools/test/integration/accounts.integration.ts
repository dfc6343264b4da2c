import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accounts, type AccountDetail, type AuthenticatorSecret, invitations, type OwnAccount, type Problem, type RoleGrant } from '@jiedui/contracts';
import { generateSync } from 'otplib';
import { type Answer, as, Client, close, sql, unique, until } from '../arrange.js';
import { closeQueues, restarted } from '../interrupt.js';

/** Accounts by a security administrator's hand: one-time links, roles and scopes, second factors, sessions. */

const good = 'seven lamps on the river';
const grant = (role: RoleGrant['role'], more: Partial<RoleGrant> = {}): RoleGrant => ({ role, programme: null, region: null, organisation: null, ...more });
const buyer = grant('buyer', { programme: 'three-gorges', organisation: '样例采购单位' });
const auditor = grant('auditor', { programme: 'three-gorges' });

let security: Client;
beforeAll(async () => { security = await as('anquan'); });
afterAll(() => Promise.all([closeQueues(), close()]));

const name = (): string => unique('t').toLowerCase();
const made = (grants: RoleGrant[] = [buyer], account = name()): Promise<AccountDetail> => security.call(accounts.create, { account, displayName: `样例${account}`, organisationName: '样例单位', grants });
const accept = (code: string, password = good): Promise<Answer> => new Client().raw('POST', '/api/invitation/accept', { body: { code, password } });

/** An account whose invitation was accepted. */
async function joined(grants: RoleGrant[] = [buyer]): Promise<AccountDetail> {
  const { id } = await made(grants);
  const answer = await accept((await security.call(accounts.link, { id })).code);
  if (answer.status !== 200) throw new Error(answer.text);
  return security.call(accounts.get, { id });
}
const code = (answer: Answer): string => (answer.json as Problem).code, fields = (problem: Problem): string[] => problem.fields.map((field) => `${field.field} ${field.code}`);
const own = async (client: Client): Promise<OwnAccount> => (await client.raw('GET', '/api/own-account')).json as OwnAccount;
const step = (answer: Answer): { next: string; ticket: string } => answer.json as { next: string; ticket: string };

describe('an invitation', () => {
  it('lets in whoever has the link, once, with a password of their own', async () => {
    const { id, account, state } = await made();
    expect(state).toBe('invited');
    expect((await new Client().signIn(account, good)).status).toBe(401);
    const link = await security.call(accounts.link, { id });
    expect(link.kind).toBe('invitation');
    expect(link.code).toMatch(/^[\w-]{43}$/);
    expect(Date.parse(link.expiresAt) - Date.now()).toBeGreaterThan(71 * 3600_000);
    expect(Date.parse(link.expiresAt) - Date.now()).toBeLessThan(73 * 3600_000);
    const look = (): Promise<Answer> => new Client().raw('POST', '/api/invitation', { body: { code: link.code } });
    expect((await look()).json).toMatchObject({ kind: 'invitation', account, roles: ['buyer'], isSecondFactorRequired: false });
    expect((await accept(link.code)).json).toEqual({ account });
    const person = new Client();
    expect((await person.signIn(account, good)).json).toMatchObject({ next: 'done', actor: { id, grants: [buyer] } });
    expect((await person.raw('GET', '/api/marketplace/order-lines')).status).toBe(200);
    expect([code(await look()), code(await accept(link.code, 'another long password'))]).toEqual(['LINK_NOT_VALID', 'LINK_NOT_VALID']);
    expect(await security.call(accounts.get, { id })).toMatchObject({ state: 'active', invitation: null, sessions: [{ isCurrent: false }] });
  });

  it('is stored as a hash alone', async () => {
    const { id } = await made();
    const link = await security.call(accounts.link, { id });
    const rows = await sql<{ text: string }>('select to_jsonb(i)::text as text from registry.invitation i where account_id = $1', [id]);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.text).not.toContain(link.code);
    expect(await sql('select 1 from registry.invitation where code_hash = $1', [link.code])).toEqual([]);
  });

  it('ends when it runs out, is withdrawn, is made anew, or the account is disabled', async () => {
    const { id, version } = await made();
    const [first, second] = [await security.call(accounts.link, { id }), await security.call(accounts.link, { id })];
    expect(code(await accept(first.code))).toBe('LINK_NOT_VALID');
    await sql(`update registry.invitation set expires_at = now() - interval '1 second' where account_id = $1 and withdrawn_at is null`, [id]);
    expect(code(await accept(second.code))).toBe('LINK_NOT_VALID');
    const third = await security.call(accounts.link, { id });
    const open = (await security.call(accounts.get, { id })).invitation;
    expect(open).toMatchObject({ kind: 'invitation', state: 'open', createdBy: '安全管理员' });
    await security.call(invitations.withdraw, { id: open?.id ?? '' });
    expect(code(await accept(third.code))).toBe('LINK_NOT_VALID');
    expect((await security.refused(invitations.withdraw, { id: open?.id ?? '' })).code).toBe('LINK_ENDED');
    const fourth = await security.call(accounts.link, { id });
    await security.call(accounts.disable, { id, version });
    expect(code(await accept(fourth.code))).toBe('LINK_NOT_VALID');
    expect((await security.refused(accounts.link, { id })).code).toBe('ACCOUNT_DISABLED');
    const listed = await security.call(invitations.list, { search: (await security.call(accounts.get, { id })).account, state: 'withdrawn' });
    expect(listed.total).toBe(4);
    for (const wrong of ['A'.repeat(43), first.code.slice(0, -1)]) expect(code(await accept(wrong))).toBe('LINK_NOT_VALID');
  });

  it('asks for a password that is hard to guess, and says what is wrong with it', async () => {
    const { id, account } = await made();
    const link = await security.call(accounts.link, { id });
    for (const [password, fault] of [['short', 'PASSWORD_TOO_SHORT'], ['十二个汉字也要够长才行', 'PASSWORD_TOO_SHORT'], [`${account}2026`, 'PASSWORD_IS_ACCOUNT'], ['123456789012', 'PASSWORD_COMMON'], ['Password-1234', 'PASSWORD_COMMON'], ['abababababab', 'PASSWORD_COMMON']] as const) {
      const answer = await accept(link.code, password);
      expect([password, answer.status, fields(answer.json as Problem)]).toEqual([password, 400, [`password ${fault}`]]);
      expect((answer.json as Problem).fields[0]?.message.zh).toMatch(/\p{Script=Han}/u);
    }
    expect((await accept(link.code)).status).toBe(200);
  });

  it('used by two at once lets in one', async () => {
    const { id, account } = await made();
    const link = await security.call(accounts.link, { id });
    const words = ['first of the two words', 'second of the two words'];
    const answers = await Promise.all(words.map((password) => accept(link.code, password)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 404]);
    const tries = await Promise.all(words.map((password) => new Client().signIn(account, password)));
    expect(tries.map((answer) => answer.status)).toEqual(answers.map((answer) => (answer.status === 200 ? 200 : 401)));
  });

  it('sets a lost password anew: sessions and a lock end, the old one opens nothing', async () => {
    const { id, account } = await joined();
    const person = new Client();
    await person.signIn(account, good);
    for (let i = 0; i < 10; i += 1) await new Client().signIn(account, 'wrong');
    expect((await security.call(accounts.get, { id })).state).toBe('locked');
    const link = await security.call(accounts.link, { id });
    expect(link.kind).toBe('reset');
    expect((await accept(link.code, 'quite another password')).status).toBe(200);
    await until(() => person.raw('GET', '/api/marketplace/order-lines'), (answer) => answer.status === 401, 'the old session to end');
    expect((await new Client().signIn(account, good)).status).toBe(401);
    expect((await new Client().signIn(account, 'quite another password')).status).toBe(200);
  });
});

describe('roles and scopes', () => {
  it('need what they are bound by, places that exist, and nothing else', async () => {
    const refusal = async (grants: RoleGrant[]): Promise<string[]> => fields(await security.refused(accounts.create, { account: name(), displayName: '样例', organisationName: null, grants }));
    expect(await refusal([grant('labour-office', { programme: 'three-gorges' })])).toEqual(['grants.0.region SCOPE_MISSING']);
    expect(await refusal([grant('labour-office', { programme: 'three-gorges', region: '999999' })])).toEqual(['grants.0.region NO_SUCH_REGION']);
    expect(await refusal([grant('labour-office', { programme: 'nowhere', region: '500235' })])).toEqual(['grants.0.programme NO_SUCH_PROGRAMME']);
    expect(await refusal([grant('enterprise', { programme: 'three-gorges' })])).toEqual(['grants.0.organisation SCOPE_MISSING']);
    expect(await refusal([grant('auditor', { programme: 'three-gorges', region: '500235' })])).toEqual(['grants.0.region SCOPE_NOT_APPLICABLE']);
    expect(await refusal([auditor, auditor])).toEqual(['grants.1.role GRANT_TWICE']);
    expect(await refusal([grant('public')])).toContain('grants.0.role ROLE_NOT_GRANTED');
  });

  it('keep the three administrators apart, and apart from business', async () => {
    for (const other of [grant('audit-administrator'), grant('system-administrator'), auditor]) {
      expect(fields(await security.refused(accounts.create, { account: name(), displayName: '样例', organisationName: null, grants: [grant('security-administrator'), other] }))).toEqual(['grants ADMINISTRATOR_COMBINED']);
    }
  });

  it('are changed for the next request, by nobody for themselves', async () => {
    const { id, account, version, displayName, organisationName } = await joined([auditor]);
    const person = new Client();
    await person.signIn(account, good);
    expect((await person.raw('GET', '/api/matching/runs')).status).toBe(200);
    await security.call(accounts.update, { id, version, displayName, organisationName, grants: [buyer] });
    await until(() => person.raw('GET', '/api/matching/runs'), (answer) => answer.status === 403, 'the role to be gone');
    expect((await person.raw('GET', '/api/marketplace/order-lines')).status).toBe(200);
    const entries = await sql<{ action: string; details: { before?: RoleGrant[]; after?: RoleGrant[] }; result: string }>('select action, details, result from registry.audit_entry where subject_id = $1 order by id', [id]);
    expect(entries.find((entry) => entry.action === 'account.grants-changed' && entry.details.before?.length === 1)?.details).toEqual({ before: [auditor], after: [buyer] });
    expect(entries.map((entry) => entry.action)).toEqual(expect.arrayContaining(['operation.accounts.link', 'account.invitation-accepted', 'session.opened', 'operation.accounts.update']));
    const me = (await security.call(accounts.list, { search: 'anquan' })).items[0];
    if (me === undefined) throw new Error('no anquan');
    expect((await security.refused(accounts.update, { id: me.id, version: me.version, displayName: me.displayName, organisationName: null, grants: [auditor] })).code).toBe('OWN_GRANTS');
    expect((await security.refused(accounts.disable, { id: me.id, version: me.version })).code).toBe('OWN_ACCOUNT');
  });

  it('are edited from the newest state only', async () => {
    const { id, version } = await joined();
    const edit = { id, version, displayName: '样例改名', organisationName: null, grants: [buyer] };
    const answers = await Promise.all([security.ask(accounts.update, edit), security.ask(accounts.update, edit)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412]);
    expect(await security.refused(accounts.disable, { id, version })).toMatchObject({ status: 412, code: 'CHANGED_MEANWHILE' });
  });

  it('leave one security administrator: of two who disable each other at the same time, one stays', async () => {
    const { id, account, version } = await joined([grant('security-administrator')]);
    const second = new Client();
    await second.signIn(account, good);
    const first = (await second.call(accounts.list, { search: 'anquan' })).items[0];
    if (first === undefined) throw new Error('no anquan');
    try {
      const answers = await Promise.all([security.ask(accounts.disable, { id, version }), second.ask(accounts.disable, { id: first.id, version: first.version })]);
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
      expect(answers.map(code)).toContain('LAST_SECURITY_ADMINISTRATOR');
    } finally {
      await sql(`update registry.account set disabled = (id = $1) where id in ($1, $2)`, [id, first.id]);
    }
    await until(() => security.signIn('anquan'), (answer) => answer.status === 200, 'the first one to be back');
  });

  it('an account is made once however often it is asked for, and its name is its own', async () => {
    const account = name(), key = randomUUID(), body = { account, displayName: '样例', organisationName: null, grants: [buyer] };
    const [one, two] = [await security.raw('POST', '/api/registry/accounts', { body, headers: { 'idempotency-key': key } }), await security.raw('POST', '/api/registry/accounts', { body, headers: { 'idempotency-key': key } })];
    expect([one.status, two.status, two.headers.get('idempotency-replayed')]).toEqual([200, 200, 'true']);
    expect((two.json as AccountDetail).id).toBe((one.json as AccountDetail).id);
    expect(await security.refused(accounts.create, body)).toMatchObject({ status: 409, code: 'ACCOUNT_EXISTS' });
  });

  it('are found by search, role and state, page by page', async () => {
    const mark = unique('seite').toLowerCase(), ids: string[] = [];
    for (let i = 0; i < 5; i += 1) ids.push((await made([i % 2 === 0 ? buyer : auditor], `${mark}-${i}`)).id);
    const names: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page: Awaited<ReturnType<typeof first>> = await first(cursor);
      names.push(...page.items.map((item) => item.account));
      expect(page.total).toBe(5);
      cursor = page.next;
    }
    function first(cursor: string | undefined) { return security.call(accounts.list, { search: mark, size: 2, ...(cursor === undefined ? {} : { cursor }) }); }
    expect(names).toEqual([0, 1, 2, 3, 4].map((i) => `${mark}-${i}`));
    expect((await security.call(accounts.list, { search: mark, role: 'auditor', state: 'invited' })).items.map((item) => item.account)).toEqual([`${mark}-1`, `${mark}-3`]);
    expect((await security.call(accounts.list, { search: mark, state: 'active' })).total).toBe(0);
    const end = await security.call(accounts.list, { search: mark, size: 2, last: 'true' });
    expect(end.items.map((item) => item.account)).toEqual([`${mark}-3`, `${mark}-4`]);
    expect((await security.call(accounts.list, { search: mark, size: 2, cursor: end.previous ?? '' })).items.map((item) => item.account)).toEqual([`${mark}-1`, `${mark}-2`]);
  });

  it('are nobody else\'s to see or give', async () => {
    for (const account of ['admin', 'xitong', 'shenjigly', 'qiye'] as const) {
      const client = await as(account);
      for (const answer of [await client.ask(accounts.list, {}), await client.ask(accounts.create, { account: name(), displayName: 'x', organisationName: null, grants: [buyer] }), await client.ask(invitations.list, {})]) expect([account, answer.status]).toEqual([account, 403]);
    }
  });
});

describe('a second factor', () => {
  const at = (secret: string, steps = 0): string => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + steps * 30 });
  /** Sets one up from the own account; gives the secret and the recovery codes. */
  async function withFactor(client: Client): Promise<{ secret: string; codes: string[] }> {
    const begun = await client.raw('POST', '/api/own-account/second-factor', { body: { password: good } });
    const { secret, uri } = begun.json as AuthenticatorSecret;
    expect(uri).toMatch(/^otpauth:\/\/totp\//);
    const confirmed = await client.raw('PUT', '/api/own-account/second-factor', { body: { code: at(secret) } });
    expect(confirmed.status).toBe(200);
    return { secret, codes: (confirmed.json as { recoveryCodes: string[] }).recoveryCodes };
  }

  it('is asked for after the password; each code is good once', async () => {
    const { id, account } = await joined();
    const person = new Client();
    await person.signIn(account, good);
    const before = person.cookie;
    const { secret, codes } = await withFactor(person);
    expect(person.cookie).not.toBe(before);
    expect(codes).toHaveLength(10);
    expect((await new Client().raw('GET', '/api/own-account', { headers: { cookie: before } })).status).toBe(401);
    expect(await own(person)).toMatchObject({ secondFactor: { isOn: true, recoveryCodesLeft: 10 } });
    const rows = await sql<{ text: string }>('select to_jsonb(a)::text as text from registry.account a where id = $1', [id]);
    expect(rows[0]?.text).not.toContain(secret);

    const client = new Client();
    const answer = await client.signIn(account, good);
    expect(step(answer).next).toBe('code');
    expect(client.cookie).toBe('');
    const { ticket } = step(answer), now = at(secret, 1);
    const say = (typed: string, which = ticket): Promise<Answer> => client.raw('POST', '/api/session/code', { body: { ticket: which, code: typed } });
    expect([(await say('000000')).status, code(await say('000000'))]).toEqual([401, 'CODE_WRONG']);
    expect((await say(now)).status).toBe(200);
    expect((await client.raw('GET', '/api/marketplace/order-lines')).status).toBe(200);
    expect(code(await say(now))).toBe('TICKET_ENDED');
    const again = new Client(), { ticket: next } = step(await again.signIn(account, good));
    expect(code(await again.raw('POST', '/api/session/code', { body: { ticket: next, code: now } }))).toBe('CODE_WRONG');
    const recovery = codes[0] ?? '';
    expect((await again.raw('POST', '/api/session/code', { body: { ticket: next, code: recovery.toUpperCase().replaceAll('-', ' ') } })).status).toBe(200);
    const third = new Client(), { ticket: last } = step(await third.signIn(account, good));
    expect(code(await third.raw('POST', '/api/session/code', { body: { ticket: last, code: recovery } }))).toBe('CODE_WRONG');
    expect((await own(again)).secondFactor.recoveryCodesLeft).toBe(9);
  });

  it('wrong codes lock the account, and the right password in between does not help', async () => {
    const { account, id } = await joined();
    const person = new Client();
    await person.signIn(account, good);
    const { codes } = await withFactor(person);
    for (let i = 0; i < 10; i += 1) {
      const answer = await person.signIn(account, good);
      expect(step(answer).next).toBe('code');
      expect((await person.raw('POST', '/api/session/code', { body: { ticket: step(answer).ticket, code: '000000' } })).status).toBe(401);
    }
    expect((await security.call(accounts.get, { id })).state).toBe('locked');
    expect((await new Client().signIn(account, good)).status).toBe(401);
    await security.call(accounts.unlock, { id });
    const answer = await person.signIn(account, good);
    expect((await person.raw('POST', '/api/session/code', { body: { ticket: step(answer).ticket, code: codes[3] } })).status).toBe(200);
  });

  it('codes of one that is being set up are counted too: a stolen session does not find it out', async () => {
    const { account, id } = await joined();
    const person = new Client();
    await person.signIn(account, good);
    const { secret } = (await person.raw('POST', '/api/own-account/second-factor', { body: { password: good } })).json as AuthenticatorSecret;
    for (let i = 0; i < 10; i += 1) expect(code(await person.raw('PUT', '/api/own-account/second-factor', { body: { code: '000000' } }))).toBe('CODE_WRONG');
    expect(code(await person.raw('PUT', '/api/own-account/second-factor', { body: { code: at(secret) } }))).toBe('CODE_WRONG');
    expect(await security.call(accounts.get, { id })).toMatchObject({ state: 'locked', hasSecondFactor: false });
    await security.call(accounts.unlock, { id });
    expect((await person.raw('PUT', '/api/own-account/second-factor', { body: { code: at(secret) } })).status).toBe(200);
  });

  it('tickets run out, and open nothing else', async () => {
    const { account, id } = await joined();
    const person = new Client();
    await person.signIn(account, good);
    const { codes } = await withFactor(person);
    const { ticket } = step(await new Client().signIn(account, good));
    expect((await new Client().raw('GET', '/api/own-account', { headers: { cookie: `jiedui_session=${ticket}` } })).status).toBe(401);
    expect(code(await new Client().raw('POST', '/api/session/set-up', { body: { ticket } }))).toBe('TICKET_ENDED');
    await sql(`update registry.sign_in_ticket set expires_at = now() where account_id = $1`, [id]);
    expect(code(await new Client().raw('POST', '/api/session/code', { body: { ticket, code: codes[0] } }))).toBe('TICKET_ENDED');
  });

  it('is reset by the security administrator, which ends the sessions, or removed with the password', async () => {
    const { account, id } = await joined();
    const person = new Client();
    await person.signIn(account, good);
    await withFactor(person);
    expect(code(await person.raw('POST', '/api/own-account/second-factor/remove', { body: { password: 'wrong' } }))).toBe('PASSWORD_WRONG');
    const { version } = await security.call(accounts.get, { id });
    expect((await security.call(accounts.resetSecondFactor, { id, version })).hasSecondFactor).toBe(false);
    await until(() => person.raw('GET', '/api/own-account'), (answer) => answer.status === 401, 'the session to end');
    expect(step(await person.signIn(account, good)).next).toBe('done');
    await withFactor(person);
    expect((await person.raw('POST', '/api/own-account/second-factor/remove', { body: { password: good } })).status).toBe(200);
    expect((await own(person)).secondFactor.isOn).toBe(false);
  });

  it('where required, staff set one up before anything else, others need not', async () => {
    const staff = await joined([auditor]), outside = await joined([buyer]);
    await restarted('registry', { JIEDUI_SECOND_FACTOR: 'required' });
    try {
      const person = new Client();
      const answer = await until(() => person.signIn(staff.account, good), ({ status }) => status !== 503 && status !== 504, 'the registry to be back');
      expect(step(answer).next).toBe('set-up');
      const { ticket } = step(answer);
      expect((await person.raw('GET', '/api/matching/runs')).status).toBe(401);
      const { secret } = (await person.raw('POST', '/api/session/set-up', { body: { ticket } })).json as AuthenticatorSecret;
      expect(code(await person.raw('POST', '/api/session/set-up/code', { body: { ticket, code: '000000' } }))).toBe('CODE_WRONG');
      const done = await person.raw('POST', '/api/session/set-up/code', { body: { ticket, code: at(secret) } });
      expect((done.json as { recoveryCodes: string[] }).recoveryCodes).toHaveLength(10);
      expect((await person.raw('GET', '/api/matching/runs')).status).toBe(200);
      expect(code(await person.raw('POST', '/api/own-account/second-factor/remove', { body: { password: good } }))).toBe('SECOND_FACTOR_REQUIRED');
      const promoted = new Client();
      expect(step(await promoted.signIn(outside.account, good)).next).toBe('done');
      // Who becomes staff does not go on with the session of one factor.
      const { displayName, organisationName, version } = await security.call(accounts.get, { id: outside.id });
      expect((await security.call(accounts.update, { id: outside.id, version, displayName, organisationName, grants: [auditor] })).sessions).toEqual([]);
      await until(() => promoted.raw('GET', '/api/matching/runs'), ({ status }) => status === 401, 'the session of one factor to end');
      expect(step(await promoted.signIn(outside.account, good)).next).toBe('set-up');
    } finally {
      await restarted('registry', {});
    }
    await until(() => new Client().raw('GET', '/api/registry/programmes'), ({ status }) => status === 200, 'the registry to be back');
  });
});

describe('sessions', () => {
  it('begin under a token of their own, whatever the browser brought', async () => {
    const { account } = await joined();
    const planted = `jiedui_session=${'x'.repeat(43)}`;
    const client = new Client();
    client.cookie = planted;
    await client.signIn(account, good);
    expect(client.cookie).not.toBe(planted);
    expect((await new Client().raw('GET', '/api/own-account', { headers: { cookie: planted } })).status).toBe(401);
    const before = client.cookie;
    await client.signIn(account, good);
    expect((await new Client().raw('GET', '/api/own-account', { headers: { cookie: before } })).status).toBe(401);
    expect((await own(client)).sessions).toHaveLength(1);
  });

  it('are seen and ended by their owner and by the security administrator', async () => {
    const { id, account } = await joined();
    const [one, two, three] = [new Client(), new Client(), new Client()];
    for (const client of [one, two, three]) await client.signIn(account, good);
    const mine = (await own(one)).sessions;
    expect(mine).toHaveLength(3);
    expect(mine.filter((session) => session.isCurrent)).toHaveLength(1);
    const other = (await own(two)).sessions.find((session) => session.isCurrent);
    expect((await one.raw('DELETE', `/api/own-account/sessions/${other?.id ?? ''}`)).status).toBe(200);
    await until(() => two.raw('GET', '/api/marketplace/order-lines'), (answer) => answer.status === 401, 'the session to end');
    expect((await three.raw('GET', '/api/marketplace/order-lines')).status).toBe(200);
    // Somebody else's session is not one's own to end.
    const stranger = await as('chaoshi');
    const left = (await own(three)).sessions.find((session) => session.isCurrent);
    await stranger.raw('DELETE', `/api/own-account/sessions/${left?.id ?? ''}`);
    expect((await own(three)).sessions).toHaveLength(2);
    expect((await security.call(accounts.endSessions, { id })).sessions).toEqual([]);
    for (const client of [one, three]) await until(() => client.raw('GET', '/api/marketplace/order-lines'), (answer) => answer.status === 401, 'the sessions to end');
  });

  it('end for the others when the password changes; the own one goes on under a new token', async () => {
    const { id, account } = await joined();
    const [one, two] = [new Client(), new Client()];
    await one.signIn(account, good);
    await two.signIn(account, good);
    const change = (body: object): Promise<Answer> => one.raw('PUT', '/api/own-account/password', { body });
    expect(code(await change({ password: 'wrong', newPassword: 'another good password' }))).toBe('PASSWORD_WRONG');
    expect(await sql(`select actor_id, result from registry.audit_entry where subject_id = $1 and action = 'account.password-refused'`, [id])).toEqual([{ actor_id: id, result: 'refused' }]);
    expect(fields((await change({ password: good, newPassword: 'short' })).json as Problem)).toEqual(['newPassword PASSWORD_TOO_SHORT']);
    expect(fields((await change({ password: good, newPassword: good })).json as Problem)).toEqual(['newPassword PASSWORD_SAME']);
    const before = one.cookie;
    expect((await change({ password: good, newPassword: 'another good password' })).status).toBe(200);
    expect(one.cookie).not.toBe(before);
    expect((await one.raw('GET', '/api/own-account')).status).toBe(200);
    expect((await new Client().raw('GET', '/api/own-account', { headers: { cookie: before } })).status).toBe(401);
    await until(() => two.raw('GET', '/api/marketplace/order-lines'), (answer) => answer.status === 401, 'the other session to end');
    expect((await new Client().signIn(account, good)).status).toBe(401);
  });

  it('are not opened by a password that is replaced while it is verified', async () => {
    const { id, account } = await joined();
    let old = good;
    for (let round = 0; round < 6; round += 1) {
      const link = await security.call(accounts.link, { id }), next = `word of round ${round} is long`, clients = Array.from({ length: 4 }, () => new Client());
      const [accepted] = await Promise.all([accept(link.code, next), ...clients.map((client) => client.signIn(account, old))]);
      expect(accepted.status).toBe(200);
      for (const client of clients) expect((await client.raw('GET', '/api/own-account')).status).toBe(401);
      old = next;
    }
    expect((await new Client().signIn(account, old)).status).toBe(200);
  });

  it('of a disabled account end with it, for good', async () => {
    const { id, account, version } = await joined();
    const person = new Client();
    await person.signIn(account, good);
    const off = await security.call(accounts.disable, { id, version });
    await until(() => person.raw('GET', '/api/marketplace/order-lines'), (answer) => answer.status === 401, 'the session to end');
    expect((await person.signIn(account, good)).status).toBe(401);
    await security.call(accounts.enable, { id, version: off.version });
    expect((await person.raw('GET', '/api/own-account')).status).toBe(401);
    expect((await person.signIn(account, good)).status).toBe(200);
  });
});

describe('keys of the installation', () => {
  it('are listed with their thumbprints, and nothing to sign with', async () => {
    const { items } = await security.call(accounts.keys, {});
    expect(items.map((key) => key.name)).toContain('gateway');
    for (const key of items) expect(Object.keys(key).sort()).toEqual(['algorithm', 'madeAt', 'name', 'thumbprint']);
    expect(new Set(items.map((key) => key.thumbprint)).size).toBe(items.length);
  });
});
