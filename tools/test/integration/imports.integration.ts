import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { employmentImports, type ImportView, lots, marketplaceImports, orderLines, posts, workers } from '@jiedui/contracts';
import { StoredFiles } from '@jiedui/messaging';
import { createDataSource } from '@jiedui/persistence';
import { generateProtectionKeys, Protection } from '@jiedui/protection';
import { as, type Client, close, commit, fileForms, idNumber, imported, phone, preview, rowsOf, settled, sheetOf, sql, stack, unique, until, upload } from '../arrange.js';

/** Files of the four lists on their way in: every form, every mistake, and nothing half stored. */

const programme = 'three-gorges';
let county: Client;
let enterprise: Client;
let producer: Client;
let buyer: Client;

beforeAll(async () => {
  county = await as('yunyang');
  enterprise = await as('qiye');
  producer = await as('hezuoshe');
  buyer = await as('chaoshi');
});
afterAll(close);

const worker = (number: string, more: Record<string, string> = {}): Record<string, string> => ({
  人员编号: number, 姓名: '样例甲', 身份证号: idNumber(), 联系电话: phone(), 所在县区: '云阳县', 学历: '初中', 求职意向: '电焊工', 期望月薪: '5000', 知情同意: '是(2026-01-15)', ...more,
});
const post = (number: string, more: Record<string, string> = {}): Record<string, string> => ({
  岗位编号: number, 岗位名称: '电焊工', 招聘人数: '3', 用工单位: '样例云帆电子有限公司', 工作地区: '广东省广州市黄埔区', 月薪下限: '5000', 月薪上限: '7000', ...more,
});
const lot = (number: string, more: Record<string, string> = {}): Record<string, string> => ({
  批次编号: number, 供货主体: '样例奉节脐橙专业合作社', 产地县区: '奉节县', 品类: '柑橘类', 品名: '奉节脐橙', 可供数量: '20', 单位: '吨', 单价: '5000', 采收期起: '2026-11-01', 采收期止: '2026-12-31', ...more,
});
const orderLine = (number: string, more: Record<string, string> = {}): Record<string, string> => ({
  需求编号: number, 采购单位: '样例联华超市有限公司', 品类: '柑橘类', 品名: '脐橙', 数量: '10', 单位: '吨', 最高单价: '6000', 交货期起: '2026-11-15', 交货期止: '2026-12-31', 交货地区: '北京市丰台区', ...more,
});

interface Kind {
  readonly name: string;
  readonly client: () => Client;
  readonly imports: typeof employmentImports | typeof marketplaceImports;
  readonly list: 'worker' | 'post' | 'lot' | 'orderLine';
  readonly operations: typeof workers;
  readonly table: string;
  readonly row: (number: string, more?: Record<string, string>) => Record<string, string>;
  readonly key: string;
  /** A cell to change, by header. */
  readonly change: Record<string, string>;
}
const kinds: readonly Kind[] = [
  { name: 'workers', client: () => county, imports: employmentImports, list: 'worker', operations: workers, table: 'employment.worker', row: worker, key: '人员编号', change: { 期望月薪: '5600' } },
  { name: 'posts', client: () => enterprise, imports: employmentImports, list: 'post', operations: posts, table: 'employment.post', row: post, key: '岗位编号', change: { 招聘人数: '4' } },
  { name: 'lots', client: () => producer, imports: marketplaceImports, list: 'lot', operations: lots, table: 'marketplace.lot', row: lot, key: '批次编号', change: { 单价: '4800' } },
  { name: 'order lines', client: () => buyer, imports: marketplaceImports, list: 'orderLine', operations: orderLines, table: 'marketplace.order_line', row: orderLine, key: '需求编号', change: { 最高单价: '6200' } },
];
const [workerKind, postKind] = kinds as readonly [Kind, Kind, Kind, Kind];

