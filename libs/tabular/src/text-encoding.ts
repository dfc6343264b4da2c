import { TextDecoder } from 'node:util';
import { FileRejected } from './message.js';

const isAscii = (bytes: Uint8Array): boolean => {
  for (const b of bytes) if (b >= 0x80) return false;
  return true;
};

/**
 * Text of a byte stream whose encoding nobody states: a byte-order mark decides, else UTF-8 is tried strictly on the
 * first chunk that is not plain ASCII, and GB18030 taken when it fails (a Chinese Excel saves CSV so). Memory: one chunk.
 * Throws FILE.ENCODING when neither holds, FILE.UNSUPPORTED_FORMAT for archives and FILE.NOT_A_TABLE for binary data.
 */
export async function* decodeText(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<string, void, void> {
  let decoder: TextDecoder | null = null;
  let first = true;
  let pending = new Uint8Array(0);
  for await (const piece of chunks) {
    let chunk = piece;
    if (first) {
      if (pending.length > 0) chunk = join(pending, piece);
      // Enough to see a byte-order mark or a file signature.
      if (chunk.length < 8) { pending = new Uint8Array(chunk); continue; }
      pending = new Uint8Array(0);
      first = false;
      decoder = byMark(chunk);
    }
    if (decoder === null) {
      if (isAscii(chunk)) { yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1'); continue; }
      const [chosen, text] = decide(chunk);
      decoder = chosen;
      if (text !== '') yield text;
      continue;
    }
    const text = decode(decoder, chunk, true);
    if (text !== '') yield text;
  }
  if (first && pending.length > 0) {
    const chosen = byMark(pending);
    if (chosen !== null) { yield decode(chosen, pending, false); return; }
    const [decided, text] = decide(pending);
    yield text + decode(decided, new Uint8Array(0), false);
    return;
  }
  if (decoder !== null) {
    const rest = decode(decoder, new Uint8Array(0), false);
    if (rest !== '') yield rest;
  }
}

function byMark(bytes: Uint8Array): TextDecoder | null {
  const [a, b, c] = bytes;
  if (a === 0x50 && b === 0x4b) throw new FileRejected('FILE.UNSUPPORTED_FORMAT', '这是压缩包或 Excel 文件，不是 CSV；请按 .xlsx 上传', 'this is an archive or an Excel file, not a CSV; upload it as .xlsx');
  if (a === 0xd0 && b === 0xcf) throw new FileRejected('FILE.UNSUPPORTED_FORMAT', '这是旧版 Excel（.xls）文件；请另存为 .xlsx 或 CSV 后上传', 'this is an old Excel file (.xls); save it as .xlsx or CSV and upload that');
  if (a === 0x25 && b === 0x50) throw new FileRejected('FILE.UNSUPPORTED_FORMAT', '这是 PDF 文件；请上传 .xlsx 或 CSV', 'this is a PDF; upload .xlsx or CSV');
  if (a === 0xef && b === 0xbb && c === 0xbf) return new TextDecoder('utf-8', { fatal: true });
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le', { fatal: true });
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be', { fatal: true });
  let nul = 0;
  for (const byte of bytes) if (byte === 0) nul++;
  if (nul > 8 && nul * 10 > bytes.length) throw new FileRejected('FILE.NOT_A_TABLE', '文件内容不是文字表格；请上传 .xlsx 或 CSV', 'the file is binary, not a table of text; upload .xlsx or CSV');
  return null;
}

function decide(chunk: Uint8Array): [TextDecoder, string] {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  try {
    return [utf8, utf8.decode(chunk, { stream: true })];
  } catch {
    const gb = new TextDecoder('gb18030', { fatal: true });
    return [gb, decode(gb, chunk, true)];
  }
}

function decode(decoder: TextDecoder, chunk: Uint8Array, stream: boolean): string {
  try {
    return decoder.decode(chunk, { stream });
  } catch {
    throw new FileRejected('FILE.ENCODING', `文字编码不一致（按 ${decoder.encoding.toUpperCase()} 读到一半出错）；请另存为 UTF-8 的 CSV 或 .xlsx`, `the text encoding is not consistent (failed while reading it as ${decoder.encoding}); save it as a UTF-8 CSV or as .xlsx`);
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
