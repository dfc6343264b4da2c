import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { readTable } from './read-table.js';
import { defaultLimits, type TableRow } from './table-row.js';
import { writeXlsx, type SheetPlan } from './write-xlsx.js';
import { isDateFormat, numberText } from './xlsx-styles.js';

async function all(source: Uint8Array, options: Parameters<typeof readTable>[1] = {}): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  for await (const row of readTable(source, options)) rows.push(row);
  return rows;
}
async function bytesOf(sheets: readonly SheetPlan[]): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeXlsx(sheets)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
/** A workbook as Excel lays it out, with the sheet's rows given as XML. */
function parts(sheetData: string, extra: Zippable = {}, head = ''): Zippable {
  return {
    '[Content_Types].xml': strToU8('<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'),
    'xl/workbook.xml': strToU8(`<workbook xmlns="${MAIN}" xmlns:r="${REL}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`),
    'xl/_rels/workbook.xml.rels': strToU8(`<Relationships><Relationship Id="rId1" Type="${REL}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${REL}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="${REL}/styles" Target="styles.xml"/></Relationships>`),
    'xl/styles.xml': strToU8(`<styleSheet xmlns="${MAIN}"><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="165" formatCode="0.00&quot;d&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs></styleSheet>`),
    'xl/sharedStrings.xml': strToU8(`<sst xmlns="${MAIN}"><si><t>岗位名称</t></si><si><r><t>普</t></r><r><t>工</t></r><rPh><t>ignored</t></rPh></si></sst>`),
    'xl/worksheets/sheet1.xml': strToU8(`${head}<worksheet xmlns="${MAIN}"><sheetData>${sheetData}</sheetData></worksheet>`),
    ...extra,
  };
}
const DATA = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>';

