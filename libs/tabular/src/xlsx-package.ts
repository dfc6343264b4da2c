import { open as openFile } from 'node:fs/promises';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import type { TableLimits } from './table-row.js';
import { FileRejected } from './message.js';

/** The archive of a workbook after its directory was found harmless. Close it, also after an error. */
export interface WorkbookPackage {
  has(name: string): boolean;
  /** Bytes of an entry as they unpack; throws `FileRejected` once more comes out than the limits allow. Empty when there is no such entry. */
  read(name: string): AsyncGenerator<Uint8Array, void, void>;
  close(): void;
}

const truncated = (): FileRejected => new FileRejected('FILE.TRUNCATED', '文件不完整或已损坏；请重新保存后上传', 'the file is incomplete or damaged; save it again and upload that');
const bomb = (limits: TableLimits): FileRejected => new FileRejected('FILE.BOMB', `文件解压后过大（上限 ${Math.round(limits.maxUnpackedBytes / 1048576)} MB）；请删除多余内容或分成几个文件`, `the file unpacks to too much (limit ${Math.round(limits.maxUnpackedBytes / 1048576)} MB); remove what is not needed or split it`);
const OLE = [0xd0, 0xcf, 0x11, 0xe0];

/**
 * Opens a workbook by path or from memory and checks its whole directory before a byte is unpacked: number of entries,
 * declared sizes and ratios, names, links, encryption, macros. Every refusal is a `FileRejected`.
 */
