import { deflateRawSync, gzipSync, crc32 } from 'node:zlib';

/** Files that somebody sends instead of a list: archives that unpack to more than they are, markup that feeds on itself, tables that are none. Made in code, small on disk. */

/** An archive written by hand, so that what it says of its parts can be false. Parts are `{ name, data, method, flags, size, packed, attributes, raw }`. */
export function archive(parts, { entries, comment = '' } = {}) {
  const locals = [], directory = [];
  let offset = 0;
  for (const part of parts) {
    const name = Buffer.from(part.name), data = Buffer.from(part.data ?? ''), method = part.method ?? 8, packed = part.raw ?? (method === 8 ? deflateRawSync(data, { level: 9 }) : data);
    const crc = part.crc ?? crc32(data), size = part.size ?? data.length, packedSize = part.packed ?? packed.length, flags = (part.flags ?? 0) | 0x800;
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0); head.writeUInt16LE(20, 4); head.writeUInt16LE(flags, 6); head.writeUInt16LE(method, 8); head.writeUInt32LE(crc >>> 0, 14); head.writeUInt32LE(packedSize >>> 0, 18); head.writeUInt32LE(size >>> 0, 22); head.writeUInt16LE(name.length, 26);
    const line = Buffer.alloc(46);
    line.writeUInt32LE(0x02014b50, 0); line.writeUInt16LE(0x0314, 4); line.writeUInt16LE(20, 6); line.writeUInt16LE(flags, 8); line.writeUInt16LE(method, 10); line.writeUInt32LE(crc >>> 0, 16); line.writeUInt32LE(packedSize >>> 0, 20); line.writeUInt32LE(size >>> 0, 24); line.writeUInt16LE(name.length, 28);
    line.writeUInt32LE(((part.attributes ?? 0o100644) * 65_536) >>> 0, 38); line.writeUInt32LE(part.at ?? offset, 42);
    locals.push(head, name, packed);
    directory.push(line, name);
    offset += head.length + name.length + packed.length;
  }
  const body = Buffer.concat(locals), central = Buffer.concat(directory), end = Buffer.alloc(22), count = entries ?? Math.min(parts.length, 0xffff);
  end.writeUInt32LE(0x06054b50, 0); end.writeUInt16LE(count, 8); end.writeUInt16LE(count, 10); end.writeUInt32LE(central.length, 12); end.writeUInt32LE(body.length, 16); end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([body, central, end, Buffer.from(comment)]);
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main', office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships', head = '<?xml version="1.0" encoding="UTF-8"?>';

/** The parts of a workbook of one sheet; each can be another one's. */
export function parts({ sheet = '', doctype = '', more = [], types = '', workbook, relations, strings, styles } = {}) {
  return [
    { name: '[Content_Types].xml', data: `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${types}</Types>` },
    { name: '_rels/.rels', data: `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>` },
    { name: 'xl/workbook.xml', data: workbook ?? `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="清单" sheetId="1" r:id="rId1"/></sheets></workbook>` },
    { name: 'xl/_rels/workbook.xml.rels', data: relations ?? `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>` },
    ...(strings === undefined ? [] : [{ name: 'xl/sharedStrings.xml', data: strings }]), ...(styles === undefined ? [] : [{ name: 'xl/styles.xml', data: styles }]),
    { name: 'xl/worksheets/sheet1.xml', data: typeof sheet === 'string' ? `${head}${doctype}<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>` : sheet },
    ...more,
  ];
}

