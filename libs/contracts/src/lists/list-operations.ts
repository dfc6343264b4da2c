import { z } from 'zod';
import { ProtectionTier } from '../matching/list-entry.js';
import { operation, type ServiceName } from '../operation.js';
import { FilePiece, PageRequest, pageOf } from '../paging.js';
import type { Permission } from '../permission.js';
import { FieldProblem } from '../problem.js';
import { Id, Instant, ProgrammeCode, RegionCode } from '../units.js';

/** The four lists by code (`shared` vocabulary of files, pages and the command line). */
export const ListCode = z.enum(['post', 'worker', 'orderLine', 'lot']);
export type ListCode = z.infer<typeof ListCode>;

/** A row: `open` takes part, `withdrawn` was taken back, `filled` has nothing left to give or take, `expired` ran out of time. */
export const RowStatus = z.enum(['open', 'withdrawn', 'filled', 'expired']);
export type RowStatus = z.infer<typeof RowStatus>;

/**
 * A row of any of the four lists as pages see it. The uniform fields are what lists sort and filter by; `cells` are the
 * texts of the template's columns, personal ones masked. `assumed` says what was not given and how it was read.
 */
export const ListRow = z.strictObject({
  id: Id, list: ListCode, programme: ProgrammeCode, externalId: z.string(),
  /** Post title, a worker's number and wish, product: never personal data. */
  title: z.string(),
  region: RegionCode, regionName: z.string(),
  organisation: z.string(), organisationName: z.string(),
  category: z.string().nullable(), categoryName: z.string().nullable(),
  /** Headcount, 1, or units of 500 g. */
  quantity: z.int(), taken: z.int(),
  amountFen: z.int().nullable(), tier: ProtectionTier.nullable(),
  fromOn: z.string().nullable(), toOn: z.string().nullable(),
  status: RowStatus, version: z.int(), updatedAt: Instant,
  /** The person of the row was erased: it stays withdrawn, without its cells. */
  erased: z.boolean(),
  cells: z.record(z.string(), z.string()),
  assumed: z.array(z.strictObject({ field: z.string(), zh: z.string(), en: z.string() })),
});
export type ListRow = z.infer<typeof ListRow>;

/** What happened to a row: who, when, what, why. */
export const RowEvent = z.strictObject({ at: Instant, by: z.string(), what: z.string(), reason: z.string().nullable() });

/** One column for forms and tables, from the one definition that template, import and export use. */
export const ColumnView = z.strictObject({
  code: z.string(), header: z.string(), required: z.boolean(), key: z.boolean(), personal: z.boolean(),
  note: z.string(), example: z.string(), choices: z.array(z.string()),
});
export type ColumnView = z.infer<typeof ColumnView>;

export const ListSort = z.enum(['updated', 'title', 'region', 'quantity', 'amount', 'from']);
export const ListQuery = z.strictObject({
  ...PageRequest,
  programme: ProgrammeCode.optional(), search: z.string().max(80).optional(),
  region: RegionCode.optional(), category: z.string().max(40).optional(), status: RowStatus.optional(),
  tier: z.coerce.number().int().min(1).max(4).optional(), organisation: z.string().max(80).optional(),
  sort: ListSort.default('updated'), descending: z.stringbool().default(true),
});

/** Texts of a row as typed in a form or a cell, by column code; the same parsers read both. */
export const RowCells = z.record(z.string().max(60), z.string().max(2000));

/** The operations every list has. `base` is the HTTP path, `things` the name part of the subject. */
export function listOperations(service: ServiceName, things: string, base: string, read: Permission, write: Permission, zh: string) {
  const name = (verb: string): string => `${things}.${verb}`;
  return {
    list: operation({ service, name: name('list'), http: { method: 'GET', path: base }, permission: read, request: ListQuery, reply: pageOf(ListRow), summary: { zh: `查询${zh}`, en: `List ${things}` } }),
    columns: operation({ service, name: name('columns'), http: { method: 'GET', path: `${base}/columns` }, permission: read, request: z.strictObject({}), reply: z.strictObject({ title: z.string(), columns: z.array(ColumnView) }), summary: { zh: `${zh}的栏目`, en: `Columns of ${things}` } }),
    get: operation({ service, name: name('get'), http: { method: 'GET', path: `${base}/:id` }, permission: read, request: z.strictObject({ id: Id }), reply: z.strictObject({ row: ListRow, history: z.array(RowEvent) }), summary: { zh: `查看一条${zh}`, en: `One of ${things}` } }),
    create: operation({ service, name: name('create'), http: { method: 'POST', path: base }, creates: true, permission: write, request: z.strictObject({ programme: ProgrammeCode.optional(), cells: RowCells }), reply: ListRow, summary: { zh: `新增${zh}`, en: `Create one of ${things}` } }),
    update: operation({ service, name: name('update'), http: { method: 'PUT', path: `${base}/:id` }, permission: write, request: z.strictObject({ id: Id, version: z.int(), cells: RowCells }), reply: ListRow, summary: { zh: `修改${zh}`, en: `Edit one of ${things}` } }),
    withdraw: operation({ service, name: name('withdraw'), http: { method: 'POST', path: `${base}/:id/withdraw` }, permission: write, request: z.strictObject({ id: Id, version: z.int(), reason: z.string().min(1).max(200) }), reply: ListRow, summary: { zh: `撤回${zh}`, en: `Withdraw one of ${things}` } }),
    restore: operation({ service, name: name('restore'), http: { method: 'POST', path: `${base}/:id/restore` }, permission: write, request: z.strictObject({ id: Id, version: z.int() }), reply: ListRow, summary: { zh: `恢复已撤回的${zh}`, en: `Restore one of ${things}` } }),
    template: operation({ service, name: name('template'), http: { method: 'GET', path: `${base}/template.xlsx` }, permission: read, request: z.strictObject({ seq: z.coerce.number().int().min(0).default(0) }), reply: FilePiece, download: true, summary: { zh: `下载${zh}填报模板`, en: `Template of ${things}` } }),
    export: operation({ service, name: name('export'), http: { method: 'GET', path: `${base}/export.xlsx` }, audited: true, permission: read, request: ListQuery.omit({ size: true, cursor: true, last: true }).extend({ seq: z.coerce.number().int().min(0).default(0) }), reply: FilePiece, download: true, timeoutMs: 60_000, summary: { zh: `导出${zh}`, en: `Export ${things}` } }),
  };
}

