import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { accounts, audits, employmentImports, posts, projects, serviceNames, workers } from '@jiedui/contracts';
import { csvCell, csvCellSql } from '@jiedui/tabular';
import { as, Client, close, imported, phone, sql, stack, unique, until } from '../arrange.js';
import { worker } from '../import-rows.js';

/** The trail as it is written: with what it records, never without it, and by nobody to be changed. */

interface Entry { actor_id: string; action: string; subject_kind: string | null; subject_id: string | null; result: string; details: { fields?: string[]; code?: string }; row_count: number | null; row_digest: string | null; roles: string[]; correlation_id: string | null }

const entries = (service: string, where: string, values: unknown[]): Promise<Entry[]> => sql<Entry>(`select * from ${service}.audit_entry where ${where} order by id`, values);
const draft = (name: string) => ({ programme: 'three-gorges', unit: '422823', supporter: '110000', name, field: 's3-4-4' as const, site: '样例地点', industryCode: '1373', totalFen: 100_000_00, grantFen: 60_000_00, startOn: '2024-03-01', endOn: '2027-03-01' });
let receiver: Client, office: Client;

beforeAll(async () => { [receiver, office] = await Promise.all([as('hubei'), as('yunyang')]); });
afterAll(close);

describe('what changes data', () => {
  it('leaves one entry, with the names of the fields and none of their values', async () => {
    const name = unique('项目'), key = randomUUID();
    const first = await receiver.raw('POST', '/api/intake/projects', { body: draft(name), headers: { 'idempotency-key': key } });
    const { id } = first.json as { id: string };
    await receiver.raw('POST', '/api/intake/projects', { body: draft(name), headers: { 'idempotency-key': key } });
    const [entry, ...more] = await entries('intake', 'subject_id = $1', [id]);
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ action: 'operation.projects.create', subject_kind: 'projects', result: 'done', roles: ['receiving-office'], correlation_id: first.headers.get('x-correlation-id') });
    expect(entry?.details.fields).toEqual(expect.arrayContaining(['name', 'totalFen', 'unit']));
    expect(JSON.stringify(entry)).not.toContain(name);
  });

  it('that was refused by a rule is recorded as refused, and not as done', async () => {
    const made = await receiver.call(projects.create, draft(unique('项目')));
    const problem = await receiver.refused(projects.submit, { id: made.id, version: made.version + 7 });
    const [, entry, ...more] = await entries('intake', 'subject_id = $1', [made.id]);
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ action: 'operation.projects.submit', result: 'refused', details: { code: problem.code } });
  });

  it('in bulk leaves one entry a step with the number of rows and their digest', async () => {
    const rows = [1, 2, 3].map(() => worker(unique('W')));
    const done = await imported(office, employmentImports, 'worker', rows);
    const [entry, ...more] = await entries('employment', `subject_id = $1 and action = 'worker.imported'`, [done.id]);
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ row_count: 3, result: 'done', roles: ['labour-office'] });
    expect(entry?.row_digest).toMatch(/^[\da-f]{64}$/);
  });
});

describe('an auditor of one programme', () => {
  it('sees what its people did and were denied, also where nothing names the programme, and nothing of another programme’s people', async () => {
    const security = await as('anquan'), password = 'seven lamps on the river', auditors = await Promise.all(['three-gorges', 'danjiangkou'].map(async (programme) => {
      const account = unique('rev').toLowerCase(), client = new Client();
      const { id } = await security.call(accounts.create, { account, displayName: '样例', organisationName: null, grants: [{ role: 'auditor', programme, region: null, organisation: null }] });
      await client.raw('POST', '/api/invitation/accept', { body: { code: (await security.call(accounts.link, { id })).code, password } });
      await client.signIn(account, password);
      return client;
    }));
    const absent = randomUUID(), done = await imported(office, employmentImports, 'worker', [worker(unique('W'))]);
    expect((await office.raw('GET', `/api/employment/workers/${absent}`)).status).toBe(404);
    for (const subject of [absent, done.id]) {
      const [seen, other] = await Promise.all(auditors.map(async (client) => (await client.call(audits.employment.list, { subject })).items.map((entry) => entry.programme)));
      expect(seen).not.toEqual([]);
      expect(new Set(seen)).toEqual(new Set(['three-gorges']));
      expect(other).toEqual([]);
    }
  });
});

describe('who may not', () => {
  it('is recorded as denied: a role without the permission, one thing out of reach', async () => {
    const auditor = await as('shenji'), [{ id: actor }] = await sql<{ id: string }>(`select id from registry.account where account = 'shenji'`) as [{ id: string }];
    const before = (await entries('registry', 'actor_id = $1', [actor])).filter((entry) => entry.result === 'denied').length;
    expect((await auditor.ask(accounts.list, {})).status).toBe(403);
    const after = (await entries('registry', 'actor_id = $1', [actor])).filter((entry) => entry.result === 'denied');
    expect(after).toHaveLength(before + 1);
    expect(after.at(-1)).toMatchObject({ action: 'operation.accounts.list', details: { code: 'NOT_PERMITTED' } });
    const mine = (await office.call(workers.list, { size: 1 })).items[0];
    const other = await as('yunyangqu');
    expect((await other.ask(workers.get, { id: mine?.id ?? '' })).status).toBe(404);
    const denied = await entries('employment', `subject_id = $1 and result = 'denied'`, [mine?.id]);
    expect(denied.at(-1)).toMatchObject({ action: 'operation.workers.get', details: { code: 'NOT_FOUND' } });
  });

  it('a number of a person in place of an id is not kept', async () => {
    const number = phone();
    const answer = await (await as('qiye')).raw('GET', `/api/employment/workers/${number}`);
    expect([400, 403, 404]).toContain(answer.status);
    expect(await sql('select 1 from employment.audit_entry where audit_entry::text like $1', [`%${number}%`])).toEqual([]);
  });
});

