import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { choiceCell, dayCell, dayOfSerial, integerCell, listCell, textCell } from './cell-parsers.js';
import { layoutOf, type ListDefinition } from './columns.js';
import { mapHeaders } from './header-mapping.js';
import { importRows, isHeaderOf, type ImportedRow } from './import-rows.js';
import { parseRow } from './parse-row.js';
import { readTable } from './read-table.js';
import { EXAMPLE_MARK, errorWorkbook, template, type RefusedRow } from './template.js';

/** A small list for the suites: fruit sold at a stall. */
interface StallCells { number: string | null; name: string; kilos: number; on: string | null; grade: 'a' | 'b' | null; tags: readonly string[] }
interface StallContext { readonly today: string }

const note = { zh: '说明', en: 'note' };

const stall: ListDefinition<StallCells, StallCells, StallContext> = {
  code: 'stall', title: { zh: '摊位清单', en: 'Stall' },
  columns: {
    number: { header: '编号', example: 'A-1', note, whenEmpty: { value: null }, parse: textCell(10) },
    name: { header: '品名', aliases: ['名称'], key: true, example: '柑橘', note, whenEmpty: 'required', parse: textCell(10) },
    kilos: { header: '数量', example: '10', note, whenEmpty: { value: 1, assumed: { code: 'ASSUMED.ONE', zh: '未填，按 1 计', en: 'empty, counted as 1' } }, parse: integerCell(1, 500, ['公斤']) },
    on: { header: '日期', example: '2026-03-01', note, whenEmpty: { value: null }, parse: dayCell() },
    grade: { header: '等级', example: '一级', note, choices: ['一级', '二级'], whenEmpty: { value: null }, parse: choiceCell<'a' | 'b', StallContext>(new Map([['一级', 'a'], ['二级', 'b']]), ['一级', '二级']) },
    tags: { header: '标签', example: '甜、脆', note, whenEmpty: { value: [] }, parse: listCell(5, 10) },
  },
  rowChecks: [(cells, { today }) => (cells.on !== undefined && cells.on !== null && cells.on < today
    ? [{ columns: ['on'], code: 'ROW.PAST', zh: '「日期」已过；请改为今天以后', en: 'on: lies in the past' }] : [])],
  finish: (row) => ({ row, assumed: [] }),
  keyOf: (row) => row.number ?? row.name,
};

const context = { today: '2026-01-01' };
const layout = layoutOf(stall);
async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const c of chunks) all.push(c);
  return Buffer.concat(all);
}
async function run(bytes: Uint8Array, manual: Record<string, string> = {}): Promise<ImportedRow<StallCells>[]> {
  const imported = await importRows(stall, readTable(bytes, { isHeader: isHeaderOf(stall) }), { context, manual });
  const rows: ImportedRow<StallCells>[] = [];
  for await (const row of imported.rows) rows.push(row);
  return rows;
}

describe('mapHeaders', () => {
  it('knows headers by name, code and alias whatever marks they carry', () => {
    expect([...mapHeaders(layout, [' 品 名 *', '数量（公斤）', 'ON', '等级：']).indexOf]).toEqual([['name', 0], ['kilos', 1], ['on', 2], ['grade', 3]]);
    expect([...mapHeaders(layout, ['名称']).indexOf]).toEqual([['name', 0]]);
  });
  it('reports what it cannot place', () => {
    expect(mapHeaders(layout, ['品名', '名称', '颜色', '', '错误原因'])).toMatchObject({ unmapped: ['颜色'], duplicates: [{ header: '名称', code: 'name' }], missing: [] });
    expect(mapHeaders(layout, ['颜色'])).toMatchObject({ missing: ['name'] });
  });
  it('lets the operator decide first', () => {
    expect([...mapHeaders(layout, ['品名', '颜色'], { 颜色: 'name', 品名: 'nonsense' }).indexOf]).toEqual([['name', 1]]);
  });
});

