import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ListRow, lots, orderLines, posts, workers } from '@jiedui/contracts';
import { as, type Client, close, fileForms, idNumber, imported, phone, rowsOf, sql, unique } from '../arrange.js';
import { employmentImports } from '@jiedui/contracts';

/** The four lists through their forms: every change a version, every mistake named, nobody's number shown. */

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
  readonly operations: typeof posts;
  readonly table: string;
  readonly cells: (number: string) => Record<string, string>;
  /** A cell to edit, what the edit changes in the row, and the field that is wrong when it is emptied. */
  readonly edit: { readonly cells: Record<string, string>; readonly row: Partial<ListRow> };
  readonly wrong: { readonly cells: Record<string, string>; readonly field: string };
}
const kinds: readonly Kind[] = [
  {
    name: 'posts', client: () => enterprise, operations: posts, table: 'employment.post',
    cells: (number) => ({ externalId: number, title: '电焊工', headcount: '3', employer: '样例云帆电子有限公司', region: '广东省广州市黄埔区', wageMin: '5000', wageMax: '7000' }),
    edit: { cells: { headcount: '8', wageMax: '7500.5' }, row: { quantity: 8, amountFen: 750_050 } }, wrong: { cells: { headcount: '-1' }, field: 'headcount' },
  },
  {
    name: 'workers', client: () => county, operations: workers, table: 'employment.worker',
    cells: (number) => ({ externalId: number, name: '样例庚', idNumber: idNumber(), phone: phone(), unit: '云阳县', wishes: '保洁员', consent: '是', wageWish: '4000' }),
    edit: { cells: { wageWish: '4500', zeroEmploymentHousehold: '是', hardToEmploy: '是' }, row: { amountFen: 450_000, tier: 1 } }, wrong: { cells: { unit: '不存在县' }, field: 'unit' },
  },
  {
    name: 'lots', client: () => producer, operations: lots, table: 'marketplace.lot',
    cells: (number) => ({ externalId: number, producer: '样例奉节脐橙专业合作社', originUnit: '奉节县', category: '柑橘类', product: '奉节脐橙', quantity: '20', unit: '吨', price: '5000', harvestFrom: '2026-11-01', harvestTo: '2026-12-31' }),
    edit: { cells: { quantity: '3', unit: '斤', price: '2.5' }, row: { quantity: 3, amountFen: 250 } }, wrong: { cells: { price: '0' }, field: 'price' },
  },
  {
    name: 'order lines', client: () => buyer, operations: orderLines, table: 'marketplace.order_line',
    cells: (number) => ({ externalId: number, buyer: '样例联华超市有限公司', category: '柑橘类', quantity: '10', unit: '吨', priceMax: '6000', deliverFrom: '2026-11-15', deliverTo: '2026-12-31', region: '北京市丰台区' }),
    edit: { cells: { quantity: '12' }, row: { quantity: 24_000 } }, wrong: { cells: { deliverTo: '2026-11-01' }, field: 'deliverTo' },
  },
];

