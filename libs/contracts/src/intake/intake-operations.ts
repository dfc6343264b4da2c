import { z } from 'zod';
import { fact, operation } from '../operation.js';
import { PageRequest, pageOf } from '../paging.js';
import { Text2 } from '../matching/explanation.js';
import { Day, Fen, Id, Instant, Month, ProgrammeCode, RegionCode } from '../units.js';
import { ProjectAct, ProjectSide, ProjectState } from './project-states.js';

const service = 'intake' as const;

/** Text that people type: trimmed, without NUL, which PostgreSQL does not store. */
const words = (max: number, min = 1) => z.string().trim().min(min).max(max).regex(/^[^\u0000]*$/);
/** Largest amount of one project: 100 亿 yuan in fen. The plan reports 1499 亿 for seven years in all, so that sums over thousands of projects stay exact. */
const MAX_FEN = 1_000_000_000_000;
const Amount = Fen.max(MAX_FEN);
/** A planned day between the start of the support (1992) and 2100. */
const PlanDay = Day.refine((day) => day >= '1992-01-01' && day <= '2100-12-31', { error: '1992-01-01 … 2100-12-31' });
/** GB/T 4754-2017 code at any level: `C`, `26`, `261`, `2614`, or with its letter in front (`C2614`). */
export const IndustryCode = z.string().regex(/^([A-T]|[A-T]?\d{2,4})$/);
/** Code of the second level of the programme's catalogue, `s3-4-2`. */
const FieldCode = z.string().regex(/^[a-z0-9]{1,10}(-\d{1,2}){1,2}$/);

/** `prohibited` 禁止 cannot be submitted, `conditional` 限制 asks for a written answer to its condition, `allowed` 允许. */
export const ScreeningVerdict = z.enum(['prohibited', 'conditional', 'allowed']);
export type ScreeningVerdict = z.infer<typeof ScreeningVerdict>;

/** An entry of a negative list: a 门类, 大类, 中类 or 小类 in some zones, with its clause. `allow` excepts from a broader entry. */
export const NegativeListItem = z.strictObject({
  code: z.string(), zones: z.array(z.string()), industryCode: z.string(), industryName: z.string(), level: z.int().min(1).max(4),
  effect: z.enum(['deny', 'conditional', 'allow']), clause: z.string(), condition: z.string().nullable(),
});
export type NegativeListItem = z.infer<typeof NegativeListItem>;

/** The answer of a screening. `clauses` are the entries that decided, strictest first; empty when the list does not name the industry. */
export const Screening = z.strictObject({
  verdict: ScreeningVerdict, industryCode: z.string(), industryName: z.string(), zones: z.array(z.string()),
  clauses: z.array(NegativeListItem), listVersion: z.string(),
  /** The list in force is sample data, not a published one. */
  sample: z.boolean(), text: Text2,
});
export type Screening = z.infer<typeof Screening>;

/** What the two sides file. Amounts in fen; the grant (无偿援助资金) lies inside the total and is never added to it. */
const projectDraft = {
  name: words(120), field: FieldCode, site: words(200), summary: words(2000, 0).default(''),
  /** Nothing until submission, then a 小类 of GB/T 4754. */
  industryCode: IndustryCode.nullable().default(null),
  totalFen: Amount.min(1), grantFen: Amount,
  startOn: PlanDay.nullable().default(null), endOn: PlanDay.nullable().default(null),
  /** Answer to the condition of a 限制 entry. */
  conditionAnswer: words(1000, 0).default(''),
};

export const ProjectView = z.strictObject({
  id: Id, programme: ProgrammeCode, unit: RegionCode, unitName: z.string(), supporter: RegionCode, supporterName: z.string(),
  name: z.string(), field: z.string(), fieldName: Text2, fieldGroup: z.string(), fieldGroupName: Text2,
  site: z.string(), summary: z.string(), industryCode: z.string().nullable(), industryName: z.string().nullable(),
  totalFen: Fen, grantFen: Fen, paidFen: Fen,
  startOn: Day.nullable(), endOn: Day.nullable(),
  state: ProjectState, stateName: Text2, screening: ScreeningVerdict.nullable(), conditionAnswer: z.string(),
  milestones: z.int(), milestonesDone: z.int(), milestonesLate: z.int(),
  sample: z.boolean(),
  /** What this reader may do now. */
  acts: z.array(ProjectAct),
  version: z.int(), createdAt: Instant, updatedAt: Instant,
});
export type ProjectView = z.infer<typeof ProjectView>;

