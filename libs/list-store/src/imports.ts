import type { DataSource } from 'typeorm';
import type { z } from 'zod';
import { type FilePiece, type ImportView, type ListCode, notFound, type ProgrammeCode, refuse, type StagedRowView, type StagedStatus } from '@jiedui/contracts';
import { Parameters, scopeOf } from '@jiedui/access';
import type { Call, Jobs, Live } from '@jiedui/messaging';
import { FILE_CHUNK_BYTES, type StoredFiles } from '@jiedui/messaging/stored-files';
import { decodeCursor, encodeCursor, inTransaction, newId, toSafeInteger } from '@jiedui/persistence';
import type { Protection } from '@jiedui/protection';
import { MAX_CELL_CHARACTERS, type RowMessage } from '@jiedui/tabular';
import { fieldProblem } from './list-writer.js';
import { cancelWaiting } from './import-state.js';
import { storedPiece } from './list-export.js';
import type { ListSpec } from './list-spec.js';
import { maskTexts, openPersonal } from './list-rows.js';
import { fitting } from './page-bytes.js';

/** A row of the table `import` as the driver gives it. */
export interface ImportRow {
  id: string; list: z.infer<typeof ListCode>; programme: string | null; file_id: string; file_name: string; size: string; chunks: number; state: ImportView['state'];
  mapping: Record<string, string>; rows_read: number; counts: Partial<ImportView['counts']>; assumed: ImportView['assumed']; errors: ImportView['errors']; headers: string[]; missing: string[];
  rejection: ImportView['rejection']; cancel_requested: boolean; error_file: string | null; actor: Call; created_by: string; started_at: Date; finished_at: Date | null;
}

/** The import as pages see it. */
export function importView(row: ImportRow): ImportView {
  const counts = { new: 0, changed: 0, unchanged: 0, wrong: 0, duplicate: 0, total: 0, ...row.counts };
  return {
    id: row.id, list: row.list, programme: row.programme, fileName: row.file_name, size: toSafeInteger(row.size), state: row.state, rowsRead: row.rows_read, counts,
    assumed: row.assumed, errors: row.errors, headers: row.headers, mapping: row.mapping, missing: row.missing, rejection: row.rejection,
    startedAt: row.started_at.toISOString(), finishedAt: row.finished_at?.toISOString() ?? null,
  };
}

/** Cells as a preview shows them: a text too long for a cell is shown by its beginning. */
function shown(cells: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(cells).map(([code, text]) => [code, text.length <= MAX_CELL_CHARACTERS ? text : `${text.slice(0, MAX_CELL_CHARACTERS).replace(/\p{Surrogate}$/u, '')}…`]));
}

/** Bytes of files that one person may have waiting: files stand in the database, and one person's must not fill it. */
const MAX_WAITING_BYTES = 512 * 1024 * 1024;

/** Kinds of job the imports ask for. */
export const STAGE_JOB = 'stage-import';
export const COMMIT_JOB = 'commit-import';

/**
 * Imports of a service's lists: uploaded in chunks (resumable), staged and previewed, then committed in one transaction of
 * the right rows. The reading itself is a job (see ImportJob).
 */
export class Imports {
  constructor(
    private readonly specs: readonly ListSpec[], private readonly dataSource: DataSource, private readonly files: StoredFiles, private readonly jobs: Jobs,
    private readonly live: Live, private readonly protection: Protection,
  ) {}

  async begin(call: Call, request: { list: z.infer<typeof ListCode>; programme?: z.infer<typeof ProgrammeCode> | undefined; fileName: string; size: number }): Promise<{ id: string; chunkBytes: number; chunks: number }> {
    const spec = this.specs.find((one) => one.list === request.list);
    if (spec === undefined) return refuse(400, 'WRONG_SERVICE', '这份清单不在此处导入。', 'This list is not imported here.');
    if (scopeOf(call.actor, spec.write).length === 0) return refuse(403, 'NOT_PERMITTED', '您的角色不能导入这份清单。', 'Your role may not import this list.');
    if (request.size === 0) return refuse(400, 'FILE.EMPTY', '文件是空的，请检查后重新选择。', 'The file is empty; check it and choose again.');
    const [{ waiting }] = await this.dataSource.query(`select coalesce(sum(size), 0)::bigint as waiting from import where created_by = $1 and state not in ('committed', 'cancelled', 'rejected')`, [call.actor.id]);
    if (toSafeInteger(waiting) + request.size > MAX_WAITING_BYTES) return refuse(409, 'TOO_MUCH_WAITING', '您还有多个导入没有确认或取消，文件合计过大；请先在“我的导入”中确认或取消。', 'Your imports that are neither confirmed nor cancelled are too large together; confirm or cancel some first.');
    const id = newId();
    const chunks = Math.ceil(request.size / FILE_CHUNK_BYTES);
    return inTransaction(this.dataSource, async (manager) => {
      const fileId = await this.files.create(manager, { name: request.fileName, mime: 'application/octet-stream', createdBy: call.actor.id });
      await manager.query('insert into import (id, list, programme, file_id, file_name, size, chunks, actor, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9)',
        [id, request.list, request.programme ?? null, fileId, request.fileName, request.size, chunks, JSON.stringify(call), call.actor.id]);
      return { id, chunkBytes: FILE_CHUNK_BYTES, chunks };
    });
  }

