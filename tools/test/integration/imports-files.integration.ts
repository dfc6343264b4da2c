import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accounts, employmentImports, type ImportView, posts, type RoleGrant } from '@jiedui/contracts';
import { StoredFiles } from '@jiedui/messaging';
import { createDataSource } from '@jiedui/persistence';
import { generateProtectionKeys, Protection } from '@jiedui/protection';
import { as, Client, close, commit, fileForms, imported, preview, rowsOf, settled, sheetOf, sql, stack, unique, until, upload } from '../arrange.js';
import { none, post, stagedRows, stored, worker, workbook } from '../import-rows.js';

/** Imports as files: long ones, those that are no list, what they leave behind, two that meet. */

const programme = 'three-gorges';
let county: Client;
let enterprise: Client;

beforeAll(async () => {
  county = await as('yunyang');
  enterprise = await as('qiye');
});
afterAll(close);

describe('a long file', () => {
  const batch = unique();
  let file: Buffer;
  beforeAll(async () => {
    const line = (i: number): string => `${batch}${i},样例甲,云阳县,电焊工,是\n`;
    file = Buffer.from(`人员编号,姓名,所在县区,求职意向,知情同意\n${Array.from({ length: 30_000 }, (_, i) => line(i)).join('')}`);
  });

  it('shows how far it is, and leaves no row when its commit is cancelled', async () => {
    const { id } = await upload(county, employmentImports, 'worker', file, { programme });
    const states = await county.watch<ImportView>(`/api/live/imports/employment/${id}`, (state) => state.state !== 'staging');
    expect(new Set(states.map((state) => state.rowsRead)).size).toBeGreaterThanOrEqual(10);
    const read = states.map((state) => state.rowsRead);
    expect(read).toEqual([...read].sort((a, b) => a - b));
    expect(states.at(-1)).toMatchObject({ state: 'staged', rowsRead: 30_000, counts: { ...none, new: 30_000, total: 30_000 } });

    await county.call(employmentImports.commit, { id });
    await county.call(employmentImports.cancel, { id });
    expect(await settled(county, employmentImports, id, 'committing')).toMatchObject({ state: 'cancelled' });
    expect(await stored('employment.worker', batch)).toEqual([]);
    expect(await stagedRows(id)).toBe(0);
    expect(await sql('select 1 from employment.outbox where aggregate = $1', [`import:${id}`])).toEqual([]);
    expect(await county.refused(employmentImports.commit, { id })).toMatchObject({ status: 409 });
  });

  it('leaves no row when its reading is cancelled', async () => {
    const { id } = await upload(county, employmentImports, 'worker', file, { programme });
    await until(() => county.call(employmentImports.get, { id }), (view) => view.rowsRead > 0, 'the reading to begin');
    await county.call(employmentImports.cancel, { id });
    const end = await settled(county, employmentImports, id, 'staging');
    expect(end).toMatchObject({ state: 'cancelled' });
    expect(end.rowsRead).toBeLessThan(30_000);
    expect(await stagedRows(id)).toBe(0);
    expect(await stored('employment.worker', batch)).toEqual([]);
  });
});

