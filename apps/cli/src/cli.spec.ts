import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPolicy } from '@jiedui/contracts';
import { runMatching } from '@jiedui/matching-run';
import { geography } from '@jiedui/reference-data';
import { writeXlsx } from '@jiedui/tabular';
import { main } from './index.js';
import { entryFromCells } from './result/entry-table.js';
import { readTableFile, resultFiles, writeManifest } from './result/result-folder.js';

let folder: string;
let out = '';
let err = '';

beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'jiedui cli-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });
beforeEach(() => {
  out = '';
  err = '';
  jest.restoreAllMocks();
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => { out += String(text); return true; });
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => { err += String(text); return true; });
});

/** Seeded choices, so that the lists are the same in every run. */
function choices(seed: number): { one<T>(values: readonly T[]): T; whole(from: number, to: number): number } {
  let state = seed;
  const share = (): number => { state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff; return state / 0x80000000; };
  const whole = (from: number, to: number): number => from + Math.floor(share() * (to - from + 1));
  return { whole, one: <T>(values: readonly T[]): T => { const value = values[whole(0, values.length - 1)]; if (value === undefined) throw new Error('nothing to choose from'); return value; } };
}

/** An ID number made at run time with its check digit (GB 11643): none stands in the code. */
function madeIdNumber(serial: number): string {
  const digits = `${500235}${1980 + (serial % 20)}0${1 + (serial % 9)}1${serial % 10}${String(100 + serial).slice(-3)}`;
  const sum = [...digits].reduce((total, digit, k) => total + Number(digit) * ((1 << (17 - k)) % 11), 0);
  return `${digits}${'10X98765432'.charAt(sum % 11)}`;
}

const titles = ['电工', '焊工', '保安', '保洁员', '厨师'];
const units = ['重庆市云阳县', '重庆市奉节县', '湖北省秭归县'];
const cities = ['上海市浦东新区', '江苏省南京市', '福建省福州市'];

const postHeader = ['岗位编号', '岗位名称', '招聘人数', '用工单位', '工作地区', '月薪下限', '月薪上限', '学历要求', '食宿', '到岗日期'];
function postRows(count: number): string[][] {
  const draw = choices(7);
  return Array.from({ length: count }, (_, k) => {
    const wage = draw.whole(30, 60);
    return [`P${k}`, draw.one(titles), String(draw.whole(1, 3)), `企业${k % 5}`, draw.one(cities), `${wage}00`, `${wage + 10}00`, draw.one(['不限', '初中']), draw.one(['包吃住', '包住']), '2026-04-01'];
  });
}

const workerHeader = ['人员编号', '姓名', '身份证号', '联系电话', '所在县区', '学历', '求职意向', '期望月薪', '最低月薪', '零就业家庭', '就业困难人员', '脱贫人口', '同行编组', '可到岗日期', '知情同意'];
function workerRows(count: number): string[][] {
  const draw = choices(11);
  return Array.from({ length: count }, (_, k) => {
    const wage = draw.whole(35, 65);
    const first = draw.whole(1, 10) === 1 ? '是' : '否';
    return [`W${k}`, `欧阳测试${k}`, madeIdNumber(k), `1380000${String(1000 + k)}`, draw.one(units), draw.one(['初中', '高中']), `${draw.one(titles)}、${draw.one(titles)}`, `${wage}00`, `${wage - 12}00`,
      first, first, draw.one(['是', '否']), draw.whole(1, 20) === 1 ? 'G1' : '', '2026-03-15', draw.whole(1, 15) === 1 ? '否' : '是'];
  });
}