  async chunk(call: Call, request: { id: string; seq: number; base64: string }): Promise<{ received: number }> {
    const row = await this.own(call, request.id);
    if (request.seq >= row.chunks) return refuse(400, 'CHUNK_BEYOND_END', '分段超出文件大小。', 'The chunk lies beyond the end of the file.');
    await inTransaction(this.dataSource, async (manager) => {
      // Held until the chunk is stored: a chunk that comes late changes nothing of what is being read, or is gone.
      const [held] = await manager.query(`select 1 from import where id = $1 and state = 'uploading' for share`, [row.id]);
      if (held === undefined) return refuse(409, 'NOT_UPLOADING', '上传已经结束。', 'The upload has ended.');
      return this.files.putChunk(manager, row.file_id, request.seq, Buffer.from(request.base64, 'base64'));
    });
    return { received: request.seq };
  }

  async parse(call: Call, request: { id: string; mapping?: Record<string, string> | undefined }): Promise<ImportView> {
    const row = await this.own(call, request.id);
    if (row.state !== 'uploading' && row.state !== 'mapping' && row.state !== 'staged') return refuse(409, 'NOT_TO_BE_READ', '该文件已在处理或已处理完。', 'The file is being worked on or is done.');
    return inTransaction(this.dataSource, async (manager) => {
      const sealed = await this.files.seal(manager, row.file_id, row.chunks, toSafeInteger(row.size));
      if (sealed === 'another size') return refuse(409, 'FILE.SIZE_DIFFERS', '收到的内容与文件大小不符（文件可能在上传时被修改），请取消后重新上传。', 'What arrived is not as long as the file was said to be (it may have been changed meanwhile); cancel and upload it again.');
      if (sealed === 'incomplete') return refuse(409, 'CHUNKS_MISSING', '还有分段没有上传完，请继续上传。', 'Some chunks are missing; go on uploading.', { retryable: true });
      const remembered = request.mapping ?? await this.rememberedMapping(call, row.list);
      if (request.mapping !== undefined) {
        await manager.query(`insert into header_mapping (created_by, list, mapping) values ($1, $2, $3::jsonb) on conflict (created_by, list) do update set mapping = header_mapping.mapping || excluded.mapping`,
          [call.actor.id, row.list, JSON.stringify(request.mapping)]);
      }
      await manager.query(`delete from staged_row where import_id = $1`, [row.id]);
      const [[fresh]] = await manager.query(`update import set state = 'staging', mapping = $2::jsonb, rows_read = 0, counts = '{}', assumed = '[]', errors = '[]', rejection = null, cancel_requested = false where id = $1 and state = $3 returning *`,
        [row.id, JSON.stringify(remembered), row.state]);
      if (fresh === undefined) return refuse(409, 'NOT_TO_BE_READ', '该文件已在处理。', 'The file is being worked on.');
      await this.jobs.ask(manager, STAGE_JOB, { importId: row.id });
      return importView(fresh);
    });
  }

  async get(call: Call, id: string): Promise<ImportView> {
    return importView(await this.own(call, id));
  }

  async list(call: Call, query: { size: number; cursor?: string | undefined; list?: z.infer<typeof ListCode> | undefined }): Promise<{ items: ImportView[]; next: string | null; previous: string | null; total: number; exact: boolean }> {
    const parameters = new Parameters();
    const own = `created_by = ${parameters.add(call.actor.id)}${query.list === undefined ? '' : ` and list = ${parameters.add(query.list)}`}`;
    const [{ total }] = await this.dataSource.query(`select count(*)::int as total from import where ${own}`, parameters.values);
    const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
    const from = cursor === null ? '' : ` and (started_at, id) ${cursor.back ? '>' : '<'} (${parameters.add(cursor.value)}::timestamptz, ${parameters.add(cursor.id)}::uuid)`;
    const direction = cursor?.back === true ? 'asc' : 'desc';
    const found: ImportRow[] = await this.dataSource.query(`select * from import where ${own}${from} order by started_at ${direction}, id ${direction} limit ${query.size + 1}`, parameters.values);
    const rows = fitting(found.slice(0, query.size));
    const more = found.length > rows.length;
    if (cursor?.back === true) rows.reverse();
    const at = (row: ImportRow | undefined, back: boolean): string | null => (row === undefined ? null : encodeCursor({ value: row.started_at.toISOString(), id: row.id, back }));
    return { items: rows.map(importView), next: (cursor?.back === true || more) ? at(rows.at(-1), false) : null, previous: cursor !== null && (cursor.back ? more : true) ? at(rows[0], true) : null, total, exact: true };
  }

