import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { type Actor, fieldCodesUnder, type ProjectAct, type ProjectFact, projectsChanged, type ProjectSide, ProjectState, type projects, refuse, type RequestOf } from '@jiedui/contracts';
import { Parameters, type ScopeColumns, scopeSql } from '@jiedui/access';
import { type Call, Outbox } from '@jiedui/messaging';
import { type ClosingKind, decodeCursor, encodeCursor, newId, toSafeInteger, writeLast } from '@jiedui/persistence';
import { searchUnits } from '@jiedui/reference-data';
import { factOf, projectColumns, ProjectRow } from './project-row.js';

type ListRequest = RequestOf<typeof projects.list>;
type Filters = RequestOf<typeof projects.board>;
/** ProjectRows of {@link projectColumns}. */
export const ProjectRows = z.array(ProjectRow);
const Integer = z.union([z.string(), z.number()]).transform(toSafeInteger);

/** A project belongs to both its regions; no organisation owns one yet. */
const projectScope: ScopeColumns = { programme: 'p.programme', regions: ['p.unit', 'p.supporter'], organisations: [], createdBy: 'p.created_by' };

/** Totals are counted to here and then said to be about. */
const COUNT_LIMIT = 10_000;

const isInteger = (value: string | number | null): boolean => typeof value === 'number' && Number.isSafeInteger(value);
const isMoment = (value: string | number | null): boolean => typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/.test(value);

/** What a list can be sorted by; `holds` says whether a cursor's value is one of the column's. */
const sortColumns = {
  updated: { column: 'p.updated_at', type: 'timestamptz', of: (row: ProjectRow) => row.updatedText, holds: isMoment },
  total: { column: 'p.total_fen', type: 'bigint', of: (row: ProjectRow) => row.totalFen, holds: isInteger },
  grant: { column: 'p.grant_fen', type: 'bigint', of: (row: ProjectRow) => row.grantFen, holds: isInteger },
  paid: { column: 'p.paid_fen', type: 'bigint', of: (row: ProjectRow) => row.paidFen, holds: isInteger },
  name: { column: 'p.name', type: 'text', of: (row: ProjectRow) => row.name, holds: (value: string | number | null) => typeof value === 'string' },
} as const;

export interface ProjectPage { readonly rows: readonly ProjectRow[]; readonly next: string | null; readonly previous: string | null; readonly total: number; readonly exact: boolean }

/** Lines of a project's history. */
const eventRows: ClosingKind<readonly unknown[]> = {
  name: 'event',
  expressions: (rows, $) => [`event as (insert into project_event (id, project_id, by_id, by_name, side, act, from_state, to_state, reason) values ${rows.map((row) => `(${row.map($).join(', ')})`).join(', ')})`],
};

const Counts = z.array(z.object({ count: z.int() }));

/** What happens to a project, for its history. */
export interface ProjectStep { readonly act: ProjectAct | 'create'; readonly side: ProjectSide | null; readonly from: ProjectState | null; readonly to: ProjectState | null; readonly reason: string | null }

/** SQL of the projects: what a reader's scope holds, one row under lock, and the trace that every change leaves. */
@Injectable()
export class ProjectsRepository {
  constructor(private readonly dataSource: DataSource, private readonly outbox: Outbox) {}

  async page(request: ListRequest, call: Call): Promise<ProjectPage> {
    const parameters = new Parameters();
    const where = conditionsOf(request, call, parameters);
    const sort = sortColumns[request.sort];
    const cursor = request.cursor === undefined ? null : decodeCursor(request.cursor);
    if (request.cursor !== undefined && (cursor === null || !sort.holds(cursor.value))) {
      return refuse(400, 'BAD_CURSOR', '翻页位置无效，请从第一页开始。', 'The cursor is not valid; begin at the first page.');
    }
    // Counted in the statement of the page: a second way to the server costs as much as the count of a short list.
    const counting = { sql: `(select count(*)::int from (select 1 from project p where ${where.join(' and ')} limit ${COUNT_LIMIT + 1}) c) as count`, values: [...parameters.values] };
    const back = request.last === true || cursor?.back === true;
    const ascending = request.descending === back;
    if (cursor !== null && request.last !== true) {
      where.push(`(${sort.column}, p.id) ${ascending ? '>' : '<'} (${parameters.add(cursor.value)}::${sort.type}, ${parameters.add(cursor.id)}::uuid)`);
    }
    const direction = ascending ? 'asc' : 'desc';
    const read: unknown = await this.dataSource.query(
      `select ${projectColumns}, ${counting.sql} from project p where ${where.join(' and ')} order by ${sort.column} ${direction}, p.id ${direction} limit ${parameters.add(request.size + 1)}`, parameters.values);
    const found = ProjectRows.parse(read), [counted] = Counts.parse(found.length === 0 && cursor !== null ? await this.dataSource.query(`select ${counting.sql}`, counting.values) : read), count = counted?.count ?? 0;
    const more = found.length > request.size;
    const rows = found.slice(0, request.size);
    if (back) rows.reverse();
    const at = (row: ProjectRow | undefined, backwards: boolean): string | null => (row === undefined ? null : encodeCursor({ value: sort.of(row), id: row.id, back: backwards }));
    return {
      rows, total: Math.min(count, COUNT_LIMIT), exact: count <= COUNT_LIMIT,
      next: request.last !== true && (back || more) ? at(rows.at(-1), false) : null,
      previous: (back ? more : cursor !== null) ? at(rows[0], true) : null,
    };
  }

