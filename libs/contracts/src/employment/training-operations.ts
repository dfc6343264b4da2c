import { z } from 'zod';
import { ProtectionTier } from '../matching/list-entry.js';
import { operation } from '../operation.js';
import { Text2 } from '../matching/explanation.js';
import { PageRequest, pageOf } from '../paging.js';
import { Day, Id, Instant, ProgrammeCode, RegionCode } from '../units.js';
import { AgeBand, BULK_ENROLMENTS, EnrolmentAct, EnrolmentReason, EnrolmentState, TrainingAct, TrainingCancelReason, TrainingKind, TrainingScheme, TrainingSide, TrainingState, TrainingTrack } from './training-states.js';

const service = 'employment' as const;
/** Text that people type: trimmed, without NUL, which PostgreSQL does not store. */
const words = (max: number) => z.string().trim().min(1).max(max).regex(/^[^\u0000]*$/);
const seats = z.int().min(1).max(100_000);

/** What the form of a course holds. */
const details = {
  kind: TrainingKind, track: TrainingTrack, scheme: TrainingScheme.nullable(), title: words(60), organiser: words(60), place: words(60), startsOn: Day, endsOn: Day,
  /** Name as the workers list and posts write it; null where the course gives none. */
  certificate: words(40).nullable(),
  /** Months for which the certificate holds from the day of the pass; null where it does not expire. */
  certificateMonths: z.int().min(1).max(240).nullable(),
  /** 职业分类大典 2022. */
  occupation: z.string().max(20).nullable(),
  /** Year of entry, of a school alone. */
  year: z.int().min(2014).max(2100).nullable(),
  seats,
  /** Seats of each county; none: any county of the programme takes seats until there are no more. */
  quotas: z.array(z.strictObject({ region: RegionCode, seats })).max(60),
  /** Vacancies that the course trains for; `seats` of them are kept for people who go to that post, 0 where it is only linked. */
  posts: z.array(z.strictObject({ id: Id, seats: z.int().min(0).max(100_000) })).max(20),
};

/** A course as its reader sees it. Sums are of the whole course, whoever reads it. */
export const TrainingView = z.strictObject({
  id: Id, programme: ProgrammeCode, side: TrainingSide, sideName: Text2, region: RegionCode.nullable(), regionName: z.string().nullable(), organiser: z.string(), kind: TrainingKind, kindName: Text2, track: TrainingTrack, trackName: Text2,
  scheme: TrainingScheme.nullable(), schemeName: Text2.nullable(), title: z.string(), place: z.string(), startsOn: Day, endsOn: Day, certificate: z.string().nullable(), certificateMonths: z.int().nullable(),
  occupation: z.strictObject({ code: z.string(), name: z.string() }).nullable(), year: z.int().nullable(), seats: z.int(), taken: z.int(),
  quotas: z.array(z.strictObject({ region: RegionCode, name: z.string(), seats: z.int(), taken: z.int() })),
  posts: z.array(z.strictObject({ id: Id, title: z.string(), employer: z.string(), seats: z.int(), taken: z.int() })),
  counts: z.strictObject({ enrolled: z.int(), attended: z.int(), passed: z.int(), failed: z.int(), dropped: z.int() }),
  state: TrainingState, stateName: Text2, endedOn: Day.nullable(), cancelName: Text2.nullable(),
  /** What the reader may do with the course, and whether with its seats. */
  acts: z.array(TrainingAct), mayEnrol: z.boolean(), mayJudge: z.boolean(), version: z.int(), updatedAt: Instant,
});
export type TrainingView = z.infer<typeof TrainingView>;

/** A line of a course's history. */
export const TrainingEvent = z.strictObject({ at: Instant, by: z.string(), act: TrainingAct, actName: Text2, on: Day.nullable(), reasonName: Text2.nullable(), changed: z.array(Text2), words: z.string().nullable() });
export type TrainingEvent = z.infer<typeof TrainingEvent>;

/** A seat: the worker by number; the row's id and the masked name only where the reader reads the list and the name there. */
export const EnrolmentView = z.strictObject({
  id: Id, courseId: Id, region: RegionCode, regionName: z.string(), number: z.string(), worker: z.strictObject({ id: Id, title: z.string(), name: z.string().nullable(), tier: ProtectionTier.nullable() }).nullable(), post: z.strictObject({ id: Id, title: z.string() }).nullable(),
  state: EnrolmentState, stateName: Text2, reasonName: Text2.nullable(), on: Day, certificate: z.string().nullable(), acts: z.array(EnrolmentAct), version: z.int(),
});
export type EnrolmentView = z.infer<typeof EnrolmentView>;

/** A course in somebody's record: what it was, and what came of it. */
export const TrainingRecord = z.strictObject({
  id: Id, courseId: Id, title: z.string(), trackName: Text2, organiser: z.string(), place: z.string(), startsOn: Day, endsOn: Day, state: EnrolmentState, stateName: Text2, reasonName: Text2.nullable(), on: Day, certificate: z.string().nullable(),
});
export type TrainingRecord = z.infer<typeof TrainingRecord>;

/** What was done for many, and what was left as it is, by the reason. */
const Bulk = z.strictObject({ done: z.int(), skipped: z.array(z.strictObject({ id: Id, code: z.string() })), reasons: z.array(z.strictObject({ code: z.string(), message: Text2, count: z.int() })), course: TrainingView });

