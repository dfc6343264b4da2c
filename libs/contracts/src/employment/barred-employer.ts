import { z } from 'zod';
import { operation } from '../operation.js';
import { Text2 } from '../matching/explanation.js';
import { PageRequest, pageOf } from '../paging.js';
import { Day, Id, Instant, ProgrammeCode, RegionCode } from '../units.js';
import type { PlacementState } from './placement-states.js';

/** Why an employer is barred (mechanisms E05): dissolved, licence revoked, listed for serious dishonesty, wage arrears, or other words. */
export const BarReason = z.enum(['dissolved', 'licence-revoked', 'serious-dishonesty', 'wage-arrears', 'other']);
export type BarReason = z.infer<typeof BarReason>;
export const barReasonNames: Readonly<Record<BarReason, Text2>> = {
  dissolved: { zh: '注销', en: 'dissolved' }, 'licence-revoked': { zh: '吊销营业执照', en: 'licence revoked' }, 'serious-dishonesty': { zh: '列入严重失信', en: 'listed for serious dishonesty' },
  'wage-arrears': { zh: '拖欠工资', en: 'wage arrears' }, other: { zh: '其他', en: 'other' },
};

/** Whether a bar is in force. */
export const BarState = z.enum(['in-force', 'lifted']);
export type BarState = z.infer<typeof BarState>;
export const barStateNames: Readonly<Record<BarState, Text2>> = { 'in-force': { zh: '停用中', en: 'In force' }, lifted: { zh: '已解除', en: 'Lifted' } };

/** What happens to a bar; `carry-out` is the system's own. */
export const BarAct = z.enum(['bar', 'carry-out', 'lift']);
export type BarAct = z.infer<typeof BarAct>;
/** One act: in which states (none: it makes the bar), to which state (`null`: the state stays). */
export interface BarRule { readonly act: BarAct; readonly from: readonly BarState[]; readonly to: BarState | null; readonly name: Text2 }

/** The life of a bar as data; employment does not start when it is not sound. */
export const barRules: readonly BarRule[] = [
  { act: 'bar', from: [], to: 'in-force', name: { zh: '停用', en: 'Barred' } },
  { act: 'carry-out', from: ['in-force'], to: null, name: { zh: '处理岗位和上岗记录', en: 'Posts and placements dealt with' } },
  { act: 'lift', from: ['in-force'], to: 'lifted', name: { zh: '解除停用', en: 'Lifted' } },
];

/** Placements that end when their employer is barred: nobody has left home for the job yet. */
export const endsWhenBarred: readonly PlacementState[] = ['agreed', 'offered', 'accepted'];
/** Placements that the county looks at when their employer is barred: the worker is on the way or in the job. */
export const looksWhenBarred: readonly PlacementState[] = ['departed', 'on-the-job', 'retained-1', 'retained-3', 'retained-6'];

/** Rows that one request deals with at most; with more, the bar stands at once and the rest follows within some seconds. */
export const BAR_AT_ONCE = 2000;

/** What follows from a bar: posts withdrawn, people whose offer ended, people whom their counties look at. */
export const BarEffects = z.strictObject({ posts: z.int(), ended: z.int(), looks: z.int() });
export type BarEffects = z.infer<typeof BarEffects>;

/** A barred employer as its reader sees it. No personal data. */
export const BarView = z.strictObject({
  id: Id, programme: ProgrammeCode, name: z.string(), reason: BarReason, reasonName: Text2, reasonWords: z.string().nullable(), source: z.string(), foundOn: Day, fromOn: Day, state: BarState, stateName: Text2,
  /** The office that barred it, and whom the employer asks. */
  office: z.string(),
  effects: BarEffects,
  /** False while what follows is still being dealt with. */
  carriedOut: z.boolean(),
  lifted: z.strictObject({ at: Instant, words: z.string() }).nullable(), acts: z.array(BarAct), version: z.int(), updatedAt: Instant,
});
export type BarView = z.infer<typeof BarView>;

