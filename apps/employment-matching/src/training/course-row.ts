import { type AgeBand, TrainingCancelReason, trainingCancelNames, type TrainingAct, type TrainingEvent, type TrainingKind, trainingKindNames, type TrainingScheme, trainingSchemeNames, type TrainingSide, trainingSideNames, type TrainingState, trainingStateNames, type TrainingTrack, trainingTrackNames, type TrainingView, type Text2 } from '@jiedui/contracts';
import type { Call } from '@jiedui/messaging';
import { occupationName, regionName } from '@jiedui/reference-data';
import { holdsCourse, isOfferedTo } from './course-reach.js';
import { type Seats, trainingActs, trainingRule } from './training-rules.js';

/** A row of seats: a county's quota, or those kept for a post. */
interface SeatRow { region: string | null; postId: string | null; seats: number; taken: number; title: string | null; employer: string | null }

/** A course as the driver gives it. Days come as text. */
export interface CourseRow {
  id: string; programme: string; side: TrainingSide; region: string | null; organiser: string; kind: TrainingKind; track: TrainingTrack; scheme: TrainingScheme | null; title: string; place: string; starts_on: string; ends_on: string;
  certificate: string | null; certificate_months: number | null; occupation: string | null; year: number | null; seats: number; state: TrainingState; ended_on: string | null; cancel_reason: TrainingCancelReason | null; version: number; updated_at: Date;
  counts: Partial<TrainingView['counts']>; kept: SeatRow[];
}

/** The select all readers of courses share; `c` is the course. */
export const courseSelect = `select c.id, c.programme, c.side, c.region, c.organiser, c.kind, c.track, c.scheme, c.title, c.place, c.starts_on::text as starts_on, c.ends_on::text as ends_on, c.certificate, c.certificate_months, c.occupation, c.year, c.seats, c.state,
  c.ended_on::text as ended_on, c.cancel_reason, c.version, c.updated_at,
  (select coalesce(jsonb_object_agg(s.state, s.n), '{}') from (select e.state, count(*)::int as n from training_enrolment e where e.course_id = c.id group by e.state) s) as counts,
  (select coalesce(jsonb_agg(jsonb_build_object('region', q.region, 'postId', q.post_id, 'seats', q.seats, 'title', p.title, 'employer', p.organisation_name,
    'taken', (select count(*) from training_enrolment e where e.course_id = c.id and e.state <> 'dropped' and (e.region = q.region or e.post_id = q.post_id))) order by q.id), '[]') from training_seat q left join post p on p.id = q.post_id where q.course_id = c.id) as kept
  from training_course c`;

/** Details of a course in words, as its history names those that were changed. */
const detailNames: Readonly<Record<string, Text2>> = {
  kind: { zh: '类型', en: 'kind' }, track: { zh: '培训方向', en: 'track' }, scheme: { zh: '国家计划', en: 'scheme' }, title: { zh: '名称', en: 'title' }, organiser: { zh: '举办单位', en: 'organiser' }, place: { zh: '地点', en: 'place' }, startsOn: { zh: '开班日期', en: 'first day' }, endsOn: { zh: '结班日期', en: 'last day' },
  certificate: { zh: '证书', en: 'certificate' }, certificateMonths: { zh: '证书有效期', en: 'how long the certificate holds' }, occupation: { zh: '职业', en: 'occupation' }, year: { zh: '招生年度', en: 'year of entry' }, seats: { zh: '总名额', en: 'seats' }, quotas: { zh: '县（区）名额', en: 'seats of counties' }, posts: { zh: '对应岗位', en: 'posts' },
};

/** Seats of a course and how many are taken. */
export function seatsOf({ seats, counts, kept }: Pick<CourseRow, 'seats' | 'counts' | 'kept'>): Seats {
  const sums = (key: 'region' | 'postId'): Seats['quotas'] => new Map(kept.flatMap((one) => { const of = one[key]; return of === null ? [] : [[of, { seats: one.seats, taken: one.taken }] as const]; }));
  return { seats, taken: (counts.enrolled ?? 0) + (counts.attended ?? 0) + (counts.passed ?? 0) + (counts.failed ?? 0), quotas: sums('region'), posts: sums('postId') };
}