/** What the list holds of one batch, by external id. */
async function stored(kind: Kind, batch: string): Promise<{ external_id: string; id: string; version: number; status: string }[]> {
  return sql(`select external_id, id, version, status from ${kind.table} where external_id like $1 order by external_id`, [`${batch}%`]);
}
const none = { new: 0, changed: 0, unchanged: 0, wrong: 0, duplicate: 0 };
const stagedRows = async (id: string): Promise<number> => (await sql<{ rows: number }>('select (select count(*) from employment.staged_row where import_id = $1)::int + (select count(*) from marketplace.staged_row where import_id = $1)::int as rows', [id]))[0]?.rows ?? -1;

describe('every form a spreadsheet arrives in', () => {
  const cases = (Object.keys(fileForms) as (keyof typeof fileForms)[]).map((form, i) => ({ kind: i % 2 === 0 ? workerKind : postKind, form })).map((one) => ({ ...one, title: `${one.kind.name} as ${one.form}` }));

  it.each(cases)('$title: the promised counts are the stored counts, and the same file again changes nothing', async ({ kind, form }) => {
    const batch = unique();
    const rows = Array.from({ length: 5 }, (_, i) => kind.row(`${batch}${i}`));
    const bytes = await fileForms[form].write(sheetOf(rows));
    const client = kind.client();
    const staged = await preview(client, kind.imports, kind.list, bytes, { fileName: `清单.${fileForms[form].extension}`, programme });
    expect(staged).toMatchObject({ state: 'staged', counts: { ...none, new: 5, total: 5 }, rejection: null });
    expect(await stored(kind, batch)).toEqual([]);

    expect(await commit(client, kind.imports, staged.id)).toMatchObject({ state: 'committed', counts: { ...none, new: 5, total: 5 } });
    const first = await stored(kind, batch);
    expect(first.map((row) => row.external_id)).toEqual(rows.map((_, i) => `${batch}${i}`));
    const shown = await client.call(kind.operations.list, { search: `${batch}0`.toLowerCase(), programme });
    expect(shown.items.map((row) => row.cells['title'] ?? row.cells['wishes'])).toEqual(['电焊工']);

    const again = await preview(client, kind.imports, kind.list, bytes, { programme });
    expect(again.counts).toEqual({ ...none, unchanged: 5, total: 5 });
    expect(await commit(client, kind.imports, again.id)).toMatchObject({ state: 'committed', counts: { ...none, unchanged: 5 } });
    expect(await stored(kind, batch)).toEqual(first);
  });
});

describe.each(kinds)('$name', (kind) => {
  it('takes changed rows under their own id with a new version, leaves the others alone, and a key that stands twice is one row', async () => {
    const batch = unique();
    const client = kind.client();
    const rows = Array.from({ length: 4 }, (_, i) => kind.row(`${batch}${i}`));
    await imported(client, kind.imports, kind.list, rows, programme);
    const before = await stored(kind, batch);
    const next = [...rows.map((row, i) => (i === 2 ? { ...row, ...kind.change } : row)), kind.row(`${batch}4`), { ...kind.row(`${batch}4`), ...kind.change }];
    const staged = await preview(client, kind.imports, kind.list, await fileForms.xlsx.write(sheetOf(next)), { programme });
    expect(staged.counts).toEqual({ ...none, new: 1, changed: 1, unchanged: 3, duplicate: 1, total: 6 });
    expect((await client.call(kind.imports.rows, { id: staged.id, status: 'duplicate' })).items.map((item) => item.row)).toEqual([7]);
    await commit(client, kind.imports, staged.id);
    const after = await stored(kind, batch);
    expect(after.slice(0, 4).map(({ id, version }) => ({ id, version }))).toEqual(before.map(({ id, version }, i) => ({ id, version: i === 2 ? version + 1 : version })));
    expect(after).toHaveLength(5);
    const changed = await client.call(kind.operations.get, { id: before[2]?.id ?? '' });
    expect(Object.values(changed.row.cells)).toEqual(expect.arrayContaining(Object.values(kind.change)));
    expect(changed.history.map((event) => event.what)).toEqual(['导入', '导入']);
  });

  it('offers a template whose example row is passed over (an empty list is taken for what it is) and whose headers are its own', async () => {
    const client = kind.client();
    const template = await client.download(kind.operations.template, {});
    expect(template.name).toMatch(/模板\.xlsx$/);
    const empty = await preview(client, kind.imports, kind.list, template.bytes, { fileName: 'template.xlsx', programme });
    expect(empty).toMatchObject({ state: 'staged', counts: { ...none, total: 0 } });
    expect(await commit(client, kind.imports, empty.id)).toMatchObject({ state: 'committed', counts: { ...none, total: 0 } });
    const [headers = []] = await rowsOf(template.bytes);
    const row = kind.row(unique());
    const filled = { headers, rows: [headers.map((header) => row[header.replace('*', '')] ?? '')] };
    expect(filled.rows[0]?.filter((cell) => cell !== '')).toHaveLength(Object.keys(row).length);
    expect(await preview(client, kind.imports, kind.list, await fileForms.xlsx.write(filled), { programme })).toMatchObject({ state: 'staged', headers, missing: [], counts: { ...none, new: 1, total: 1 } });
  });
});

