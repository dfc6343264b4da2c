import type { DataSource, EntityManager } from 'typeorm';
import { type listIssues as operations, type ListIssueView, notFound, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { Parameters, regionSql } from '@jiedui/access';
import type { Call } from '@jiedui/messaging';
import { allowLongStatements, inTransaction } from '@jiedui/persistence';
import { containing, keysetPage } from '../households/keyset-page.js';
import { issueEvent, type IssueRow, issueSelect, type IssueStepRow, issueView, reachSql, specOf } from './issue-row.js';
import { readSql, receivedSql } from './issue-sides.js';

/** Reads issues of the two lists: pages, one with its history, and how the live list stands to it. */
export class ListIssues {
  constructor(private readonly dataSource: DataSource) {}

  async list(call: Call, query: RequestOf<typeof operations.list>): Promise<ReplyOf<typeof operations.list>> {
    const { ids, ...page } = await keysetPage(this.dataSource, {
      from: 'list_issue i', id: 'i.id', sort: { column: 'i.updated_at', type: 'timestamptz', ascending: false },
      where: (parameters) => {
        const where = [readSql(call.actor, parameters)];
        for (const [column, value] of [['programme', query.programme], ['kind', query.kind], ['state', query.state], ['side', query.side]] as const) if (value !== undefined) where.push(`i.${column} = ${parameters.add(value)}`);
        if (query.region !== undefined) where.push(`(${regionSql('i.region', query.region, parameters)} or ${regionSql('i.counterpart', query.region, parameters)})`);
        if (query.todo === 'answer') where.push(`i.state = 'published'`, receivedSql(call.actor, 'list-issue.acknowledge', parameters));
        if (query.search !== undefined && query.search.trim() !== '') { const like = parameters.add(containing(query.search)); where.push(`(i.number ilike ${like} or i.issuer ilike ${like})`); }
        return where;
      },
    }, query);
    const rows: IssueRow[] = await this.dataSource.query(`${issueSelect} where i.id = any($1::uuid[])`, [ids]), shown = new Map(rows.map((row) => [row.id, issueView(row, call)]));
    return { items: ids.flatMap((id) => { const view = shown.get(id); return view === undefined ? [] : [view]; }), ...page };
  }

  async get(call: Call, id: string): Promise<ReplyOf<typeof operations.get>> {
    const issue = await this.reached(this.dataSource.manager, call, id);
    const steps: IssueStepRow[] = await this.dataSource.query('select at, by_name, act, words from list_issue_step where issue_id = $1 order by id desc limit 200', [id]);
    return { issue: issueView(issue, call), history: steps.map(issueEvent) };
  }

  async changes(call: Call, id: string): Promise<ReplyOf<typeof operations.changes>> {
    return inTransaction(this.dataSource, async (manager) => {
      await allowLongStatements(manager, 18);
      const issue = await this.reached(manager, call, id), parameters = new Parameters(), reach = reachSql(issue, parameters);
      const [counts]: ReplyOf<typeof operations.changes>[] = await manager.query(
        `select count(*) filter (where h.row_version <> l.version)::int as changed, count(*) filter (where l.id is null)::int as gone, count(*) filter (where h.row_id is null)::int as come
          from (select row_id, row_version from list_issue_row where issue_id = ${parameters.add(id)}) h full join (select r.id, r.version from ${specOf[issue.kind].table} r where ${reach}) l on l.id = h.row_id`, parameters.values);
      return counts ?? { changed: 0, gone: 0, come: 0 };
    });
  }

  /** The issue where the caller reads it, else 404; `lock` for whoever changes it. */
  async reached(manager: EntityManager, call: Call, id: string, lock = false): Promise<IssueRow> {
    const parameters = new Parameters(), reads = readSql(call.actor, parameters);
    const [row]: IssueRow[] = await manager.query(`${issueSelect} where i.id = ${parameters.add(id)} and ${reads}${lock ? ' for update of i' : ''}`, parameters.values);
    return row ?? notFound();
  }

  /** One issue as it now stands, in the transaction that changed it. */
  async now(manager: EntityManager, call: Call, id: string): Promise<ListIssueView> {
    const [row]: IssueRow[] = await manager.query(`${issueSelect} where i.id = $1`, [id]);
    return row === undefined ? notFound() : issueView(row, call);
  }
}
