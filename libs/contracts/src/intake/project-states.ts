import { z } from 'zod';
import type { Text2 } from '../matching/explanation.js';

/** Where a project stands. Approval goes in turn: the receiving county first, since it will carry the project, then the supporter, who pays. */
export const ProjectState = z.enum(['draft', 'submitted', 'approved-by-receiver', 'approved', 'under-way', 'completed', 'returned', 'withdrawn']);
export type ProjectState = z.infer<typeof ProjectState>;

/** What can be done with a project. */
export const ProjectAct = z.enum(['edit', 'submit', 'approve-receiver', 'approve-supporter', 'return', 'withdraw', 'start', 'complete', 'add-milestone', 'complete-milestone', 'pay']);
export type ProjectAct = z.infer<typeof ProjectAct>;

/** The two sides of a pairing: the receiving unit and the supporter. */
export const ProjectSide = z.enum(['receiver', 'supporter']);
export type ProjectSide = z.infer<typeof ProjectSide>;

export const projectStateNames: Readonly<Record<ProjectState, Text2>> = {
  draft: { zh: '草稿', en: 'Draft' },
  submitted: { zh: '待受援方审核', en: 'Submitted, receiver to approve' },
  'approved-by-receiver': { zh: '待支援方审核', en: 'Approved by the receiver, supporter to approve' },
  approved: { zh: '已批准', en: 'Approved' },
  'under-way': { zh: '实施中', en: 'Under way' },
  completed: { zh: '已完成', en: 'Completed' },
  returned: { zh: '已退回', en: 'Returned' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
};

/** One act: in which states, to which state (`null`: the state stays), by which side. */
export interface ProjectRule { readonly act: ProjectAct; readonly from: readonly ProjectState[]; readonly to: ProjectState | null; readonly sides: readonly ProjectSide[]; readonly name: Text2 }

const both: readonly ProjectSide[] = ['receiver', 'supporter'];

/** The life of a project as data. project-intake refuses to start when a state cannot be reached from `draft` or an act leads nowhere. */
export const projectRules: readonly ProjectRule[] = [
  { act: 'edit', from: ['draft', 'returned'], to: null, sides: both, name: { zh: '修改', en: 'Edit' } },
  { act: 'submit', from: ['draft', 'returned'], to: 'submitted', sides: both, name: { zh: '提交', en: 'Submit' } },
  { act: 'approve-receiver', from: ['submitted'], to: 'approved-by-receiver', sides: ['receiver'], name: { zh: '受援方同意', en: 'Approve for the receiver' } },
  { act: 'approve-supporter', from: ['approved-by-receiver'], to: 'approved', sides: ['supporter'], name: { zh: '支援方同意', en: 'Approve for the supporter' } },
  { act: 'return', from: ['submitted', 'approved-by-receiver'], to: 'returned', sides: both, name: { zh: '退回', en: 'Return' } },
  { act: 'withdraw', from: ['draft', 'submitted', 'returned', 'approved-by-receiver', 'approved'], to: 'withdrawn', sides: both, name: { zh: '撤回', en: 'Withdraw' } },
  { act: 'start', from: ['approved'], to: 'under-way', sides: both, name: { zh: '开工', en: 'Start' } },
  { act: 'complete', from: ['under-way'], to: 'completed', sides: both, name: { zh: '完成', en: 'Complete' } },
  { act: 'add-milestone', from: ['draft', 'returned', 'approved', 'under-way'], to: null, sides: both, name: { zh: '增加节点', en: 'Add a milestone' } },
  { act: 'complete-milestone', from: ['approved', 'under-way'], to: null, sides: both, name: { zh: '节点完成', en: 'Complete a milestone' } },
  { act: 'pay', from: ['approved', 'under-way'], to: null, sides: ['supporter'], name: { zh: '拨付', en: 'Pay' } },
];