const path = '/api/employment/training';
const act = (name: string) => ({ method: 'POST' as const, path: `${path}/:id/${name}` });
const step = { id: Id, version: z.int() };
const read = 'training.read' as const, write = 'training.write' as const, enrol = 'training.enrol' as const;
const chosen = z.array(z.strictObject({ id: Id, version: z.int() })).min(1).max(BULK_ENROLMENTS);

/** 培训班 with their seats, and what people learnt (mechanisms E08 to E13, E23). */
export const training = {
  list: operation({ service, name: 'training.list', http: { method: 'GET', path }, permission: read, request: z.strictObject({
    ...PageRequest, programme: ProgrammeCode.optional(), state: TrainingState.optional(), track: TrainingTrack.optional(), kind: TrainingKind.optional(), region: RegionCode.optional(), search: z.string().max(80).optional(),
    /** `results`: ended, and people wait for theirs; the caller enters them. `seats`: begins soon with seats for the caller's counties. */
    todo: z.enum(['results', 'seats']).optional(),
  }), reply: pageOf(TrainingView), summary: { zh: '查询培训班', en: 'List courses' } }),
  get: operation({ service, name: 'training.get', http: { method: 'GET', path: `${path}/:id` }, permission: read, request: z.strictObject({ id: Id }), reply: z.strictObject({
    course: TrainingView, history: z.array(TrainingEvent),
    /** Of the seats that the reader sees; bands without anybody are left out. */
    bands: z.array(z.strictObject({ band: AgeBand, enrolled: z.int(), passed: z.int() })),
  }), summary: { zh: '培训班详情', en: 'One course' } }),
  enrolments: operation({ service, name: 'training.enrolments', http: { method: 'GET', path: `${path}/:id/enrolments` }, permission: read, request: z.strictObject({ ...PageRequest, id: Id, state: EnrolmentState.optional(), region: RegionCode.optional(), search: z.string().max(80).optional() }), reply: pageOf(EnrolmentView), summary: { zh: '培训班学员', en: 'Seats of a course' } }),
  ofWorker: operation({ service, name: 'training.of-worker', http: { method: 'GET', path: '/api/employment/workers/:id/training' }, permission: 'worker.read', request: z.strictObject({ id: Id }), reply: z.strictObject({ items: z.array(TrainingRecord) }), summary: { zh: '务工人员的培训记录', en: "A worker's training" } }),
  create: operation({ service, name: 'training.create', http: { method: 'POST', path }, permission: write, creates: true, request: z.strictObject({
    programme: ProgrammeCode, side: TrainingSide,
    /** The place of the office that holds it; null where the programme does. */
    region: RegionCode.nullable(), ...details,
  }), reply: TrainingView, summary: { zh: '登记培训班', en: 'Plan a course' } }),
  amend: operation({ service, name: 'training.amend', http: act('amend'), permission: write, request: z.strictObject({ ...step, ...details, words: words(200).optional() }), reply: TrainingView, summary: { zh: '修改培训班', en: 'Amend a course' } }),
  open: operation({ service, name: 'training.open', http: act('open'), permission: write, request: z.strictObject(step), reply: TrainingView, summary: { zh: '开放报名', en: 'Open a course' } }),
  begin: operation({ service, name: 'training.begin', http: act('begin'), permission: write, request: z.strictObject(step), reply: TrainingView, summary: { zh: '开班', en: 'Begin a course' } }),
  end: operation({ service, name: 'training.end', http: act('end'), permission: write, request: z.strictObject({ ...step, on: Day, words: words(200).optional() }), reply: TrainingView, summary: { zh: '结班', en: 'End a course' } }),
  cancel: operation({ service, name: 'training.cancel', http: act('cancel'), permission: write, request: z.strictObject({ ...step, reason: TrainingCancelReason, words: words(200).optional() }), reply: TrainingView, summary: { zh: '取消培训班', en: 'Cancel a course' } }),
  /** Workers in the order given until there are no more seats; `postId` where they take seats kept for a post. What cannot be done is left and named; refused where nobody could be enrolled. */
  enrol: operation({ service, name: 'training.enrol', http: act('enrol'), permission: enrol, creates: true, timeoutMs: 15_000, request: z.strictObject({ ...step, workerIds: z.array(Id).min(1).max(BULK_ENROLMENTS), postId: Id.optional() }), reply: Bulk, summary: { zh: '报名', en: 'Enrol workers' } }),
  /** By the office that holds the course. Seats of which one changed meanwhile are all left as they are. */
  results: operation({ service, name: 'training.results', http: act('results'), permission: write, timeoutMs: 15_000, request: z.strictObject({ ...step, enrolments: chosen, act: z.enum(['attend', 'pass', 'fail', 'drop', 'reopen']), on: Day, reason: EnrolmentReason.optional(), words: words(200).optional() }), reply: TrainingView, summary: { zh: '登记培训结果', en: 'Record results' } }),
  /** The county takes its workers out. */
  withdraw: operation({ service, name: 'training.withdraw', http: act('withdraw'), permission: enrol, request: z.strictObject({ ...step, enrolments: chosen, on: Day, reason: EnrolmentReason, words: words(200).optional() }), reply: TrainingView, summary: { zh: '退出培训', en: 'Take workers out of a course' } }),
};
export type TrainingDraft = z.infer<(typeof training)['create']['request']>;