/** A step of a bar; `effects` where it dealt with posts and placements. */
export const BarStep = z.strictObject({ at: Instant, by: z.string(), act: BarAct, actName: Text2, words: z.string().nullable(), effects: BarEffects.nullable() });
export type BarStep = z.infer<typeof BarStep>;

/** An employer that has posts in the programme, by its name there. */
export const KnownEmployer = z.strictObject({ name: z.string(), posts: z.int(), barred: z.boolean() });
export type KnownEmployer = z.infer<typeof KnownEmployer>;

/** What the employer itself is told: since when, why, and whom to ask. */
export const OwnBar = z.strictObject({ id: Id, programme: ProgrammeCode, name: z.string(), reasonName: Text2, fromOn: Day, office: z.string() });
export type OwnBar = z.infer<typeof OwnBar>;

const service = 'employment' as const, path = '/api/employment/barred-employers', read = 'barred-employer.read' as const, write = 'barred-employer.write' as const;
/** Text that people type: trimmed, without NUL, which PostgreSQL does not store. */
const words = (max: number) => z.string().trim().min(1).max(max).regex(/^[^\u0000]*$/);

/** 停用单位: employers that offer no work in a programme any more, since they were struck off or worse (mechanisms E05). */
export const barredEmployers = {
  list: operation({ service, name: 'barred-employers.list', http: { method: 'GET', path }, permission: read, request: z.strictObject({ ...PageRequest, programme: ProgrammeCode.optional(), state: BarState.optional(), reason: BarReason.optional(), search: z.string().max(80).optional() }), reply: pageOf(BarView), summary: { zh: '查询停用单位', en: 'List barred employers' } }),
  /** Employers by name, at most twenty; without words the first ones. */
  employers: operation({ service, name: 'barred-employers.employers', http: { method: 'GET', path: `${path}/employers` }, permission: write, request: z.strictObject({ programme: ProgrammeCode, search: z.string().max(80).optional() }), reply: z.strictObject({ items: z.array(KnownEmployer) }), summary: { zh: '查找用工单位', en: 'Find an employer' } }),
  /** What would follow now; nought for a name that no post has. */
  preview: operation({ service, name: 'barred-employers.preview', http: { method: 'GET', path: `${path}/preview` }, permission: write, request: z.strictObject({ programme: ProgrammeCode, name: words(120) }), reply: BarEffects.extend({
    /** By the worker's county, those with most people first. */
    counties: z.array(z.strictObject({ region: RegionCode, regionName: z.string(), ended: z.int(), looks: z.int() })),
  }), summary: { zh: '停用预览', en: 'What a bar would do' } }),
  /** Bars in force against the caller's own organisation. */
  own: operation({ service, name: 'barred-employers.own', http: { method: 'GET', path: `${path}/own` }, permission: 'barred-employer.own', request: z.strictObject({}), reply: z.strictObject({ items: z.array(OwnBar) }), summary: { zh: '本单位停用情况', en: 'Bars against one’s own organisation' } }),
  get: operation({ service, name: 'barred-employers.get', http: { method: 'GET', path: `${path}/:id` }, permission: read, request: z.strictObject({ id: Id }), reply: z.strictObject({ bar: BarView, history: z.array(BarStep) }), summary: { zh: '停用单位详情', en: 'One barred employer' } }),
  /** `reasonWords` say what the reason `other` is. */
  bar: operation({ service, name: 'barred-employers.bar', http: { method: 'POST', path }, permission: write, creates: true, timeoutMs: 20_000, request: z.strictObject({ programme: ProgrammeCode, name: words(120), reason: BarReason, reasonWords: words(200).optional(), source: words(120), foundOn: Day, fromOn: Day }), reply: BarView, summary: { zh: '停用用工单位', en: 'Bar an employer' } }),
  lift: operation({ service, name: 'barred-employers.lift', http: { method: 'POST', path: `${path}/:id/lift` }, permission: write, request: z.strictObject({ id: Id, version: z.int(), words: words(200) }), reply: BarView, summary: { zh: '解除停用', en: 'Lift a bar' } }),
};
