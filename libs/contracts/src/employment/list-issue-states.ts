import { z } from 'zod';
import type { Text2 } from '../matching/explanation.js';

/** Which of the two lists an issue is of (mechanisms E01): 岗位供给清单 or 就业需求清单. */
export const ListIssueKind = z.enum(['post', 'worker']);
export type ListIssueKind = z.infer<typeof ListIssueKind>;

/** Which side gave the issue. Apart from the kind: either side may give either list. */
export const ListIssueSide = z.enum(['supporter', 'receiver']);
export type ListIssueSide = z.infer<typeof ListIssueSide>;

/** Where an issue stands, from its draft until a later one takes its place or it is withdrawn. */
export const ListIssueState = z.enum(['draft', 'published', 'acknowledged', 'returned', 'superseded', 'withdrawn']);
export type ListIssueState = z.infer<typeof ListIssueState>;

/** What can be done with an issue. */
export const ListIssueAct = z.enum(['create', 'publish', 'acknowledge', 'return', 'supersede', 'withdraw']);
export type ListIssueAct = z.infer<typeof ListIssueAct>;

/** Who acts: the office that gives the list, the other side of it, or the system by itself. */
export type ListIssueActor = 'issuer' | 'other-side' | 'system';

/** One act: in which states (none: it makes the issue), to which state, by whom. */
export interface ListIssueRule { readonly act: ListIssueAct; readonly from: readonly ListIssueState[]; readonly to: ListIssueState; readonly by: ListIssueActor; readonly name: Text2 }

export const listIssueKindNames: Readonly<Record<ListIssueKind, Text2>> = { post: { zh: '岗位供给清单', en: 'jobs list' }, worker: { zh: '就业需求清单', en: 'workers list' } };
export const listIssueSideNames: Readonly<Record<ListIssueSide, Text2>> = { supporter: { zh: '支援方', en: 'supporter' }, receiver: { zh: '受援方', en: 'receiver' } };
export const listIssueStateNames: Readonly<Record<ListIssueState, Text2>> = {
  draft: { zh: '草稿', en: 'Draft' }, published: { zh: '已发布，待确认', en: 'Published, to be acknowledged' }, acknowledged: { zh: '对方已确认', en: 'Acknowledged' },
  returned: { zh: '对方已退回', en: 'Returned' }, superseded: { zh: '已被新一期取代', en: 'Superseded' }, withdrawn: { zh: '已撤回', en: 'Withdrawn' },
};

/** States in which an issue is the one in force for its reach; a later one takes the place of it. */
export const standingListIssues: readonly ListIssueState[] = ['published', 'acknowledged', 'returned'];

/** The life of an issue as data; employment does not start when it is not sound. An issue that was returned is mended by the next one, which takes its place: what was published stays as it was. */
export const listIssueRules: readonly ListIssueRule[] = [
  { act: 'create', from: [], to: 'draft', by: 'issuer', name: { zh: '编制', en: 'Drawn up' } },
  { act: 'publish', from: ['draft'], to: 'published', by: 'issuer', name: { zh: '发布', en: 'Published' } },
  { act: 'acknowledge', from: ['published'], to: 'acknowledged', by: 'other-side', name: { zh: '确认', en: 'Acknowledged' } },
  { act: 'return', from: ['published'], to: 'returned', by: 'other-side', name: { zh: '退回', en: 'Returned' } },
  { act: 'supersede', from: standingListIssues, to: 'superseded', by: 'system', name: { zh: '由新一期取代', en: 'Superseded' } },
  { act: 'withdraw', from: ['draft', ...standingListIssues], to: 'withdrawn', by: 'issuer', name: { zh: '撤回', en: 'Withdrawn' } },
];

/** Rows that one issue holds at most. */
export const LIST_ISSUE_ROWS = 100_000;

/** The number of an issue as officials write it: 岗位清单〔2026〕第3期. */
export function listIssueNumber(kind: ListIssueKind, year: number, sequence: number): string {
  return `${kind === 'post' ? '岗位清单' : '需求清单'}〔${year}〕第${sequence}期`;
}