const csv = (rows: readonly (readonly string[])[]): string => rows.map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\n');
function saved(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function matchEmployment(name: string, posts: string, workers: string, more: string[] = []): Promise<string> {
  const result = join(folder, name);
  expect(await main(['match', 'employment', '--posts', posts, '--workers', workers, '--out', result, '--as-of', '2026-03-01', ...more])).toBe(0);
  return result;
}

const posts = (count = 14): string => saved('posts.csv', csv([postHeader, ...postRows(count)]));
const workers = (count = 70): string => saved('workers.csv', csv([workerHeader, ...workerRows(count)]));

async function verified(result: string): Promise<{ code: number; integrity: boolean; optimality: boolean }> {
  out = '';
  const code = await main(['verify', result]);
  return { code, integrity: out.includes('integrity: 成立'), optimality: out.includes('optimality: 成立') };
}

/** Changes one cell of a CSV of the result. */
async function changeCell(result: string, name: string, row: number, column: string, change: (cell: string) => string): Promise<void> {
  const { header, rows } = await readTableFile(result, name);
  const index = header.indexOf(column);
  const cells = rows.map((each, k) => each.map((cell, c) => (k === row && c === index ? change(cell) : cell)));
  writeFileSync(join(result, name), csv([header, ...cells].map((each) => each.map((cell) => cell.replaceAll('"', '""')))));
}

/** Whether the pairs in the folder are an optimum of the lists in the folder, by solving again. */
async function isOptimal(result: string): Promise<boolean> {
  const entries = [];
  for (const side of ['demand', 'supply'] as const) {
    const { header, rows } = await readTableFile(result, `${side}.csv`);
    for (const cells of rows) entries.push(entryFromCells('employment', side, header, cells).entry);
  }
  const run = await runMatching({ market: 'employment', entries, policy: defaultPolicy, asOf: '2026-03-01', geography });
  if (run.status !== 'optimal') throw new Error(run.status);
  const { header, rows } = await readTableFile(result, 'matches.csv');
  const of = (cells: readonly string[], column: string): number => Number(cells[header.indexOf(column)]);
  const totalFit = rows.reduce((sum, cells) => sum + of(cells, 'quantity') * of(cells, 'fit'), 0);
  const placed = [1, 2, 3, 4].map((tier) => rows.filter((cells) => of(cells, 'tier') === tier).length);
  return run.vector.totalFit === BigInt(totalFit) && run.vector.placedByTier.every((units, k) => units === BigInt(placed[k] ?? 0));
}

describe('jiedui match and verify', () => {
  it('write a result that holds, whose instance another solver would agree on', async () => {
    const instance = join(folder, 'x.min');
    const result = await matchEmployment('plain', posts(), workers(), ['--instance', instance]);
    expect(readdirSync(result).sort()).toEqual([...resultFiles, 'manifest.json'].sort());
    const summary: unknown = JSON.parse(readFileSync(join(result, 'summary.json'), 'utf8'));
    expect(summary).toMatchObject({ market: 'employment', certificate: 'verified', counts: { demandEntries: 14, supplyEntries: 70, errors: 0 } });
    expect(await verified(result)).toEqual({ code: 0, integrity: true, optimality: true });
    expect(await isOptimal(result)).toBe(true);
    out = '';
    expect(await main(['solve', instance])).toBe(0);
    const objective = typeof summary === 'object' && summary !== null && 'objective' in summary ? Number(summary.objective) : Number.NaN;
    expect(JSON.parse(out.trim().split('\n').at(-1) ?? '')).toMatchObject({ status: 'optimal', objective: -objective });
    const unmatched = readFileSync(join(result, 'unmatched.csv'), 'utf8');
    for (const reason of ['GROUP_NOT_TOGETHER', 'NO_CONSENT', 'OUTBID']) expect(unmatched).toContain(reason);
  });

  it('keep names masked, and ID numbers and phones out of every file', async () => {
    const result = await matchEmployment('private', posts(), workers());
    for (const name of resultFiles.filter((each) => !each.endsWith('.xlsx'))) {
      const text = readFileSync(join(result, name), 'utf8');
      for (let k = 0; k < 70; k++) for (const secret of [madeIdNumber(k), `欧阳测试${k}`, `1380000${1000 + k}`]) expect(text.includes(secret)).toBe(false);
    }
    expect(readFileSync(join(result, 'supply.csv'), 'utf8')).toContain('欧*');
  });

  it('find any change of a file that was not hashed again', async () => {
    const result = await matchEmployment('changed', posts(), workers());
    for (const name of resultFiles) {
      const before = readFileSync(join(result, name));
      writeFileSync(join(result, name), Buffer.concat([before, Buffer.from(' ')]));
      expect(await verified(result)).toMatchObject({ code: 1, integrity: false });
      writeFileSync(join(result, name), before);
    }
    expect(await verified(result)).toMatchObject({ code: 0 });
  });

  it('find a changed pair, price, wage or tier that was hashed again, unless it is optimal too', async () => {
    const result = await matchEmployment('rehashed', posts(), workers());
    const before = new Map<string, Buffer>(resultFiles.map((name) => [name, readFileSync(join(result, name))]));
    const changes: [string, string, (cell: string, k: number) => string][] = [
      ['matches.csv', 'demandRow', (cell, k) => String(2 + ((Number(cell) + k) % 14))], ['matches.csv', 'fit', (cell) => String(Number(cell) + 1)],
      ['prices.csv', 'price', (cell, k) => String(Number(cell) + 1 - 2 * (k % 2))], ['demand.csv', 'wageMaxFen', (cell, k) => String(Number(cell) + (k % 2 === 0 ? -100_000 : 100_000))],
      ['supply.csv', 'tier', (cell) => String(1 + (Number(cell) % 4))],
    ];
    const found = new Map<string, number>();
    for (const [name, column, change] of changes) {
      for (let k = 0; k < 14; k++) {
        await changeCell(result, name, k, column, (cell) => change(cell, k));
        await writeManifest(result);
        const { code, integrity, optimality } = await verified(result);
        expect(integrity).toBe(true);
        if (optimality) expect({ name, column, k, optimal: await isOptimal(result) }).toEqual({ name, column, k, optimal: true });
        else found.set(column, (found.get(column) ?? 0) + 1);
        expect(code).toBe(optimality ? 0 : 1);
        writeFileSync(join(result, name), before.get(name) ?? '');
      }
    }
    expect(found.get('demandRow') ?? 0).toBeGreaterThan(10);
    expect(found.get('fit')).toBe(14);
    for (const column of ['price', 'wageMaxFen', 'tier']) expect(found.get(column) ?? 0).toBeGreaterThan(5);
  }, 60_000);

  it('find a condition that a changed pair or row breaks, and a gap that is not the one of the prices, though all was hashed again', async () => {
    /** What is found once one file of the result was changed and everything hashed again; the file is put back. */
    const foundAfter = async (result: string, name: string, change: () => Promise<void> | void): Promise<string> => {
      const before = readFileSync(join(result, name));
      await change();
      await writeManifest(result);
      expect(await verified(result)).toMatchObject({ code: 1, integrity: true, optimality: false });
      writeFileSync(join(result, name), before);
      await writeManifest(result);
      return out;
    };
    const grouped = saved('grouped.csv', csv([workerHeader, ...workerRows(70).map((row, k) => row.map((cell, c) => (c === 12 ? `G${Math.floor(k / 2)}` : c === 4 ? '重庆市云阳县' : cell)))]));
    const result = await matchEmployment('grouped', posts(), grouped);
    const summary = JSON.parse(readFileSync(join(result, 'summary.json'), 'utf8')) as { status: string; gap: { tierSteps: number; fit: number }; bound: number; objective: number };
    expect(summary.status).toBe('optimal');
    expect(summary.bound).toBeGreaterThan(summary.objective);
    expect(await verified(result)).toEqual({ code: 0, integrity: true, optimality: true });
    expect(await isOptimal(result)).toBe(true);
    const supply = await readTableFile(result, 'supply.csv');
    const matches = await readTableFile(result, 'matches.csv');
    const cell = (table: typeof supply, row: number, column: string): string => table.rows[row]?.[table.header.indexOf(column)] ?? '';
    const groupOfRow = new Map(supply.rows.map((_, k) => [cell(supply, k, 'row'), cell(supply, k, 'travelGroup')]));
    const member = matches.rows.findIndex((_, k) => matches.rows.some((_other, q) => q !== k && groupOfRow.get(cell(matches, q, 'supplyRow')) === groupOfRow.get(cell(matches, k, 'supplyRow'))));
    expect(member).toBeGreaterThanOrEqual(0);
    const alone = await foundAfter(result, 'matches.csv', () => writeFileSync(join(result, 'matches.csv'), csv([matches.header, ...matches.rows.filter((_, k) => k !== member)])));
    expect(alone).toContain('GROUP_SPLIT');
    for (const change of [1, -1]) {
      const other = { ...summary, gap: { ...summary.gap, fit: summary.gap.fit + change } };
      expect(await foundAfter(result, 'summary.json', () => writeFileSync(join(result, 'summary.json'), JSON.stringify(other)))).toContain('gap');
    }

    const orderHeader = ['需求编号', '采购单位', '品类', '数量', '单位', '最高单价', '交货期起', '交货期止', '交货地区', '最小起订量', '允许拆分'];
    const orders = saved('minimums.csv', csv([orderHeader, ...Array.from({ length: 6 }, (_, k) => [`O${k}`, `超市${k}`, '柑橘类', String(90 + 30 * k), '公斤', '8', '2026-03-10', '2026-04-20', '上海市浦东新区', k % 2 === 0 ? '40' : '', k === 1 ? '否' : '是'])]));
    const lotHeader = ['批次编号', '供货主体', '产地县区', '品类', '品名', '可供数量', '单位', '单价', '采收期起', '采收期止', '保质期', '最小发货量'];
    const lots = saved('parts.csv', csv([lotHeader, ...Array.from({ length: 9 }, (_, k) => [`L${k}`, `合作社${k}`, units[k % 3] ?? '', '柑橘类', '脐橙', String(50 + 35 * k), '公斤', `${3 + (k % 4)}`, '2026-02-20', '2026-04-10', '40', k % 3 === 0 ? '30' : ''])]));
    const produce = join(folder, 'minimums');
    expect(await main(['match', 'produce', '--orders', orders, '--lots', lots, '--out', produce, '--as-of', '2026-03-01'])).toBe(0);
    expect(await verified(produce)).toEqual({ code: 0, integrity: true, optimality: true });
    const pairs = await readTableFile(produce, 'matches.csv');
    const least = pairs.rows.findIndex((_, k) => ['2', '4', '6'].includes(cell(pairs, k, 'demandRow')));
    expect(await foundAfter(produce, 'matches.csv', () => changeCell(produce, 'matches.csv', least, 'quantity', () => '3'))).toContain('BELOW_MINIMUM');
    const served = new Map<string, number>();
    for (let k = 0; k < pairs.rows.length; k++) served.set(cell(pairs, k, 'demandRow'), (served.get(cell(pairs, k, 'demandRow')) ?? 0) + 1);
    const demand = await readTableFile(produce, 'demand.csv');
    const shared = demand.rows.findIndex((_, k) => (served.get(cell(demand, k, 'row')) ?? 0) > 1);
    expect(shared).toBeGreaterThanOrEqual(0);
    expect(await foundAfter(produce, 'demand.csv', () => changeCell(produce, 'demand.csv', shared, 'splittable', () => 'false'))).toContain('LINE_SPLIT');
  }, 60_000);

  it('read XLSX as CSV, keep the right rows of a file with wrong ones, and name the wrong cells', async () => {
    const pieces: Uint8Array[] = [];
    for await (const piece of writeXlsx([{ name: '岗位供给清单', columns: postHeader.map((header) => ({ header })), rows: postRows(14) }])) pieces.push(piece);
    const book = join(folder, 'posts.xlsx');
    writeFileSync(book, Buffer.concat(pieces));
    const hash = (result: string): string => createHash('sha256').update(readFileSync(join(result, 'matches.csv'))).digest('hex');
    const fromBook = await matchEmployment('book', book, workers());
    expect(hash(fromBook)).toBe(hash(await matchEmployment('text', posts(), workers())));
    const [first, second, ...rest] = postRows(14);
    const wrong = saved('wrong.csv', csv([postHeader, (first ?? []).map((cell, c) => (c === 4 ? '不存在的地方' : cell)), (second ?? []).map((cell, c) => (c === 2 ? '-3' : cell)), ...rest]));
    const result = await matchEmployment('partly', wrong, workers());
    const { rows } = await readTableFile(result, 'errors.csv');
    expect(rows.map((cells) => cells.slice(1, 3))).toEqual([['2', '工作地区'], ['3', '招聘人数']]);
    expect(await verified(result)).toMatchObject({ code: 0 });
  });

  it('give an empty result with its reason for empty lists and lists where nobody is eligible', async () => {
    const nobody = await matchEmployment('nobody', saved('far.csv', csv([postHeader, ...postRows(5).map((row) => row.map((cell, c) => (c === 1 ? '厨师' : c === 5 || c === 6 ? '100' : cell)))])), workers());
    expect(JSON.parse(readFileSync(join(nobody, 'summary.json'), 'utf8'))).toMatchObject({ objective: 0, reason: { en: 'no pair passes every hard rule' } });
    expect(await verified(nobody)).toMatchObject({ code: 0 });
    const empty = await matchEmployment('empty', saved('none.csv', csv([postHeader])), workers());
    expect(JSON.parse(readFileSync(join(empty, 'summary.json'), 'utf8'))).toMatchObject({ objective: 0, reason: { en: 'one list has no usable row' } });
    expect(await verified(empty)).toMatchObject({ code: 0 });
  });

  it('pair produce', async () => {
    const orderHeader = ['需求编号', '采购单位', '品类', '数量', '单位', '最高单价', '交货期起', '交货期止', '交货地区', '允许拆分'];
    const orders = saved('orders.csv', csv([orderHeader, ...Array.from({ length: 8 }, (_, k) => [`O${k}`, `超市${k}`, k % 2 === 0 ? '柑橘类' : '水果', String(100 + 50 * k), '公斤', '8', '2026-03-10', '2026-04-20', '上海市浦东新区', k === 7 ? '否' : '是'])]));
    const lotHeader = ['批次编号', '供货主体', '主体类型', '产地县区', '品类', '品名', '可供数量', '单位', '单价', '采收期起', '采收期止', '保质期', '带动农户数', '其中监测户'];
    const lots = saved('lots.csv', csv([lotHeader, ...Array.from({ length: 20 }, (_, k) => [`L${k}`, k === 0 ? '欧阳测试' : `合作社${k}`, k === 0 ? '农户' : '合作社', units[k % 3] ?? '', '柑橘类', '脐橙', String(40 + 10 * k), '公斤', `${3 + (k % 6)}`, '2026-02-20', '2026-04-10', '40', '10', String(k % 8)])]));
    const result = join(folder, 'produce');
    expect(await main(['match', 'produce', '--orders', orders, '--lots', lots, '--out', result, '--as-of', '2026-03-01'])).toBe(0);
    expect(await verified(result)).toEqual({ code: 0, integrity: true, optimality: true });
    expect(JSON.parse(readFileSync(join(result, 'summary.json'), 'utf8'))).toMatchObject({ market: 'produce', counts: { demandEntries: 8, supplyEntries: 20 } });
    expect(readFileSync(join(result, 'unmatched.csv'), 'utf8')).toContain('NO_SINGLE_LOT');
    expect(readFileSync(join(result, 'supply.csv'), 'utf8')).not.toContain('欧阳测试');
  });

  it('code titles, one by one and a column of a file, with a clerk\'s corrections first', async () => {
    expect(await main(['code-title', '电焊工'])).toBe(0);
    expect(out).toContain('6-18-02-04 焊工');
    expect(await main(['code-title', ' '])).toBe(1);
    const list = saved('titles.csv', '人数,岗位名称\n2,电焊工\n1,"急聘普工，包吃住"\n3,\n'), corrections = saved('corrections.csv', '名称,编码\n普工,6-05-01-03\n'), coded = join(folder, 'coded.csv');
    expect(await main(['code-title', '--file', list, '--column', '岗位名称', '--out', coded, '--corrections', corrections])).toBe(0);
    const lines = readFileSync(coded, 'utf8').trim().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain('"电焊工","6-18-02-04","焊工"');
    expect(lines[2]).toContain('"急聘普工，包吃住","6-05-01-03","缝纫工","1","是"');
    expect(lines[3]).toContain('岗位名称为空');
    expect(await main(['code-title', '--file', list, '--column', '岗位名称', '--out', list])).toBe(2);
    expect(readFileSync(list, 'utf8')).toContain('电焊工');
  });

  it('refuse a wrong call or file with one sentence and exit code 2', async () => {
    const binary = saved('picture.png', '\u0089PNG\r\n\u001a\n\u0000\u0000');
    const policy = saved('policy.json', '{"version":0}');
    const wrong: string[][] = [
      ['nothing'], ['match'], ['match', 'employment'], ['match', 'employment', '--posts', posts()], ['match', 'employment', '--posts', posts(), '--workers', workers()],
      ['match', 'employment', '--posts', join(folder, 'missing.csv'), '--workers', workers(), '--out', join(folder, 'o')],
      ['match', 'employment', '--posts', binary, '--workers', workers(), '--out', join(folder, 'o')],
      ['match', 'employment', '--posts', workers(), '--workers', workers(), '--out', join(folder, 'o')],
      ['match', 'employment', '--posts', posts(), '--workers', workers(), '--out', folder],
      ['match', 'employment', '--posts', posts(), '--workers', workers(), '--out', join(folder, 'o'), '--policy', policy],
      ['match', 'employment', '--posts', posts(), '--workers', workers(), '--out', join(folder, 'o'), '--as-of', 'soon'],
      ['match', 'employment', '--posts', posts(), '--workers', workers(), '--out', join(folder, 'o'), '--programme', 'mars'],
      ['match', 'employment', '--color', 'red'], ['verify'], ['verify', join(folder, 'missing')],
      ['code-title'], ['code-title', '--file', posts()], ['code-title', '--file', posts(), '--column', '没有的列', '--out', join(folder, 'o.csv')], ['code-title', '--file', binary, '--column', '岗位名称', '--out', join(folder, 'o.csv')],
    ];
    for (const args of wrong) {
      err = '';
      expect({ args, code: await main(args) }).toEqual({ args, code: 2 });
      expect(err.trim().split('\n').filter((line) => !line.startsWith('未写项目'))).toHaveLength(1);
      expect(err).toMatch(/[\u4e00-\u9fff].*\/.*[A-Za-z]{4}/);
    }
    expect(await main(['help'])).toBe(0);
    expect(out).toContain('jiedui verify DIR');
  });
});
