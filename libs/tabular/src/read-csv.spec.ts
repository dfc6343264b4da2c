import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCsv, sniffDelimiter } from './read-csv.js';
import { defaultLimits, type TableRow } from './table-row.js';
import { csvCell, writeCsv } from './write-csv.js';

async function all(bytes: Uint8Array | Iterable<Uint8Array>, limits = defaultLimits): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  for await (const row of readCsv(bytes instanceof Uint8Array ? [bytes] : bytes, limits)) rows.push(row);
  return rows;
}
const cells = async (bytes: Uint8Array | Iterable<Uint8Array>): Promise<(readonly string[])[]> => (await all(bytes)).map((r) => r.cells);
/** 岗位名称,普工 in GB18030, as a Chinese Excel saves it. */
const GB = Uint8Array.from([0xb8, 0xda, 0xce, 0xbb, 0xc3, 0xfb, 0xb3, 0xc6, 0x2c, 0x31, 0x0a, 0xc6, 0xd5, 0xb9, 0xa4, 0x2c, 0x32, 0x0a]);

describe('readCsv', () => {
  it('reads UTF-8 with and without mark, GB18030 and UTF-16', async () => {
    const expected = [['岗位名称', '1'], ['普工', '2']];
    const text = '岗位名称,1\n普工,2\n';
    expect(await cells(Buffer.from(text))).toEqual(expected);
    expect(await cells(Buffer.from(`\ufeff${text}`))).toEqual(expected);
    expect(await cells(GB)).toEqual(expected);
    expect(await cells(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual(expected);
  });
  it('reads any bytes the same however they are cut', async () => {
    for (const bytes of [Buffer.from('a,b\r\n"x\n""y""",岗位\n'), Buffer.concat([Buffer.from('abcdefghijk,z\n'), GB])]) {
      const whole = await cells(bytes);
      await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 7 }), async (size) => {
        const pieces: Uint8Array[] = [];
        for (let i = 0; i < bytes.length; i += size) pieces.push(bytes.subarray(i, i + size));
        // A cut inside the first non-ASCII character must not change what the encoding is taken to be.
        if (size > 2) expect(await cells(pieces)).toEqual(whole);
      }), { numRuns: 20 });
    }
  });
  it('tells the delimiter', () => {
    expect(sniffDelimiter('a;b;"c,d,e,f"\n')).toBe(';');
    expect(sniffDelimiter('a\tb\n')).toBe('\t');
    expect(sniffDelimiter('one column\n')).toBe(',');
  });
  it('skips blank rows but counts them, and keeps line feeds in quotes', async () => {
    expect((await all(Buffer.from('a,b\n\n,,\n"1\n2",3\n'))).map((r) => [r.rowNumber, r.cells])).toEqual([[1, ['a', 'b']], [4, ['1\n2', '3']]]);
  });
  it('takes formulas for text', async () => expect(await cells(Buffer.from('a\n=1+1\n'))).toEqual([['a'], ['=1+1']]));
  it.each([
    ['FILE.EMPTY', Buffer.from('')], ['FILE.EMPTY', Buffer.from('  \n')],
    ['FILE.ROW_TOO_LONG', Buffer.concat([Buffer.from('a,b\n'), Buffer.alloc(10 * 1024 * 1024, 'x')])],
    ['FILE.QUOTES', Buffer.from('a,b\n"open,1\n2,3\n')],
    ['FILE.TOO_MANY_COLUMNS', Buffer.from(`${'x,'.repeat(100_000)}x\n`)],
    ['FILE.NOT_A_TABLE', Buffer.alloc(1000)],
    ['FILE.UNSUPPORTED_FORMAT', Buffer.from('PK\u0003\u0004aaaa')],
    ['FILE.ENCODING', Buffer.concat([Buffer.from('岗位\n'.repeat(20_000)), Uint8Array.from([0xff, 0xff, 0x0a])])],
  ])('refuses with %s', async (code, bytes) => {
    const pieces: Uint8Array[] = [];
    for (let i = 0; i < bytes.length; i += 65_536) pieces.push(bytes.subarray(i, i + 65_536));
    await expect(all(pieces)).rejects.toMatchObject({ name: 'FileRejected', code });
  });
  it('stops at the row limit', async () => {
    await expect(all(Buffer.from('a\n1\n2\n3\n'), { ...defaultLimits, maxRows: 2 })).rejects.toMatchObject({ code: 'FILE.TOO_MANY_ROWS' });
    expect(await all(Buffer.from('a\n1\n2\n'), { ...defaultLimits, maxRows: 2 })).toHaveLength(3);
  });
  it('lets go of the source when the reader stops', async () => {
    let pulled = 0;
    let closed = false;
    function* source(): Generator<Uint8Array, void, void> {
      try { for (;;) { pulled++; yield Buffer.from('a,b\n'.repeat(10_000)); } } finally { closed = true; }
    }
    for await (const row of readCsv(source())) if (row.rowNumber === 3) break;
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(true);
    expect(pulled).toBeLessThan(20);
  });
});

describe('writeCsv', () => {
  it('guards what a spreadsheet would run, plain negative numbers apart', () => {
    for (const text of ['=1', '+1', '-1-1', '@x', '\tx', '\rx', '＝1', '＋1', '－1', '＠x']) expect(csvCell(text)).toBe(`"'${text}"`);
    for (const text of ['-5', '-5.25', 'a=b', '']) expect(csvCell(text)).toBe(`"${text}"`);
    expect(csvCell(-5)).toBe('"-5"');
    expect(csvCell('a"b')).toBe('"a""b"');
  });
  it('is read back as it was written', async () => {
    const text = fc.string().map((s) => s.replace(/[\u0000\ufeff\r]/g, ''));
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.constant('k'), text, text), { minLength: 1, maxLength: 5 }), async (rows) => {
      const bytes: Uint8Array[] = [];
      for await (const chunk of writeCsv(['h', 'i', 'j'], rows)) bytes.push(chunk);
      const read = await cells(bytes);
      expect(read.slice(1).map((r) => r.map((c) => c.replace(/^'(?=[=+\-@\t\r＝＋－＠])/u, '')))).toEqual(rows.map((r) => r.map((c) => c.replace(/^'(?=[=+\-@\t\r＝＋－＠])/u, ''))));
    }), { numRuns: 50 });
  });
});
