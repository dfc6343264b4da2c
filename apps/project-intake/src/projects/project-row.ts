import { z } from 'zod';
import { type Actor, projectField, type ProjectFact, projectStateNames, ProjectState, type ProjectView, ScreeningVerdict } from '@jiedui/contracts';
import { toSafeInteger } from '@jiedui/persistence';
import { industryName, regionName } from '@jiedui/reference-data';
import { actsOf } from './sides.js';

/** A `bigint` column: text from the driver. */
const BigColumn = z.union([z.string(), z.number()]).transform(toSafeInteger);

/** Columns of a project, `p` being the table; counts of its milestones with them. Days come as text, so that no time zone moves them. */
export const projectColumns = `p.id, p.programme, p.unit, p.supporter, p.name, p.field, p.site, p.summary, p.industry_code as "industryCode",
  p.total_fen as "totalFen", p.grant_fen as "grantFen", p.paid_fen as "paidFen", p.start_on::text as "startOn", p.end_on::text as "endOn", p.state,
  p.screening, p.condition_answer as "conditionAnswer", p.receiver_approved_by as "receiverApprovedBy", p.sample, p.created_by as "createdBy",
  p.created_at as "createdAt", p.updated_at as "updatedAt", p.updated_at::text as "updatedText", p.version,
  (p.created_at at time zone 'Asia/Shanghai')::date::text as "filedOn", (p.supporter_approved_at at time zone 'Asia/Shanghai')::date::text as "approvedOn",
  (select array[count(*), count(m.completed_on), count(*) filter (where m.completed_on is null and m.due_on < (now() at time zone 'Asia/Shanghai')::date)]::int[] from milestone m where m.project_id = p.id) as "milestoneCounts"`;

/** A project as stored. */
export const ProjectRow = z.object({
  id: z.string(), programme: z.string(), unit: z.string(), supporter: z.string(), name: z.string(), field: z.string(), site: z.string(), summary: z.string(),
  industryCode: z.string().nullable(), totalFen: BigColumn, grantFen: BigColumn, paidFen: BigColumn, startOn: z.string().nullable(), endOn: z.string().nullable(),
  state: ProjectState, screening: ScreeningVerdict.nullable(), conditionAnswer: z.string(), receiverApprovedBy: z.string().nullable(), sample: z.boolean(), createdBy: z.string(),
  createdAt: z.date(), updatedAt: z.date(), updatedText: z.string(), version: z.int(), filedOn: z.string(), approvedOn: z.string().nullable(),
  /** All, done, late: counted in one look, since each look is held to the reach of the project anew. */
  milestoneCounts: z.tuple([z.int(), z.int(), z.int()]),
}).transform(({ milestoneCounts: [milestones, milestonesDone, milestonesLate], ...row }) => ({ ...row, milestones, milestonesDone, milestonesLate }));
export type ProjectRow = z.infer<typeof ProjectRow>;

/** A project as a reader sees it. */
export function viewOf(row: ProjectRow, actor: Actor): ProjectView {
  const field = projectField(row.programme, row.field);
  const unnamed = { zh: row.field, en: row.field };
  return {
    id: row.id, programme: row.programme, unit: row.unit, unitName: regionName(row.unit), supporter: row.supporter, supporterName: regionName(row.supporter),
    name: row.name, field: row.field, fieldName: field?.name ?? unnamed, fieldGroup: field?.group.code ?? row.field, fieldGroupName: field?.group.name ?? unnamed,
    site: row.site, summary: row.summary, industryCode: row.industryCode, industryName: row.industryCode === null ? null : industryName(row.industryCode),
    totalFen: row.totalFen, grantFen: row.grantFen, paidFen: row.paidFen, startOn: row.startOn, endOn: row.endOn,
    state: row.state, stateName: projectStateNames[row.state], screening: row.screening, conditionAnswer: row.conditionAnswer,
    milestones: row.milestones, milestonesDone: row.milestonesDone, milestonesLate: row.milestonesLate, sample: row.sample,
    acts: [...actsOf(actor, row)], version: row.version, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString(),
  };
}

/** A project as figures read it. */
export function factOf(row: ProjectRow, paidByMonth: ProjectFact['paidByMonth']): ProjectFact {
  return {
    id: row.id, programme: row.programme, unit: row.unit, supporter: row.supporter, name: row.name, field: row.field, state: row.state,
    totalFen: row.totalFen, grantFen: row.grantFen, paidFen: row.paidFen, filedOn: row.filedOn, approvedOn: row.approvedOn, paidByMonth, sample: row.sample, version: row.version,
  };
}
