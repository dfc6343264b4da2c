import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { allOperations, employmentImports, employmentProposals, type ListRow, lots, marketplaceImports, matchingExplanations, matchingPolicies, matchingRuns, orderLines, posts, produceProposals, type Problem, registry, type ReplyOf, workers } from '@jiedui/contracts';
import { as, Client, close, factsSettled, idNumber, knownToEngine, matched, passwordOf, phone, sql, stack, unique } from '../arrange.js';

/** Who may do what, where: asked from outside, as somebody would who should not get in. */

const programme = 'three-gorges';
const employer = '样例云帆电子有限公司';
let county: Client;
let enterprise: Client;
let admin: Client;
let other: Client;
let theWorker: ListRow;
let thePost: ListRow;

beforeAll(async () => {
  [county, enterprise, admin, other] = await Promise.all([as('yunyang'), as('qiye'), as('admin'), as('yunyangqu')]);
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

describe('roles', () => {
  it('each may do its own and nothing else', async () => {
    const denied: readonly [string, () => Promise<Problem>][] = [
      ['an enterprise reads workers', async () => enterprise.refused(workers.list, {})],
      ['an enterprise reads a worker', async () => enterprise.refused(workers.get, { id: theWorker.id })],
      ['an enterprise exports workers', async () => (await enterprise.ask(workers.export, {})).json as Problem],
      ['an enterprise starts a run', async () => enterprise.refused(matchingRuns.start, { market: 'employment', programme })],
      ['an enterprise sends proposals', async () => enterprise.refused(employmentProposals.send, { ids: [anyId] })],
      ['a county writes posts', async () => county.refused(posts.create, { programme, cells: {} })],
      ['a county edits the policy', async () => county.refused(matchingPolicies.put, { programme, policy: await county.call(matchingPolicies.get, { programme }) })],
      ['a buyer writes lots', async () => (await as('chaoshi')).refused(lots.create, { cells: {} })],
      ['a producer writes order lines', async () => (await as('hezuoshe')).refused(orderLines.create, { programme, cells: {} })],
      ['an evaluator writes workers', async () => (await as('pinggu')).refused(workers.create, { cells: {} })],
      ['an auditor reads workers', async () => (await as('shenji')).refused(workers.list, {})],
      ['a system administrator reads posts', async () => (await as('xitong')).refused(posts.list, {})],
      ['a security administrator reads workers', async () => (await as('anquan')).refused(workers.list, {})],
      ['a county reads accounts', async () => county.refused(registry.accounts, {})],
      ['a producer reads workers', async () => (await as('hezuoshe')).refused(workers.list, {})],
    ];
    for (const [what, ask] of denied) expect([what, (await ask()).status]).toEqual([what, 403]);
    expect((await (await as('anquan')).call(registry.accounts, {})).items.length).toBeGreaterThan(10);
    expect((await admin.call(workers.list, { programme })).total).toBeGreaterThan(0);
  });

  it('a row of another county is not there: not to read, to change, to find, to take out, to match', async () => {
    const absent = (problem: Problem): void => expect(problem).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    absent(await other.refused(workers.get, { id: theWorker.id }));
    absent(await other.refused(workers.get, { id: anyId }));
    absent(await other.refused(workers.update, { id: theWorker.id, version: 1, cells: { township: '别处' } }));
    absent(await other.refused(workers.update, { id: theWorker.id, version: 99, cells: {} }));
    absent(await other.refused(workers.withdraw, { id: theWorker.id, version: 1, reason: '别处' }));
    absent(await other.refused(workers.restore, { id: theWorker.id, version: 1 }));
    absent(await other.refused(matchingExplanations.entry, { entryId: theWorker.id }));
    absent(await other.refused(matchingExplanations.candidates, { entryId: theWorker.id }));
    for (const query of [{ search: theWorker.externalId }, { region: '500235' }, { programme }, { organisation: '500235' }, { tier: '2' }] as { search?: string }[]) {
      expect((await other.call(workers.list, { ...query, size: 200 })).items.filter((item) => item.programme === programme)).toEqual([]);
    }
    expect((await other.download(workers.export, { programme })).bytes.includes(theWorker.externalId)).toBe(false);
    expect(await other.refused(workers.create, { cells: { externalId: unique(), name: '样例丑', unit: '云阳县', wishes: '电焊工' } })).toMatchObject({ status: 403, code: 'ROW.OUT_OF_SCOPE' });
    expect((await county.call(workers.get, { id: theWorker.id })).row).toMatchObject({ version: 1, status: 'open' });
    // Moving one's own row into another's county is no way either.
    expect(await county.refused(workers.update, { id: theWorker.id, version: 1, cells: { unit: '奉节县' } })).toMatchObject({ status: 403 });
  });

  it('an enterprise has its own posts only, whatever it asks for', async () => {
    const [foreign] = await sql<{ id: string }>(
      `insert into employment.post (id, programme, organisation, organisation_name, natural_key, external_id, title, region, quantity, texts, assumed, features, seal_id, content_hash, search, created_by)
        select gen_random_uuid(), programme, '别家公司', '别家公司', $2, $2, title, region, quantity, texts, assumed, features, seal_id, content_hash, search, created_by from employment.post where id = $1 returning id`, [thePost.id, unique()]);
    const id = foreign?.id ?? '';
    for (const operation of [posts.get, posts.restore, posts.withdraw, posts.update] as const) {
      expect(await enterprise.refused(operation as typeof posts.update, { id, ...(operation === posts.get ? {} : { version: 1 }), ...(operation === posts.withdraw ? { reason: 'x' } : {}), ...(operation === posts.update ? { cells: {} } : {}) } as { id: string; version: number; cells: Record<string, string> })).toMatchObject({ status: 404 });
    }
    expect((await enterprise.call(posts.list, { organisation: '别家公司' })).items).toEqual([]);
    // What it files under another name is its own all the same; an administrator's edit leaves it there.
    const filed = await enterprise.call(posts.create, { programme, cells: { externalId: unique(), title: '电焊工', employer: '别家公司', region: '北京市丰台区' } });
    expect(filed.organisation).toBe(employer);
    expect(await admin.call(posts.update, { id: filed.id, version: 1, cells: { headcount: '2' } })).toMatchObject({ organisation: employer, organisationName: filed.organisationName, quantity: 2 });
    await sql('delete from employment.post where id = $1', [id]);
  });

  it('protection tiers and unsent proposals stay with those who may know them', async () => {
    await matched(county, 'employment', programme);
    await factsSettled();
    expect((await enterprise.call(employmentProposals.list, { programme, size: 200 })).items.filter((item) => item.state === 'proposed' || item.tier !== null)).toEqual([]);
    expect((await county.call(employmentProposals.list, { programme, state: 'proposed', size: 200 })).items.every((item) => item.tier !== null)).toBe(true);
    expect(await enterprise.refused(matchingRuns.pairs, { id: anyId })).toMatchObject({ status: 403 });

    const producer = await as('hezuoshe');
    const lot = await producer.call(lots.create, { programme, cells: { externalId: unique(), producer: '样例奉节脐橙专业合作社', originUnit: '奉节县', category: '柑橘类', quantity: '1', unit: '吨', price: '5000', harvestFrom: '2026-11-01', harvestTo: '2026-12-31', households: '10', monitoredHouseholds: '6' } });
    expect(lot.tier).toBe(2);
    for (const reader of [await as('chaoshi'), enterprise]) {
      const { row } = await reader.call(lots.get, { id: lot.id });
      expect(row.tier).toBeNull();
      expect(Object.keys(row.cells)).toEqual(expect.not.arrayContaining(['monitoredHouseholds', 'households']));
      expect((await reader.call(lots.list, { search: lot.externalId })).items.map((item) => item.tier)).toEqual([null]);
      expect((await reader.ask(lots.list, { search: lot.externalId, tier: '2' })).text).not.toContain(lot.id);
      expect((await reader.download(lots.export, { search: lot.externalId })).bytes.length).toBeGreaterThan(0);
    }
    expect((await (await as('fengjie')).call(lots.get, { id: lot.id })).row.tier).toBe(2);
  });

  it('a list is imported only by those who may write it', async () => {
    for (const [client, imports, list] of [[county, employmentImports, 'post'], [enterprise, employmentImports, 'worker'], [await as('chaoshi'), marketplaceImports, 'lot'], [await as('pinggu'), employmentImports, 'worker'], [await as('shenji'), marketplaceImports, 'orderLine']] as const) {
      expect(await client.refused(imports.begin, { list, fileName: 'x.csv', size: 10 })).toMatchObject({ status: 403 });
    }
    expect(await enterprise.refused(employmentImports.begin, { list: 'lot', fileName: 'x.csv', size: 10 })).toMatchObject({ status: 400 });
    expect(await (await as('shenji')).refused(produceProposals.list, {})).toMatchObject({ status: 403 });
  });
});

describe('people of another county', () => {
  const tag = unique();
  let everyone: Client;
  let theirs: ListRow;
  let ours: ListRow;
  let local: ListRow;
  let run: ReplyOf<typeof matchingRuns.get>;

  beforeAll(async () => {
    everyone = await as('yangli');
    const person = { name: '样例寅', wishes: '电焊工', education: '高中', wageWish: '5000', consent: '是', zeroEmploymentHousehold: '是', hardToEmploy: '是' };
    theirs = await everyone.call(workers.create, { programme, cells: { ...person, externalId: `${tag}F`, idNumber: idNumber(), phone: phone(), unit: '奉节县' } });
    ours = await county.call(workers.create, { cells: { ...person, externalId: `${tag}Y`, idNumber: idNumber(), phone: phone(), unit: '云阳县' } });
    local = await enterprise.call(posts.create, { programme, cells: { externalId: `${tag}P`, title: '电焊工', headcount: '1', employer, region: '重庆市云阳县', wageMin: '6000', wageMax: '8000', certificates: '焊工证' } });
    for (const row of [theirs, ours, local]) await knownToEngine(row.id);
    run = await matched(county, 'employment', programme);
  });

  it('no county answers for an enterprise because the post lies there, and rules are told to nobody whose pair it is not', async () => {
    const request = { demandId: local.id, supplyId: theirs.id, reason: '就近推荐' };
    for (const client of [county, other]) {
      for (const more of [{}, { overrideReason: '下月取得证书' }]) {
        const problem = await client.refused(employmentProposals.make, { ...request, ...more });
        expect(problem).toMatchObject({ status: 404, code: 'NOT_FOUND' });
        expect(JSON.stringify(problem)).not.toContain('焊工证');
      }
    }
    expect(await sql('select 1 from employment.proposal where supply_id = $1 and demand_id = $2', [theirs.id, local.id])).toEqual([]);
    expect(await county.refused(employmentProposals.make, { ...request, supplyId: ours.id })).toMatchObject({ status: 409, code: 'NOT_ELIGIBLE' });
  });

  it('a run shows single people to their county and the programme, figures to all its readers', async () => {
    const shown = async (client: Client, more: { search?: string; tier?: string } = {}): Promise<{ ids: string[]; tiers: (number | null)[]; totals: number[] }> => {
      const { tier: _, ...rest } = more;
      const [pairs, left] = [await client.call(matchingRuns.pairs, { id: run.id, size: 200, ...more }), await client.call(matchingRuns.unmatched, { id: run.id, side: 'supply', size: 200, ...rest })];
      return { ids: [...pairs.items.map((pair) => pair.supplyId), ...left.items.map((item) => item.entryId)], tiers: [...pairs.items, ...left.items].map((item) => item.tier), totals: [pairs.total, left.total] };
    };
    expect((await shown(admin, { search: theirs.externalId })).ids).toEqual([theirs.id]);
    expect((await shown(county, { search: ours.externalId })).ids).toEqual([ours.id]);
    expect(await shown(county, { search: theirs.externalId })).toEqual({ ids: [], tiers: [], totals: [0, 0] });
    const seen = await shown(county);
    expect(seen.tiers.every((tier) => tier !== null)).toBe(true);
    expect(await sql(`select 1 from matching.entry where id = any($1::uuid[]) and region <> '500235'`, [seen.ids])).toEqual([]);
    for (const account of ['shenji', 'beijing', 'fengjie']) {
      const client = await as(account);
      expect([account, await shown(client)]).toEqual([account, { ids: [], tiers: [], totals: [0, 0] }]);
      const { byUnit } = await client.call(matchingRuns.outcome, { id: run.id });
      expect(byUnit.map((unit) => unit.unit)).toEqual(expect.arrayContaining(['500235', '500236']));
    }
    expect((await (await as('shenji')).call(matchingRuns.unmatched, { id: run.id, side: 'demand' })).items).toEqual([]);
    expect((await (await as('beijing')).call(matchingRuns.unmatched, { id: run.id, side: 'demand', size: 200 })).items.filter((item) => !item.region.startsWith('11'))).toEqual([]);
  });

  it('lots of a run are seen by supporters without their tiers, and found by no filter of tiers', async () => {
    const [producer, supporter, receiving] = [await as('hezuoshe'), await as('beijing'), await as('fengjie')];
    const buyer = await as('chaoshi');
    const cells = { externalId: `${tag}L`, producer: '样例奉节脐橙专业合作社', originUnit: '奉节县', category: '柑橘类', quantity: '1', unit: '吨', price: '5', harvestFrom: '2026-11-01', harvestTo: '2026-12-31', households: '10', monitoredHouseholds: '6' };
    const batch = await producer.call(lots.create, { programme, cells });
    const line = await buyer.call(orderLines.create, { programme, cells: { externalId: `${tag}O`, buyer: '样例联华超市有限公司', category: '柑橘类', quantity: '1', unit: '吨', priceMax: '90', deliverFrom: '2026-11-15', deliverTo: '2026-12-31', region: '北京市丰台区' } });
    await knownToEngine(line.id);
    const produce = await matched(receiving, 'produce', programme);
    const tiersFor = async (client: Client, more: { tier?: string } = {}): Promise<(number | null)[]> => (await client.call(matchingRuns.pairs, { id: produce.id, search: `${tag}L`, ...more })).items.map((pair) => pair.tier);
    expect(await tiersFor(receiving)).toEqual([2]);
    expect(await tiersFor(receiving, { tier: '2' })).toEqual([2]);
    expect(await tiersFor(supporter)).toEqual([null]);
    expect(await tiersFor(supporter, { tier: '2' })).toEqual([]);
    expect((await buyer.call(matchingExplanations.candidates, { entryId: line.id, search: `${tag}L` })).items).toHaveLength(1);
    for (const entryId of [line.id, batch.id]) expect(await everyone.call(matchingExplanations.candidates, { entryId, search: 'zzzz' })).toEqual({ items: [] });
  });

  it('counterparts are chosen by those who may make the pair, among those they may read', async () => {
    const { candidates } = matchingExplanations;
    for (const account of ['qiye', 'pinggu', 'admin']) expect([account, (await (await as(account)).refused(candidates, { entryId: local.id })).status]).toEqual([account, 403]);
    expect((await county.call(candidates, { entryId: ours.id })).items.length).toBeGreaterThan(0);
    const offered = (await county.call(candidates, { entryId: local.id, search: tag })).items;
    expect(offered.map((one) => one.entryId)).toEqual([ours.id]);
    expect((await everyone.call(candidates, { entryId: local.id, search: tag })).items.map((one) => one.entryId).sort()).toEqual([theirs.id, ours.id].sort());
    for (const entry of [local, thePost, ours, theirs]) expect(await everyone.call(candidates, { entryId: entry.id, search: 'zzzz' })).toEqual({ items: [] });
    expect(await everyone.refused(candidates, { entryId: anyId })).toMatchObject({ status: 404 });
  });

  it('a card names nobody whom its reader may not read', async () => {
    const names = (card: ReplyOf<typeof matchingExplanations.entry>): string[] => [...card.alternatives.map((one) => one.entryId), ...(card.pair === null ? [] : [card.pair.counterpartId])];
    const all = await admin.call(matchingExplanations.entry, { entryId: local.id });
    expect(all.alternatives.length).toBeGreaterThan(0);
    const card = await county.call(matchingExplanations.entry, { entryId: local.id });
    expect(await sql(`select 1 from matching.entry where id = any($1::uuid[]) and region <> '500235'`, [names(card)])).toEqual([]);
    expect(card.unmatched?.stoppedBy).toEqual(all.unmatched?.stoppedBy);
    expect(names(await enterprise.call(matchingExplanations.entry, { entryId: local.id }))).toEqual([]);
    // What a run proposes is the enterprise's to know once it was sent.
    const { items } = await county.call(matchingRuns.pairs, { id: run.id, size: 200 });
    const unsent = await sql<{ id: string }>(`select e.id from matching.entry e where e.organisation = $1 and e.id = any($2::uuid[]) and not exists (select 1 from matching.pair p where p.demand_id = e.id)`, [employer, items.map((pair) => pair.demandId)]);
    expect(unsent.length).toBeGreaterThan(0);
    for (const { id } of unsent.slice(0, 3)) {
      expect((await enterprise.call(matchingExplanations.entry, { entryId: id })).pair).toBeNull();
      expect((await admin.call(matchingExplanations.entry, { entryId: id })).pair).not.toBeNull();
    }
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
