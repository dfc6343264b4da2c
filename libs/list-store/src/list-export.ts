import type { z } from 'zod';
import { type FilePiece, type ListQuery, type ListRow, notFound, refuse } from '@jiedui/contracts';
import type { Call } from '@jiedui/messaging';
import { FILE_CHUNK_BYTES, type StoredFiles } from '@jiedui/messaging/stored-files';
import type { KeysetCursor } from '@jiedui/persistence';
import { type SheetPlan, template, writeXlsx } from '@jiedui/tabular';
import type { ListReader } from './list-reader.js';
import type { ListSpec } from './list-spec.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Piece `seq` of a file held in memory. */
export function pieceOf(bytes: Buffer, seq: number, fileName: string, mime: string): FilePiece {
  const start = seq * FILE_CHUNK_BYTES;
  return { fileName, mime, base64: bytes.subarray(start, start + FILE_CHUNK_BYTES).toString('base64'), next: start + FILE_CHUNK_BYTES < bytes.length ? seq + 1 : null };
}

/** Piece `seq` of a stored file. */
export async function storedPiece(files: StoredFiles, fileId: string, seq: number): Promise<FilePiece> {
  const file = await files.describe(fileId);
  const bytes = await files.chunk(fileId, seq);
  if (file === null || bytes === null) return notFound();
  return { fileName: file.name, mime: file.mime, base64: bytes.toString('base64'), next: seq + 1 < file.chunks ? seq + 1 : null };
}

/** The list's template workbook; small enough to be made anew for each piece asked for. */
export async function templatePiece(spec: ListSpec, seq: number): Promise<FilePiece> {
  const parts: Uint8Array[] = [];
  for await (const part of template({ title: spec.title }, spec.columns)) parts.push(part);
  return pieceOf(Buffer.concat(parts), seq, `${spec.title.zh}-模板.xlsx`, XLSX);
}

/** Piece `seq` of a workbook of one sheet: the first piece writes it to a stored file under the request's correlation id, later ones are read from that, by its maker alone. */
export async function workbookPiece(stored: StoredFiles, call: Call, seq: number, make: () => Promise<{ readonly name: string; readonly sheet: SheetPlan }>): Promise<FilePiece> {
  if (seq === 0) {
    const { name, sheet } = await make();
    await stored.write({ name, mime: XLSX, createdBy: call.actor.id }, writeXlsx([sheet]), call.correlationId);
  } else if ((await stored.describe(call.correlationId))?.createdBy !== call.actor.id) {
    return notFound();
  }
  return storedPiece(stored, call.correlationId, seq);
}

const PAGE = 500;
/** An export holds at most this many rows; beyond it a narrower filter is asked for, since nobody sees that a workbook lacks some. */
export const EXPORT_LIMIT = 100_000;

/**
 * Exports of lists: the first piece writes the whole workbook to a stored file, row by row in constant memory; later pieces
 * are read from it. The file has the request's correlation id, so any replica finds it.
 */
export class ListExport {
  constructor(private readonly spec: ListSpec, private readonly reader: ListReader, private readonly stored: StoredFiles) {}

  async piece(call: Call, query: Omit<z.output<typeof ListQuery>, 'size' | 'cursor' | 'last'>, seq: number): Promise<FilePiece> {
    const all = { ...query, size: PAGE };
    return workbookPiece(this.stored, call, seq, async () => {
      if (await this.reader.exceeds(call, all, EXPORT_LIMIT)) refuse(409, 'EXPORT_TOO_LARGE', `筛选结果超过 ${EXPORT_LIMIT} 行，不能一次导出；请缩小筛选范围，分几次导出。`, `More than ${EXPORT_LIMIT} rows are found, too many for one export; narrow the filters and export in parts.`);
      return { name: `${this.spec.title.zh}.xlsx`, sheet: this.workbook(call, all) };
    });
  }

  private workbook(call: Call, query: z.output<typeof ListQuery>): SheetPlan {
    const state = ['状态', '版本', '地区代码'];
    const columns = this.spec.columns.map((column) => ({ header: column.header, width: column.width }));
    const rows = async function* (reader: ListReader, spec: ListSpec): AsyncGenerator<string[]> {
      let cursor: KeysetCursor | null = null;
      for (;;) {
        const slice: { rows: ListRow[]; next: KeysetCursor | null } = await reader.slice(call, query, cursor, PAGE);
        for (const row of slice.rows) yield [...spec.columns.map((column) => row.cells[column.code] ?? ''), row.status, String(row.version), row.region];
        if (slice.next === null) return;
        cursor = slice.next;
      }
    };
    return { name: this.spec.title.zh, columns: [...columns, ...state.map((header) => ({ header, width: 10 }))], rows: rows(this.reader, this.spec) };
  }
}
