import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ListEntry } from '@jiedui/contracts';
import { creditCodeCheck, idNumberCheck } from '@jiedui/reference-data';
import { errorWorkbook, importRows, isHeaderOf, layoutOf, parseRow, readTable, template, type CellTexts, type ListDefinition, type RefusedRow } from '@jiedui/tabular';
import { listContext, type ListContext } from './list-context.js';
import { lotEntry, orderLineEntry, postEntry, workerEntry } from './list-entries.js';
import { lotList, lotTier } from './lots/lots.columns.js';
import { orderLineList } from './order-lines/order-lines.columns.js';
import { postList } from './posts/posts.columns.js';
import { deriveTier } from './workers/tier-derivation.js';
import { legalAgeFrom, workerList } from './workers/workers.columns.js';

const today = '2026-01-15';
const gorges = listContext(today, 'three-gorges');
const undecided = listContext(today);
const identity = { id: '01900000-0000-7000-8000-000000000001', version: 1, organisation: 'org', status: 'open' as const };

const post = { 岗位名称: '电焊工', 用工单位: '样例公司', 工作地区: '广州·黄埔区' };
const worker = { 姓名: '样例甲', 所在县区: '云阳', 求职意向: '电焊工、保安' };
const order = { 采购单位: '样例商贸', 品类: '柑橘类', 数量: '10', 单位: '吨', 最高单价: '6000', 交货期起: '2026-11-01', 交货期止: '2026-12-31', 交货地区: '北京' };
const lot = { 供货主体: '样例合作社', 产地县区: '奉节', 品类: '水果', 品名: '奉节脐橙', 可供数量: '20.0003', 单位: '吨', 单价: '2.5元/斤', 采收期起: '2026-11-01', 采收期止: '2026年12月31日' };

/** Cells by Chinese header, as a person sees them. */
function parse<Cells, Row>(list: ListDefinition<Cells, Row, ListContext>, cells: Record<string, string>, context: ListContext = gorges) {
  const codes = new Map(layoutOf(list).map((c) => [c.header, c.code]));
  const texts: Record<string, string> = {};
  for (const [header, text] of Object.entries(cells)) {
    const code = codes.get(header);
    if (code === undefined) throw new Error(`no column ${header}`);
    texts[code] = text;
  }
  return parseRow(list, texts, context);
}
const codes = (p: { errors: readonly { code: string }[] }): string[] => p.errors.map((e) => e.code);