  async rows(call: Call, query: { id: string; status?: z.infer<typeof StagedStatus> | undefined; after: number; size: number }): Promise<{ items: z.infer<typeof StagedRowView>[]; next: number | null }> {
    const row = await this.own(call, query.id);
    const spec = this.specOf(row);
    const found: { row_number: number; status: z.infer<typeof StagedStatus>; texts: Record<string, string>; personal: Buffer | null; person_key: Buffer | null; errors: RowMessage[]; id: string }[] = await this.dataSource.query(
      `select row_number, status, texts, personal, person_key, errors, id from staged_row where import_id = $1 and row_number > $2 and ($3::text is null or status = $3) order by row_number limit $4`,
      [row.id, query.after, query.status ?? null, query.size + 1]);
    const items = fitting(found.slice(0, query.size).map((staged) => ({
      row: staged.row_number, status: staged.status,
      cells: shown({ ...staged.texts, ...maskTexts(openPersonal(spec, { personal: staged.personal, sealId: staged.id, personKey: staged.person_key }, this.protection)) }),
      errors: staged.errors.map((error) => ({ ...fieldProblem(error), row: staged.row_number })),
    })));
    return { items, next: found.length > items.length ? items.at(-1)?.row ?? null : null };
  }

  async commit(call: Call, id: string): Promise<ImportView> {
    const row = await this.own(call, id);
    if (scopeOf(call.actor, this.specOf(row).write).length === 0) return refuse(403, 'NOT_PERMITTED', '您的角色不能导入这份清单。', 'Your role may not import this list.');
    if (row.state !== 'staged') return refuse(409, 'NOT_STAGED', '请先完成预览。', 'Preview it first.');
    return inTransaction(this.dataSource, async (manager) => {
      // Committed with the rights of today: they may have changed since the upload.
      const [[fresh]] = await manager.query(`update import set state = 'committing', rejection = null, actor = $2::jsonb where id = $1 and state = 'staged' returning *`, [id, JSON.stringify(call)]);
      if (fresh === undefined) return refuse(409, 'NOT_STAGED', '该导入正在处理。', 'The import is being worked on.');
      await this.jobs.ask(manager, COMMIT_JOB, { importId: id });
      return importView(fresh);
    });
  }

  /** Stops an import wherever it is before it is committed; nothing of it stays. */
  async cancel(call: Call, id: string): Promise<ImportView> {
    for (;;) {
      const row = await this.own(call, id);
      if (row.state === 'cancelled') return importView(row);
      if (row.state === 'committed' || row.state === 'rejected') return refuse(409, 'ALREADY_DONE', '该导入已经结束，不能取消。', 'The import has ended and cannot be cancelled.');
      // Whatever is done is done to the state that was read; when work began or ended meanwhile, it is read again.
      const stopped = row.state === 'staging' || row.state === 'committing' ? await this.askToStop(row) : await this.stopAtOnce(row);
      if (stopped !== undefined) return importView(stopped);
    }
  }

  private async askToStop(row: ImportRow): Promise<ImportRow | undefined> {
    const [[asked]]: [ImportRow[], number] = await this.dataSource.query('update import set cancel_requested = true where id = $1 and state = $2 returning *', [row.id, row.state]);
    return asked;
  }

  private async stopAtOnce(row: ImportRow): Promise<ImportRow | undefined> {
    const cancelled = await cancelWaiting(this.dataSource, row.id, row.state);
    if (cancelled !== undefined) this.live.tell(row.id, importView(cancelled));
    return cancelled;
  }

  async errorPiece(call: Call, id: string, seq: number): Promise<FilePiece> {
    const row = await this.own(call, id);
    if (row.error_file === null) return notFound();
    return storedPiece(this.files, row.error_file, seq);
  }

  private async rememberedMapping(call: Call, list: string): Promise<Record<string, string>> {
    const [row] = await this.dataSource.query('select mapping from header_mapping where created_by = $1 and list = $2', [call.actor.id, list]);
    return row?.mapping ?? {};
  }

  private specOf(row: ImportRow): ListSpec {
    return this.specs.find((one) => one.list === row.list) ?? notFound();
  }

  private async own(call: Call, id: string): Promise<ImportRow> {
    const [row] = await this.dataSource.query('select * from import where id = $1 and created_by = $2', [id, call.actor.id]);
    return row ?? notFound();
  }
}
