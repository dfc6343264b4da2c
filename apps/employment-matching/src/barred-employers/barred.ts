import type { EntityManager } from 'typeorm';
import { refuse } from '@jiedui/contracts';
import type { BarredRows } from '@jiedui/list-store';

/**
 * Rows of a barred employer, for an alias with `programme`, `organisation` and `organisation_name`: by any of the keys under which its posts stood, or by its name, so that
 * neither an office nor another spelling of the credit code brings them back.
 */
export const barredSql = (row: string): string => `exists (select from barred_employer bar where bar.programme = ${row}.programme and bar.lifted_at is null and (bar.name = ${row}.organisation_name or ${row}.organisation = any(bar.organisations)))`;

/** Posts of barred employers, whoever submits them. */
export const barredPosts: BarredRows = {
  sql: barredSql,
  message: { columns: ['employer'], code: 'ROW.EMPLOYER_BARRED', zh: '该用工单位已停用，不能发布岗位；请改填其他单位，或请本计划的协调机构解除停用后再提交', en: 'the employer is barred and offers no posts; name another one, or ask the programme’s administrator to lift the bar first' },
};

/** Refuses an offer of a barred employer. */
export async function refuseBarred(manager: EntityManager, { programme, d_organisation: organisation, d_organisation_name: name }: { readonly programme: string; readonly d_organisation: string; readonly d_organisation_name: string }): Promise<void> {
  const barred: unknown[] = await manager.query(`select 1 from (select $1::text as programme, $2::text as organisation, $3::text as organisation_name) post where ${barredSql('post')}`, [programme, organisation, name]);
  if (barred.length > 0) refuse(409, 'EMPLOYER_BARRED', '该用工单位已停用，不能录用；如有疑问请联系本计划的协调机构。', 'The employer is barred and makes no offers; ask the programme’s administrator.');
}