describe('files that are no list', () => {
  const head = '岗位编号,岗位名称,用工单位,工作地区\n';
  const good = async (): Promise<Buffer> => fileForms.xlsx.write(sheetOf([post(unique())]));
  const cases: readonly { title: string; bytes: () => Promise<Buffer> | Buffer; codes: readonly string[] }[] = [
    { title: 'an old .xls', bytes: () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4096)]), codes: ['FILE.UNSUPPORTED_FORMAT'] },
    { title: 'a workbook with a password', bytes: async () => encrypted(await good()), codes: ['FILE.ENCRYPTED'] },
    { title: 'a truncated workbook', bytes: async () => { const bytes = await good(); return bytes.subarray(0, Math.floor(bytes.length / 2)); }, codes: ['FILE.TRUNCATED'] },
    { title: 'a zip bomb', bytes: () => workbook(`<row r="1"><c r="A1" t="inlineStr"><is><t>${' '.repeat(130 * 1024 * 1024)}</t></is></c></row>`), codes: ['FILE.BOMB'] },
    { title: 'a million columns', bytes: () => Buffer.from(`${Array.from({ length: 1_000_000 }, (_, i) => i % 10).join(',')}\n`), codes: ['FILE.TOO_MANY_COLUMNS', 'FILE.ROW_TOO_LONG'] },
    { title: 'a million short columns', bytes: () => Buffer.from(`${head.trim()}${',x'.repeat(400_000)}\n`), codes: ['FILE.TOO_MANY_COLUMNS', 'FILE.ROW_TOO_LONG'] },
    { title: 'a PDF', bytes: () => Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n'), codes: ['FILE.UNSUPPORTED_FORMAT'] },
    { title: 'a picture', bytes: () => Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(2000)]), codes: ['FILE.NOT_A_TABLE', 'FILE.ENCODING'] },
    { title: 'a line of 10 MB', bytes: () => Buffer.from(`${head}"${'长'.repeat(3_500_000)}`), codes: ['FILE.ROW_TOO_LONG', 'FILE.QUOTES'] },
    { title: 'text in two encodings', bytes: () => Buffer.concat([Buffer.from(`\ufeff${head}`), Buffer.from('b5e7baB8', 'hex'), Buffer.from('\n')]), codes: ['FILE.ENCODING'] },
    { title: 'a list that turns bad after a thousand rows', bytes: () => Buffer.from(`${head}${Array.from({ length: 1200 }, (_, i) => `${i},电焊工,样例云帆电子有限公司,广州市黄埔区\n`).join('')}9,"没有结束的引号`), codes: ['FILE.QUOTES'] },
    { title: 'nothing but line ends', bytes: () => Buffer.from('\n\n\r\n\n'), codes: ['FILE.EMPTY'] },
    { title: 'entities that feed on themselves', bytes: () => workbook('<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>', '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'), codes: ['FILE.DOCTYPE'] },
  ];

  it.each(cases)('$title is rejected with its reason, and nothing of it is stored', async ({ bytes, codes }) => {
    const before = await enterprise.call(posts.list, { programme, size: 1 });
    const file = await bytes();
    // Making a large file held this process up: connections that were closed meanwhile are noticed first.
    await new Promise((resolve) => setImmediate(resolve));
    const view = await preview(enterprise, employmentImports, 'post', file, { fileName: 'file.xlsx', programme });
    expect(view.state).toBe('rejected');
    expect(codes).toContain(view.rejection?.code);
    expect(view.rejection?.zh).toMatch(/\p{Script=Han}/u);
    expect(view.finishedAt).not.toBeNull();
    expect(await stagedRows(view.id)).toBe(0);
    expect(await enterprise.refused(employmentImports.commit, { id: view.id })).toMatchObject({ status: 409 });
    expect((await enterprise.call(posts.list, { programme, size: 1 })).total).toBe(before.total);
  });

  it('an empty file is refused before it is sent', async () => {
    expect(await enterprise.refused(employmentImports.begin, { list: 'post', fileName: 'empty.csv', size: 0, programme })).toMatchObject({ status: 400, code: 'FILE.EMPTY' });
  });

  it('a file with no known header asks what its columns are', async () => {
    expect(await preview(enterprise, employmentImports, 'post', Buffer.from('a,b,c\n1,2,3\n'), { programme })).toMatchObject({ state: 'mapping', rejection: { code: 'FILE.NO_HEADER' } });
  });

  it('a header that stands twice is not guessed', async () => {
    expect(await preview(enterprise, employmentImports, 'post', Buffer.from('岗位名称,用工单位,工作地区,工作地区\n电焊工,样例,广州市黄埔区,深圳市\n'), { programme })).toMatchObject({ state: 'rejected', rejection: { code: 'FILE.DUPLICATE_HEADERS' } });
  });

  it('an upload with a missing piece can go on', async () => {
    const bytes = await fileForms.utf8.write(sheetOf([post(unique())]));
    const begun = await enterprise.call(employmentImports.begin, { list: 'post', fileName: 'list.csv', size: bytes.length, programme });
    expect(await enterprise.refused(employmentImports.parse, { id: begun.id })).toMatchObject({ status: 409, code: 'CHUNKS_MISSING', retryable: true });
    expect(await enterprise.refused(employmentImports.chunk, { id: begun.id, seq: begun.chunks, base64: '' })).toMatchObject({ status: 400 });
    await enterprise.call(employmentImports.chunk, { id: begun.id, seq: 0, base64: bytes.toString('base64') });
    await enterprise.call(employmentImports.parse, { id: begun.id });
    expect(await settled(enterprise, employmentImports, begun.id, 'staging')).toMatchObject({ state: 'staged', counts: { ...none, new: 1, total: 1 } });
  });
});

