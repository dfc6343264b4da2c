import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ListRow, lots, orderLines, posts, type Problem, projects, type ProjectView, type RequestInputOf, workers } from '@jiedui/contracts';
import { as, type Answer, type Client, close, idNumber, phone, sql, stack, unique } from '../arrange.js';

/** What people send who mean no good, field by field: numbers past all bounds, texts that are programs elsewhere, bodies too large to read (reliability A5, A9, A10, A16). */

const programme = 'three-gorges';
let county: Client, enterprise: Client, producer: Client, buyer: Client, office: Client;
beforeAll(async () => { [county, enterprise, producer, buyer, office] = await Promise.all([as('yunyang'), as('qiye'), as('hezuoshe'), as('chaoshi'), as('hubei')]); });
afterAll(close);

type Cells = Record<string, string>;
const postCells = (more: Cells = {}): Cells => ({ externalId: unique(), title: '电焊工', headcount: '1', employer: '样例云帆电子有限公司', region: '广东省广州市黄埔区', ...more });
const workerCells = (more: Cells = {}): Cells => ({ externalId: unique(), name: '样例辰', idNumber: idNumber(), phone: phone(), unit: '云阳县', wishes: '电焊工', consent: '是', ...more });
const lotCells = (more: Cells = {}): Cells => ({ externalId: unique(), producer: '样例奉节脐橙专业合作社', originUnit: '奉节县', category: '柑橘类', quantity: '1', unit: '吨', price: '5000', harvestFrom: '2026-12-01', harvestTo: '2027-01-31', ...more });
const lineCells = (more: Cells = {}): Cells => ({ externalId: unique(), buyer: '样例联华超市有限公司', category: '柑橘类', quantity: '1', unit: '吨', priceMax: '9000', deliverFrom: '2026-12-15', deliverTo: '2027-01-31', region: '北京市丰台区', ...more });
const draft = (more: Partial<RequestInputOf<typeof projects.create>> = {}): RequestInputOf<typeof projects.create> => ({ programme, unit: '422823', supporter: '110000', name: unique('项目'), field: 's3-4-4', site: '样例地点', industryCode: '1373', totalFen: 10_000_000, grantFen: 6_000_000, ...more });
const fieldsOf = (answer: Answer): string[] => (answer.json as Problem).fields.map((field) => field.field);

describe('numbers and days past all bounds (A5)', () => {
  const wrong: readonly [string, () => Promise<Answer>, string][] = [
    ...['-1', '0', '1e308', 'NaN', 'Infinity', '0.5', '9007199254740993', '1000000000', '1e3x', '１０００００００'].map((headcount): [string, () => Promise<Answer>, string] => [`headcount ${headcount}`, () => enterprise.ask(posts.create, { programme, cells: postCells({ headcount }) }), 'headcount']),
    ...['-1', '0', '1e308', '99999999999999999999'].map((quantity): [string, () => Promise<Answer>, string] => [`quantity ${quantity}`, () => producer.ask(lots.create, { programme, cells: lotCells({ quantity }) }), 'quantity']),
    ...['-5', '1e308', '0.001'].map((price): [string, () => Promise<Answer>, string] => [`price ${price}`, () => producer.ask(lots.create, { programme, cells: lotCells({ price }) }), 'price']),
    ['a harvest that ends before it begins', () => producer.ask(lots.create, { programme, cells: lotCells({ harvestFrom: '2027-02-01', harvestTo: '2027-01-01' }) }), 'harvest'],
    ['a delivery that ends before it begins', () => buyer.ask(orderLines.create, { programme, cells: lineCells({ deliverFrom: '2027-02-01', deliverTo: '2027-01-01' }) }), 'deliver'],
    ['a day that there is not', () => enterprise.ask(posts.create, { programme, cells: postCells({ startOn: '2026-02-30' }) }), 'startOn'],
    ['a day of the year 9999', () => enterprise.ask(posts.create, { programme, cells: postCells({ startOn: '9999-12-31' }) }), 'startOn'],
  ];
  it.each(wrong)('%s is refused, and the field named', async (_what, ask, field) => {
    const answer = await ask();
    expect([answer.status, fieldsOf(answer).some((one) => one.includes(field))]).toEqual([400, true]);
  });

  it.each([['-1', 'grantFen'], ['1e308', 'totalFen'], ['9007199254740993', 'totalFen'], ['0.1', 'totalFen'], ['"1e3"', 'totalFen'], ['0', 'totalFen'], ['null', 'totalFen'], ['true', 'grantFen'], ['[1]', 'grantFen']])('an amount of %s fen is refused as %s', async (text, field) => {
    const { [field as 'totalFen']: _, ...rest } = draft();
    const answer = await office.raw('POST', '/api/intake/projects', { text: `${JSON.stringify(rest).slice(0, -1)},"${field}":${text}}` });
    expect([answer.status, fieldsOf(answer)]).toEqual([400, expect.arrayContaining([field])]);
  });

  it('a grant larger than the whole, and an end before the beginning, are refused by name', async () => {
    expect(fieldsOf(await office.ask(projects.create, draft({ totalFen: 5, grantFen: 6 })))).toContain('grantFen');
    expect(fieldsOf(await office.ask(projects.create, draft({ startOn: '2026-05-01', endOn: '2026-04-01' })))).toContain('endOn');
    expect((await office.ask(projects.create, draft({ endOn: '9999-12-31' }))).status).toBe(400);
  });
});

