import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { readCsv } from './read-csv.js';
import { readXlsx } from './read-xlsx.js';
import { defaultLimits, type TableLimits, type TableRow } from './table-row.js';

export interface ReadTableOptions {
  readonly limits?: TableLimits;
  /** See `XlsxOptions.isHeader`. */
  readonly isHeader?: (cells: readonly string[]) => boolean;
}

/**
 * Rows of a CSV or XLSX file, told apart by content, never by name. `source` is a path or the bytes themselves.
 * Throws `FileRejected`, or the file system's error when the path cannot be read.
 */
export async function* readTable(source: string | Uint8Array, options: ReadTableOptions = {}): AsyncGenerator<TableRow, void, void> {
  const head = typeof source === 'string' ? await firstBytes(source) : source.subarray(0, 4);
  const limits = options.limits ?? defaultLimits;
  const isArchive = head[0] === 0x50 && head[1] === 0x4b && (head[2] ?? 0) <= 8;
  const isOle = head[0] === 0xd0 && head[1] === 0xcf && head[2] === 0x11;
  if (isArchive || isOle) yield* readXlsx(source, { limits, ...(options.isHeader === undefined ? {} : { isHeader: options.isHeader }) });
  else yield* readCsv(typeof source === 'string' ? createReadStream(source) : slices(source), limits);
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(4);
    const { bytesRead } = await file.read(buffer, 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function* slices(bytes: Uint8Array): Generator<Uint8Array, void, void> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}