/** A dated aim inside a project's life (谋划、建设、运营). */
export const MilestoneView = z.strictObject({
  id: Id, phase: z.enum(['planning', 'construction', 'operation']), title: z.string(), dueOn: Day, completedOn: Day.nullable(), note: z.string().nullable(), late: z.boolean(),
});
/** Money of the grant handed over, under its voucher number. */
export const PaymentView = z.strictObject({ id: Id, voucher: z.string(), amountFen: Fen, paidOn: Day, purpose: z.string(), recordedBy: z.string(), recordedAt: Instant });
/** Who did what, when and why; `side` is the side they stood for. */
export const ProjectEvent = z.strictObject({ at: Instant, by: z.string(), side: ProjectSide.nullable(), act: z.string(), actName: Text2, from: ProjectState.nullable(), to: ProjectState.nullable(), reason: z.string().nullable() });
export type ProjectEvent = z.infer<typeof ProjectEvent>;

const filters = {
  programme: ProgrammeCode.optional(), unit: RegionCode.optional(), supporter: RegionCode.optional(),
  /** Code of either level. */
  field: FieldCode.optional(), state: ProjectState.optional(), search: z.string().max(80).optional(),
};
const one = z.strictObject({ id: Id });
const step = { id: Id, version: z.int() };
const path = '/api/intake/projects';

const FieldView = z.strictObject({ code: z.string(), name: Text2, clause: z.string() });

export const projects = {
  catalogue: operation({ service, name: 'projects.catalogue', http: { method: 'GET', path: '/api/intake/catalogue' }, permission: 'project.read', request: z.strictObject({ programme: ProgrammeCode.optional() }), reply: z.strictObject({
    catalogues: z.array(z.strictObject({ programme: ProgrammeCode, document: z.string(), groups: z.array(FieldView.extend({ fields: z.array(FieldView) })) })),
    states: z.array(z.strictObject({ state: ProjectState, name: Text2 })),
    /** Pairings this actor may file under. */
    pairings: z.array(z.strictObject({ programme: ProgrammeCode, unit: RegionCode, unitName: z.string(), supporter: RegionCode, supporterName: z.string(), kind: z.string() })),
  }), summary: { zh: '项目领域目录', en: 'Catalogue of fields' } }),
  list: operation({ service, name: 'projects.list', http: { method: 'GET', path }, permission: 'project.read', request: z.strictObject({ ...PageRequest, ...filters, sort: z.enum(['updated', 'total', 'grant', 'paid', 'name']).default('updated'), descending: z.stringbool().default(true) }), reply: pageOf(ProjectView), summary: { zh: '查询项目', en: 'List projects' } }),
  /** For the board: each state with its count and sums, under the list's own filters. */
  board: operation({ service, name: 'projects.board', http: { method: 'GET', path: `${path}/board` }, permission: 'project.read', request: z.strictObject(filters), reply: z.strictObject({
    states: z.array(z.strictObject({ state: ProjectState, name: Text2, projects: z.int(), totalFen: Fen, grantFen: Fen, paidFen: Fen })),
  }), summary: { zh: '项目看板', en: 'Projects by state' } }),
  get: operation({ service, name: 'projects.get', http: { method: 'GET', path: `${path}/:id` }, permission: 'project.read', request: one, reply: z.strictObject({
    project: ProjectView, milestones: z.array(MilestoneView), payments: z.array(PaymentView), history: z.array(ProjectEvent),
    /** Under the list in force; null without an industry code. */
    screening: Screening.nullable(),
  }), summary: { zh: '项目详情', en: 'One project' } }),
  create: operation({ service, name: 'projects.create', http: { method: 'POST', path }, creates: true, permission: 'project.write', request: z.strictObject({ programme: ProgrammeCode, unit: RegionCode, supporter: RegionCode, ...projectDraft }), reply: ProjectView, summary: { zh: '申报项目', en: 'File a project' } }),
  update: operation({ service, name: 'projects.update', http: { method: 'PUT', path: `${path}/:id` }, permission: 'project.write', request: z.strictObject({ ...step, ...projectDraft }), reply: ProjectView, summary: { zh: '修改项目', en: 'Edit a project' } }),
  submit: operation({ service, name: 'projects.submit', http: { method: 'POST', path: `${path}/:id/submit` }, permission: 'project.write', request: z.strictObject({ ...step, conditionAnswer: words(1000).optional() }), reply: ProjectView, summary: { zh: '提交审核', en: 'Submit' } }),
  approveReceiver: operation({ service, name: 'projects.approve-receiver', http: { method: 'POST', path: `${path}/:id/approve-receiver` }, permission: 'project.approve-receiver', request: z.strictObject({ ...step, opinion: words(500).optional() }), reply: ProjectView, summary: { zh: '受援方同意', en: 'Approve for the receiving county' } }),
  approveSupporter: operation({ service, name: 'projects.approve-supporter', http: { method: 'POST', path: `${path}/:id/approve-supporter` }, permission: 'project.approve-supporter', request: z.strictObject({ ...step, opinion: words(500).optional() }), reply: ProjectView, summary: { zh: '支援方同意', en: 'Approve for the supporter' } }),
  return: operation({ service, name: 'projects.return', http: { method: 'POST', path: `${path}/:id/return` }, permission: 'project.write', request: z.strictObject({ ...step, reason: words(500) }), reply: ProjectView, summary: { zh: '退回修改', en: 'Return for changes' } }),
  withdraw: operation({ service, name: 'projects.withdraw', http: { method: 'POST', path: `${path}/:id/withdraw` }, permission: 'project.write', request: z.strictObject({ ...step, reason: words(500) }), reply: ProjectView, summary: { zh: '撤回项目', en: 'Withdraw' } }),
  start: operation({ service, name: 'projects.start', http: { method: 'POST', path: `${path}/:id/start` }, permission: 'project.write', request: z.strictObject(step), reply: ProjectView, summary: { zh: '开工', en: 'Start work' } }),
  complete: operation({ service, name: 'projects.complete', http: { method: 'POST', path: `${path}/:id/complete` }, permission: 'project.write', request: z.strictObject(step), reply: ProjectView, summary: { zh: '项目完成', en: 'Complete' } }),
  addMilestone: operation({ service, name: 'milestones.add', http: { method: 'POST', path: `${path}/:id/milestones` }, creates: true, permission: 'project.write', request: z.strictObject({ id: Id, phase: MilestoneView.shape.phase, title: words(120), dueOn: PlanDay }), reply: MilestoneView, summary: { zh: '增加节点', en: 'Add a milestone' } }),
  completeMilestone: operation({ service, name: 'milestones.complete', http: { method: 'POST', path: `${path}/:id/milestones/:milestoneId/complete` }, permission: 'project.write', request: z.strictObject({ id: Id, milestoneId: Id, completedOn: PlanDay, note: words(500).optional() }), reply: MilestoneView, summary: { zh: '节点完成', en: 'Complete a milestone' } }),
  /** One voucher number is one payment of a project; together they never pass the grant. */
  pay: operation({ service, name: 'payments.record', http: { method: 'POST', path: `${path}/:id/payments` }, creates: true, permission: 'project.pay', request: z.strictObject({ id: Id, voucher: words(60), amountFen: Amount.min(1), paidOn: PlanDay, purpose: words(200) }), reply: z.strictObject({ payment: PaymentView, paidFen: Fen, leftFen: Fen }), timeoutMs: 8000, summary: { zh: '登记拨付', en: 'Record a payment' } }),
};