describe('wrong rows', () => {
  it('come back in a workbook with their own texts and every reason, and go in once mended', async () => {
    const batch = unique();
    const rows = [worker(`${batch}0`), worker(`${batch}1`, { 所在县区: '没有这个县', 期望月薪: '很多' }), worker(`${batch}2`, { 身份证号: '500235199001011230' }), worker(`${batch}3`)];
    const staged = await preview(county, employmentImports, 'worker', await fileForms.utf8.write(sheetOf(rows)), { programme });
    expect(staged.counts).toEqual({ ...none, new: 2, wrong: 2, total: 4 });
    const wrong = await county.call(employmentImports.rows, { id: staged.id, status: 'wrong' });
    expect(wrong.items.map((item) => [item.row, item.errors.map((error) => error.field).sort()])).toEqual([[3, ['unit', 'wageWish']], [4, ['idNumber']]]);
    await commit(county, employmentImports, staged.id);
    expect(await stored(workerKind, batch)).toHaveLength(2);

    const workbook = await county.download(employmentImports.errors, { id: staged.id });
    const [headers = [], ...bad] = await rowsOf(workbook.bytes);
    const column = (name: string): number => headers.findIndex((header) => header.replace('*', '') === name);
    expect(headers.at(-1)).toBe('错误原因');
    expect(bad).toHaveLength(2);
    expect(bad[0]?.[column('所在县区')]).toBe('没有这个县');
    expect(bad[0]?.[column('期望月薪')]).toBe('很多');
    expect(bad[0]?.[column('联系电话')]).toBe(rows[1]?.['联系电话']);
    expect(bad[0]?.at(-1)).toMatch(/所在县区[\s\S]*\n[\s\S]*期望月薪|期望月薪[\s\S]*\n[\s\S]*所在县区/);
    const mended = bad.map((cells, i) => cells.map((cell, at) => (i === 0 && at === column('所在县区') ? '云阳县' : i === 0 && at === column('期望月薪') ? '4800' : i === 1 && at === column('身份证号') ? idNumber() : cell)));
    const second = await preview(county, employmentImports, 'worker', await fileForms.xlsx.write({ headers, rows: mended }), { programme });
    expect(second.counts).toEqual({ ...none, new: 2, total: 2 });
    await commit(county, employmentImports, second.id);
    expect((await stored(workerKind, batch)).map((row) => row.external_id)).toEqual([0, 1, 2, 3].map((i) => `${batch}${i}`));
  });

  const mistakes: readonly { title: string; kind: Kind; cells: Record<string, string>; field: string; code: string }[] = [
    { title: 'a wrong region', kind: postKind, cells: { 工作地区: '月亮市' }, field: 'region', code: 'CELL.REGION_UNKNOWN' },
    { title: 'a negative headcount', kind: postKind, cells: { 招聘人数: '-3' }, field: 'headcount', code: 'CELL.HEADCOUNT_NOT_POSITIVE' },
    { title: 'a headcount of 0', kind: postKind, cells: { 招聘人数: '0' }, field: 'headcount', code: 'CELL.HEADCOUNT_NOT_POSITIVE' },
    { title: 'a price of 0', kind: kinds[2] as Kind, cells: { 单价: '0' }, field: 'price', code: 'CELL.PRICE_NOT_POSITIVE' },
    { title: 'a harvest that ends before it starts', kind: kinds[2] as Kind, cells: { 采收期止: '2026-10-01' }, field: 'harvestTo', code: 'ROW.END_BEFORE_START' },
    { title: 'a delivery that ends before it starts', kind: kinds[3] as Kind, cells: { 交货期止: '2026-10-01' }, field: 'deliverTo', code: 'ROW.END_BEFORE_START' },
    { title: 'a worker of another county', kind: workerKind, cells: { 所在县区: '奉节县' }, field: 'unit', code: 'ROW.OUT_OF_SCOPE' },
    { title: 'an ID number with a wrong check digit', kind: workerKind, cells: { 身份证号: '500235199001011230' }, field: 'idNumber', code: 'IDENTIFIER.CHECK_DIGIT' },
  ];
  it.each(kinds)('among the $name are named by their column, and keep nobody else out', async (kind) => {
    const batch = unique();
    const mine = mistakes.filter((mistake) => mistake.kind === kind);
    expect(mine.length).toBeGreaterThan(0);
    const staged = await preview(kind.client(), kind.imports, kind.list, await fileForms.utf8.write(sheetOf([...mine.map(({ cells }, i) => kind.row(`${batch}${i}`, cells)), kind.row(`${batch}9`)])), { programme });
    expect(staged.counts).toEqual({ ...none, new: 1, wrong: mine.length, total: mine.length + 1 });
    const { items } = await kind.client().call(kind.imports.rows, { id: staged.id, status: 'wrong' });
    expect(items.map((item, i) => [mine[i]?.title, item.errors.map((error) => [error.field, error.row, error.code])])).toEqual(mine.map(({ title, field, code }, i) => [title, [[field, i + 2, code]]]));
    for (const error of items.flatMap((item) => item.errors)) expect(error.message.zh).not.toBe(error.message.en);
  });

  it('reads formula cells as text or as the value saved, and says so', async () => {
    const batch = unique();
    const csv = await preview(enterprise, employmentImports, 'post', Buffer.from(`岗位编号,岗位名称,用工单位,工作地区\n${batch}0,=1+1,样例云帆电子有限公司,广州市黄埔区\n`), { programme });
    expect(csv.counts).toMatchObject({ new: 1, wrong: 0 });
    await commit(enterprise, employmentImports, csv.id);
    const { items: [row] } = await enterprise.call(posts.list, { search: `${batch}0`, programme });
    expect(row?.cells['title']).toBe('=1+1');

    const sheet = ['岗位编号', '岗位名称', '用工单位', '工作地区', '招聘人数'].map((header, i) => `<c r="${'ABCDE'[i]}1" t="inlineStr"><is><t>${header}</t></is></c>`).join('');
    const cells = [`${batch}1`, '电焊工', '样例云帆电子有限公司', '广州市黄埔区'].map((text, i) => `<c r="${'ABCDE'[i]}2" t="inlineStr"><is><t>${text}</t></is></c>`).join('');
    const xlsx = workbook(`<row r="1">${sheet}</row><row r="2">${cells}<c r="E2"><f>3+4</f><v>7</v></c></row>`);
    const staged = await preview(enterprise, employmentImports, 'post', xlsx, { programme });
    expect(staged.counts).toMatchObject({ new: 1, wrong: 0 });
    expect(staged.assumed.filter((group) => group.code === 'ASSUMED.FORMULA')).toEqual([expect.objectContaining({ field: 'headcount', rows: 1 })]);
  });

  it('ends with a word when a cell holds what no database can', async () => {
    const batch = unique();
    const bytes = Buffer.from(`岗位编号,岗位名称,用工单位,工作地区\n${batch}0,电\u0000焊工,样例云帆电子有限公司,广州市黄埔区\n${batch}1,电焊工,样例云帆电子有限公司,广州市黄埔区\n`);
    const staged = await preview(enterprise, employmentImports, 'post', bytes, { programme });
    expect(staged).toMatchObject({ state: 'staged', counts: { ...none, new: 1, wrong: 1, total: 2 } });
    const { items: [row] } = await enterprise.call(employmentImports.rows, { id: staged.id, status: 'wrong' });
    expect(row?.errors.map((error) => [error.field, error.code])).toEqual([['title', 'CELL.CONTROL_CHARACTER']]);
  });
});