describe('jobs list', () => {
  it('takes the least a post needs and shows what was assumed', () => {
    const p = parse(postList, post);
    expect(p.row).toMatchObject({ programme: 'three-gorges', headcount: 1, region: '440112', occupation: '6-18-02-04', wageMinFen: null, education: null, kind: 'ordinary' });
    expect(p.assumed.map((a) => a.code)).toEqual(['ASSUMED.HEADCOUNT', 'ASSUMED.OCCUPATION']);
  });
  it.each<[string, Record<string, string>, string]>([
    ['no title', { 岗位名称: '' }, 'CELL.REQUIRED'], ['no place', { 工作地区: '无' }, 'CELL.REGION_UNKNOWN'], ['remote', { 工作地区: '远程办公' }, 'CELL.REGION_UNKNOWN'],
    ['an ambiguous place', { 工作地区: '鼓楼区' }, 'CELL.REGION_AMBIGUOUS'], ['nobody wanted', { 招聘人数: '0' }, 'CELL.HEADCOUNT_NOT_POSITIVE'], ['fewer than nobody', { 招聘人数: '-3' }, 'CELL.HEADCOUNT_NOT_POSITIVE'],
    ['too many', { 招聘人数: '6000' }, 'CELL.OUT_OF_RANGE'], ['a wrong occupation', { 职业编码: '9-99-99-99' }, 'CELL.OCCUPATION'], ['reversed wages', { 月薪下限: '8000', 月薪上限: '6000' }, 'ROW.WAGE_REVERSED'],
    ['an unreadable wage', { 薪资说明: '很高' }, 'WAGE.UNREADABLE'], ['a bad credit code', { 统一社会信用代码: '911100000000000000' }, 'IDENTIFIER.CHECK_DIGIT'], ['a target outside', { 面向县区: '北京市' }, 'ROW.TARGET_OUTSIDE_PROGRAMME'],
    ['a day that is none', { 到岗日期: '2026-02-30' }, 'CELL.NO_SUCH_DAY'], ['a title too long', { 岗位名称: '长'.repeat(81) }, 'CELL.TOO_LONG'],
  ])('refuses %s', (_name, change, code) => {
    const p = parse(postList, { ...post, ...change });
    expect(codes(p)).toEqual([code]);
    expect(p.errors[0]?.zh).toMatch(/^「/);
  });
  it.each<[string, Record<string, string>, string, string]>([
    ['a sex', { 性别要求: '男' }, 'ROW.SEX_ASKED', '第二十七条'], ['a sex on no ground that bars it', { 性别要求: '女', 限制依据: '女职工禁忌从事的劳动' }, 'ROW.SEX_ASKED', '第二十七条'], ['a sex in its title', { 岗位名称: '保安（限男）' }, 'ROW.SEX_ASKED', '第二十七条'],
    ['a sex it prefers', { 岗位名称: '前台女性优先' }, 'ROW.SEX_ASKED', '第二十七条'], ['an age', { 年龄要求: '18-35周岁' }, 'ROW.AGE_ASKED', '第二十六条'], ['an age in its title', { 岗位名称: '普工45岁以下' }, 'ROW.AGE_ASKED', '第二十六条'],
    ['an older age', { 年龄要求: '25岁以上' }, 'ROW.AGE_ASKED', '第二十六条'], ['children', { 年龄要求: '15-60' }, 'ROW.AGE_BELOW_LEGAL', '第十五条'], ['what nobody can read', { 年龄要求: '年轻' }, 'CELL.AGE_ASKED', '18周岁以上'],
  ])('refuses a post that asks for %s, with the article', (_name, change, code, article) => {
    const p = parse(postList, { ...post, ...change });
    expect(codes(p)).toEqual([code]);
    expect(p.errors[0]?.zh).toContain(article);
  });
  it('takes what the law itself draws, and says who may not be sent', () => {
    for (const lawful of [{ 性别要求: '不限', 年龄要求: '不限' }, { 性别要求: '男女不限' }, { 年龄要求: '18周岁以上' }, { 年龄要求: '16-60岁' }, { 年龄要求: '18-55', 限制依据: '特种作业' }, { 岗位名称: '女装导购（男女不限）' }, { 岗位名称: '男科护士' }]) expect([lawful, codes(parse(postList, { ...post, ...lawful }))]).toEqual([lawful, []]);
    expect(parse(postList, { ...post, 性别要求: '男', 限制依据: '女职工禁忌从事的劳动' }).assumed).toContainEqual(expect.objectContaining({ code: 'ASSUMED.MEN_ONLY', zh: expect.stringContaining('《女职工劳动保护特别规定》') }));
  });
  it('understands the ways of writing', () => {
    const p = parse(postList, { ...post, 招聘人数: '招若干人', 学历要求: '初中及以下', 经验要求: '3-4年', 薪资说明: '8千-1.5万', 五险一金: '有', 食宿: '包食宿', 到岗日期: '2026年3月1日', 面向县区: '重庆市', 持证要求: '焊工证；叉车证' });
    expect(p.row).toMatchObject({ headcount: 1, education: 0, experienceYears: 3, wageMinFen: 800_000, wageMaxFen: 1_500_000, insurance: true, housing: 'board-and-lodging', startOn: '2026-03-01', certificates: ['焊工证', '叉车证'] });
    expect(p.row?.targetUnits).toHaveLength(15);
  });
  it('asks for the programme when the submitter has two', () => {
    expect(codes(parse(postList, post, undecided))).toEqual(['ROW.PROGRAMME_NEEDED']);
    expect(parse(postList, { ...post, 项目: '丹江口' }, undecided).row?.programme).toBe('danjiangkou');
  });
  it('pays no less than the minimum wage of the place, where one is held', () => {
    const held = listContext(today, 'three-gorges', new Map(), { 440000: 172_000, 440300: 252_000 }), at = (region: string, cells: Record<string, string>) => parse(postList, { ...post, 工作地区: region, 薪资说明: '', ...cells }, held);
    const below = at('广东省深圳市宝安区', { 月薪下限: '2000', 月薪上限: '2519.99' });
    expect([codes(below), below.errors[0]?.columns, below.errors[0]?.zh]).toEqual([['ROW.BELOW_MINIMUM_WAGE'], ['wageMax', 'region'], expect.stringContaining('宝安区现行最低工资标准 2520 元/月')]);
    expect(codes(at('广东省深圳市宝安区', { 薪资说明: '100元/天' }))).toEqual(['ROW.BELOW_MINIMUM_WAGE']);
    // The city's own stands before the province's; a place without any, and a post without a wage, are not judged.
    for (const [region, cells] of [['广东省深圳市宝安区', { 月薪上限: '2520' }], ['广东省广州市黄埔区', { 月薪上限: '1720' }], ['江苏省苏州市昆山市', { 月薪上限: '900' }], ['广东省深圳市宝安区', { 薪资说明: '面议' }]] as const) expect([region, codes(at(region, cells))]).toEqual([region, []]);
    expect(at('广东省深圳市宝安区', { 月薪下限: '2000', 月薪上限: '4000' }).assumed.map(({ code }) => code)).toContain('ASSUMED.BEGINS_BELOW_MINIMUM_WAGE');
  });
  it('keeps the wage given in numbers over the text', () => expect(parse(postList, { ...post, 月薪下限: '5000', 薪资说明: '6-8千' }).row).toMatchObject({ wageMinFen: 500_000, wageMaxFen: null }));
  it('becomes an entry of the demand side', () => {
    const row = parse(postList, { ...post, 招聘人数: '12' }).row;
    if (row === null) throw new Error('the row is right');
    expect(ListEntry.parse(postEntry(row, identity))).toMatchObject({ side: 'demand', capacity: 12, tier: 4, features: { supporter: '440100', employerKey: '样例公司' } });
  });
});