export const screening = {
  check: operation({ service, name: 'screening.check', http: { method: 'GET', path: '/api/intake/screening' }, permission: 'project.read', request: z.strictObject({ programme: ProgrammeCode, unit: RegionCode, industryCode: IndustryCode }), reply: Screening, summary: { zh: '产业准入核查', en: 'Screen an industry' } }),
  negativeList: operation({ service, name: 'screening.negative-list', http: { method: 'GET', path: '/api/intake/negative-lists/:programme' }, permission: 'project.read', request: z.strictObject({ programme: ProgrammeCode }), reply: z.strictObject({ version: z.string(), title: z.string(), sample: z.boolean(), issuedOn: Day, zones: z.array(z.string()), items: z.array(NegativeListItem) }), summary: { zh: '产业准入负面清单', en: 'Industry negative list' } }),
  industries: operation({ service, name: 'screening.industries', http: { method: 'GET', path: '/api/intake/industries' }, permission: 'project.read', request: z.strictObject({ search: z.string().max(40).default(''), parent: IndustryCode.optional() }), reply: z.strictObject({ items: z.array(z.strictObject({ code: z.string(), name: z.string(), level: z.int(), path: z.array(z.string()) })) }), summary: { zh: '国民经济行业分类', en: 'Industries (GB/T 4754)' } }),
};

/** A project as figures read it; amounts in fen. `paidByMonth` adds up to `paidFen`. */
export const ProjectFact = z.strictObject({
  id: Id, programme: ProgrammeCode, unit: RegionCode, supporter: RegionCode, name: z.string(), field: z.string(), state: ProjectState,
  totalFen: Fen, grantFen: Fen, paidFen: Fen, filedOn: Day, approvedOn: Day.nullable(),
  paidByMonth: z.array(z.strictObject({ month: Month, fen: Fen })), sample: z.boolean(), version: z.int().positive(),
});
export type ProjectFact = z.infer<typeof ProjectFact>;

/** Projects as they now stand; older versions than the one held are ignored. */
export const projectsChanged = fact({ service, type: 'projects.changed', version: 1, readBy: ['assessment'], payload: z.strictObject({ projects: z.array(ProjectFact).max(500) }) });

/** Every project in id order, for a consumer that starts late or was wiped. */
export const projectsSnapshot = operation({ service, name: 'projects.snapshot', http: null, permission: 'entry.snapshot', calledBy: ['assessment'], request: z.strictObject({ after: Id.nullable(), size: z.int().min(1).max(500) }), reply: z.strictObject({ projects: z.array(ProjectFact), next: Id.nullable() }), timeoutMs: 10_000, summary: { zh: '项目快照', en: 'Snapshot of the projects' } });
