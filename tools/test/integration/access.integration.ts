import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { allOperations, type ListRow, posts, type Problem, registry, workers } from '@jiedui/contracts';
import { as, Client, close, idNumber, knownToEngine, passwordOf, phone, sql, stack, unique } from '../arrange.js';

/** Getting in: sessions, requests from elsewhere, the database's own roles. Who may do what once inside is in access-roles. */

const programme = 'three-gorges';
const employer = '样例云帆电子有限公司';
let county: Client;
let enterprise: Client;
let theWorker: ListRow;
let thePost: ListRow;

beforeAll(async () => {
  [county, enterprise] = await Promise.all([as('yunyang'), as('qiye')]);
  theWorker = await county.call(workers.create, { cells: { externalId: unique(), name: '样例子', idNumber: idNumber(), phone: phone(), unit: '云阳县', wishes: '电焊工', consent: '是', monitoring: '边缘易致贫户' } });
  thePost = await enterprise.call(posts.create, { programme, cells: { externalId: unique(), title: '电焊工', headcount: '1', employer, region: '广东省广州市黄埔区' } });
  await knownToEngine(thePost.id);
  await knownToEngine(theWorker.id);
});
afterAll(close);

const anyId = '01a20065-887a-76a2-9f38-de6673861972';
/** The address of an operation with an id that does not exist in place of every parameter. */
const addressOf = (path: string): string => path.replaceAll(':programme', programme).replaceAll(':service', 'employment').replaceAll(':seq', '0').replaceAll(':code', '500235').replaceAll(/:\w+/g, anyId);
const open = new Set(['registry.read', 'figures.public', 'session.open']);