describe.each(kinds)('$name', (kind) => {
  const { operations } = kind;
  const create = (number: string, cells: Record<string, string> = {}): Promise<ListRow> => kind.client().call(operations.create, { programme, cells: { ...kind.cells(number), ...cells } });

  it('are created, edited, withdrawn and restored, each time with a version and an entry in the history', async () => {
    const client = kind.client();
    const made = await create(unique());
    expect(made).toMatchObject({ version: 1, status: 'open', taken: 0, programme });
    const edited = await client.call(operations.update, { id: made.id, version: 1, cells: kind.edit.cells });
    expect(edited).toMatchObject({ ...kind.edit.row, id: made.id, version: 2, externalId: made.externalId });
    const withdrawn = await client.call(operations.withdraw, { id: made.id, version: 2, reason: '信息有误' });
    expect(withdrawn).toMatchObject({ version: 3, status: 'withdrawn' });
    expect(await client.refused(operations.withdraw, { id: made.id, version: 3, reason: '再撤' })).toMatchObject({ status: 409 });
    expect(await client.call(operations.restore, { id: made.id, version: 3 })).toMatchObject({ version: 4, status: 'open' });
    expect(await client.refused(operations.restore, { id: made.id, version: 4 })).toMatchObject({ status: 409 });
    const { row, history } = await client.call(operations.get, { id: made.id });
    expect(row).toMatchObject({ ...kind.edit.row, version: 4 });
    expect(history.map(({ what, reason }) => [what, reason])).toEqual([['恢复', null], ['撤回', '信息有误'], ['修改', null], ['新增', null]]);
  });

  it('an edit of an old version is refused and changes nothing', async () => {
    const client = kind.client();
    const made = await create(unique());
    const both = await Promise.all([1, 2].map(() => client.ask(operations.update, { id: made.id, version: 1, cells: kind.edit.cells })));
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 412]);
    for (const operation of [operations.withdraw, operations.restore] as const) expect(await client.refused(operation, { id: made.id, version: 1, ...(operation === operations.withdraw ? { reason: '旧' } : {}) } as { id: string; version: number; reason: string })).toMatchObject({ status: 412, code: 'CHANGED_MEANWHILE' });
    expect((await client.call(operations.get, { id: made.id })).row.version).toBe(2);
  });

  it('a number that stands twice is refused, when made and when edited', async () => {
    const client = kind.client();
    const [one, other] = [await create(unique()), await create(unique())];
    expect(await client.refused(operations.create, { programme, cells: kind.cells(one.externalId) })).toMatchObject({ status: 409, code: 'ROW_EXISTS' });
    expect(await client.refused(operations.update, { id: other.id, version: 1, cells: { externalId: one.externalId } })).toMatchObject({ status: 409, code: 'ROW_EXISTS' });
    expect((await client.call(operations.get, { id: other.id })).row).toMatchObject({ version: 1, externalId: other.externalId });
  });

  it('a mistake names its column in both languages, and nothing is stored', async () => {
    const client = kind.client();
    const number = unique();
    const problem = await client.refused(operations.create, { programme, cells: { ...kind.cells(number), ...kind.wrong.cells } });
    expect(problem).toMatchObject({ status: 400, code: 'ROW_WRONG' });
    expect(problem.fields.map((field) => field.field)).toEqual([kind.wrong.field]);
    expect(problem.fields[0]?.message.zh).toMatch(/\p{Script=Han}/u);
    expect(problem.fields[0]?.message.en).toMatch(/[a-z]{3}/);
    const empty = await client.refused(operations.create, { programme, cells: {} });
    const required = (await client.call(operations.columns, {})).columns.filter((column) => column.required).map((column) => column.code);
    expect(empty.fields.map((field) => field.field).sort()).toEqual(required.sort());
    expect(await client.refused(operations.create, { programme, cells: { ...kind.cells(number), status: 'filled' } })).toMatchObject({ status: 400, fields: [{ field: 'status' }] });
    for (const text of ['电\u0000焊工', '电\ud800焊工']) {
      const [code = ''] = Object.keys(kind.cells(number)).slice(1);
      expect(await client.refused(operations.create, { programme, cells: { ...kind.cells(number), [code]: text } })).toMatchObject({ status: 400, fields: [{ field: code }] });
    }
    expect(await sql(`select 1 from ${kind.table} where external_id = $1`, [number])).toEqual([]);
  });

  it('what looks like code is text', async () => {
    const nasty = `<img src=x onerror=alert(1)>'; drop table post; --{{7*7}}`;
    const code = kind.name === 'workers' ? 'township' : kind.name === 'posts' ? 'skills' : 'externalId';
    const text = nasty.slice(0, code === 'externalId' ? 20 : 30).trim() + (code === 'externalId' ? unique() : '');
    const made = await create(unique(), { [code]: text });
    expect((await kind.client().call(operations.get, { id: made.id })).row.cells[code]).toBe(text);
    for (const search of ["' or 1=1 --", '%', '\\', "'''", '(((', ':*', 'a & | !', '\u0000']) expect((await kind.client().ask(operations.list, { search })).status).toBeLessThan(500);
  });
});