describe('what a file leaves behind', () => {
  const chunks = (importId: string): Promise<{ bytes: Buffer }[]> => sql('select c.bytes from employment.stored_file_chunk c join employment.import i on i.file_id = c.file_id where i.id = $1 order by c.seq', [importId]);

  it('is sealed while it is needed and gone once the import has ended, however it ends', async () => {
    const [wrong, right] = [worker(unique(), { 所在县区: '没有这个县' }), worker(unique())];
    const bytes = await fileForms.utf8.write(sheetOf([wrong, right]));
    const staged = [await preview(county, employmentImports, 'worker', bytes, { programme }), await preview(county, employmentImports, 'worker', bytes, { programme })] as const;
    for (const { id } of staged) {
      const stored = Buffer.concat((await chunks(id)).map((chunk) => chunk.bytes));
      expect(stored).toHaveLength(bytes.length + 29);
      for (const secret of ['姓名', '样例甲', right['身份证号'] ?? '', right['联系电话'] ?? '']) expect(stored.includes(Buffer.from(secret))).toBe(false);
    }
    await commit(county, employmentImports, staged[0].id);
    expect(await chunks(staged[0].id)).toEqual([]);
    expect(await county.call(employmentImports.cancel, { id: staged[1].id })).toMatchObject({ state: 'cancelled' });
    expect(await county.call(employmentImports.cancel, { id: staged[1].id })).toMatchObject({ state: 'cancelled' });
    expect(await chunks(staged[1].id)).toEqual([]);
    expect(await stagedRows(staged[1].id)).toBe(0);
    const rejected = await preview(county, employmentImports, 'worker', Buffer.from('%PDF-1.7\n1 0 obj\n'), { programme });
    expect(rejected.state).toBe('rejected');
    expect(await chunks(rejected.id)).toEqual([]);
    // The workbook of wrong rows outlives its import, sealed as well.
    const [workbookChunk] = await sql<{ bytes: Buffer }>('select c.bytes from employment.stored_file_chunk c join employment.import i on i.error_file = c.file_id where i.id = $1', [staged[0].id]);
    expect(workbookChunk?.bytes.subarray(0, 1)).toEqual(Buffer.of(1));
    expect(await rowsOf((await county.download(employmentImports.errors, { id: staged[0].id })).bytes)).toHaveLength(2);
  });

  it('a late chunk, and bytes of another length than was declared, are refused', async () => {
    const bytes = await fileForms.utf8.write(sheetOf([post(unique())]));
    const begun = await enterprise.call(employmentImports.begin, { list: 'post', fileName: 'list.csv', size: bytes.length, programme });
    const send = { id: begun.id, seq: 0 };
    await enterprise.call(employmentImports.chunk, { ...send, base64: bytes.subarray(1).toString('base64') });
    expect(await enterprise.refused(employmentImports.parse, { id: begun.id })).toMatchObject({ status: 409, code: 'FILE.SIZE_DIFFERS' });
    await enterprise.call(employmentImports.chunk, { ...send, base64: bytes.toString('base64') });
    await enterprise.call(employmentImports.parse, { id: begun.id });
    expect(await settled(enterprise, employmentImports, begun.id, 'staging')).toMatchObject({ state: 'staged', counts: { ...none, new: 1, total: 1 } });
    expect(await enterprise.refused(employmentImports.chunk, { ...send, base64: bytes.toString('base64') })).toMatchObject({ status: 409, code: 'NOT_UPLOADING' });
  });

  it('a stored file opens at its own place only, and goes when its time is over and nobody needs it', async () => {
    const url = new URL(stack.databaseUrl);
    url.username = 'jiedui_employment_rw';
    url.password = stack.roles['employment']?.rw ?? '';
    const dataSource = await createDataSource({ url: url.href, schema: 'employment', poolSize: 2 }).initialize();
    try {
      const files = new StoredFiles(dataSource, new Protection(generateProtectionKeys()));
      const content = Buffer.alloc(400_000, 'x');
      const write = (): Promise<string> => files.write({ name: 'a', mime: 'text/plain', createdBy: 'test' }, Readable.from([content]));
      const [kept, old, young] = [await write(), await write(), await write()];
      const read: Buffer[] = [];
      for await (const part of files.read(kept)) read.push(part);
      expect(Buffer.concat(read).equals(content)).toBe(true);
      expect(await files.describe(kept)).toMatchObject({ size: content.length, chunks: 3 });
      await sql('update employment.stored_file_chunk set bytes = (select bytes from employment.stored_file_chunk where file_id = $1 and seq = 0) where file_id = $1 and seq = 1', [young]);
      await expect(files.chunk(young, 1)).rejects.toThrow();
      await sql(`update employment.stored_file set created_at = now() - interval '8 days' where id = any($1)`, [[kept, old]]);
      await files.expire(7, `select '${kept}'::uuid`);
      expect(await Promise.all([kept, old, young].map(async (id) => await files.describe(id) !== null))).toEqual([true, false, true]);
      expect(await files.chunk(old, 0)).toBeNull();
      await sql('delete from employment.stored_file where id = any($1)', [[kept, young]]);
    } finally {
      await dataSource.destroy();
    }
  });
});