describe('workers list', () => {
  const first17 = '50023519900307123';
  const id = first17 + idNumberCheck(first17);
  it('takes the least, keeps without consent, and reads the birth month from the ID number', () => {
    const p = parse(workerList, { ...worker, 身份证号: id.toLowerCase() }, undecided);
    expect(p.row).toMatchObject({ programme: 'three-gorges', unit: '500235', birthMonth: '1990-03', consent: { given: false, on: null }, wishes: [{ occupation: '6-18-02-04' }, { occupation: '4-07-05-01' }] });
    expect(p.assumed.map((a) => a.code)).toContain('ASSUMED.NO_CONSENT');
  });
  it.each<[string, Record<string, string>, string]>([
    ['a place that is no unit', { 所在县区: '广州市' }, 'CELL.NOT_A_UNIT'], ['a unit of the other programme', { 所在县区: '郧县' }, 'CELL.NOT_A_UNIT'], ['a mistyped ID number', { 身份证号: `${first17}${id.endsWith('1') ? '2' : '1'}` }, 'IDENTIFIER.CHECK_DIGIT'],
    ['two birth months', { 身份证号: id, 出生年月: '1991-03' }, 'ROW.BIRTH_MISMATCH'], ['a birth to come', { 出生年月: '2030-01' }, 'ROW.BIRTH_IMPOSSIBLE'], ['a short phone', { 联系电话: '1234' }, 'IDENTIFIER.MOBILE'],
    ['no wish', { 求职意向: '、' }, 'CELL.WISHES'], ['a wage wish below the least', { 期望月薪: '3000', 最低月薪: '4000' }, 'ROW.WAGE_REVERSED'], ['a region wished and excluded', { 意向地区: '重庆市', 排除地区: '重庆市' }, 'ROW.REGION_WISHED_AND_EXCLUDED'],
    ['a bad expiry', { 证书: '电工证(2027-13)' }, 'CELL.CERTIFICATE_EXPIRY'],
  ])('refuses %s', (_name, change, code) => expect(codes(parse(workerList, { ...worker, ...change }))).toEqual([code]));
  it('reads certificates, regions, evidence and consent', () => {
    expect(parse(workerList, {
      ...worker, 证书: '电工证(2027-02)、驾驶证(C1)；健康证(2026-06-30)', 意向地区: '省内、广东', 排除地区: '省外', 零就业家庭: '是(云阳县人社局;2026-12-31)', 就业困难人员: '是', 困难认定有效期至: '2025-12-31', 监测对象类别: '边缘易致贫户', 知情同意: '是(2026-01-10)', 学历: '高中/中专',
    }).row).toMatchObject({
      certificates: [{ name: '电工证', expiresOn: '2027-02-28' }, { name: '驾驶证(C1)', expiresOn: null }, { name: '健康证', expiresOn: '2026-06-30' }], regionsWished: ['440000'], wishesSameProvince: true, excludesOtherProvinces: true,
      zeroEmploymentHousehold: { holds: true, authority: '云阳县人社局', validUntil: '2026-12-31' }, hardToEmploy: { holds: true, validUntil: '2025-12-31' }, monitoring: '边缘易致贫户', consent: { given: true, on: '2026-01-10' }, education: 4,
    });
  });
  it('needs both findings in force for tier 1', () => {
    const yes = { holds: true, authority: null, validUntil: null };
    const no = { ...yes, holds: false };
    const ended = { ...yes, validUntil: '2026-01-14' };
    const none = { monitoring: null, liftedOut: false, resettled: false };
    const tierOf = (grounds: Parameters<typeof deriveTier>[0]): number => deriveTier(grounds, today).tier;
    expect(tierOf({ ...none, zeroEmploymentHousehold: yes, hardToEmploy: yes })).toBe(1);
    expect(tierOf({ ...none, zeroEmploymentHousehold: yes, hardToEmploy: no })).toBe(4);
    expect(tierOf({ ...none, zeroEmploymentHousehold: ended, hardToEmploy: yes, monitoring: '脱贫不稳定户' })).toBe(2);
    expect(tierOf({ ...none, zeroEmploymentHousehold: { ...yes, validUntil: today }, hardToEmploy: yes })).toBe(1);
    expect(tierOf({ ...none, zeroEmploymentHousehold: no, hardToEmploy: yes, resettled: true })).toBe(3);
  });
  it('says what a tier stands on, and what follows when the first of its findings ends', () => {
    const by = (validUntil: string | null): { holds: true; authority: string; validUntil: string | null } => ({ holds: true, authority: '云阳县人社局', validUntil }), grounds = { monitoring: null, liftedOut: true, resettled: false };
    expect(deriveTier({ ...grounds, zeroEmploymentHousehold: by('2026-12-31'), hardToEmploy: by('2026-06-30') }, today)).toMatchObject({ tier: 1, ends: { on: '2026-06-30', then: 3 } });
    expect(deriveTier({ ...grounds, zeroEmploymentHousehold: by(null), hardToEmploy: by(null) }, today).ends).toBeNull();
    const after = deriveTier({ ...grounds, zeroEmploymentHousehold: by('2026-12-31'), hardToEmploy: by('2025-12-31') }, today);
    expect(after).toMatchObject({ tier: 3, ends: null });
    expect(after.findings.map(({ ground, state }) => [ground, state])).toEqual([['zero-employment-household', 'in-force'], ['hard-to-employ', 'expired'], ['monitoring', 'none'], ['lifted-out', 'in-force'], ['resettled', 'none']]);
    expect(after.findings[1]).toMatchObject({ authority: '云阳县人社局', validUntil: '2025-12-31' });
  });
  it('gives the legal age only for the young', () => {
    expect(legalAgeFrom({ birthDate: '2010-05-01', birthMonth: '2010-05' }, today)).toBe('2026-05');
    expect(legalAgeFrom({ birthDate: null, birthMonth: '1990-03' }, today)).toBeNull();
    expect(legalAgeFrom({ birthDate: null, birthMonth: null }, today)).toBeNull();
  });
  it('lets no personal data into the entry', () => {
    const row = parse(workerList, { ...worker, 身份证号: id, 联系电话: '19900000000', 知情同意: '是', 同行编组: 'A' }).row;
    if (row === null) throw new Error('the row is right');
    const entry = ListEntry.parse(workerEntry(row, identity, today));
    const text = JSON.stringify(entry);
    for (const secret of ['样例甲', id, '19900000000', '1990-03']) expect(text).not.toContain(secret);
    expect(entry).toMatchObject({ side: 'supply', capacity: 1, region: '500235', features: { consent: true, travelGroup: '500235:A' } });
  });
});