/** What the form holds of a course, as it now stands. */
export function detailsOf(row: CourseRow): Readonly<Record<string, unknown>> {
  return {
    kind: row.kind, track: row.track, scheme: row.scheme, title: row.title, organiser: row.organiser, place: row.place, startsOn: row.starts_on, endsOn: row.ends_on, certificate: row.certificate, certificateMonths: row.certificate_months, occupation: row.occupation, year: row.year, seats: row.seats,
    quotas: row.kept.flatMap(({ region, seats }) => (region === null ? [] : [{ region, seats }])), posts: row.kept.flatMap(({ postId, seats }) => (postId === null ? [] : [{ id: postId, seats }])),
  };
}

/** The course as its reader sees it. */
export function courseView(row: CourseRow, { actor }: Pick<Call, 'actor'>): TrainingView {
  const { taken, quotas } = seatsOf(row), isHolder = holdsCourse(actor, 'training.write', row);
  return {
    id: row.id, programme: row.programme, side: row.side, sideName: trainingSideNames[row.side], region: row.region, regionName: row.region === null ? null : regionName(row.region), organiser: row.organiser, kind: row.kind, kindName: trainingKindNames[row.kind], track: row.track, trackName: trainingTrackNames[row.track],
    scheme: row.scheme, schemeName: row.scheme === null ? null : trainingSchemeNames[row.scheme], title: row.title, place: row.place, startsOn: row.starts_on, endsOn: row.ends_on, certificate: row.certificate, certificateMonths: row.certificate_months,
    occupation: row.occupation === null ? null : { code: row.occupation, name: occupationName(row.occupation) ?? row.occupation }, year: row.year, seats: row.seats, taken,
    quotas: row.kept.flatMap(({ region, seats, taken: held }) => (region === null ? [] : [{ region, name: regionName(region), seats, taken: held }])),
    posts: row.kept.flatMap(({ postId, seats, taken: held, title, employer }) => (postId === null ? [] : [{ id: postId, title: title ?? '', employer: employer ?? '', seats, taken: held }])),
    counts: { enrolled: 0, attended: 0, passed: 0, failed: 0, dropped: 0, ...row.counts }, state: row.state, stateName: trainingStateNames[row.state], endedOn: row.ended_on, cancelName: row.cancel_reason === null ? null : trainingCancelNames[row.cancel_reason],
    // Where somebody passed, cancelling would leave the certificates standing.
    acts: isHolder ? trainingActs(row.state).filter((act) => act !== 'cancel' || (row.counts.passed ?? 0) === 0) : [], mayEnrol: row.state === 'open' && isOfferedTo(actor, 'training.enrol', row.programme, [...quotas.keys()]), mayJudge: isHolder && (row.state === 'running' || row.state === 'ended'), version: row.version, updatedAt: row.updated_at.toISOString(),
  };
}

/** A line of a course's history as the driver gives it. */
export interface TrainingStepRow { at: Date; by_name: string; act: TrainingAct; on_day: string | null; reason: string | null; changed: string[]; words: string | null }

/** A line of the history in words. */
export function trainingEvent(row: TrainingStepRow): TrainingEvent {
  const reason = TrainingCancelReason.safeParse(row.reason);
  return {
    at: row.at.toISOString(), by: row.by_name, act: row.act, actName: trainingRule(row.act).name, on: row.on_day, reasonName: reason.success ? trainingCancelNames[reason.data] : null,
    changed: row.changed.flatMap((code) => { const name = detailNames[code]; return name === undefined ? [] : [name]; }), words: row.words,
  };
}

/** How many of an age band took seats, and how many passed. */
export interface BandRow { band: AgeBand; enrolled: number; passed: number }