const cell = (at, text) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
const headers = ['岗位编号', '岗位名称', '用工单位', '工作地区', '招聘人数'], columns = 'ABCDE';
const headRow = `<row r="1">${headers.map((text, i) => cell(`${columns[i]}1`, text)).join('')}</row>`;
const row = (n, values) => `<row r="${n}">${values.map((text, i) => cell(`${columns[i]}${n}`, text)).join('')}</row>`;
const csvHead = `${headers.join(',')}\n`;
const big = (mb) => Buffer.alloc(mb * 1024 * 1024, 0x20);
const withoutPart = (name) => archive(parts({ sheet: headRow }).filter((part) => part.name !== name));
const ole = (text) => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2048), Buffer.from(text, 'utf16le'), Buffer.alloc(2048)]);
const laughs = `<!DOCTYPE x [<!ENTITY a "lol">${Array.from({ length: 9 }, (_, i) => `<!ENTITY ${'bcdefghij'[i]} "${`&${'abcdefghi'[i]};`.repeat(10)}">`).join('')}]>`;
const changed = (bytes, at, value) => { const copy = Buffer.from(bytes); copy[at < 0 ? copy.length + at : at] = value; return copy; };

/**
 * Every hostile file: `{ name, bytes(), ends, list }`; `ends` is `rejected` (the file as a whole), or `rows` where it is a table whose wrong rows are
 * reported and whose strange texts stay texts. `either` is for what may be read as a table or not. None is confirmed by anybody, so no row may come of it.
 */