describe('personal data', () => {
  it('is never shown whole, is sealed in the table, and is found by its exact text alone', async () => {
    const [id, mobile, number] = [idNumber(), phone(), unique()];
    const made = await county.call(workers.create, { cells: { externalId: number, name: '样例辛壬', idNumber: id, phone: mobile, unit: '云阳县', wishes: '保洁员', consent: '是' } });
    const answers = [JSON.stringify(made), ...await Promise.all([county.ask(workers.get, { id: made.id }), county.ask(workers.list, { search: number }), county.ask(workers.list, { search: mobile }), county.ask(workers.list, { search: id })].map(async (answer) => (await answer).text))];
    for (const text of answers) {
      expect(text).toContain(made.id);
      expect(text).not.toContain(id);
      expect(text).not.toContain(mobile);
      expect(text).not.toContain('样例辛壬');
    }
    expect(made.cells).toMatchObject({ name: '样***', idNumber: `${id.slice(0, 3)}${'*'.repeat(11)}${id.slice(-4)}`, phone: `139****${mobile.slice(-4)}` });
    for (const part of [mobile.slice(0, 8), id.slice(0, 10), '样例辛']) expect((await county.call(workers.list, { search: part })).items.map((item) => item.id)).not.toContain(made.id);

    // Another county's office finds nothing by it, and those who read everything else see not even the mask.
    expect((await (await as('yunyangqu')).call(workers.list, { search: mobile })).items).toEqual([]);
    const admin = await as('admin');
    expect((await admin.call(workers.list, { search: mobile })).items).toEqual([]);
    const [seen] = (await admin.call(workers.list, { search: number })).items;
    expect(Object.keys(seen?.cells ?? {})).toEqual(expect.not.arrayContaining(['name', 'idNumber', 'phone']));

    const raw = JSON.stringify([
      await sql('select * from employment.worker where id = $1', [made.id]), await sql('select encode(personal, $2) as sealed from employment.worker where id = $1', [made.id, 'escape']),
      await sql('select * from employment.outbox where aggregate = $1', [`worker:${made.id}`]), await sql('select * from matching.entry where id = $1', [made.id]), await sql('select * from employment.worker_event where row_id = $1', [made.id]),
    ]);
    for (const secret of [id, mobile, '样例辛壬']) expect(raw).not.toContain(secret);
    const file = (await rowsOf((await county.download(workers.export, { search: number })).bytes)).flat().join();
    expect(file).toContain(number);
    for (const secret of [id, mobile, '样例辛壬']) expect(file).not.toContain(secret);
  });

  it('a masked text that comes back with the form stands for what is sealed', async () => {
    const [id, mobile] = [idNumber(), phone()];
    const made = await county.call(workers.create, { cells: { externalId: unique(), name: '样例癸', idNumber: id, phone: mobile, unit: '云阳县', wishes: '保洁员', consent: '是' } });
    const edited = await county.call(workers.update, { id: made.id, version: 1, cells: { ...made.cells, township: '江口镇' } });
    expect(edited.cells).toEqual({ ...made.cells, township: '江口镇' });
    expect((await county.call(workers.list, { search: mobile })).items.map((item) => item.id)).toEqual([made.id]);
    const next = phone();
    await county.call(workers.update, { id: made.id, version: 2, cells: { phone: next } });
    expect((await county.call(workers.list, { search: next })).items.map((item) => item.id)).toEqual([made.id]);
    expect((await county.call(workers.list, { search: mobile })).items).toEqual([]);
    expect((await county.call(workers.list, { search: id })).items.map((item) => item.id)).toEqual([made.id]);
  });
});

