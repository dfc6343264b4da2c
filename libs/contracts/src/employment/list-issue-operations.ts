import { z } from 'zod';
import { operation } from '../operation.js';
import { Text2 } from '../matching/explanation.js';
import { FilePiece, PageRequest, pageOf } from '../paging.js';
import { Day, Id, Instant, ProgrammeCode, RegionCode } from '../units.js';
import { ListIssueAct, ListIssueKind, ListIssueSide, ListIssueState } from './list-issue-states.js';

const service = 'employment' as const;
/** Text that people type: trimmed, without NUL, which PostgreSQL does not store. */
const words = z.string().trim().min(1).max(200).regex(/^[^\u0000]*$/);

/** What an issue holds in sums; priorities are those of workers, null for posts. */
export const ListIssueSums = z.strictObject({ rows: z.int(), people: z.int(), tier1: z.int().nullable(), tier2: z.int().nullable() });
export type ListIssueSums = z.infer<typeof ListIssueSums>;

/** Whose list, to whom, and which part of it. */
const scope = {
  programme: ProgrammeCode, kind: ListIssueKind, side: ListIssueSide,
  /** The place that gives it: a supporter of the programme or one of its receiving units. */
  region: RegionCode,
  /** The other side of the pairing; left out, the issue is to all of the other side in the programme. */
  counterpart: RegionCode.optional(),
  /** Only rows of this place, which lies within the issuer's. */
  within: RegionCode.optional(),
  /** Only rows of this family of occupations. */
  category: z.string().max(20).regex(/^[\d-]+$/).optional(),
};

/** An issue as its reader sees it. */
export const ListIssueView = z.strictObject({
  id: Id, programme: ProgrammeCode, kind: ListIssueKind, kindName: Text2, side: ListIssueSide, sideName: Text2, region: RegionCode, regionName: z.string(), issuer: z.string(),
  counterpart: z.strictObject({ region: RegionCode, name: z.string() }).nullable(), within: z.strictObject({ region: RegionCode, name: z.string() }).nullable(), category: z.strictObject({ code: z.string(), name: z.string() }).nullable(),
  /** Null until it is published. */
  number: z.string().nullable(), issuedOn: Day.nullable(), state: ListIssueState, stateName: Text2, sums: ListIssueSums.nullable(),
  /** SHA-256 over its rows as they were published, in hexadecimal. */
  digest: z.string().nullable(),
  answer: z.strictObject({ by: z.string(), at: Instant, words: z.string().nullable() }).nullable(), supersededBy: z.strictObject({ id: Id, number: z.string() }).nullable(),
  acts: z.array(ListIssueAct), version: z.int(), updatedAt: Instant,
});
export type ListIssueView = z.infer<typeof ListIssueView>;

/** A step of an issue. */
export const ListIssueEvent = z.strictObject({ at: Instant, by: z.string(), act: ListIssueAct, actName: Text2, words: z.string().nullable() });
export type ListIssueEvent = z.infer<typeof ListIssueEvent>;

const path = '/api/employment/list-issues';
const act = (name: string) => ({ method: 'POST' as const, path: `${path}/:id/${name}` });
const step = { id: Id, version: z.int() };
const read = 'list-issue.read' as const, write = 'list-issue.write' as const, answer = 'list-issue.acknowledge' as const;

/** 清单期次: the two lists as numbered, dated documents that the other side acknowledges (mechanisms E01). */
export const listIssues = {
  list: operation({ service, name: 'list-issues.list', http: { method: 'GET', path }, permission: read, request: z.strictObject({
    ...PageRequest, programme: ProgrammeCode.optional(), kind: ListIssueKind.optional(), state: ListIssueState.optional(), side: ListIssueSide.optional(), region: RegionCode.optional(), search: z.string().max(80).optional(),
    /** `answer`: published by the other side, and the caller may acknowledge it. */
    todo: z.enum(['answer']).optional(),
  }), reply: pageOf(ListIssueView), summary: { zh: '查询清单期次', en: 'List the issues of the two lists' } }),
  get: operation({ service, name: 'list-issues.get', http: { method: 'GET', path: `${path}/:id` }, permission: read, request: z.strictObject({ id: Id }), reply: z.strictObject({ issue: ListIssueView, history: z.array(ListIssueEvent) }), summary: { zh: '清单期次详情', en: 'One issue' } }),
  /** How the live list stands to the published rows: changed, gone, come since. */
  changes: operation({ service, name: 'list-issues.changes', http: { method: 'GET', path: `${path}/:id/changes` }, permission: read, timeoutMs: 20_000, request: z.strictObject({ id: Id }), reply: z.strictObject({ changed: z.int(), gone: z.int(), come: z.int() }), summary: { zh: '发布后清单的变化', en: 'What changed in the list since' } }),
  preview: operation({ service, name: 'list-issues.preview', http: { method: 'POST', path: `${path}/preview` }, permission: write, audited: false, timeoutMs: 20_000, request: z.strictObject(scope), reply: ListIssueSums, summary: { zh: '预览将列入的行数', en: 'How many rows an issue would hold' } }),
  create: operation({ service, name: 'list-issues.create', http: { method: 'POST', path }, permission: write, creates: true, request: z.strictObject(scope), reply: ListIssueView, summary: { zh: '编制清单期次', en: 'Draw up an issue' } }),
  publish: operation({ service, name: 'list-issues.publish', http: act('publish'), permission: write, timeoutMs: 60_000, request: z.strictObject(step), reply: ListIssueView, summary: { zh: '发布清单期次', en: 'Publish an issue' } }),
  acknowledge: operation({ service, name: 'list-issues.acknowledge', http: act('acknowledge'), permission: answer, request: z.strictObject({ ...step, words: words.optional() }), reply: ListIssueView, summary: { zh: '确认清单期次', en: 'Acknowledge an issue' } }),
  return: operation({ service, name: 'list-issues.return', http: act('return'), permission: answer, request: z.strictObject({ ...step, words }), reply: ListIssueView, summary: { zh: '退回清单期次', en: 'Return an issue' } }),
  withdraw: operation({ service, name: 'list-issues.withdraw', http: act('withdraw'), permission: write, request: z.strictObject({ ...step, words }), reply: ListIssueView, summary: { zh: '撤回清单期次', en: 'Withdraw an issue' } }),
  export: operation({ service, name: 'list-issues.export', http: { method: 'GET', path: `${path}/:id/issue.xlsx` }, audited: true, permission: read, request: z.strictObject({ id: Id, seq: z.coerce.number().int().min(0).default(0) }), reply: FilePiece, download: true, timeoutMs: 60_000, summary: { zh: '导出清单期次', en: 'One issue as a workbook' } }),
};
