import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { employmentImports, type ListRow, occupationReview, posts, type ReviewedTitle, workers } from '@jiedui/contracts';
import { as, type Client, close, idNumber, imported, knownToEngine, phone, sql, unique, until } from '../arrange.js';
import { storedOne, worker } from '../import-rows.js';

/** Occupations of free titles: what is doubtful is shown, what a clerk settles holds for every row and every later import. */

let office: Client, otherOffice: Client, enterprise: Client, administrator: Client;
beforeAll(async () => { [office, otherOffice, enterprise, administrator] = await Promise.all([as('yunyang'), as('yunyangqu'), as('qiye'), as('admin')]); });
afterAll(close);

const SEWING = '6-05-01-03', TURNER = '6-18-01-01';
const post = (title: string, cells: Record<string, string> = {}): Promise<ListRow> => enterprise.call(posts.create, { programme: 'three-gorges', cells: { externalId: unique('P'), title, employer: '样例服装有限公司', region: '广东省广州市黄埔区', headcount: '2', wageText: '5-7千', ...cells } });
const wish = (wishes: string): Promise<ListRow> => office.call(workers.create, { programme: 'three-gorges', cells: { externalId: unique('W'), name: '样例庚', idNumber: idNumber(), phone: phone(), unit: '云阳县', wishes, consent: '是' } });
const featureOf = async (table: 'post' | 'worker', id: string): Promise<unknown> => (await sql<{ at: unknown }>(`select features -> ${table === 'post' ? `'occupation'` : `'wishes'`} as at from employment.${table} where id = $1`, [id]))[0]?.at;
const shown = async (client: Client, search: string, state: 'open' | 'settled' = 'open'): Promise<ReviewedTitle[]> => (await client.call(occupationReview.titles, { programme: 'three-gorges', search, state })).items;

describe('an occupation the system is not sure of', () => {
  it('is said so in the row, counted for both lists, and offered with what it may be instead', async () => {
    const row = await post('服装车工（包吃住）'), person = await wish('服装车工');
    expect(row.assumed).toContainEqual(expect.objectContaining({ field: 'occupationCode', zh: expect.stringContaining('职业待核对') }));
    expect(person.assumed).toContainEqual(expect.objectContaining({ field: 'wishes', zh: expect.stringContaining('「服装车工」暂编为') }));
    const [title] = await until(() => shown(office, '服装车工'), (titles) => titles.some((one) => one.posts > 0 && one.workers > 0), 'the title to be counted');
    expect(title).toMatchObject({ settled: null, now: { reasons: expect.arrayContaining([expect.objectContaining({ zh: expect.any(String) })]) } });
    expect([title?.now, ...title?.next ?? []].map((option) => option?.code)).toContain(SEWING);
    expect(title?.now?.probability).toBeLessThan(1);
    // What is sure needs nobody.
    await post('电焊工');
    expect(await shown(office, '电焊工')).toEqual([]);
  });

  it('is for county offices and the programme alone', async () => {
    expect((await shown(administrator, '服装车工')).length).toBe(1);
    expect(await enterprise.refused(occupationReview.titles, {})).toMatchObject({ status: 403 });
    expect(await enterprise.refused(occupationReview.settle, { title: '服装车工', code: SEWING })).toMatchObject({ status: 403 });
    expect(await office.refused(occupationReview.settle, { title: '服装车工', code: '9-99-99-99' })).toMatchObject({ status: 400, fields: [{ field: 'code' }] });
    expect((await office.call(occupationReview.find, { search: '缝纫' })).items).toContainEqual({ code: SEWING, name: '缝纫工' });
  });
});

describe('an occupation that a clerk settles', () => {
  it('is taken over by every row that holds the title, in its history, its search and the engine', async () => {
    const row = await post('急聘服装车工6000'), given = await post('服装车工', { occupationCode: TURNER }), person = await wish('服装车工、保洁员'), before = await featureOf('worker', person.id);
    await knownToEngine(row.id);
    await knownToEngine(person.id);
    expect(await office.call(occupationReview.settle, { title: '服装车工', code: SEWING })).toEqual({ title: '服装车工', code: SEWING, name: '缝纫工' });
    await until(() => featureOf('post', row.id), (code) => code === SEWING, 'the post to follow');
    await until(() => featureOf('worker', person.id), (wishes) => Array.isArray(wishes) && wishes[0] === SEWING, 'the wish to follow');
    expect(await featureOf('worker', person.id)).toEqual([SEWING, (before as string[])[1]]);
    // Who gave a code gave it.
    expect(await featureOf('post', given.id)).toBe(TURNER);
    const { row: now, history } = await enterprise.call(posts.get, { id: row.id });
    expect(now).toMatchObject({ version: 2, assumed: expect.arrayContaining([expect.objectContaining({ field: 'occupationCode', zh: expect.stringContaining('经办人改定') })]) });
    expect(history[0]).toMatchObject({ what: '职业改定', by: '系统', reason: expect.stringContaining(SEWING) });
    expect((await enterprise.call(posts.list, { programme: 'three-gorges', category: '6-05-01', search: '急聘服装车工6000' })).items.map(({ id }) => id)).toEqual([row.id]);
    await until(() => sql<{ code: string }>(`select features ->> 'occupation' as code from matching.entry where id = $1`, [row.id]), ([entry]) => entry?.code === SEWING, 'the engine to know');
    await until(() => shown(office, '服装车工', 'settled'), ([title]) => title?.settled?.isDone === true, 'the title to be done');
    expect(await shown(office, '服装车工')).toEqual([]);
    expect(await sql(`select count(*)::int > 0 as kept from employment.audit_entry where action = 'post.recoded' and row_digest is not null`)).toEqual([{ kept: true }]);
  });

  it('holds for later forms and files, also in other words of pay, until it is settled otherwise', async () => {
    expect(await featureOf('post', (await post('诚聘服装车工（五险一金）')).id)).toBe(SEWING);
    const number = unique('F');
    await imported(office, employmentImports, 'worker', [worker(number, { 求职意向: '服装车工' })]);
    const id = await storedOne('employment.worker', number);
    expect(await featureOf('worker', id)).toEqual([SEWING]);
    await otherOffice.call(occupationReview.settle, { title: '服装车工', code: TURNER });
    await until(() => featureOf('worker', id), (wishes) => Array.isArray(wishes) && wishes[0] === TURNER, 'the row to follow again');
    await office.call(occupationReview.settle, { title: '服装车工', code: SEWING });
    await until(() => featureOf('worker', id), (wishes) => Array.isArray(wishes) && wishes[0] === SEWING, 'the row to follow once more');
  });
});
