import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { employmentImports, employmentProposals, type ListRow, matchingPolicies, minimumWages, posts, workers } from '@jiedui/contracts';
import { as, type Client, close, fileForms, idNumber, knownToEngine, phone, preview, sheetOf, sql, unique, until } from '../arrange.js';

/** 最低工资标准: entered by whoever answers for a programme, what posts are held to at once and the engine from then on. */

let administrator: Client, enterprise: Client, office: Client, producer: Client;
/** Nothing of the other tests lies there. */
const province = '620000', city = '620400', county = '620402', otherCity = '620600', placeText = '甘肃省白银市白银区', otherText = '甘肃省武威市凉州区';
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10), yesterday = new Date(Date.now() - 16 * 3_600_000).toISOString().slice(0, 10), nextMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

beforeAll(async () => { [administrator, enterprise, office, producer] = await Promise.all([as('admin'), as('qiye'), as('yunyang'), as('hezuoshe')]); });
afterAll(async () => {
  for (const { id } of (await administrator.call(minimumWages.list, { search: '甘肃', size: 200 })).items) await administrator.call(minimumWages.withdraw, { id, words: '测试结束' });
  await close();
});

const enter = (regions: string[], monthlyFen: number, validFrom: string): ReturnType<Client['call']> => administrator.call(minimumWages.enter, { regions, monthlyFen, validFrom, document: '样例人社厅文件' });
const cellsOf = (region: string, cells: Record<string, string> = {}): Record<string, string> => ({ externalId: unique('P'), title: '缝纫工', employer: '样例标准服装有限公司', region, headcount: '1', wageMin: '1500', wageMax: '1900', ...cells });
const post = (region: string, cells: Record<string, string> = {}): Promise<ListRow> => enterprise.call(posts.create, { programme: 'three-gorges', cells: cellsOf(region, cells) });
const refused = (region: string, cells: Record<string, string> = {}): ReturnType<Client['refused']> => enterprise.refused(posts.create, { programme: 'three-gorges', cells: cellsOf(region, cells) });

describe('a post that pays less than the standard of its place', () => {
  it('is refused with the figure and the article from the moment the standard is entered; a region without one of its own follows its province', async () => {
    const earlier = await post(placeText);
    await enter([province], 195_000, yesterday);
    expect(await refused(placeText)).toMatchObject({ status: 400, fields: [{ field: 'wageMax', code: 'ROW.BELOW_MINIMUM_WAGE', message: { zh: expect.stringMatching(/白银区现行最低工资标准 1950 元\/月.*《劳动法》第四十八条/), en: expect.stringContaining('1950') } }] });
    // Its own standard is higher than the province's, and a text is held to it as a figure is.
    await enter([city], 202_000, today);
    expect(await refused(placeText, { wageMin: '', wageMax: '', wageText: '1500-2000元/月' })).toMatchObject({ fields: [{ field: 'wageText', message: { zh: expect.stringContaining('2020') } }] });
    expect(await refused(placeText, { wageMax: '', wageMin: '2000' })).toMatchObject({ fields: [{ field: 'wageMin' }] });
    // What reaches it is taken, with a word where the range begins below; elsewhere in the province the lower standard holds.
    expect((await post(placeText, { wageMax: '2020' })).assumed).toContainEqual(expect.objectContaining({ field: 'wageMin', zh: expect.stringContaining('实际支付不得低于该标准') }));
    expect((await post(otherText, { wageMax: '1960' })).region).toBe('620602');
    // One that stood before is counted, and cannot be changed without being mended.
    const [{ postsBelow } = { postsBelow: null }] = (await administrator.call(minimumWages.list, { search: '白银', state: 'in-force' })).items;
    expect(postsBelow).toBe(1);
    expect(await enterprise.refused(posts.update, { id: earlier.id, version: earlier.version, cells: { headcount: '3' } })).toMatchObject({ fields: [{ code: 'ROW.BELOW_MINIMUM_WAGE' }] });
  });

  it('is a marked row of a file', async () => {
    const row = (title: string, wageText: string): Record<string, string> => ({ 岗位名称: title, 用工单位: '样例标准服装有限公司', 工作地区: placeText, 招聘人数: '1', 薪资说明: wageText });
    const view = await preview(enterprise, employmentImports, 'post', await fileForms.utf8.write(sheetOf([row('保洁员', '1500-1800元/月'), row('绿化工', '2100-2500元/月')])), { programme: 'three-gorges' });
    expect([view.counts.new, view.counts.wrong]).toEqual([1, 1]);
    expect(view.errors).toContainEqual(expect.objectContaining({ code: 'ROW.BELOW_MINIMUM_WAGE' }));
  });

  it('is proposed to nobody: the engine holds it to the standard of the day, and says so', async () => {
    // Entered before its county had a standard.
    const below = await post('甘肃省武威市民勤县', { wageMax: '1960', wageMin: '' });
    const person = await office.call(workers.create, { programme: 'three-gorges', cells: { externalId: unique('W'), name: '样例标准', idNumber: idNumber(), phone: phone(), unit: '云阳县', wishes: '6-05-01-03', consent: '是' } });
    await enter([otherCity], 197_000, today);
    await knownToEngine(below.id);
    await knownToEngine(person.id);
    const { minimumWages: held } = await until(() => administrator.call(matchingPolicies.get, { programme: 'three-gorges' }), (policy) => policy.minimumWages?.[otherCity] === 197_000, 'the engine to know of the standard');
    expect(held).toMatchObject({ [province]: 195_000, [city]: 202_000 });
    // By hand neither, whatever the reason.
    expect(await office.refused(employmentProposals.make, { demandId: below.id, supplyId: person.id, reason: '面谈合适', overrideReason: '本人愿意' })).toMatchObject({ status: 409, code: 'BARRED_BY_LAW', message: { zh: expect.stringContaining('1970') } });
  });
});