  /** Count and sums of each state under the filters. */
  async board(request: Filters, call: Call): Promise<readonly { state: ProjectState; projects: number; totalFen: number; grantFen: number; paidFen: number }[]> {
    const parameters = new Parameters();
    const where = conditionsOf(request, call, parameters);
    return z.array(z.object({ state: ProjectState, projects: z.int(), totalFen: Integer, grantFen: Integer, paidFen: Integer })).parse(await this.dataSource.query(
      `select state, count(*)::int as projects, sum(total_fen)::bigint as "totalFen", sum(grant_fen)::bigint as "grantFen", sum(paid_fen)::bigint as "paidFen"
        from project p where ${where.join(' and ')} group by state`, parameters.values));
  }

  /** One project in the caller's scope, or null; `lock` holds it against other writers until the transaction ends. */
  async find(manager: EntityManager, id: string, call: Call, lock = false): Promise<ProjectRow | null> {
    const parameters = new Parameters();
    const where = `p.id = ${parameters.add(id)} and ${scopeSql(call.scope, call.actor, projectScope, parameters)}`;
    if (lock) await manager.query(`select 1 from project p where ${where} for update`, parameters.values);
    return ProjectRows.parse(await manager.query(`select ${projectColumns} from project p where ${where}`, parameters.values))[0] ?? null;
  }

  /** A row by its id alone, after a change in the same transaction. */
  async reload(manager: EntityManager, id: string): Promise<ProjectRow> {
    const [row] = ProjectRows.parse(await manager.query(`select ${projectColumns} from project p where p.id = $1`, [id]));
    if (row === undefined) throw new Error('a project vanished inside its transaction');
    return row;
  }

  /** The trace of a change: a line of history and the fact, in the transaction that made it. `written` is the project as it now stands, where that is known. Returns it. */
  async trace(manager: EntityManager, id: string, call: Pick<Call, 'actor' | 'correlationId'>, step: ProjectStep, written?: ProjectRow): Promise<ProjectRow> {
    const row = written ?? await this.reload(manager, id);
    await writeLast(manager, eventRows, [newId(), id, call.actor.id, nameOf(call.actor), step.side, step.act, step.from, step.to, step.reason]);
    const paid = row.paidFen === 0 ? null : await this.paidByMonth(manager, [id]);
    await this.outbox.append(manager, projectsChanged, `project-${id}`, { projects: [factOf(row, paid?.get(id) ?? [])] }, call.correlationId);
    return row;
  }

  /** Every project after `after` in id order, as facts. */
  async snapshot(after: string | null, size: number): Promise<readonly ProjectFact[]> {
    const manager = this.dataSource.manager;
    const rows = ProjectRows.parse(await manager.query(`select ${projectColumns} from project p where $1::uuid is null or p.id > $1::uuid order by p.id limit $2`, [after, size]));
    const paid = await this.paidByMonth(manager, rows.map((row) => row.id));
    return rows.map((row) => factOf(row, paid.get(row.id) ?? []));
  }

  private async paidByMonth(manager: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, ProjectFact['paidByMonth']>> {
    const rows = z.array(z.object({ id: z.string(), month: z.string(), fen: Integer })).parse(await manager.query(
      `select project_id as id, to_char(paid_on, 'YYYY-MM') as month, sum(amount_fen)::bigint as fen from payment where project_id = any($1::uuid[]) group by 1, 2 order by 1, 2`, [ids]));
    const paid = new Map<string, ProjectFact['paidByMonth']>();
    for (const { id, month, fen } of rows) paid.set(id, [...(paid.get(id) ?? []), { month, fen }]);
    return paid;
  }
}

/** Name and office of whoever acts, as the history shows them. */
export function nameOf(actor: Actor): string {
  return actor.organisationName === null ? actor.displayName : `${actor.displayName}（${actor.organisationName}）`;
}

function conditionsOf(filters: Filters, call: Call, parameters: Parameters): string[] {
  const where = [scopeSql(call.scope, call.actor, projectScope, parameters)];
  if (filters.programme !== undefined) where.push(`p.programme = ${parameters.add(filters.programme)}`);
  if (filters.unit !== undefined) where.push(`p.unit = ${parameters.add(filters.unit)}`);
  if (filters.supporter !== undefined) where.push(`p.supporter = ${parameters.add(filters.supporter)}`);
  if (filters.field !== undefined) where.push(`p.field = any(${parameters.add(fieldCodesUnder(filters.field))}::text[])`);
  if (filters.state !== undefined) where.push(`p.state = ${parameters.add(filters.state)}`);
  const search = filters.search?.replaceAll('\u0000', '').trim() ?? '';
  if (search !== '') {
    const like = parameters.add(`%${search.replace(/[\\%_]/g, (character) => `\\${character}`)}%`);
    const units = parameters.add(searchUnits(search).map((unit) => unit.code));
    where.push(`(p.name ilike ${like} or p.site ilike ${like} or p.summary ilike ${like} or p.unit = any(${units}::text[]))`);
  }
  return where;
}