describe('readXlsx', () => {
  it('reads strings, numbers, dates, booleans, errors and formulas as text', async () => {
    const rows = await all(zipSync(parts(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>
      <row r="2"/><row r="5"><c r="A5" s="1"><v>46082</v></c><c r="B5" s="2"><v>46082</v></c><c r="C5" s="4"><v>46082.5</v></c><c r="D5" s="3"><v>1.5</v></c><c r="E5"><v>13800000000</v></c><c r="F5"><v>0.30000000000000004</v></c><c r="G5" t="b"><v>1</v></c><c r="H5" t="e"><v>#N/A</v></c><c r="I5" t="str"><f>A1&amp;"x"</f><v>甲x</v></c><c r="J5" t="inlineStr"><is><t>行&#10;内</t></is></c><c r="K5"><v>4.20381199001011E+17</v></c></row>`)));
    expect(rows).toEqual([
      { rowNumber: 1, cells: ['岗位名称', '', '普工'], formulas: [] },
      { rowNumber: 5, cells: ['2026-03-01', '2026-03-01', '2026-03-01 12:00:00', '1.5', '13800000000', '0.3', 'TRUE', '#N/A', '甲x', '行\n内', '4.20381199001011e+17'], formulas: [8] },
    ]);
  });
  it('reads back what the writer wrote', async () => {
    const text = fc.string({ unit: 'binary' }).map((s) => s.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/gu, '').trim());
    await fc.assert(fc.asyncProperty(fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { maxLength: 6 }), async (rows) => {
      const read = await all(await bytesOf([{ name: '甲', columns: [{ header: 'h' }], rows }]));
      const trimmed = rows.map((r) => { const c = [...r]; while (c.length > 0 && c[c.length - 1] === '') c.pop(); return c; }).filter((r) => r.some((c) => c.trim() !== ''));
      expect(read.slice(1).map((r) => r.cells)).toEqual(trimmed);
    }), { numRuns: 40 });
  });
  it('takes the sheet whose header is known, else the first', async () => {
    const bytes = await bytesOf([{ name: '说明', columns: [{ header: '随便' }], rows: [['x']] }, { name: '清单', columns: [{ header: '岗位' }], rows: [['y']] }]);
    expect((await all(bytes, { isHeader: (c) => c.includes('岗位') })).map((r) => r.cells[0])).toEqual(['岗位', 'y']);
    expect((await all(bytes, { isHeader: () => false })).map((r) => r.cells[0])).toEqual(['随便', 'x']);
  });
  it('tells date formats from numbers with letters', () => {
    expect(['yyyy/m/d', 'h:mm', '[$-804]yyyy"年"m"月"'].map(isDateFormat)).toEqual([true, true, true]);
    expect(['0.00', '#,##0"d"', 'General', '[Red]0', '0\\d'].map(isDateFormat)).toEqual([false, false, false, false, false]);
    expect(numberText('1E-7')).toBe('0.0000001');
  });

  const encrypted = zipSync(parts(DATA));
  const view = new DataView(encrypted.buffer, encrypted.byteOffset);
  for (let i = 0; i + 10 < encrypted.length; i++) if (view.getUint32(i, true) === 0x02014b50) view.setUint16(i + 8, view.getUint16(i + 8, true) | 1, true);
  const bomb = zipSync(parts(DATA, { 'xl/media/zero.bin': new Uint8Array(30 * 1024 * 1024) }), { level: 9 });
  const falseSize = zipSync(parts(DATA.repeat(1), { 'xl/worksheets/sheet1.xml': strToU8(`<worksheet><sheetData>${DATA.repeat(20_000)}</sheetData></worksheet>`) }));
  const sizes = new DataView(falseSize.buffer, falseSize.byteOffset);
  for (let i = 0; i + 30 < falseSize.length; i++) if (sizes.getUint32(i, true) === 0x02014b50 && sizes.getUint32(i + 24, true) > 1_000_00) sizes.setUint32(i + 24, 1000, true);
  const many: Zippable = {};
  for (let i = 0; i < 300; i++) many[`xl/x${i}.xml`] = new Uint8Array(0);
  const ole = (text: string): Uint8Array => Buffer.concat([Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.from(text, 'utf16le')]);

  it.each<[string, Uint8Array]>([
    ['FILE.TRUNCATED', zipSync(parts(DATA)).subarray(0, 300)],
    ['FILE.ENCRYPTED', encrypted],
    ['FILE.ENCRYPTED', ole('EncryptedPackage')],
    ['FILE.UNSUPPORTED_FORMAT', ole('Workbook')],
    ['FILE.BOMB', bomb],
    ['FILE.TRUNCATED', falseSize],
    ['FILE.TOO_MANY_ENTRIES', zipSync(parts(DATA, many))],
    ['FILE.UNSAFE_NAME', zipSync(parts(DATA, { '../evil.xml': strToU8('x') }))],
    ['FILE.SYMLINK', zipSync(parts(DATA, { 'xl/link': [strToU8('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }] }))],
    ['FILE.MACROS', zipSync(parts(DATA, { 'xl/vbaProject.bin': strToU8('x') }))],
    ['FILE.MACROS', zipSync(parts(DATA, { '[Content_Types].xml': strToU8('<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>') }))],
    ['FILE.UNSUPPORTED_FORMAT', zipSync({ mimetype: strToU8('application/vnd.oasis.opendocument.spreadsheet') })],
    ['FILE.UNSUPPORTED_FORMAT', zipSync(parts(DATA, { 'xl/inner.zip': strToU8('PK') }))],
    ['FILE.DOCTYPE', zipSync(parts(DATA, {}, '<!DOCTYPE a [<!ENTITY lol "lol"><!ENTITY x SYSTEM "file:///etc/passwd">]>'))],
    ['FILE.BAD_XML', zipSync(parts('<row r="1"><c r="A1" t="inlineStr"><is><t>&lol;</t></is></c></row>'))],
    ['FILE.BAD_XML', zipSync(parts('<row r="1"><c'))],
    ['FILE.TOO_MANY_COLUMNS', zipSync(parts('<row r="1"><c r="XFD1"><v>1</v></c></row>'))],
    ['FILE.TOO_MANY_ROWS', zipSync(parts('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'))],
    ['FILE.CELL_TOO_LONG', zipSync(parts(`<row r="1"><c r="A1" t="inlineStr"><is><t>${'x'.repeat(200_000)}</t></is></c></row>`))],
  ])('refuses with %s', async (code, bytes) => {
    await expect(all(bytes)).rejects.toMatchObject({ name: 'FileRejected', code });
  });
  it('counts what comes out across entries', async () => {
    const big = zipSync(parts('<row r="1"><c r="A1"><v>1</v></c></row>'.repeat(5000)), { level: 9 });
    await expect(all(big, { limits: { ...defaultLimits, maxUnpackedBytes: 100_000 } })).rejects.toMatchObject({ code: 'FILE.BOMB' });
  });
});