describe('signing in', () => {
  it('is recorded, also when it fails, and so is signing out; what was typed is not', async () => {
    const client = new Client(), wrong = unique('secret');
    const [{ id }] = await sql<{ id: string }>(`select id from registry.account where account = 'pinggu'`) as [{ id: string }];
    const known = (await entries('registry', 'subject_id = $1', [id])).length;
    expect((await client.signIn('pinggu', wrong)).status).toBe(401);
    expect((await client.signIn(wrong, wrong)).status).toBe(401);
    expect((await client.signIn('pinggu')).status).toBe(200);
    expect((await client.raw('DELETE', '/api/session')).status).toBe(200);
    const all = await entries('registry', 'subject_id = $1', [id]);
    expect(all.slice(known).map((entry) => [entry.action, entry.result])).toEqual([['session.refused', 'refused'], ['session.opened', 'done'], ['session.closed', 'done']]);
    expect(await sql('select 1 from registry.audit_entry where audit_entry::text like $1', [`%${wrong}%`])).toEqual([]);
  });
});

describe('the service’s own role', () => {
  it.each(serviceNames.map((service) => [service]))('of %s may add to the trail, and neither change nor remove anything of it', async (service) => {
    const url = new URL(stack.databaseUrl);
    url.username = `jiedui_${service}_rw`;
    url.password = stack.roles[service]?.rw ?? '';
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      for (const table of ['audit_entry', 'audit_chain', 'audit_head', 'audit_check']) {
        for (const statement of [`update ${service}.${table} set at = at`, `delete from ${service}.${table}`, `truncate ${service}.${table}`, `drop table ${service}.${table}`, `alter table ${service}.${table} add column x int`]) {
          await expect(client.query(statement.replace('set at = at', table === 'audit_chain' ? 'set hash = hash' : 'set at = at'))).rejects.toMatchObject({ code: '42501' });
        }
      }
    } finally {
      await client.end();
    }
  });
});

it('a list that leaves as a file is recorded once, not once a piece', async () => {
  const enterprise = await as('qiye');
  const [{ count: before }] = await sql<{ count: number }>(`select count(*)::int as count from employment.audit_entry where action = 'operation.posts.export'`) as [{ count: number }];
  await enterprise.download(posts.export, {});
  expect(await sql(`select count(*)::int as count from employment.audit_entry where action = 'operation.posts.export'`)).toEqual([{ count: before + 1 }]);
});

it('a cell of its file is the same whether the database or the service writes it: quoted, and never a formula', async () => {
  const words = [null, '', '样例', 'a"b""', '=1+1', '+86', '-1', '-1.5', '-1.5.', '-1-1', '-', '@x', '\tx', '\rx', '\nx', ' =1', '＝1', '－1', '＋1', '＠1', '{"a":"=1"}', 'a\r\nb', 'a,b', "'x"];
  const made = await sql<{ cell: string }>(`select ${csvCellSql('word')} as cell from unnest($1::text[]) with ordinality as w(word, n) order by n`, [words]);
  expect(made.map(({ cell }) => cell)).toEqual(words.map(csvCell));
});

it('leaves as a file with every entry, the newest first, as the page shows them', async () => {
  const auditor = await as('shenjigly'), { items } = await auditor.call(audits.registry.list, { size: 50 });
  const file = await auditor.raw('GET', '/api/registry/audit/export.csv'), lines = file.text.replace(/^\ufeff/, '').split('\r\n').filter((one) => one !== '');
  const [{ count }] = await sql<{ count: number }>('select count(*)::int as count from registry.audit_entry where id <= $1', [items[0]?.id]) as [{ count: number }];
  // The asking itself is an entry by the time the file is written.
  expect(lines.length - 1).toBeGreaterThanOrEqual(count);
  const at = lines.findIndex((line) => line.includes(csvCell(items[0]?.at ?? '')));
  expect(at).toBeGreaterThan(0);
  for (const [i, item] of items.entries()) for (const value of [item.at, item.actorId, item.action, item.result, item.details, item.correlationId, item.roles.join(' ')]) expect(lines[at + i]).toContain(csvCell(value));
});

it('every service’s trail, as the running system writes it, is whole', async () => {
  await until(() => Promise.all(serviceNames.map((service) => sql<{ waiting: number }>(`select count(*)::int as waiting from ${service}.audit_pending`))), (all) => all.every(([one]) => one?.waiting === 0), 'the entries to be chained');
  const anchors = path.join(path.dirname(stack.processes), 'anchors');
  const { stdout } = await promisify(execFile)(process.execPath, ['apps/cli/bin/jiedui.mjs', 'audit', 'verify', '--database', stack.databaseUrl, '--anchors', anchors]);
  expect(stdout.match(/完整 whole/g)).toHaveLength(serviceNames.length);
});