export async function openPackage(source: string | Uint8Array, limits: TableLimits): Promise<WorkbookPackage> {
  await checkSignature(source);
  let zip: ZipFile;
  try {
    zip = typeof source === 'string'
      ? await new Promise<ZipFile>((resolve, reject) => yauzl.open(source, { lazyEntries: true, autoClose: false }, (e, z) => (e === null ? resolve(z) : reject(e))))
      : await new Promise<ZipFile>((resolve, reject) => yauzl.fromBuffer(Buffer.from(source.buffer, source.byteOffset, source.byteLength), { lazyEntries: true }, (e, z) => (e === null ? resolve(z) : reject(e))));
  } catch (error) {
    if (isSystemError(error)) throw error;
    throw truncated();
  }
  try {
    const entries = await checkDirectory(zip, limits);
    const budget = { left: limits.maxUnpackedBytes };
    return {
      has: (name) => entries.has(name),
      read: (name) => unpack(zip, entries.get(name), budget, limits),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

const isSystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error;

async function checkSignature(source: string | Uint8Array): Promise<void> {
  let head: Uint8Array;
  let isEncrypted = false;
  if (typeof source === 'string') {
    const file = await openFile(source, 'r');
    try {
      const buffer = Buffer.alloc(65_536);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      head = buffer.subarray(0, bytesRead);
      if (OLE.every((b, i) => head[i] === b)) isEncrypted = hasEncryptedPackage(await file.readFile().then((b) => b.subarray(0, 64 * 1024 * 1024)));
    } finally {
      await file.close();
    }
  } else {
    head = source;
    if (OLE.every((b, i) => head[i] === b)) isEncrypted = hasEncryptedPackage(Buffer.from(source.buffer, source.byteOffset, source.byteLength));
  }
  if (head.length === 0) throw new FileRejected('FILE.EMPTY', '文件是空的', 'the file is empty');
  if (OLE.every((b, i) => head[i] === b)) {
    throw isEncrypted
      ? new FileRejected('FILE.ENCRYPTED', '文件设有打开密码；请去掉密码后上传', 'the file is protected by a password; remove it and upload again')
      : new FileRejected('FILE.UNSUPPORTED_FORMAT', '这是旧版 Excel（.xls）文件；请另存为 .xlsx 或 CSV 后上传', 'this is an old Excel file (.xls); save it as .xlsx or CSV and upload that');
  }
  if (head[0] !== 0x50 || head[1] !== 0x4b) throw new FileRejected('FILE.UNSUPPORTED_FORMAT', '不是 Excel 工作簿（.xlsx）；请用模板填写并保存为 .xlsx', 'this is not an Excel workbook (.xlsx); fill in the template and save it as .xlsx');
}

/** An encrypted workbook is an OLE file holding a stream of this name (MS-OFFCRYPTO 2.3.4.4); names are UTF-16. */
const hasEncryptedPackage = (bytes: Uint8Array): boolean => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from('EncryptedPackage', 'utf16le'));

async function checkDirectory(zip: ZipFile, limits: TableLimits): Promise<Map<string, Entry>> {
  if (zip.entryCount > limits.maxEntries) {
    throw new FileRejected('FILE.TOO_MANY_ENTRIES', `文件内含 ${zip.entryCount} 个部分，超过上限 ${limits.maxEntries}；请用模板重新填写`, `the file holds ${zip.entryCount} parts, more than ${limits.maxEntries}; fill in the template afresh`);
  }
  const entries = new Map<string, Entry>();
  let declared = 0;
  await new Promise<void>((resolve, reject) => {
    zip.on('error', (error: Error) => {
      reject(/relative path|absolute path|invalid characters/i.test(error.message)
        ? new FileRejected('FILE.UNSAFE_NAME', '文件内部含有指向外部的路径，不予读取', 'the file holds paths that lead outside of it and is not read')
        : truncated());
    });
    zip.on('end', () => resolve());
    zip.on('entry', (entry: Entry) => {
      const refusal = checkEntry(entry, limits);
      if (refusal !== null) { reject(refusal); return; }
      declared += entry.uncompressedSize;
      if (declared > limits.maxUnpackedBytes || entries.size >= limits.maxEntries) { reject(bomb(limits)); return; }
      if (!entry.fileName.endsWith('/')) entries.set(entry.fileName.replace(/^\.?\//, ''), entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
  if ([...entries.keys()].some((n) => /vbaProject\.bin$/i.test(n))) throw macros();
  if (!entries.has('[Content_Types].xml') || !entries.has('xl/workbook.xml')) {
    const what = entries.has('mimetype') ? 'OpenDocument（.ods）文件' : entries.has('word/document.xml') ? 'Word 文件' : '压缩包或其他格式';
    throw new FileRejected('FILE.UNSUPPORTED_FORMAT', `这是${what}，不是 Excel 工作簿；请另存为 .xlsx`, 'this is not an Excel workbook; save it as .xlsx');
  }
  return entries;
}

/** A workbook with macros, whatever its name says. */
export const macros = (): FileRejected => new FileRejected('FILE.MACROS', '文件含有宏（.xlsm）；请另存为不含宏的 .xlsx', 'the file holds macros (.xlsm); save it as .xlsx without macros');

function checkEntry(entry: Entry, limits: TableLimits): FileRejected | null {
  if ((entry.generalPurposeBitFlag & 1) !== 0) return new FileRejected('FILE.ENCRYPTED', '文件设有密码；请去掉密码后上传', 'the file is protected by a password; remove it and upload again');
  if (((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000) return new FileRejected('FILE.SYMLINK', '文件内部含有链接，不予读取', 'the file holds links and is not read');
  if (entry.fileName.split(/[\\/]/).includes('..') || /^([a-z]:|[\\/])/i.test(entry.fileName)) return new FileRejected('FILE.UNSAFE_NAME', '文件内部含有指向外部的路径，不予读取', 'the file holds paths that lead outside of it and is not read');
  if (entry.uncompressedSize > limits.maxUnpackedBytes) return bomb(limits);
  if (entry.uncompressedSize > 1_048_576 && entry.uncompressedSize > entry.compressedSize * limits.maxRatio) return bomb(limits);
  if (/\.(zip|7z|rar|xlsx|xlsm)$/i.test(entry.fileName)) return new FileRejected('FILE.UNSUPPORTED_FORMAT', '文件内部又含有压缩包，不予读取', 'the file holds another archive and is not read');
  return null;
}

async function* unpack(zip: ZipFile, entry: Entry | undefined, budget: { left: number }, limits: TableLimits): AsyncGenerator<Uint8Array, void, void> {
  if (entry === undefined) return;
  let stream: NodeJS.ReadableStream & { destroy(): unknown };
  try {
    stream = await new Promise((resolve, reject) => zip.openReadStream(entry, (e, s) => (e === null ? resolve(s) : reject(e))));
  } catch (error) {
    if (isSystemError(error)) throw error;
    throw truncated();
  }
  let unpacked = 0;
  try {
    for await (const chunk of stream) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      unpacked += bytes.length;
      budget.left -= bytes.length;
      if (budget.left < 0 || (unpacked > 1_048_576 && unpacked > entry.compressedSize * limits.maxRatio)) throw bomb(limits);
      yield bytes;
    }
  } catch (error) {
    if (error instanceof FileRejected || isSystemError(error)) throw error;
    // More or fewer bytes than declared, or a broken deflate stream.
    throw truncated();
  } finally {
    stream.destroy();
  }
}