describe('a file that was previewed', () => {
  it('is committed with the rights its owner has then: rows of a county that is theirs no more are not written', async () => {
    const security = await as('anquan'), account = unique('amt').toLowerCase(), number = unique();
    const grants = (region: string): RoleGrant[] => [{ role: 'labour-office', programme, region, organisation: null }];
    const { id } = await security.call(accounts.create, { account, displayName: '样例', organisationName: null, grants: grants('500235') });
    const { code } = await security.call(accounts.link, { id }), password = 'seven lamps on the river', person = new Client();
    await person.raw('POST', '/api/invitation/accept', { body: { code, password } });
    await person.signIn(account, password);
    const waiting = await preview(person, employmentImports, 'worker', await fileForms.utf8.write(sheetOf([worker(number)])));
    expect(waiting.counts).toEqual({ ...none, new: 1, total: 1 });
    const { version, displayName, organisationName } = await security.call(accounts.get, { id });
    await security.call(accounts.update, { id, version, displayName, organisationName, grants: grants('500236') });
    await until(() => person.raw('GET', '/api/session'), ({ json }) => JSON.stringify(json).includes('500236'), 'the new county');
    expect(await commit(person, employmentImports, waiting.id)).toMatchObject({ state: 'staged', rejection: { code: 'IMPORT.LIST_MOVED' }, counts: { ...none, wrong: 1, total: 1 } });
    expect((await person.call(employmentImports.rows, { id: waiting.id, status: 'wrong' })).items.map((item) => item.errors.map((error) => error.code))).toEqual([['ROW.OUT_OF_SCOPE']]);
    await commit(person, employmentImports, waiting.id);
    expect(await stored('employment.worker', number)).toEqual([]);
  });
});