describe('the register of standards', () => {
  it('keeps what held before, what holds and what is to come; a standard that has not come binds nobody', async () => {
    await enter([county], 204_000, nextMonth);
    await enter([city], 206_000, yesterday).catch(() => undefined);
    const states = (await administrator.call(minimumWages.list, { search: '白银', size: 200 })).items.map(({ region, validFrom, state }) => [region, validFrom, state]);
    expect(states).toEqual([[county, nextMonth, 'coming'], [city, today, 'in-force'], [city, yesterday, 'superseded']]);
    await post(placeText, { wageMax: '2030' });
  });

  it('refuses a second one of a region and day, what lies outside all bounds, and a place that is none, naming the field', async () => {
    const draft = { regions: [city, county], monthlyFen: 210_000, validFrom: today, document: '样例人社厅文件' };
    expect(await administrator.refused(minimumWages.enter, draft)).toMatchObject({ status: 409, code: 'STANDARD_EXISTS', fields: [{ field: 'regions', message: { zh: expect.stringContaining('白银市') } }] });
    // Nothing of it was kept.
    expect((await administrator.call(minimumWages.list, { search: county })).items.map(({ validFrom }) => validFrom)).toEqual([nextMonth]);
    const wrong: readonly (readonly [Partial<typeof draft>, string])[] = [[{ regions: ['999999'] }, 'regions'], [{ regions: [] }, 'regions'], [{ monthlyFen: 2100 }, 'monthlyFen'], [{ validFrom: '1999-01-01' }, 'validFrom'], [{ validFrom: '2099-01-01' }, 'validFrom'], [{ document: ' ' }, 'document']];
    for (const [change, field] of wrong) {
      expect([field, await administrator.refused(minimumWages.enter, { ...draft, regions: [county], ...change })]).toMatchObject([field, { status: 400, fields: [{ field: expect.stringMatching(new RegExp(`^${field}`)) }] }]);
    }
  });

  it('takes back what was entered in error, with who and why, and posts are held to what is left', async () => {
    const [wrong] = (await administrator.call(minimumWages.list, { search: '白银市', state: 'in-force' })).items.filter(({ region }) => region === city);
    expect(wrong).toMatchObject({ monthlyFen: 202_000 });
    if (wrong === undefined) throw new Error('the standard of the city is gone');
    await administrator.call(minimumWages.withdraw, { id: wrong.id, words: '数字录错' });
    expect(await administrator.refused(minimumWages.withdraw, { id: wrong.id, words: '再来一次' })).toMatchObject({ status: 404 });
    expect(await sql('select withdrawn_words, withdrawn_by_name is not null as by from employment.minimum_wage where id = $1', [wrong.id])).toEqual([{ withdrawn_words: '数字录错', by: true }]);
    expect(await refused(placeText, { wageMax: '2050' })).toMatchObject({ fields: [{ message: { zh: expect.stringContaining('2060') } }] });
    await until(() => administrator.call(matchingPolicies.get, { programme: 'three-gorges' }), (policy) => policy.minimumWages?.[city] === 206_000, 'the engine to know');
  });

  it('is read by offices and enterprises and kept by whoever answers for a programme; counts of posts are not for enterprises', async () => {
    const shown = (await enterprise.call(minimumWages.list, { search: '白银市' })).items;
    expect(shown.map(({ region, postsBelow }) => [region, postsBelow])).toEqual([[county, null], [city, null]]);
    expect((await office.call(minimumWages.list, {})).items.length).toBeGreaterThan(0);
    expect(await office.refused(minimumWages.enter, { regions: [city], monthlyFen: 210_000, validFrom: nextMonth, document: '样例' })).toMatchObject({ status: 403 });
    expect(await producer.refused(minimumWages.list, {})).toMatchObject({ status: 403 });
  });

  it('is no part of what an edit of the policy changes', async () => {
    const policy = await administrator.call(matchingPolicies.get, { programme: 'danjiangkou' });
    const saved = await administrator.call(matchingPolicies.put, { programme: 'danjiangkou', policy: { ...policy, minimumWages: { [province]: 1 } satisfies Record<string, number> } });
    expect([saved.version, saved.minimumWages]).toEqual([policy.version + 1, policy.minimumWages]);
    expect(await sql('select policy ? \'minimumWages\' as held from matching.policy where programme = \'danjiangkou\' order by version desc limit 1')).toEqual([{ held: false }]);
  });
});