describe('orders list', () => {
  it('keeps weights in grams and prices per stated unit', () => {
    const row = parse(orderLineList, { ...order, 最小起订量: '500', 认证要求: '绿色食品、合格证', 等级要求: '一级', 允许拆分: '否' }).row;
    expect(row).toMatchObject({ quantityGrams: 10_000_000, priceMax: { fen: 600_000, grams: 1_000_000 }, minShipmentGrams: 500_000, certifications: ['green-food', 'conformity'], grade: 2, splittable: false, category: '0201', product: null });
    if (row === null) throw new Error('the row is right');
    expect(ListEntry.parse(orderLineEntry(row, identity))).toMatchObject({ side: 'demand', capacity: 20_000, features: { minShipmentUnits: 1000, supporter: '110000' } });
  });
  it('knows pieces by their weight', () => {
    expect(parse(orderLineList, { ...order, 数量: '300', 单位: '件(5公斤)', 最高单价: '40' }).row).toMatchObject({ quantityGrams: 1_500_000, priceMax: { fen: 4000, grams: 5000 } });
    expect(codes(parse(orderLineList, { ...order, 单位: '件' }))).toEqual(['CELL.UNIT_WITHOUT_WEIGHT']);
  });
  it.each<[string, Record<string, string>, string]>([
    ['a price of zero', { 最高单价: '0' }, 'CELL.PRICE_NOT_POSITIVE'], ['an end before the start', { 交货期止: '2026-10-01' }, 'ROW.END_BEFORE_START'], ['less than nothing', { 数量: '-1' }, 'CELL.QUANTITY_NOT_POSITIVE'], ['nothing', { 数量: '0' }, 'CELL.QUANTITY_NOT_POSITIVE'],
    ['a minimum above the whole', { 最小起订量: '10001' }, 'ROW.MIN_ABOVE_QUANTITY'], ['an unknown category', { 品类: '挖掘机' }, 'CELL.CATEGORY'], ['less than a unit', { 数量: '0.3', 单位: '公斤' }, 'ROW.QUANTITY_TOO_SMALL'],
  ])('refuses %s', (_name, change, code) => expect(codes(parse(orderLineList, { ...order, ...change }))).toEqual([code]));
});

