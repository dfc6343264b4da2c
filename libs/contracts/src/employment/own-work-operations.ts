import { z } from 'zod';
import { RefusalReason } from '../lists/consent-operations.js';
import { Text2 } from '../matching/explanation.js';
import { Housing } from '../matching/list-entry.js';
import { operation } from '../operation.js';
import { PageRequest, pageOf } from '../paging.js';
import { Day, Fen, Id, Instant, ProgrammeCode, RegionCode } from '../units.js';
import { HelpAct, HelpKind, HelpState } from './help-request-states.js';
import { EndReason, PlacementState } from './placement-states.js';
import { TrainingRecord } from './training-operations.js';

const service = 'employment' as const;

/** Text that people type: trimmed, without NUL, which PostgreSQL does not store. */
const words = (max: number) => z.string().trim().min(1).max(max).regex(/^[^\u0000]*$/);

/** Why a worker says no to a proposal, of the reasons that a pair is refused for. */
export const workerRefusals = ['wage', 'distance', 'health-or-family', 'skills', 'already-placed', 'changed-mind', 'other'] as const satisfies readonly RefusalReason[];

/** A worker's own yes or no to a proposal. */
export const PersonAnswer = z.strictObject({ yes: z.boolean(), at: Instant });

/** A proposal on the worker's page: the job in plain words. Wages of a month in fen; null is unknown. */
export const OwnProposal = z.strictObject({
  id: Id, version: z.int(), post: z.string(), employer: z.string(), place: z.string(), wageMinFen: Fen.nullable(), wageMaxFen: Fen.nullable(), housing: Housing.nullable(), startOn: Day.nullable(),
  /** Sent to the employer, who is asked too; else the labour office still considers it. */
  sent: z.boolean(), answer: PersonAnswer.nullable(),
});
export type OwnProposal = z.infer<typeof OwnProposal>;

/** The group departure on which the worker has a seat, with whom to ask. */
export const OwnDeparture = z.strictObject({ leavesOn: Day, leavesAt: z.string(), meetingPlace: z.string(), destination: z.string(), vehicleName: Text2, vehicleNumber: z.string().nullable(), costsName: Text2, contactName: z.string(), contactPhone: z.string() });
export type OwnDeparture = z.infer<typeof OwnDeparture>;

/** The worker's placement: the offer to answer, then the way to the job. */
export const OwnPlacement = z.strictObject({
  id: Id, version: z.int(), state: PlacementState, post: z.string(), employer: z.string(), place: z.string(), startOn: Day.nullable(), wageFen: Fen.nullable(), housing: Housing.nullable(),
  acceptedOn: Day.nullable(), departedOn: Day.nullable(), arrivedOn: Day.nullable(),
  mayAccept: z.boolean(),
  /** Why the worker may end it now; none once on the way. */
  ends: z.array(z.strictObject({ reason: EndReason, name: Text2 })),
  ended: z.strictObject({ on: Day, reasonName: Text2 }).nullable(),
  /** Null where the worker goes alone, and once on the job. */
  departure: OwnDeparture.nullable(),
});
export type OwnPlacement = z.infer<typeof OwnPlacement>;

/** A request on the worker's own page; `byOffice` where the county opened it for the worker, `dueOn` the last day for the answer. */
export const OwnHelpRequest = z.strictObject({ id: Id, kind: HelpKind, words: z.string(), askedAt: Instant, byOffice: z.boolean(), state: HelpState, dueOn: Day, answer: z.string().nullable(), answeredAt: Instant.nullable() });
export type OwnHelpRequest = z.infer<typeof OwnHelpRequest>;

/** Everything on a worker's phone page. The office is that of the worker's county; no name, number or telephone. */
export const OwnWork = z.strictObject({
  office: z.string(), wish: z.string(), consented: z.boolean(), linkExpiresAt: Instant,
  proposals: z.array(OwnProposal), placement: OwnPlacement.nullable(),
  /** Courses of the worker, the latest first. */
  training: z.array(TrainingRecord), help: z.array(OwnHelpRequest),
  /** Whether the worker is told things by WeChat; `none` where the installation has no service account. */
  wechat: z.enum(['none', 'unbound', 'bound']),
});
export type OwnWork = z.infer<typeof OwnWork>;

const path = '/api/worker', done = z.strictObject({}), seen = { id: Id, version: z.int() };
const own = { service, permission: 'own-work.use' as const };

