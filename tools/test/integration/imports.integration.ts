import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { employmentImports, lots, marketplaceImports, orderLines, posts, workers } from '@jiedui/contracts';
import { as, type Client, close, commit, fileForms, idNumber, imported, preview, rowsOf, settled, sheetOf, sql, unique, upload } from '../arrange.js';
import { lot, none, orderLine, post, stored, worker, workbook } from '../import-rows.js';

/** Files of the four lists on their way in: every form, every mistake, every header. */

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

describe('every form a spreadsheet arrives in', () => {
  const cases = (Object.keys(fileForms) as (keyof typeof fileForms)[]).map((form, i) => ({ kind: i % 2 === 0 ? workerKind : postKind, form })).map((one) => ({ ...one, title: `${one.kind.name} as ${one.form}` }));

  it.each(cases)('$title: the promised counts are the stored counts, and the same file again changes nothing', async ({ kind, form }) => {
    const batch = unique();
    const rows = Array.from({ length: 5 }, (_, i) => kind.row(`${batch}${i}`));
    const bytes = await fileForms[form].write(sheetOf(rows));
    const client = kind.client();
    const staged = await preview(client, kind.imports, kind.list, bytes, { fileName: `清单.${fileForms[form].extension}`, programme });
    expect(staged).toMatchObject({ state: 'staged', counts: { ...none, new: 5, total: 5 }, rejection: null });
    expect(await stored(kind.table, batch)).toEqual([]);

    expect(await commit(client, kind.imports, staged.id)).toMatchObject({ state: 'committed', counts: { ...none, new: 5, total: 5 } });
    const first = await stored(kind.table, batch);
    expect(first.map((row) => row.external_id)).toEqual(rows.map((_, i) => `${batch}${i}`));
    const shown = await client.call(kind.operations.list, { search: `${batch}0`.toLowerCase(), programme });
    expect(shown.items.map((row) => row.cells['title'] ?? row.cells['wishes'])).toEqual(['电焊工']);

    const again = await preview(client, kind.imports, kind.list, bytes, { programme });
    expect(again.counts).toEqual({ ...none, unchanged: 5, total: 5 });
    expect(await commit(client, kind.imports, again.id)).toMatchObject({ state: 'committed', counts: { ...none, unchanged: 5 } });
    expect(await stored(kind.table, batch)).toEqual(first);
  });
});

describe.each(kinds)('$name', (kind) => {
  it('takes changed rows under their own id with a new version, leaves the others alone, and a key that stands twice is one row', async () => {
    const batch = unique();
    const client = kind.client();
    const rows = Array.from({ length: 4 }, (_, i) => kind.row(`${batch}${i}`));
    await imported(client, kind.imports, kind.list, rows, programme);
    const before = await stored(kind.table, batch);
    const next = [...rows.map((row, i) => (i === 2 ? { ...row, ...kind.change } : row)), kind.row(`${batch}4`), { ...kind.row(`${batch}4`), ...kind.change }];
    const staged = await preview(client, kind.imports, kind.list, await fileForms.xlsx.write(sheetOf(next)), { programme });
    expect(staged.counts).toEqual({ ...none, new: 1, changed: 1, unchanged: 3, duplicate: 1, total: 6 });
    expect((await client.call(kind.imports.rows, { id: staged.id, status: 'duplicate' })).items.map((item) => item.row)).toEqual([7]);
    await commit(client, kind.imports, staged.id);
    const after = await stored(kind.table, batch);
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
    expect(await stored(workerKind.table, batch)).toHaveLength(2);

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
    expect((await stored(workerKind.table, batch)).map((row) => row.external_id)).toEqual([0, 1, 2, 3].map((i) => `${batch}${i}`));
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

describe('a quantity that a file lowers', () => {
  it('stays at what was agreed, and the row is filled', async () => {
    const batch = unique();
    await imported(enterprise, employmentImports, 'post', [post(`${batch}1`, { 招聘人数: '5' }), post(`${batch}2`, { 招聘人数: '5' })], programme);
    // Three of the five were agreed on.
    await sql('update employment.post set taken = 3 where external_id like $1', [`${batch}%`]);
    await imported(enterprise, employmentImports, 'post', [post(`${batch}1`, { 招聘人数: '2' }), post(`${batch}2`, { 招聘人数: '4' })], programme);
    expect(await sql('select quantity, taken, status from employment.post where external_id like $1 order by external_id', [`${batch}%`])).toEqual([{ quantity: 3, taken: 3, status: 'filled' }, { quantity: 4, taken: 3, status: 'open' }]);
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
    expect(await stored(workerKind.table, batch)).toHaveLength(1);

    expect(await preview(county, employmentImports, 'worker', await fileForms.utf8.write(sheet(1)), { programme })).toMatchObject({ state: 'staged', counts: { ...none, new: 1, total: 1 } });
  });
});