export const hostileFiles = [
  ['a bomb of one part', () => archive(parts({ sheet: big(200) }))],
  ['a bomb beside the sheet', () => archive(parts({ sheet: headRow, more: [{ name: 'xl/media/image1.bin', data: big(200) }] }))],
  ['a bomb of many parts', () => archive(parts({ sheet: headRow, more: Array.from({ length: 150 }, (_, i) => ({ name: `xl/media/${i}.bin`, data: big(1) })) })), 'either'],
  ['a bomb of one cell', () => archive(parts({ sheet: `<row r="1">${cell('A1', ' '.repeat(120 * 1024 * 1024))}</row>` }))],
  ['a bomb in the strings', () => archive(parts({ sheet: headRow, strings: `${head}<sst xmlns="${main}">${'<si><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></si>'.repeat(2_000_000)}</sst>` }))],
  ['parts that overlap', () => { const all = parts({ sheet: big(30) }); return archive([...all, ...Array.from({ length: 150 }, (_, i) => ({ name: `xl/worksheets/s${i}.xml`, raw: Buffer.alloc(0), packed: 31_000, size: 30 * 1024 * 1024, at: 0 }))]); }],
  ['a size said too small', () => archive(parts({ sheet: headRow }).map((part) => (part.name.endsWith('sheet1.xml') ? { ...part, data: `${head}<worksheet xmlns="${main}"><sheetData>${headRow}${'<row/>'.repeat(3_000_000)}</sheetData></worksheet>`, size: 100 } : part)))],
  ['a size said too large', () => archive(parts({ sheet: headRow }).map((part) => (part.name.endsWith('sheet1.xml') ? { ...part, size: 5_000_000 } : part)))],
  ['a size of 4 GB', () => archive(parts({ sheet: headRow }).map((part) => (part.name.endsWith('sheet1.xml') ? { ...part, size: 0xfffffff0 } : part)))],
  ['a checksum that is wrong', () => archive(parts({ sheet: headRow }).map((part) => (part.name.endsWith('sheet1.xml') ? { ...part, raw: Buffer.from('not deflate at all, but as long as it said it would be') } : part)))],
  ['100,000 parts', () => archive([...parts({ sheet: headRow }), ...Array.from({ length: 100_000 }, (_, i) => ({ name: `x/${i}`, method: 0 }))])],
  ['65,535 parts said, five there', () => archive(parts({ sheet: headRow }), { entries: 0xffff })],
  ['no part said, six there', () => archive(parts({ sheet: headRow }), { entries: 0 })],
  ['an archive in the archive', () => archive(parts({ sheet: headRow, more: [{ name: 'xl/embeddings/a.zip', data: archive([{ name: 'a', data: big(50) }]) }] }))],
  ['a workbook in the workbook', () => archive(parts({ sheet: headRow, more: [{ name: 'xl/embeddings/Book.xlsx', data: archive(parts({ sheet: headRow })) }] }))],
  ['a path that climbs', () => archive(parts({ sheet: headRow, more: [{ name: '../../../../tmp/evil', data: 'x' }] }))],
  ['a path that climbs by backslash', () => archive(parts({ sheet: headRow, more: [{ name: 'xl\\..\\..\\evil', data: 'x' }] }))],
  ['an absolute path', () => archive(parts({ sheet: headRow, more: [{ name: '/etc/cron.d/evil', data: 'x' }] }))],
  ['a path with a drive', () => archive(parts({ sheet: headRow, more: [{ name: 'C:/evil', data: 'x' }] }))],
  ['a link', () => archive(parts({ sheet: headRow, more: [{ name: 'xl/link', data: '/etc/passwd', attributes: 0o120777 }] }))],
  ['a sheet that is a link', () => archive(parts({ sheet: headRow }).map((part) => (part.name.endsWith('sheet1.xml') ? { ...part, data: '/etc/passwd', attributes: 0o120777 } : part)))],
  ['a name with NUL', () => archive(parts({ sheet: headRow, more: [{ name: 'xl/a\u0000.xml', data: 'x' }] })), 'either'],
  ['an encrypted part', () => archive(parts({ sheet: headRow }).map((part) => ({ ...part, flags: 1 })))],
  ['an unknown compression', () => archive(parts({ sheet: headRow }).map((part) => ({ ...part, method: 99, raw: Buffer.from('x') })))],
  ['a password', () => ole('EncryptedPackage')],
  ['an old workbook', () => ole('Workbook')],
  ['macros under another name', () => archive(parts({ sheet: headRow, more: [{ name: 'xl/vbaProject.bin', data: 'x' }] }))],
  ['macros by content type', () => archive(parts({ sheet: headRow }).map((part) => (part.name.startsWith('[') ? { ...part, data: part.data.replace('spreadsheetml.sheet.main', 'ms-excel.sheet.macroEnabled.main') } : part))), 'either'],
  ['cut in the middle', () => { const all = archive(parts({ sheet: headRow })); return all.subarray(0, all.length / 2); }],
  ['cut before its end', () => archive(parts({ sheet: headRow })).subarray(0, -10)],
  ['a broken directory', () => changed(archive(parts({ sheet: headRow })), -30, 0xff), 'either'],
  ['only its first bytes', () => Buffer.from('504b0304', 'hex')],
  ['an empty archive', () => archive([])],
  ['no workbook part', () => withoutPart('xl/workbook.xml')],
  ['no sheet part', () => withoutPart('xl/worksheets/sheet1.xml')],
  ['no relations', () => withoutPart('xl/_rels/workbook.xml.rels')],
  ['a word document', () => archive([{ name: '[Content_Types].xml', data: '<Types/>' }, { name: 'word/document.xml', data: '<w/>' }])],
  ['an open document', () => archive([{ name: 'mimetype', data: 'application/vnd.oasis.opendocument.spreadsheet', method: 0 }, { name: 'content.xml', data: '<x/>' }])],
  ['a sheet from elsewhere', () => archive(parts({ sheet: headRow, relations: `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="http://127.0.0.1:1/sheet.xml" TargetMode="External"/></Relationships>` }))],
  ['a sheet from this machine', () => archive(parts({ sheet: headRow, relations: `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="file:///etc/passwd"/></Relationships>` }))],
  ['an external entity', () => archive(parts({ sheet: row(1, ['&x;']), doctype: '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>' }))],
  ['an external entity over the network', () => archive(parts({ sheet: row(1, ['&x;']), doctype: '<!DOCTYPE x [<!ENTITY x SYSTEM "http://169.254.169.254/latest/meta-data/">]>' }))],
  ['a parameter entity', () => archive(parts({ sheet: headRow, doctype: '<!DOCTYPE x [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x.dtd"> %x;]>' }))],
  ['billion laughs', () => archive(parts({ sheet: row(1, ['&j;']), doctype: laughs }))],
  ['billion laughs in the workbook part', () => archive(parts({ sheet: headRow, workbook: `${head}${laughs}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="&j;" sheetId="1" r:id="rId1"/></sheets></workbook>` }))],
  ['billion laughs in the strings', () => archive(parts({ sheet: `${headRow}<row r="2"><c r="A2" t="s"><v>0</v></c></row>`, strings: `${head}${laughs}<sst xmlns="${main}"><si><t>&j;</t></si></sst>` })), 'either'],
  ['elements nested 200,000 deep', () => archive(parts({ sheet: `${'<row>'.repeat(200_000)}${'</row>'.repeat(200_000)}` })), 'either'],
  ['an element with 50,000 attributes', () => archive(parts({ sheet: `<row ${Array.from({ length: 50_000 }, (_, i) => `a${i}="1"`).join(' ')}></row>` })), 'either'],
  ['an attribute of 20 MB', () => archive(parts({ sheet: `<row r="${'9'.repeat(20 * 1024 * 1024)}">${cell('A1', 'x')}</row>` }))],
  ['a column past the last', () => archive(parts({ sheet: `<row r="1">${cell('ZZZZZZ1', 'x')}</row>` })), 'either'],
  ['a row number of 10^15', () => archive(parts({ sheet: `${headRow}<row r="1000000000000000">${cell('A1000000000000000', 'x')}</row>` })), 'either'],
  ['a million columns in a workbook', () => archive(parts({ sheet: `<row r="1">${'<c><v>1</v></c>'.repeat(1_000_000)}</row>` }))],
  ['strings that are not there', () => archive(parts({ sheet: `${headRow}<row r="2"><c r="A2" t="s"><v>99999999999</v></c><c r="B2" t="s"><v>-1</v></c></row>` })), 'either'],
  ['markup that does not end', () => archive(parts({ sheet: Buffer.from(`${head}<worksheet xmlns="${main}"><sheetData><row r="1"><c`) })), 'either'],
  ['markup in another encoding', () => archive(parts({ sheet: Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?><worksheet/>`, 'utf16le') })), 'either'],
  ['formulas in a workbook', () => archive(parts({ sheet: `${headRow}<row r="2"><c r="A2" t="str"><f>WEBSERVICE("http://127.0.0.1:1/")</f><v>x</v></c>${cell('B2', '=cmd|&apos;/c calc&apos;!A1')}</row>` })), 'rows'],
  ['a CSV with NUL', () => Buffer.from(`${csvHead}A\u0000,电焊工\u0000,单位,广州市黄埔区,1\n`), 'either'],
  ['a line of 10 MB', () => Buffer.from(`${csvHead}${'长'.repeat(3_500_000)}`)],
  ['a line of 10 MB in quotes', () => Buffer.from(`${csvHead}"${'长'.repeat(3_500_000)}`)],
  ['a million columns in a CSV', () => Buffer.from(`${csvHead.trim()}${',x'.repeat(1_000_000)}\n`)],
  ['quotes that never end', () => Buffer.from(`${csvHead}${'1,"电焊工,单位,广州市,1\n'.repeat(51)}`)],
  ['only quotes', () => Buffer.from('"'.repeat(1_000_001)), 'either'],
  ['only commas', () => Buffer.from(','.repeat(900_000)), 'either'],
  ['only line ends', () => Buffer.from('\n'.repeat(900_000)), 'either'],
  ['a header that stands twice', () => Buffer.from('岗位名称,用工单位,工作地区,工作地区\n电焊工,单位,广州市黄埔区,深圳市\n')],
  ['two encodings in one file', () => Buffer.concat([Buffer.from(`\ufeff${csvHead}`), Buffer.from('b5e7bab8ff', 'hex'), Buffer.from('\n')])],
  ['half a character', () => Buffer.concat([Buffer.from(csvHead), Buffer.from([0xe7])]), 'either'],
  ['UTF-16 without a mark', () => Buffer.from(csvHead, 'utf16le'), 'either'],
  ['formulas in a CSV', () => Buffer.from(`${csvHead}=1+1,@SUM(A1),+cmd|' /c calc'!A1,广东省广州市黄埔区,1\n-2,\t=HYPERLINK("http://x"),＝1,广东省广州市黄埔区,1\n`), 'rows'],
  ['GBK', () => Buffer.concat([Buffer.from('b8dacebbc3fbb3c62cd3c3b9a4b5a5cebb2cb9a4d7f7b5d8c7f80a', 'hex'), Buffer.from('b5e7bab8b9a42cd1f9c0fd2cc9cfbaa3cad00a', 'hex')]), 'rows'],
  ['a mark at its beginning, twice', () => Buffer.from(`\ufeff\ufeff${csvHead}1,电焊工,单位,广东省广州市黄埔区,1\n`), 'either'],
  ['numbers past all bounds', () => Buffer.from(`${csvHead}1,电焊工,单位,广东省广州市黄埔区,1e308\n2,电焊工,单位,广东省广州市黄埔区,9007199254740993\n3,电焊工,单位,广东省广州市黄埔区,-1\n4,电焊工,单位,广东省广州市黄埔区,0.1\n5,电焊工,单位,广东省广州市黄埔区,NaN\n`), 'rows'],
  ['markup and scripts as texts', () => Buffer.from(`${csvHead}<script>alert(1)</script>,"<img src=x onerror=alert(1)>",'; drop table post; --,广东省广州市黄埔区,1\n`), 'rows'],
  ['letters that turn the line round', () => Buffer.from(`${csvHead}\u202e1,电焊工\u0301${'\u0301'.repeat(5000)},单位\u200b,广东省广州市黄埔区,1\n`), 'either'],
  ['one number in every row', () => Buffer.from(csvHead + 'SAME,电焊工,单位,广东省广州市黄埔区,1\n'.repeat(20_000)), 'rows'],
  ['a style of 900,000 brackets', () => archive(parts({ sheet: headRow, styles: `${head}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="200" formatCode="${'['.repeat(900_000)}"/></numFmts><cellXfs count="1"><xf numFmtId="200"/></cellXfs></styleSheet>`, types: '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>' })), 'either'],
  ['titles of brackets', () => Buffer.from(csvHead + `1,${'('.repeat(90_000)},单位,广东省广州市黄埔区,1\n`.repeat(20)), 'rows'],
  ['titles of numbers', () => Buffer.from(csvHead + `1,${'一'.repeat(90_000)},单位,广东省广州市黄埔区,1\n`.repeat(20)), 'rows'],
  ['consents of spaces', () => Buffer.from(`人员编号,姓名,所在县区,求职意向,知情同意\n${`1,样例甲,云阳县,电焊工,是${' '.repeat(90_000)}x\n`.repeat(20)}`), 'rows', 'worker'],
  ['certificates of brackets', () => Buffer.from(`人员编号,姓名,所在县区,求职意向,知情同意,持有证书\n${`1,样例甲,云阳县,电焊工,是,${'('.repeat(90_000)}\n`.repeat(20)}`), 'rows', 'worker'],
  ['a packed file', () => gzipSync(big(100))],
  ['a picture', () => Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(2000)])],
  ['a drawing with a script', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'either'],
  ['a page', () => Buffer.from('<!DOCTYPE html><html><script>alert(1)</script></html>'), 'either'],
  ['a PDF', () => Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n')],
  ['a program', () => Buffer.concat([Buffer.from('7f454c46020101', 'hex'), Buffer.alloc(4000)])],
  ['one byte', () => Buffer.from([0])],
].map(([name, bytes, ends = 'rejected', list = 'post']) => ({ name, bytes, ends, list }));

/** A list as it should be. */
export const harmlessFile = () => Buffer.from(`${csvHead}1,电焊工,单位,广东省广州市黄埔区,1\n`);