describe('a key that is stored already', () => {
  const here = (number: string, more: Record<string, string>): Promise<Buffer> => fileForms.utf8.write(sheetOf([post(number, more)]));
  const beijing = { 用工单位: '样例京沪物流有限公司', 工作地区: '北京市丰台区' };
  const shanghai = { ...beijing, 工作地区: '上海市黄浦区' };
  const regions = (number: string): Promise<{ region: string; version: number }[]> => sql('select region, version from employment.post where external_id = $1', [number]);

  it('does not let another region take the row over', async () => {
    const [one, other] = [await as('beijing'), await as('shanghai')];
    const number = unique();
    // Previewed while the key was free: what is stored meanwhile is met at the commit.
    const early = await preview(other, employmentImports, 'post', await here(number, shanghai), { programme });
    expect(early.counts).toEqual({ ...none, new: 1, total: 1 });
    await imported(one, employmentImports, 'post', [post(number, beijing)], programme);
    expect(await commit(other, employmentImports, early.id)).toMatchObject({ state: 'staged', rejection: { code: 'IMPORT.LIST_MOVED' }, counts: { ...none, wrong: 1, total: 1 } });
    const late = await preview(other, employmentImports, 'post', await here(number, { ...shanghai, 招聘人数: '9' }), { programme });
    expect(late).toMatchObject({ state: 'staged', counts: { ...none, wrong: 1, total: 1 }, errors: [{ code: 'ROW.OUT_OF_SCOPE', rows: 1 }] });
    for (const { id } of [early, late]) {
      expect((await other.call(employmentImports.rows, { id, status: 'wrong' })).items.map((item) => item.errors.map((error) => error.code))).toEqual([['ROW.OUT_OF_SCOPE']]);
      expect(await commit(other, employmentImports, id)).toMatchObject({ state: 'committed', counts: { ...none, wrong: 1, total: 1 } });
    }
    expect(await regions(number)).toEqual([{ region: '110106', version: 1 }]);
    expect(await rowsOf((await other.download(employmentImports.errors, { id: late.id })).bytes)).toHaveLength(2);
  });

  it('does not let a region take an organisation’s row over', async () => {
    const number = unique();
    await imported(enterprise, employmentImports, 'post', [post(number)], programme);
    const staged = await preview(await as('beijing'), employmentImports, 'post', await here(number, { 工作地区: '北京市丰台区' }), { programme });
    const before = await regions(number);
    await commit(await as('beijing'), employmentImports, staged.id);
    expect(staged.counts).toEqual({ ...none, wrong: 1, total: 1 });
    expect(before).toEqual([{ region: '440112', version: 1 }]);
    expect(await regions(number)).toEqual(before);
  });

  it('is not committed by somebody who lost the right since the preview', async () => {
    const number = unique();
    const client = await as('shanghai');
    const staged = await preview(client, employmentImports, 'post', await here(number, shanghai), { programme });
    const [grant] = await sql<{ id: string }>(`update registry.role_grant set role = 'auditor' where role = 'supporter-office' and account_id = (select id from registry.account where account = 'shanghai') returning id`);
    try {
      await until(() => client.ask(employmentImports.begin, { list: 'post', fileName: 'list.csv', size: 10, programme }), (answer) => answer.status === 403, 'the lost right to be felt');
      expect(await client.refused(employmentImports.commit, { id: staged.id })).toMatchObject({ status: 403 });
      expect(await regions(number)).toEqual([]);
    } finally {
      await sql(`update registry.role_grant set role = 'supporter-office' where id = $1`, [grant?.id]);
    }
  });
});

describe('two at once', () => {
  it('the later commit of the same new rows is shown the list as it now is', async () => {
    const batch = unique();
    const bytes = await fileForms.utf8.write(sheetOf([post(`${batch}0`), post(`${batch}1`)]));
    const [one, other] = [await preview(enterprise, employmentImports, 'post', bytes, { programme }), await preview(enterprise, employmentImports, 'post', bytes, { programme })];
    const ends = await Promise.all([commit(enterprise, employmentImports, one.id), commit(enterprise, employmentImports, other.id)]);
    expect(ends.map((view) => view.state).sort()).toEqual(['committed', 'staged']);
    const moved = ends.find((view) => view.state === 'staged');
    expect(moved).toMatchObject({ rejection: { code: 'IMPORT.LIST_MOVED' }, counts: { ...none, unchanged: 2 } });
    expect(await stored('employment.post', batch)).toHaveLength(2);
    expect(await commit(enterprise, employmentImports, moved?.id ?? '')).toMatchObject({ state: 'committed', rejection: null });
    expect((await stored('employment.post', batch)).map((row) => row.version)).toEqual([1, 1]);
  });

  it('an import is its maker’s alone', async () => {
    const mine = await preview(enterprise, employmentImports, 'post', await fileForms.utf8.write(sheetOf([post(unique())])), { programme });
    for (const operation of [employmentImports.get, employmentImports.commit, employmentImports.cancel] as const) expect(await county.refused(operation, { id: mine.id })).toMatchObject({ status: 404 });
    expect(await county.refused(employmentImports.rows, { id: mine.id })).toMatchObject({ status: 404 });
    expect(await county.refused(employmentImports.begin, { list: 'post', fileName: 'x.csv', size: 10 })).toMatchObject({ status: 403 });
  });
});

/** Sets the bit that says "encrypted" on every part of an archive. */
function encrypted(bytes: Buffer): Buffer {
  const out = Buffer.from(bytes);
  for (let at = 0; at + 4 <= out.length; at += 1) {
    const signature = out.readUInt32LE(at);
    if (signature === 0x04034b50) out.writeUInt16LE(out.readUInt16LE(at + 6) | 1, at + 6);
    if (signature === 0x02014b50) out.writeUInt16LE(out.readUInt16LE(at + 8) | 1, at + 8);
  }
  return out;
}