describe('finding and paging', () => {
  const batch = unique();
  beforeAll(async () => {
    await imported(enterprise, employmentImports, 'post', Array.from({ length: 83 }, (_, i) => ({
      岗位编号: `${batch}-${i}`, 岗位名称: ['电话客服专员', '电焊工', '茶艺师'][i % 3] ?? '', 招聘人数: String(1 + (i % 5)), 用工单位: '样例云帆电子有限公司', 工作地区: ['广东省广州市黄埔区', '北京市丰台区', '上海市浦东新区', '广东省深圳市'][i % 4] ?? '',
      月薪下限: i % 6 === 0 ? '' : String(4000 + (i % 7) * 250), 到岗日期: i % 4 === 1 ? '' : `2026-0${1 + (i % 8)}-01`, 技能要求: batch,
    })), programme);
    const { items } = await enterprise.call(posts.list, { search: `${batch} 茶艺`, size: 3 });
    for (const row of items) await enterprise.call(posts.withdraw, { id: row.id, version: row.version, reason: '测试' });
  });

  it('two characters of a title find it; words are met together; filters narrow', async () => {
    const count = async (request: Record<string, string>): Promise<number> => (await enterprise.call(posts.list, { programme, ...request } as { programme: string })).total;
    expect(await count({ search: batch })).toBe(83);
    expect(await count({ search: `${batch} 客服` })).toBe(28);
    expect(await count({ search: `客服 ${batch.toLowerCase()}` })).toBe(28);
    expect(await count({ search: `${batch} 服客` })).toBe(0);
    expect(await count({ search: `${batch} 电焊` })).toBe(28);
    expect(await count({ search: batch, status: 'withdrawn' })).toBe(3);
    expect(await count({ search: batch, region: '440000' })).toBe(41);
    expect(await count({ search: batch, region: '440100' })).toBe(21);
    expect(await count({ search: batch, region: '110106', status: 'open' })).toBeGreaterThan(15);
    expect(await count({ search: batch, programme: 'danjiangkou' })).toBe(0);
    expect(await count({ search: `${batch} 浦东` })).toBe(21);
  });

  it('any filters together with any search count what the rows themselves say', async () => {
    const { items } = await enterprise.call(posts.list, { search: batch, size: 200 });
    const within = (region: string, code: string): boolean => region.startsWith(code.replace(/(00)+$/u, ''));
    const some = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
    await fc.assert(fc.asyncProperty(
      fc.record({ region: some(['440000', '440100', '440112', '110000', '310115']), category: some([...new Set(items.map((row) => row.category ?? ''))]), status: some(['open', 'withdrawn'] as const), organisation: some([...new Set(items.map((row) => row.organisation)), 'nobody']), programme: some(['three-gorges', 'danjiangkou'] as const), word: some(['客服', '电焊', '深圳']) }),
      async ({ word, ...filters }) => {
        const request = Object.fromEntries(Object.entries({ ...filters, search: word === undefined ? batch : `${batch} ${word}` }).filter(([, value]) => value !== undefined));
        const wanted = items.filter((row) => (filters.region === undefined || within(row.region, filters.region)) && (filters.category === undefined || row.category === filters.category) && (filters.status === undefined || row.status === filters.status)
          && (filters.organisation === undefined || row.organisation === filters.organisation) && (filters.programme === undefined || row.programme === filters.programme) && (word === undefined || `${row.title} ${row.regionName}`.includes(word)));
        const found = await enterprise.call(posts.list, { ...request, size: 200 });
        expect(found.items.map((row) => row.id).sort()).toEqual(wanted.map((row) => row.id).sort());
        expect(found.total).toBe(wanted.length);
      }), { numRuns: 60 });
  });

  const sorts = ['updated', 'title', 'region', 'quantity', 'amount', 'from'] as const;
  const valueOf: Record<(typeof sorts)[number], (row: ListRow) => string | number> = {
    updated: (row) => row.updatedAt, title: (row) => row.title, region: (row) => row.region, quantity: (row) => row.quantity, amount: (row) => row.amountFen ?? -1, from: (row) => row.fromOn ?? '0001-01-01',
  };

  it('pages of any size, forwards, backwards and from the end, are the one ordered list', async () => {
    for (const sort of sorts) {
      for (const descending of ['true', 'false'] as const) {
        const query = { programme, search: batch, sort, descending };
        const whole = (await enterprise.call(posts.list, { ...query, size: 200 })).items;
        expect(new Set(whole.map((row) => row.id)).size).toBe(83);
        const values = whole.map(valueOf[sort]);
        if (sort !== 'title') for (let i = 1; i < values.length; i += 1) expect(descending === 'true' ? (values[i - 1] ?? 0) >= (values[i] ?? 0) : (values[i - 1] ?? 0) <= (values[i] ?? 0)).toBe(true);
        const ids = whole.map((row) => row.id);
        await fc.assert(fc.asyncProperty(fc.integer({ min: 7, max: 60 }), fc.boolean(), async (size, fromEnd) => {
          const seen: string[] = [];
          let page = await enterprise.call(posts.list, { ...query, size, ...(fromEnd ? { last: 'true' as const } : {}) });
          for (;;) {
            if (fromEnd) seen.unshift(...page.items.map((row) => row.id));
            else seen.push(...page.items.map((row) => row.id));
            const cursor = fromEnd ? page.previous : page.next;
            if (cursor === null) break;
            const next = await enterprise.call(posts.list, { ...query, size, cursor });
            // One step on and one step back is where one was.
            const back = fromEnd ? next.next : next.previous;
            expect((await enterprise.call(posts.list, { ...query, size, cursor: back ?? '' })).items.map((row) => row.id)).toEqual(page.items.map((row) => row.id));
            page = next;
          }
          expect(seen).toEqual(ids);
        }), { numRuns: 2 });
      }
    }
  });

  it('a cursor that is none, or of another order, is refused and not a fault', async () => {
    expect(await enterprise.refused(posts.list, { cursor: 'nonsense' })).toMatchObject({ status: 400, code: 'BAD_CURSOR' });
    const { next } = await enterprise.call(posts.list, { programme, search: batch, sort: 'title', size: 5 });
    for (const sort of ['updated', 'quantity', 'amount', 'from'] as const) expect(await enterprise.refused(posts.list, { programme, search: batch, sort, size: 5, cursor: next ?? '' })).toMatchObject({ status: 400 });
    for (const [name, value] of [['size', '0'], ['size', '201'], ['size', '1e9'], ['sort', 'password'], ['descending', 'perhaps'], ['region', 'x'], ['tier', '9'], ['page', '2']]) {
      const answer = await enterprise.raw('GET', `/api/employment/posts?${name}=${value}`);
      expect([name, answer.status]).toEqual([name, 400]);
      expect((answer.json as { fields: { field: string }[] }).fields.map((field) => field.field)).toEqual([name]);
    }
  });

  it('the export holds the rows of the list in its order, as text', async () => {
    const { bytes, name } = await enterprise.download(posts.export, { programme, search: batch, sort: 'quantity', descending: 'false' });
    expect(name).toBe('岗位供给清单.xlsx');
    const [headers = [], ...rows] = await rowsOf(bytes);
    const column = headers.findIndex((header) => header === '岗位编号');
    const listed = (await enterprise.call(posts.list, { programme, search: batch, sort: 'quantity', descending: 'false', size: 200 })).items;
    expect(rows.map((cells) => cells[column])).toEqual(listed.map((row) => row.externalId));
    expect((await fileForms.xlsx.write({ headers, rows })).length).toBeGreaterThan(0);
  });
});