describe('parseRow', () => {
  it('collects all errors of a row, each naming its column', () => {
    const { row, errors } = parseRow(stall, { kilos: '0', on: '2025/2/30', grade: '三级' }, context);
    expect(row).toBeNull();
    expect(errors.map((e) => [e.columns[0], e.code])).toEqual([['name', 'CELL.REQUIRED'], ['kilos', 'CELL.OUT_OF_RANGE'], ['on', 'CELL.NO_SUCH_DAY'], ['grade', 'CELL.NOT_A_CHOICE']]);
    for (const e of errors) expect(e.zh).toMatch(/^「/);
  });
  it('shows what it assumed', () => {
    expect(parseRow(stall, { name: '梨', on: '46082' }, context)).toMatchObject({ row: { kilos: 1, on: '2026-03-01' }, assumed: [{ code: 'ASSUMED.ONE' }, { code: 'ASSUMED.EXCEL_DATE' }] });
  });
  it('takes the guard before formulas away and refuses control characters', () => {
    expect(parseRow(stall, { name: "'=梨" }, context).row?.name).toBe('=梨');
    expect(parseRow(stall, { name: '梨\u0000' }, context).errors[0]?.code).toBe('CELL.CONTROL_CHARACTER');
  });
  it('answers for any text, with a row or with errors', () => {
    fc.assert(fc.property(fc.dictionary(fc.constantFrom('number', 'name', 'kilos', 'on', 'grade', 'tags'), fc.string({ unit: 'binary' })), (texts) => {
      const p = parseRow(stall, texts, context);
      return (p.row === null) === (p.errors.length > 0);
    }));
  });
  it('reads day numbers as Excel does', () => {
    expect([1, 59, 61, 36526, 46082].map((n) => dayOfSerial(n))).toEqual(['1900-01-01', '1900-02-28', '1900-03-01', '2000-01-01', '2026-03-01']);
    expect(dayOfSerial(0, true)).toBe('1904-01-01');
  });
});

describe('importRows', () => {
  it('passes over the example of the template', async () => {
    const bytes = await collect(template(stall, layout));
    expect(await run(bytes)).toEqual([]);
    const rows: (readonly string[])[] = [];
    for await (const row of readTable(bytes)) rows.push(row.cells);
    expect(rows[0]).toEqual(['编号', '品名*', '数量', '日期', '等级', '标签']);
    expect(rows[1]?.[0]).toBe(EXAMPLE_MARK);
  });
  it('tells new, duplicate and wrong rows apart', async () => {
    const rows = await run(Buffer.from('编号,品名,数量\nA,梨,1\nA,梨,1\n,,3\n,梨,2\n'));
    expect(rows.map((r) => [r.rowNumber, r.outcome, r.sameAs])).toEqual([[2, 'ok', null], [3, 'duplicate', 2], [4, 'wrong', null], [5, 'ok', null]]);
  });
  it('gives the wrong rows back, to be mended and taken again', async () => {
    const first = await run(Buffer.from('品名,数量,日期\n梨,0,昨天\n=桃,5,\n'));
    const wrong: RefusedRow[] = first.filter((r) => r.outcome === 'wrong');
    expect(wrong).toHaveLength(1);
    const bytes = await collect(errorWorkbook(stall, layout, wrong));
    const cells: (readonly string[])[] = [];
    for await (const row of readTable(bytes)) cells.push(row.cells);
    expect(cells[1]?.slice(0, 4)).toEqual(['', '梨', '0', '昨天']);
    expect(cells[1]?.[6]?.split('\n')).toHaveLength(2);
    const again = await run(bytes);
    expect(again.map((r) => r.errors.length)).toEqual([2]);
  });
  it('refuses a header it cannot use, saying why', async () => {
    await expect(run(Buffer.from('甲,乙\n1,2\n'))).rejects.toMatchObject({ code: 'FILE.NO_HEADER' });
    await expect(run(Buffer.from('数量\n1\n'))).rejects.toMatchObject({ code: 'FILE.MISSING_COLUMNS', zh: expect.stringContaining('品名') });
    await expect(run(Buffer.from('品名,名称\n1,2\n'))).rejects.toMatchObject({ code: 'FILE.DUPLICATE_HEADERS' });
    expect(await run(Buffer.from('甲,乙\n1,2\n'), { 甲: 'name' })).toHaveLength(1);
  });
});
