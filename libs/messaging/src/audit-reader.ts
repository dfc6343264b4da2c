import path from 'node:path';
import type { DataSource } from 'typeorm';
import { AuditFault, AuditResult, type AuditEntryView, type audits, notFound, refuse, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { Parameters, scopeSql, type Identity } from '@jiedui/access';
import { decodeCursor, encodeCursor, newId } from '@jiedui/persistence';
import { type Anchor, PUBLIC_KEYS_FILE, readAnchors, readPublicKeys, verifyTrail } from '@jiedui/protection';
import { csvCell, csvCellSql } from '@jiedui/tabular';
import type { Call } from './handle.js';
import type { AuditSettings } from './audit-sequencer.js';
import type { StoredFiles } from './stored-files.js';

type Operations = (typeof audits)['registry'];
type Filters = Omit<RequestOf<Operations['export']>, 'seq'>;

interface Row {
  id: string; at: Date; actor_kind: AuditEntryView['actorKind']; actor_id: string; roles: string[]; action: string; subject_kind: string | null; subject_id: string | null; programme: string | null;
  result: string; purpose: string | null; details: string; row_count: number | null; row_digest: string | null; correlation_id: string | null; seq: string | null; hash: string | null;
}

const columns = 'e.id, e.at, e.actor_kind, e.actor_id, e.roles, e.action, e.subject_kind, e.subject_id, e.programme, e.result, e.purpose, e.details::text as details, e.row_count, e.row_digest, e.correlation_id, c.seq, c.hash';
const COUNTED = 10_000;
/** Rows of one export; more asks for a narrower filter. */
const EXPORT_LIMIT = 50_000;
const PAGE = 2000;
const csvColumns = ['c.seq::text', `to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`, 'e.actor_kind', 'e.actor_id', `array_to_string(e.roles, ' ')`, 'e.action', 'e.subject_kind', 'e.subject_id', 'e.programme', 'e.result', 'e.purpose', 'e.details::text', 'e.row_count::text', 'e.row_digest', 'e.correlation_id', 'c.hash'];
/** The lines of a page as one text: the service's one thread has other readers to answer while somebody fetches 50,000 of them. */
const csvLines = `string_agg(${csvColumns.map(csvCellSql).join(` || ',' || `)} || E'\\r\\n', '' order by e.id desc) as lines, (array_agg(e.id order by e.id))[1] as last, count(*)::int as rows`;
const CSV_HEADER = ['序号', '时间(UTC)', '操作人类别', '操作人', '角色', '动作', '对象类别', '对象', '计划', '结果', '用途', '内容', '行数', '行摘要', '关联编号', '哈希'];

/** The trail for whoever audits: entries within their reach, the chain's state, a check of the whole chain. */
export class AuditReader {
  constructor(private readonly service: string, private readonly dataSource: DataSource, private readonly files: StoredFiles, private readonly publicKeys: Identity['publicKeys'], private readonly settings: AuditSettings) {}

  async list(request: RequestOf<Operations['list']>, call: Call): Promise<ReplyOf<Operations['list']>> {
    const counting = new Parameters();
    const [{ total }]: [{ total: number }] = await this.dataSource.query(`select count(*)::int as total from (select 1 from audit_entry e where ${conditions(request, call, counting)} limit ${COUNTED + 1}) counted`, counting.values);
    const cursor = request.cursor === undefined ? null : decodeCursor(request.cursor), isBack = cursor?.back === true || (cursor === null && request.last === true);
    const parameters = new Parameters();
    let where = conditions(request, call, parameters);
    // Ids are of UUIDv7: their order is that of writing.
    if (cursor !== null) where += ` and e.id ${isBack ? '>' : '<'} ${parameters.add(cursor.id)}::uuid`;
    const found: Row[] = await this.dataSource.query(`select ${columns} from audit_entry e left join audit_chain c on c.entry_id = e.id where ${where} order by e.id ${isBack ? 'asc' : 'desc'} limit ${request.size + 1}`, parameters.values);
    const rows = found.slice(0, request.size), hasMore = found.length > request.size;
    if (isBack) rows.reverse();
    const at = (row: Row | undefined, back: boolean): string | null => (row === undefined ? null : encodeCursor({ value: null, id: row.id, back }));
    return {
      items: rows.map(viewOf), total: Math.min(total, COUNTED), exact: total <= COUNTED,
      next: isBack ? (cursor === null ? null : at(rows.at(-1), false)) : hasMore ? at(rows.at(-1), false) : null,
      previous: isBack ? (hasMore ? at(rows[0], true) : null) : cursor === null ? null : at(rows[0], true),
    };
  }

  /** Piece `seq` of the filtered entries as CSV, newest first. The first piece writes the whole file under the request's correlation id. */
  async export(request: RequestOf<Operations['export']>, call: Call): Promise<ReplyOf<Operations['export']>> {
    if (request.seq === 0) {
      const parameters = new Parameters();
      const [{ total }]: [{ total: number }] = await this.dataSource.query(`select count(*)::int as total from (select 1 from audit_entry e where ${conditions(request, call, parameters)} limit ${EXPORT_LIMIT + 1}) counted`, parameters.values);
      if (total > EXPORT_LIMIT) refuse(409, 'EXPORT_TOO_LARGE', `筛选结果超过 ${EXPORT_LIMIT} 条，不能一次导出；请缩小筛选范围。`, `More than ${EXPORT_LIMIT} entries are found; narrow the filters and export in parts.`);
      await this.files.write({ name: `审计记录-${this.service}.csv`, mime: 'text/csv; charset=utf-8', createdBy: call.actor.id }, this.csv(request, call), call.correlationId);
    }
    const file = await this.files.describe(call.correlationId), bytes = await this.files.chunk(call.correlationId, request.seq);
    if (file === null || bytes === null || file.createdBy !== call.actor.id) return notFound();
    return { fileName: file.name, mime: file.mime, base64: bytes.toString('base64'), next: request.seq + 1 < file.chunks ? request.seq + 1 : null };
  }

  private async* csv(filters: Filters, call: Call): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`\ufeff${CSV_HEADER.map(csvCell).join(',')}\r\n`);
    for (let after: string | null = null; ;) {
      const parameters: Parameters = new Parameters(), where: string = conditions(filters, call, parameters) + (after === null ? '' : ` and e.id < ${parameters.add(after)}::uuid`);
      const [{ lines, last, rows }]: [{ lines: string | null; last: string | null; rows: number }] = await this.dataSource.query(`select ${csvLines} from (select * from audit_entry e where ${where} order by e.id desc limit ${PAGE}) e left join audit_chain c on c.entry_id = e.id`, parameters.values);
      if (lines !== null) yield Buffer.from(lines);
      after = last;
      if (rows < PAGE) return;
    }
  }

  async state(): Promise<ReplyOf<Operations['state']>> {
    const [[tail], [head], [waiting], [check]] = await Promise.all([
      this.dataSource.query<{ seq: string; hash: string }[]>('select seq, hash from audit_chain order by seq desc limit 1'),
      this.dataSource.query<{ seq: string; at: Date }[]>('select seq, at from audit_head order by seq desc, at desc limit 1'),
      this.dataSource.query<{ rows: number; since: Date | null }[]>('select count(*)::int as rows, min(e.at) as since from audit_pending p join audit_entry e on e.id = p.entry_id'),
      this.dataSource.query<{ at: Date; entries: string; fault: unknown }[]>('select at, entries, fault from audit_check order by id desc limit 1'),
    ]);
    return {
      seq: Number(tail?.seq ?? 0), hash: tail?.hash ?? null, anchor: head === undefined ? null : { seq: Number(head.seq), at: head.at.toISOString() },
      waiting: waiting?.rows ?? 0, waitingSince: waiting?.since?.toISOString() ?? null,
      check: check === undefined ? null : { at: check.at.toISOString(), entries: Number(check.entries), fault: check.fault === null ? null : AuditFault.parse(check.fault) },
    };
  }

  /** Checks the whole chain against its anchors and keeps what came out. What the service itself says does not replace `jiedui audit verify` elsewhere. */
  async check(call: Call): Promise<ReplyOf<Operations['check']>> {
    const { anchorFolder, keptDays } = this.settings;
    const anchors: Anchor[] | null = anchorFolder === null ? null : await readAnchors(path.join(anchorFolder, `${this.service}.jsonl`));
    // Heads from before the keys were made anew are signed with the old ones, which the file beside them remembers.
    const earlier = anchorFolder === null ? [] : await readPublicKeys(path.join(anchorFolder, PUBLIC_KEYS_FILE)).catch(() => []);
    const verdict = await this.dataSource.transaction('REPEATABLE READ', (manager) => verifyTrail({ service: this.service, anchors, keptDays, publicKeys: [...earlier, this.publicKeys], query: <R>(sql: string, values: unknown[]) => manager.query<R[]>(sql, values) }));
    const [{ at }]: [{ at: Date }] = await this.dataSource.query('insert into audit_check (id, by_id, entries, fault) values ($1, $2, $3, $4::jsonb) returning at', [newId(), call.actor.id, verdict.entries, verdict.fault === null ? null : JSON.stringify(verdict.fault)]);
    return { at: at.toISOString(), entries: verdict.entries, fault: verdict.fault };
  }
}