/** Where an import stands: uploading → staging → staged → committing → committed; or cancelled, rejected. */
export const ImportState = z.enum(['uploading', 'mapping', 'staging', 'staged', 'committing', 'committed', 'cancelled', 'rejected']);
export const ImportCounts = z.strictObject({ new: z.int(), changed: z.int(), unchanged: z.int(), wrong: z.int(), duplicate: z.int(), total: z.int() });
export const ImportView = z.strictObject({
  id: Id, list: ListCode, programme: ProgrammeCode.nullable(), fileName: z.string(), size: z.int(), state: ImportState,
  rowsRead: z.int(), counts: ImportCounts,
  /** Assumptions and errors grouped by column and rule, with how many rows each. */
  assumed: z.array(z.strictObject({ field: z.string(), code: z.string(), zh: z.string(), en: z.string(), rows: z.int() })),
  errors: z.array(z.strictObject({ field: z.string(), code: z.string(), zh: z.string(), en: z.string(), rows: z.int() })),
  /** Headers of the file that no column was found for, and the mapping in force (file header to column code). */
  headers: z.array(z.string()), mapping: z.record(z.string(), z.string()), missing: z.array(z.string()),
  rejection: z.strictObject({ code: z.string(), zh: z.string(), en: z.string() }).nullable(),
  startedAt: Instant, finishedAt: Instant.nullable(),
});
export type ImportView = z.infer<typeof ImportView>;

export const StagedStatus = z.enum(['new', 'changed', 'unchanged', 'wrong', 'duplicate']);
export const StagedRowView = z.strictObject({ row: z.int(), status: StagedStatus, cells: z.record(z.string(), z.string()), errors: z.array(FieldProblem) });

/** The import's operations of a service; all lists of the service share them. */
export function importOperations(service: ServiceName, base: string) {
  const one = z.strictObject({ id: Id });
  return {
    begin: operation({ service, name: 'imports.begin', http: { method: 'POST', path: base }, creates: true, permission: 'import.own', request: z.strictObject({ list: ListCode, programme: ProgrammeCode.optional(), fileName: z.string().min(1).max(200), size: z.int().min(0).max(64 * 1024 * 1024) }), reply: z.strictObject({ id: Id, chunkBytes: z.int(), chunks: z.int() }), summary: { zh: '开始上传清单文件', en: 'Begin an upload' } }),
    chunk: operation({ service, name: 'imports.chunk', http: { method: 'PUT', path: `${base}/:id/chunks/:seq` }, audited: false, permission: 'import.own', request: z.strictObject({ id: Id, seq: z.coerce.number().int().min(0).max(1000), base64: z.base64().max(260_000) }), reply: z.strictObject({ received: z.int() }), summary: { zh: '上传一段', en: 'Upload one chunk' } }),
    parse: operation({ service, name: 'imports.parse', http: { method: 'POST', path: `${base}/:id/parse` }, permission: 'import.own', request: z.strictObject({ id: Id, mapping: z.record(z.string().max(200), z.string().max(60)).optional() }), reply: ImportView, summary: { zh: '读取并预览', en: 'Read and preview' } }),
    get: operation({ service, name: 'imports.get', http: { method: 'GET', path: `${base}/:id` }, permission: 'import.own', request: one, reply: ImportView, summary: { zh: '导入的状态', en: 'State of an import' } }),
    list: operation({ service, name: 'imports.list', http: { method: 'GET', path: base }, permission: 'import.own', request: z.strictObject({ ...PageRequest, list: ListCode.optional() }), reply: pageOf(ImportView), summary: { zh: '我的导入', en: 'My imports' } }),
    rows: operation({ service, name: 'imports.rows', http: { method: 'GET', path: `${base}/:id/rows` }, permission: 'import.own', request: z.strictObject({ id: Id, status: StagedStatus.optional(), after: z.coerce.number().int().min(0).default(0), size: z.coerce.number().int().min(1).max(200).default(50) }), reply: z.strictObject({ items: z.array(StagedRowView), next: z.int().nullable() }), summary: { zh: '预览的行', en: 'Staged rows' } }),
    commit: operation({ service, name: 'imports.commit', http: { method: 'POST', path: `${base}/:id/commit` }, permission: 'import.own', request: one, reply: ImportView, summary: { zh: '确认导入正确的行', en: 'Commit the right rows' } }),
    cancel: operation({ service, name: 'imports.cancel', http: { method: 'POST', path: `${base}/:id/cancel` }, permission: 'import.own', request: one, reply: ImportView, summary: { zh: '取消导入', en: 'Cancel an import' } }),
    errors: operation({ service, name: 'imports.errors', http: { method: 'GET', path: `${base}/:id/errors.xlsx` }, permission: 'import.own', request: z.strictObject({ id: Id, seq: z.coerce.number().int().min(0).default(0) }), reply: FilePiece, download: true, timeoutMs: 60_000, summary: { zh: '下载错误行', en: 'Wrong rows as a workbook' } }),
  };
}
