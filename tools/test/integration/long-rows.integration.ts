import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { employmentImports, type ListRow, posts } from '@jiedui/contracts';
import { as, type Client, close, commit, fileForms, knownToEngine, preview, sheetOf, sql, unique } from '../arrange.js';
import { none, post, stored } from '../import-rows.js';

/** Rows, cells and lists that are longer than what carries them: one message, one fact, one workbook. */

const programme = 'three-gorges';
let enterprise: Client;
beforeAll(async () => { enterprise = await as('qiye'); });
afterAll(close);

describe('the longest rows that a list takes', () => {
  const batch = unique();
  const names = (count: number): string => Array.from({ length: count }, (_, i) => `${'技'.repeat(36)}${String(i).padStart(4, '0')}`).join('、');
  beforeAll(async () => {
    const rows = Array.from({ length: 250 }, (_, i) => post(`${batch}${String(i).padStart(3, '0')}`, { 技能要求: names(30), 持证要求: names(20) }));
    const { id } = await preview(enterprise, employmentImports, 'post', await fileForms.utf8.write(sheetOf(rows)), { programme });
    expect(await commit(enterprise, employmentImports, id)).toMatchObject({ state: 'committed', counts: { ...none, new: 250, total: 250 } });
  });

  it('reach the engine in facts of a size that the bus carries', async () => {
    const [largest] = await sql<{ bytes: number }>('select max(octet_length(payload::text)) as bytes from employment.outbox');
    expect(largest?.bytes).toBeLessThan(512 * 1024);
    for (const { id } of await stored('employment.post', batch)) await knownToEngine(id);
  });

  it.each([{ last: false, way: 'next' }, { last: true, way: 'previous' }] as const)('come in pages that the bus carries, walked by $way', async ({ last, way }) => {
    const found: ListRow[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: ListRow[]; next: string | null; previous: string | null; total: number } =
        await enterprise.call(posts.list, { search: batch.toLowerCase(), sort: 'quantity', size: 200, ...(cursor === null ? (last ? { last: 'true' } : {}) : { cursor }) });
      expect(page.total).toBe(250);
      found.push(...page.items);
      cursor = page[way];
    } while (cursor !== null);
    expect(new Set(found.map((row) => row.externalId)).size).toBe(250);
    expect(found).toHaveLength(250);
  });
});

describe('cells and headers that are too long', () => {
  it('are wrong by their length, and their preview and workbook can be read', async () => {
    const batch = unique();
    const rows = Array.from({ length: 60 }, (_, i) => post(`${batch}${i}`, { 技能要求: `氩弧焊${'、'.repeat(30_000)}识图`, 工作地区: `某地${i}${'𠮷'.repeat(900)}` }));
    const sheet = sheetOf(rows);
    const bytes = await fileForms.utf8.write({ headers: [...sheet.headers, '头'.repeat(50_000)], rows: sheet.rows.map((row) => [...row, '']) });
    const view = await preview(enterprise, employmentImports, 'post', bytes, { programme });
    expect(view).toMatchObject({ state: 'staged', counts: { ...none, wrong: 60, total: 60 } });
    expect(view.errors).toContainEqual(expect.objectContaining({ field: 'skills', code: 'CELL.TOO_LONG', rows: 60 }));
    let seen = 0;
    for (let after: number | null = 0; after !== null;) {
      const page: { items: { row: number }[]; next: number | null } = await enterprise.call(employmentImports.rows, { id: view.id, size: 200, after });
      seen += page.items.length;
      after = page.next;
    }
    expect(seen).toBe(60);
    expect((await enterprise.download(employmentImports.errors, { id: view.id })).bytes.length).toBeGreaterThan(0);
  });

  it('of letters outside the first plane do not stop the rows beside them', async () => {
    const batch = unique();
    const view = await preview(enterprise, employmentImports, 'post', await fileForms.utf8.write(sheetOf([post(`${batch}1`), post(`${batch}2`, { 岗位名称: `a${'𐌰'.repeat(60)}` })])), { programme });
    expect(view).toMatchObject({ state: 'staged', counts: { ...none, new: 2, total: 2 } });
  });
});

describe('a list longer than an export', () => {
  const batch = 'export-limit-';
  beforeAll(async () => {
    // Of a place of its own, so that the filter finds these rows alone.
    await sql(`insert into employment.post (id, programme, organisation, organisation_name, natural_key, external_id, title, region, quantity, texts, assumed, features, seal_id, content_hash, search, created_by)
      select gen_random_uuid(), programme, organisation, organisation_name, $1 || n, $1 || n, title, '460400', 1, '{}', '[]', features, gen_random_uuid(), '', array_to_tsvector(array['=r:4604', '=r:460400']), created_by
        from (select * from employment.post limit 1) one, generate_series(1, 100001) n`, [batch]);
  });
  afterAll(() => sql('delete from employment.post where natural_key like $1', [`${batch}%`]));

  it('is refused as a whole: nobody is given a workbook that lacks rows', async () => {
    const reader = await as('admin');
    const answer = await reader.ask(posts.export, { region: '460400' });
    expect(answer).toMatchObject({ status: 409, json: { code: 'EXPORT_TOO_LARGE' } });
  });
});