function conditions(filters: Filters, call: Call, parameters: Parameters): string {
  const all = [scopeSql(call.scope, call.actor, { programme: 'e.programme', regions: [], organisations: [], createdBy: null }, parameters)];
  if (filters.actor !== undefined) all.push(`e.actor_id = ${parameters.add(filters.actor)}`);
  if (filters.action !== undefined) all.push(`e.action like ${parameters.add(`${filters.action.replace(/[\\%_]/g, '\\$&')}%`)}`);
  if (filters.subject !== undefined) all.push(`e.subject_id = ${parameters.add(filters.subject)}`);
  if (filters.result !== undefined) all.push(`e.result = ${parameters.add(filters.result)}`);
  if (filters.from !== undefined) all.push(`e.at >= ${parameters.add(filters.from)}::timestamptz`);
  if (filters.to !== undefined) all.push(`e.at < ${parameters.add(filters.to)}::timestamptz`);
  return all.map((one) => `(${one})`).join(' and ');
}

function viewOf(row: Row): AuditEntryView {
  return {
    id: row.id, at: row.at.toISOString(), actorKind: row.actor_kind, actorId: row.actor_id, roles: row.roles, action: row.action, subjectKind: row.subject_kind, subjectId: row.subject_id, programme: row.programme,
    result: AuditResult.parse(row.result), purpose: row.purpose, details: row.details, rowCount: row.row_count, rowDigest: row.row_digest, correlationId: row.correlation_id, seq: row.seq === null ? null : Number(row.seq), hash: row.hash,
  };
}