describe('produce list', () => {
  it('narrows the category by the product, shows odd grams, reads a price in another unit', () => {
    const p = parse(lotList, { ...lot, 认证: '绿色食品(LB-12-2024001;2027-06-30)、地理标志', 带动农户数: '100', 其中监测户: '50', 最小发货量: '100' });
    expect(p.row).toMatchObject({ unit: '500236', category: '0201', product: '奉节脐橙', quantityGrams: 20_000_300, price: { fen: 250, grams: 500 }, certifications: [{ kind: 'green-food', number: 'LB-12-2024001', expiresOn: '2027-06-30' }, { kind: 'geographical-indication', number: null, expiresOn: null }] });
    expect(p.assumed.map((a) => a.code)).toEqual(['ASSUMED.ODD_GRAMS']);
    if (p.row === null) throw new Error('the row is right');
    expect(ListEntry.parse(lotEntry(p.row, identity, 0.5))).toMatchObject({ side: 'supply', capacity: 40_000, tier: 2, region: '500236', features: { minShipmentUnits: 200 } });
  });
  it('is of tier 2 from the share on, of tier 3 with any monitored household', () => {
    expect([[100, 50], [100, 49], [100, 0], [null, 5], [null, null], [0, 0]].map(([households, monitoredHouseholds]) => lotTier({ households: households ?? null, monitoredHouseholds: monitoredHouseholds ?? null }, 0.5))).toEqual([2, 3, 4, 3, 4, 4]);
  });
  it('refuses more monitored households than households', () => expect(codes(parse(lotList, { ...lot, 带动农户数: '5', 其中监测户: '6' }))).toEqual(['ROW.MONITORED_ABOVE_ALL']));
});