describe('headers of somebody else', () => {
  it('are asked for once, mapped by hand, and remembered', async () => {
    const batch = unique();
    const own = unique('表头');
    const sheet = (n: number) => ({ headers: ['序', `${own}名`, '所在县区', `${own}要`], rows: [[`${batch}${n}`, '样例乙', '云阳县', '保洁员']] });
    const first = await upload(county, employmentImports, 'worker', await fileForms.utf8.write(sheet(0)), { programme });
    const asked = await settled(county, employmentImports, first.id, 'staging');
    expect(asked).toMatchObject({ state: 'mapping', headers: sheet(0).headers, rejection: { code: 'FILE.MISSING_COLUMNS' } });
    expect(asked.rejection?.zh).toContain('姓名');
    expect(await county.refused(employmentImports.commit, { id: first.id })).toMatchObject({ status: 409, code: 'NOT_STAGED' });

    await county.call(employmentImports.parse, { id: first.id, mapping: { 序: 'externalId', [`${own}名`]: 'name', [`${own}要`]: 'wishes' } });
    const staged = await settled(county, employmentImports, first.id, 'staging');
    expect(staged).toMatchObject({ state: 'staged', rejection: null, counts: { ...none, new: 1, total: 1 } });
    await commit(county, employmentImports, first.id);
    expect(await stored(workerKind, batch)).toHaveLength(1);

    expect(await preview(county, employmentImports, 'worker', await fileForms.utf8.write(sheet(1)), { programme })).toMatchObject({ state: 'staged', counts: { ...none, new: 1, total: 1 } });
  });
});

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
    expect(await stored(workerKind, batch)).toEqual([]);
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
    expect(await stored(workerKind, batch)).toEqual([]);
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
    expect(await stored(postKind, batch)).toHaveLength(2);
    expect(await commit(enterprise, employmentImports, moved?.id ?? '')).toMatchObject({ state: 'committed', rejection: null });
    expect((await stored(postKind, batch)).map((row) => row.version)).toEqual([1, 1]);
  });

  it('an import is its maker’s alone', async () => {
    const mine = await preview(enterprise, employmentImports, 'post', await fileForms.utf8.write(sheetOf([post(unique())])), { programme });
    for (const operation of [employmentImports.get, employmentImports.commit, employmentImports.cancel] as const) expect(await county.refused(operation, { id: mine.id })).toMatchObject({ status: 404 });
    expect(await county.refused(employmentImports.rows, { id: mine.id })).toMatchObject({ status: 404 });
    expect(await county.refused(employmentImports.begin, { list: 'post', fileName: 'x.csv', size: 10 })).toMatchObject({ status: 403 });
  });
});

/** A workbook of one sheet with this content of its `sheetData`. */
function workbook(rows: string, doctype = ''): Buffer {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
  return Buffer.from(zipSync({
    '[Content_Types].xml': strToU8(`${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`),
    '_rels/.rels': strToU8(`${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`),
    'xl/workbook.xml': strToU8(`${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="清单" sheetId="1" r:id="rId1"/></sheets></workbook>`),
    'xl/_rels/workbook.xml.rels': strToU8(`${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`),
    'xl/worksheets/sheet1.xml': strToU8(`${declaration}${doctype}<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`),
  }, { level: 6 }));
}

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