const mark = unique('MARK');
/** Texts that are instructions to something else. */
const programs: readonly string[] = [
  `'; drop table employment.post; -- ${mark}`, `" or "1"="1 ${mark}`, `1; select pg_sleep(5) -- ${mark}`, `{"$gt":""} ${mark}`, `\${7*7}{{7*7}}#{7*7}<%= 7*7 %> ${mark}`, `\${jndi:ldap://127.0.0.1:1/x} ${mark}`, `../../../../etc/passwd ${mark}`, `%2e%2e%2f%00 ${mark}`,
  `<script>alert(1)</script> ${mark}`, `"><img src=x onerror=alert(1)> ${mark}`, `javascript:alert(1) ${mark}`, `=cmd|' /C calc'!A0 ${mark}`, `\u202e\u2066${mark}`, `$(touch /tmp/${mark})`, `\`id\` ${mark}`, `%s%s%n ${mark}`, `\\ ' " ${mark}`,
];

describe('texts that are programs elsewhere (A9, A10)', () => {
  it('are kept as they were written, or refused, and never carried out', async () => {
    for (const text of programs) {
      const kept = await office.ask(projects.create, draft({ name: text, site: text, summary: text }));
      expect([text, kept.status]).toEqual([text, 200]);
      const project = kept.json as ProjectView;
      expect(project).toMatchObject({ name: text.trim(), site: text.trim(), summary: text.trim() });
      expect((await office.call(projects.list, { search: mark, size: 200 })).items.map((one) => one.id)).toContain(project.id);
    }
    for (const text of programs) {
      const answer = await enterprise.ask(posts.create, { programme, cells: postCells({ title: text.slice(0, 80) }) });
      expect([text, [200, 400].includes(answer.status)]).toEqual([text, true]);
      if (answer.status === 200) expect((answer.json as ListRow).title).toBe(text.slice(0, 80));
    }
    expect(await sql('select 1 from employment.post limit 1')).toHaveLength(1);
  });

  it.each(['search', 'region', 'organisation', 'category', 'programme', 'sort', 'cursor', 'status'])('as the filter %s find nothing more and break nothing', async (name) => {
    const foreign = await (await as('yangli')).call(workers.create, { programme, cells: workerCells({ unit: '奉节县' }) });
    for (const text of [...programs, '%', '_', '%_%', "\\'", '[a-z]*', '(', '*']) {
      const answer = await county.raw('GET', `/api/employment/workers?size=200&${name}=${encodeURIComponent(text)}`);
      expect([text, [200, 400].includes(answer.status), answer.text.includes(foreign.id)]).toEqual([text, true, false]);
    }
  });

  it('with line ends stand in one line of the log, and in no header', async () => {
    const line = `x\r\nSet-Cookie: a=b\r\n\r\n{"level":60,"msg":"${mark}"}`;
    const answers = [
      await enterprise.raw('POST', '/api/session', { body: { account: line.slice(0, 60), password: line } }),
      await enterprise.raw('GET', `/api/employment/posts?search=${encodeURIComponent(line.slice(0, 70))}`), await enterprise.raw('GET', `/api/employment/posts/${encodeURIComponent(line)}`),
      await enterprise.raw('POST', '/api/employment/posts', { body: { programme, cells: postCells({ title: line }), [line]: 1 } }),
      await enterprise.raw('POST', '/api/employment/imports', { body: { list: 'post', fileName: line, size: 5, programme } }),
    ];
    for (const answer of answers) {
      expect([200, 400, 401]).toContain(answer.status);
      expect(answer.headers.get('set-cookie') ?? '').not.toContain('a=b');
    }
    const logs = path.join(path.dirname(stack.processes), 'logs');
    for (const name of readdirSync(logs)) for (const logged of readFileSync(path.join(logs, name), 'utf8').split('\n')) expect(logged.startsWith(`{"level":60,"msg":"${mark}"}`)).toBe(false);
  });

  it('leave as JSON under a policy that runs no script, and files as attachments that are not guessed at', async () => {
    const made = await enterprise.call(posts.create, { programme, cells: postCells({ title: '<svg onload=alert(1)>', externalId: `${unique()}-<b>` }) });
    const read = await enterprise.raw('GET', `/api/employment/posts/${made.id}`);
    expect(read.headers.get('content-type')).toMatch(/^application\/json/);
    expect(read.headers.get('x-content-type-options')).toBe('nosniff');
    const exported = await fetch(`${stack.url}/api/employment/posts/export.xlsx?search=${made.externalId}`, { headers: { cookie: enterprise.cookie } });
    await exported.arrayBuffer();
    expect(exported.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(exported.headers.get('x-content-type-options')).toBe('nosniff');
    const page = await fetch(stack.url);
    await page.text();
    const policy = page.headers.get('content-security-policy') ?? '';
    for (const directive of ["default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'self'"]) expect(policy).toContain(directive);
    expect(policy).not.toMatch(/script-src[^;]*unsafe|default-src[^;]*unsafe/);
  });
});

describe('bodies and queries made to be expensive (A16)', () => {
  const send = (text: string, headers: Record<string, string> = {}): Promise<Answer> => office.raw('POST', '/api/intake/projects', { text, headers });
  it('are refused before anything looks at them', async () => {
    expect((await send(`${'['.repeat(10_000)}${']'.repeat(10_000)}`)).status).toBe(400);
    expect((await send(`{${Array.from({ length: 20_000 }, (_, i) => `"k${i}":1`).join(',')}}`)).status).toBe(400);
    expect((await send(`{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":1`).join(',')}}`)).status).toBe(413);
    expect((await send(`${JSON.stringify(draft()).slice(0, -1)},"cells":${'{"a":'.repeat(21)}1${'}'.repeat(21)}}`)).json).toMatchObject({ status: 400, code: 'BODY_TOO_DEEP' });
    expect((await send(`${JSON.stringify(draft()).slice(0, -1)},"conditionAnswer":{"__proto__":{"x":1}}}`)).json).toMatchObject({ status: 400, code: 'FORBIDDEN_KEY' });
  });

  it('a key that stands twice counts once, as it stands last', async () => {
    const first = await send(`{"name":"第一个",${JSON.stringify(draft({ name: '第二个' })).slice(1)}`);
    expect([first.status, (first.json as ProjectView).name]).toEqual([200, '第二个']);
  });

  it('a packed body is measured unpacked', async () => {
    const packed = gzipSync(Buffer.from(JSON.stringify(draft({ summary: 'x'.repeat(50_000_000) }))));
    const response = await fetch(`${stack.url}/api/intake/projects`, { method: 'POST', headers: { 'x-jiedui': 'test', 'idempotency-key': randomUUID(), 'content-type': 'application/json', 'content-encoding': 'gzip', cookie: office.cookie }, body: packed });
    expect([response.status, ((await response.json()) as Problem).code]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it('cells that have an expression try every way to match are refused like others', async () => {
    // Cubic once: such a cell kept the service from answering anybody for longer than a reply is waited for.
    const cells: Cells[] = [{ consent: `是${' '.repeat(1990)}x` }, { certificates: '('.repeat(2000) }, { wishes: '一'.repeat(2000) }, { wageWish: `${'1'.repeat(1990)}x` }];
    for (const more of cells) {
      const answer = await county.ask(workers.create, { programme, cells: workerCells(more) });
      expect([Object.keys(more), answer.status]).toEqual([Object.keys(more), 400]);
    }
  });

  it('pages, sorts and cursors outside what there is are refused', async () => {
    for (const query of ['size=1e9', 'size=201', 'size=0', 'size=-1', 'size=1.5', 'page=1e9', 'sort=password', 'sort=id_number', 'sort=updated;drop', 'sort[]=title', 'cursor=AAAA', `cursor=${'A'.repeat(601)}`, 'tier=5', 'include=personal', 'fields=*']) {
      expect([query, (await county.raw('GET', `/api/employment/workers?${query}`)).status]).toEqual([query, 400]);
    }
  });
});