describe('every list', () => {
  const all = [
    { list: layoutOf(postList), run: (t: CellTexts) => parseRow(postList, t, gorges), title: postList.title, header: isHeaderOf(postList), load: async (bytes: Uint8Array) => importRows(postList, readTable(bytes), { context: gorges }) },
    { list: layoutOf(workerList), run: (t: CellTexts) => parseRow(workerList, t, gorges), title: workerList.title, header: isHeaderOf(workerList), load: async (bytes: Uint8Array) => importRows(workerList, readTable(bytes), { context: gorges }) },
    { list: layoutOf(orderLineList), run: (t: CellTexts) => parseRow(orderLineList, t, gorges), title: orderLineList.title, header: isHeaderOf(orderLineList), load: async (bytes: Uint8Array) => importRows(orderLineList, readTable(bytes), { context: gorges }) },
    { list: layoutOf(lotList), run: (t: CellTexts) => parseRow(lotList, t, gorges), title: lotList.title, header: isHeaderOf(lotList), load: async (bytes: Uint8Array) => importRows(lotList, readTable(bytes), { context: gorges }) },
  ];
  async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for await (const c of chunks) parts.push(c);
    return Buffer.concat(parts);
  }
  it('takes its own example row once the mark is gone', () => {
    for (const { list, run } of all) {
      const texts = Object.fromEntries(list.map((c) => [c.code, c.example]));
      expect(run(texts).errors).toEqual([]);
    }
  });
  it('passes over the example in its template and takes its error workbook back', async () => {
    for (const { list, title, header, load, run } of all) {
      const blank = await load(await bytesOf(template({ title }, list)));
      for await (const row of blank.rows) throw new Error(`row ${row.rowNumber} should be passed over`);
      expect(header(blank.head.headers)).toBe(true);
      const texts = Object.fromEntries(list.map((c) => [c.code, c.required ? '??' : '']));
      const refused: RefusedRow = { rowNumber: 2, texts, errors: run(texts).errors };
      expect(refused.errors.length).toBeGreaterThan(0);
      const back = await load(await bytesOf(errorWorkbook({ title }, list, [refused])));
      expect(back.head.mapping?.unmapped).toEqual([]);
      for await (const row of back.rows) expect(row.errors.map((e) => e.code)).toEqual(refused.errors.map((e) => e.code));
    }
  });
  it('answers for any cells with a row or with errors, each in both languages', () => {
    for (const { list, run } of all) {
      fc.assert(fc.property(fc.dictionary(fc.constantFrom(...list.map((c) => c.code)), fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('是', '-1', '云阳', '2026-01-01', '5000', '柑橘类', '吨'))), (texts) => {
        const p = run(texts);
        return (p.row === null) === (p.errors.length > 0) && p.errors.every((e) => e.zh !== '' && e.en !== '' && e.columns.length > 0);
      }), { numRuns: 150 });
    }
  });
  it('has no two columns one header could mean', () => {
    for (const { list } of all) {
      const names = list.flatMap((c) => [c.header, c.code, ...c.aliases]);
      expect(names.length - new Set(names).size).toBe(0);
    }
  });
  it('checks credit codes with their check character', () => {
    const first = '91420000MA0000000';
    expect(parse(postList, { ...post, 统一社会信用代码: first + (creditCodeCheck(first) ?? '') }).errors).toEqual([]);
  });
});