describe('without a session', () => {
  it('every operation that is not public answers 401, whatever it is given', async () => {
    const nobody = new Client();
    const answers: string[] = [];
    for (const op of allOperations) {
      if (op.http === null || open.has(op.permission)) continue;
      const answer = await nobody.raw(op.http.method, addressOf(op.http.path), op.http.method === 'GET' ? {} : { body: {} });
      // A service of the contract that this installation does not run has nobody to ask; it answers nothing either.
      if (answer.status !== 401 && answer.status !== 503) answers.push(`${op.service}.${op.name}: ${answer.status}`);
    }
    expect(answers).toEqual([]);
    expect((await nobody.raw('GET', '/api/session')).json).toMatchObject({ actor: { kind: 'anonymous' } });
    expect((await nobody.call(registry.programmes, {})).items.length).toBeGreaterThan(1);
  });

  it('a token counts in the cookie alone, and only one that was given', async () => {
    const client = new Client();
    await client.signIn('yunyang');
    const [name = '', token = ''] = client.cookie.split('=');
    const nobody = new Client();
    for (const query of [`${name}=${token}`, `token=${token}`, `access_token=${token}`]) expect((await nobody.raw('GET', `/api/employment/workers?${query}`)).status).toBe(401);
    expect((await nobody.raw('GET', '/api/employment/workers', { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
    for (const forged of [`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, 'A'.repeat(43), '', `${token}x`]) expect((await nobody.raw('GET', '/api/employment/workers', { headers: { cookie: `${name}=${forged}` } })).status).toBe(401);
    expect((await nobody.raw('GET', '/api/employment/workers', { headers: { cookie: client.cookie } })).status).toBe(200);
    expect(await sql('select 1 from registry.session where token_hash = $1', [token])).toEqual([]);
  });

  it('live states are nobody’s', async () => {
    const nobody = new Client();
    for (const address of [`/api/live/imports/employment/${anyId}`, `/api/live/runs/${anyId}`]) expect((await nobody.raw('GET', address)).status).toBe(401);
    for (const address of [`/api/live/imports/employment/${anyId}`, `/api/live/imports/nothing/${anyId}`, `/api/live/runs/${anyId}`]) expect((await county.raw('GET', address)).status).toBe(404);
  });
});

describe('signing in and out', () => {
  it('says the same of a wrong password and an unknown account', async () => {
    const client = new Client();
    const [wrong, unknown] = [await client.signIn('pinggu', 'not the password'), await client.signIn(unique(), 'not the password')];
    expect(wrong.status).toBe(401);
    expect(unknown.status).toBe(401);
    const bare = ({ correlationId: _, ...problem }: Problem): object => problem;
    expect(bare(unknown.json as Problem)).toEqual(bare(wrong.json as Problem));
    expect(client.cookie).toBe('');
  });

  it('a session ends when it is closed, at once and for good; another of the same person stays', async () => {
    const [one, two] = [new Client(), new Client()];
    const answer = await one.signIn('pinggu');
    await two.signIn('pinggu');
    expect(one.cookie).not.toBe(two.cookie);
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Lax|SameSite=Lax.*HttpOnly/i);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const kept = one.cookie;
    expect((await one.raw('GET', '/api/employment/posts')).status).toBe(200);
    expect((await one.raw('DELETE', '/api/session')).status).toBe(200);
    one.cookie = kept;
    expect((await one.raw('GET', '/api/employment/posts')).status).toBe(401);
    expect((await two.raw('GET', '/api/employment/posts')).status).toBe(200);
  });

  it('ten failures lock the account, also for the right password', async () => {
    const client = new Client();
    for (let i = 0; i < 10; i += 1) expect((await client.signIn('shenjigly', `wrong ${i}`)).status).toBe(401);
    expect((await client.signIn('shenjigly', passwordOf('shenjigly'))).status).toBe(401);
    await sql(`update registry.account set locked_until = now() - interval '1 second' where account = 'shenjigly'`);
    expect((await client.signIn('shenjigly')).status).toBe(200);
  });

  it('guesses made at the same time are counted each, a lock that ran out begins a new count, and no refusal tells why', async () => {
    const client = new Client();
    const count = async (): Promise<unknown> => (await sql(`select failed_sign_ins as failures, locked_until > now() as locked from registry.account where account = 'shenjigly'`))[0];
    const guesses = await Promise.all(Array.from({ length: 24 }, (_, i) => new Client().signIn('shenjigly', `wrong ${i}`)));
    expect(new Set(guesses.map((answer) => answer.status))).toEqual(new Set([401]));
    expect(await count()).toEqual({ failures: 10, locked: true });
    const refusals = [await client.signIn('shenjigly'), await client.signIn('nobody at all', 'wrong'), await client.signIn('yunyangqu', 'wrong')].map((answer) => [answer.status, { ...(answer.json as Problem), correlationId: '' }]);
    expect(refusals[1]).toEqual(refusals[0]);
    expect(refusals[2]).toEqual(refusals[0]);
    await sql(`update registry.account set locked_until = now() - interval '1 second' where account = 'shenjigly'`);
    expect((await client.signIn('shenjigly', 'wrong')).status).toBe(401);
    expect(await count()).toEqual({ failures: 1, locked: null });
    expect((await client.signIn('shenjigly')).status).toBe(200);
    expect(await count()).toEqual({ failures: 0, locked: null });
  });

  it('more sign-ins at once than can wait are told to come again, and are not counted', async () => {
    const answers = await Promise.all(Array.from({ length: 120 }, () => new Client().signIn('nobody at all', 'wrong')));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([401, 429]));
    const busy = answers.find((answer) => answer.status === 429);
    expect(busy?.headers.get('retry-after')).not.toBeNull();
    expect(busy?.json).toMatchObject({ retryable: true });
  });

  it('a disabled account and a lost role are felt by the open session', async () => {
    const client = new Client();
    await client.signIn('shenji');
    expect((await client.raw('GET', '/api/matching/runs')).status).toBe(200);
    const status = async (wanted: number): Promise<void> => {
      for (const deadline = Date.now() + 20_000; (await client.raw('GET', '/api/matching/runs')).status !== wanted;) if (Date.now() > deadline) throw new Error(`never ${wanted}`);
    };
    try {
      await sql(`update registry.account set disabled = true where account = 'shenji'`);
      await status(401);
    } finally {
      await sql(`update registry.account set disabled = false where account = 'shenji'`);
    }
    await status(200);
  });
});

describe('requests from elsewhere', () => {
  it('a write without the header of our own pages is refused before it is read', async () => {
    for (const headers of [{ 'x-jiedui': '' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }] as Record<string, string>[]) {
      const response = await fetch(`${stack.url}/api/employment/posts`, { method: 'POST', headers: { cookie: enterprise.cookie, 'content-type': 'application/json', ...('x-jiedui' in headers ? {} : { 'x-jiedui': 'x', ...headers }) }, body: '{}' });
      expect([headers, response.status]).toEqual([headers, 403]);
      expect(await response.json()).toMatchObject({ code: 'CROSS_SITE_REQUEST' });
    }
    const form = await fetch(`${stack.url}/api/session`, { method: 'POST', headers: { 'x-jiedui': 'x', 'content-type': 'text/plain' }, body: '{"account":"a","password":"b"}' });
    expect(form.status).toBe(415);
    const preflight = await fetch(`${stack.url}/api/session`, { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-jiedui' } });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('what is no JSON object, or too much of it, is refused and named', async () => {
    const send = (text: string): ReturnType<Client['raw']> => enterprise.raw('POST', '/api/employment/posts', { text });
    expect(await send('{"programme":')).toMatchObject({ status: 400, json: { code: 'BODY_NOT_JSON' } });
    expect((await send('[1]')).status).toBe(400);
    expect((await send(`{"cells":{"title":"${'x'.repeat(300 * 1024)}"}}`)).status).toBe(413);
    expect((await send(`{"cells":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`)).status).toBe(400);
    expect((await send('{"cells":{"title":1}}')).json).toMatchObject({ status: 400, fields: [{ field: 'cells.title' }] });
  });

  it('unknown fields are named in both languages, and an id in path and body is not guessed', async () => {
    const more = { id: anyId, role: 'admin', region: '500235', status: 'filled', amountFen: 1, version: 1, createdBy: 'me', ['constructor']: 'x' };
    const answer = await enterprise.raw('POST', '/api/employment/posts', { body: { programme, cells: { title: 'x' }, ...more } });
    const problem = answer.json as Problem;
    expect(problem).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
    for (const name of Object.keys(more)) expect(problem.fields.map((field) => field.field).join()).toContain(name);
    expect(problem.fields[0]?.message.zh).toMatch(/\p{Script=Han}/u);
    expect(problem.fields[0]?.message.en).not.toBe(problem.fields[0]?.message.zh);
    expect((await enterprise.raw('POST', '/api/employment/posts', { text: '{"programme":"three-gorges","cells":{},"__proto__":{"role":"admin"}}' })).status).toBe(400);
    const twice = await enterprise.raw('PUT', `/api/employment/posts/${thePost.id}`, { body: { id: thePost.id, version: 1, cells: {} } });
    expect(twice).toMatchObject({ status: 400, json: { code: 'FIELD_GIVEN_TWICE' } });
    expect((await enterprise.raw('GET', '/api/employment/posts?size=5&size=6')).status).toBe(400);
    expect((await enterprise.call(posts.get, { id: thePost.id })).row.version).toBe(1);
  });

  it('ways round the routes end at the same door', async () => {
    for (const path of ['/api//employment/workers', '/api/employment/./workers', '/api/%2e%2e/api/employment/workers', '/API/employment/workers', '/api/employment/workers/', '/api/employment/workers.']) {
      const answer = await enterprise.raw('GET', path);
      expect([path, [200, 401, 403, 404, 400].includes(answer.status)]).toEqual([path, true]);
      expect(answer.text).not.toContain(theWorker.id);
    }
    expect((await enterprise.raw('POST', `/api/employment/posts/${thePost.id}`, { headers: { 'x-http-method-override': 'PUT' }, body: { version: 1, cells: {} } })).status).toBe(404);
    expect((await enterprise.raw('GET', '/api/nothing')).json).toMatchObject({ status: 404, code: 'NO_SUCH_ROUTE' });
  });
});

describe('the database', () => {
  const services = Object.keys(stack.roles);
  const connected = async <T>(user: string, password: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const url = new URL(stack.databaseUrl);
    url.username = user;
    url.password = password;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try { return await work(client); } finally { await client.end(); }
  };

  it.each(services)('the roles of %s read and write no other schema and make no table', async (service) => {
    const tables = await sql<{ schema: string; name: string }>(`select schemaname as schema, tablename as name from pg_tables where schemaname = any($1::text[])`, [services]);
    for (const kind of ['rw', 'ro'] as const) {
      const faults = await connected(`jiedui_${service}_${kind}`, stack.roles[service]?.[kind] ?? '', async (client) => {
        const wrong: string[] = [];
        const refused = async (text: string): Promise<void> => {
          const state = await client.query(text).then(() => 'done', (error: unknown) => (typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown'));
          if (state !== '42501') wrong.push(`${text}: ${state}`);
        };
        for (const { schema, name } of tables) {
          if (schema !== service) await refused(`select 1 from ${schema}.${name} limit 1`);
          else if (kind === 'ro') await refused(`delete from ${schema}.${name} where false`);
        }
        await refused(`create table ${service}.intruder (id int)`);
        await refused('create table public.intruder (id int)');
        await refused('create schema intruder');
        await refused(`set role jiedui_${service}_owner`);
        await refused(`drop table ${service}.outbox`);
        await refused('create role intruder');
        expect((await client.query(`select 1 from ${service}.outbox limit 1`)).rowCount).toBeGreaterThanOrEqual(0);
        return wrong;
      });
      expect(faults).toEqual([]);
    }
  });
});
