import type { DataSource } from 'typeorm';
import { type FilePiece, listIssueKindNames, refuse } from '@jiedui/contracts';
import { workbookPiece } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import type { StoredFiles } from '@jiedui/messaging/stored-files';
import { programmes, regionName } from '@jiedui/reference-data';
import { type IssueRow, layoutOf } from './issue-row.js';
import type { ListIssues } from './list-issues.js';

const PAGE = 1000;
/** What an issue's workbook is made of. */
type Sheet = Awaited<ReturnType<Parameters<typeof workbookPiece>[3]>>['sheet'];

/** A published issue as the workbook officials pass on: title, number and issuer, the rows as they were published, sums, lines for the seals. Pieces as of `ListExport`. */
export class IssueExport {
  constructor(private readonly dataSource: DataSource, private readonly reader: ListIssues, private readonly stored: StoredFiles) {}

  async piece(call: Call, id: string, seq: number): Promise<FilePiece> {
    return workbookPiece(this.stored, call, seq, async () => {
      const issue = await this.reader.reached(this.dataSource.manager, call, id);
      if (issue.number === null) return refuse(409, 'NOT_PUBLISHED', '草稿没有编号，发布后才能导出。', 'A draft has no number; publish it first.');
      return { name: `${issue.number}.xlsx`, sheet: this.workbook(issue) };
    });
  }

  private workbook(issue: IssueRow): Sheet {
    const columns = layoutOf(issue.kind), title = listIssueKindNames[issue.kind].zh, programme = programmes().find(({ code }) => code === issue.programme)?.name ?? issue.programme;
    const sums = issue.kind === 'post' ? `合计：岗位数 ${issue.rows ?? 0} 个，招聘人数 ${issue.people ?? 0} 人` : `合计：人数 ${issue.people ?? 0} 人，其中第一优先级 ${issue.tier1 ?? 0} 人，第二优先级 ${issue.tier2 ?? 0} 人`;
    const reach = [issue.within === null ? '' : `地区：${regionName(issue.within)}`, issue.counterpart === null ? '' : `发往：${regionName(issue.counterpart)}`].filter((part) => part !== '').join('　');
    const data = this.dataSource;
    const rows = async function* (): AsyncGenerator<(string | number)[]> {
      for (let after = 0; ;) {
        const page: { seq: number; cells: Record<string, string> }[] = await data.query(`select seq, cells from list_issue_row where issue_id = $1 and seq > $2 order by seq limit ${PAGE}`, [issue.id, after]);
        for (const { seq, cells } of page) yield [seq, ...columns.map(({ code }) => cells[code] ?? '')];
        after = page.at(-1)?.seq ?? after;
        if (page.length < PAGE) break;
      }
      yield [sums];
      yield [`校验号（SHA-256）：${issue.digest ?? ''}`];
      yield [];
      yield ['发布单位（盖章）：　　　　　　　　　　　　日期：　　　　年　　月　　日'];
      yield ['确认单位（盖章）：　　　　　　　　　　　　日期：　　　　年　　月　　日'];
    };
    return {
      name: title, lead: [title, `编号：${issue.number ?? ''}　发布单位：${issue.issuer}（${regionName(issue.region)}）　发布日期：${issue.issued_on ?? ''}`, `项目：${programme}${reach === '' ? '' : `　${reach}`}`],
      columns: [{ header: '序号', width: 6 }, ...columns.map((column) => ({ header: column.header, width: column.width }))], rows: rows(),
    };
  }
}