/** What a worker does on the phone page: only the worker's own, known by the device's cookie (mechanisms E17). */
export const ownWork = {
  get: operation({ ...own, name: 'own-work.get', http: { method: 'GET', path: `${path}/work` }, request: done, reply: OwnWork, summary: { zh: '我的就业', en: 'My work' } }),
  /** A no has the effect of a refusal by the county; a yes is recorded for the county, which still decides. */
  answerProposal: operation({ ...own, name: 'own-work.answer-proposal', http: { method: 'POST', path: `${path}/proposals/:id/answer` }, request: z.strictObject({ ...seen, yes: z.boolean(), reason: z.enum(workerRefusals).optional(), words: words(200).optional() }), reply: done, summary: { zh: '答复岗位推荐', en: 'Answer a proposal' } }),
  acceptOffer: operation({ ...own, name: 'own-work.accept-offer', http: { method: 'POST', path: `${path}/placements/:id/accept` }, request: z.strictObject(seen), reply: done, summary: { zh: '接受录用', en: 'Accept an offer' } }),
  endPlacement: operation({ ...own, name: 'own-work.end-placement', http: { method: 'POST', path: `${path}/placements/:id/end` }, request: z.strictObject({ ...seen, reason: EndReason, words: words(200).optional() }), reply: done, summary: { zh: '不去了', en: 'Decline or give up a placement' } }),
  askForHelp: operation({ ...own, name: 'own-work.ask-for-help', http: { method: 'POST', path: `${path}/help` }, creates: true, request: z.strictObject({ kind: HelpKind, words: words(500) }), reply: z.strictObject({ id: Id }), summary: { zh: '请求帮助', en: 'Ask for help' } }),
  /** To WeChat, which sends the browser back to the page with a code and a state. */
  beginWechat: operation({ ...own, name: 'own-work.begin-wechat', http: { method: 'POST', path: `${path}/wechat/begin` }, request: done, reply: z.strictObject({ address: z.url() }), summary: { zh: '去微信授权', en: 'Go to WeChat' } }),
  bindWechat: operation({ ...own, name: 'own-work.bind-wechat', http: { method: 'POST', path: `${path}/wechat` }, request: z.strictObject({ code: z.string().min(5).max(128).regex(/^[\w-]+$/), state: z.string().min(20).max(100).regex(/^[\w-]+$/) }), reply: done, summary: { zh: '用微信接收通知', en: 'Be told by WeChat' } }),
  endWechat: operation({ ...own, name: 'own-work.end-wechat', http: { method: 'POST', path: `${path}/wechat/end` }, request: done, reply: done, summary: { zh: '不再用微信接收通知', en: 'Be told by WeChat no more' } }),
  withdrawConsent: operation({ ...own, name: 'own-work.withdraw-consent', http: { method: 'POST', path: `${path}/withdraw-consent` }, request: done, reply: done, summary: { zh: '撤回本人的同意', en: 'Withdraw my consent' } }),
  /** The link ends, and the county is told. */
  notMe: operation({ ...own, name: 'own-work.not-me', http: { method: 'POST', path: `${path}/not-me` }, request: done, reply: done, summary: { zh: '不是本人', en: 'This is not me' } }),
};

/** A request for help as the county sees it. What was asked may name people: it is sealed at rest and shown to the worker's county alone. */
export const HelpRequestView = z.strictObject({
  id: Id, programme: ProgrammeCode, workerId: Id, workerTitle: z.string(), workerExternalId: z.string(), region: RegionCode, regionName: z.string(),
  kind: HelpKind, words: z.string(), askedAt: Instant,
  /** Who of the county opened it for the worker; null where the worker asked. */
  openedBy: z.string().nullable(),
  state: HelpState, stateName: Text2,
  /** Last day for the answer; late when it is past and there is none. */
  dueOn: Day, late: z.boolean(),
  takenBy: z.string().nullable(), takenAt: Instant.nullable(), answer: z.string().nullable(), answeredBy: z.string().nullable(), answeredAt: Instant.nullable(), acts: z.array(HelpAct), version: z.int(),
});
export type HelpRequestView = z.infer<typeof HelpRequestView>;

/** A step of a request. */
export const HelpEvent = z.strictObject({ at: Instant, by: z.string(), act: HelpAct, actName: Text2 });
export type HelpEvent = z.infer<typeof HelpEvent>;

const requests = '/api/employment/help-requests', answering = 'help-request.answer' as const;

/** Requests for help of a county's workers (mechanisms E04). */
export const helpRequests = {
  list: operation({
    service, name: 'help-requests.list', http: { method: 'GET', path: requests }, permission: answering,
    request: z.strictObject({
      ...PageRequest, programme: ProgrammeCode.optional(), state: HelpState.optional(), kind: HelpKind.optional(), region: RegionCode.optional(), search: z.string().max(80).optional(), worker: Id.optional(),
      /** `late`: past its day without an answer, the oldest day first. */
      due: z.enum(['late']).optional(),
    }), reply: pageOf(HelpRequestView), summary: { zh: '查询求助', en: 'List requests for help' },
  }),
  get: operation({ service, name: 'help-requests.get', http: { method: 'GET', path: `${requests}/:id` }, permission: answering, request: z.strictObject({ id: Id }), reply: z.strictObject({ request: HelpRequestView, history: z.array(HelpEvent) }), summary: { zh: '求助详情', en: 'One request for help' } }),
  /** By the county, for a worker who asks in person or by telephone; whoever opens it has taken it. */
  open: operation({ service, name: 'help-requests.open', http: { method: 'POST', path: '/api/employment/workers/:id/help-requests' }, permission: answering, creates: true, request: z.strictObject({ id: Id, kind: HelpKind, words: words(500) }), reply: HelpRequestView, summary: { zh: '代为登记求助', en: 'Open a request for a worker' } }),
  take: operation({ service, name: 'help-requests.take', http: { method: 'POST', path: `${requests}/:id/take` }, permission: answering, request: z.strictObject(seen), reply: HelpRequestView, summary: { zh: '受理求助', en: 'Take a request for help' } }),
  answer: operation({ service, name: 'help-requests.answer', http: { method: 'POST', path: `${requests}/:id/answer` }, permission: answering, request: z.strictObject({ ...seen, answer: words(500) }), reply: HelpRequestView, summary: { zh: '答复求助', en: 'Answer a request for help' } }),
};
