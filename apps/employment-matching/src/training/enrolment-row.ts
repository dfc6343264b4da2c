import type { EntityManager } from 'typeorm';
import { type EnrolmentActor, type EnrolmentReason, type EnrolmentState, enrolmentStateNames, type EnrolmentView, type ListRow, type TrainingRecord, type TrainingState, type TrainingTrack, trainingTrackNames } from '@jiedui/contracts';
import { serviceActor } from '@jiedui/access';
import { regionName } from '@jiedui/reference-data';
import { AuditTrail, rowsDigest } from '@jiedui/protection';
import { nameIn } from '../households/shown-workers.js';
import { enrolmentActs, reasonName } from './training-rules.js';

/** A seat with the worker's number and the post it is kept for, as the driver gives it. Days come as text. */
export interface EnrolmentRow { id: string; course_id: string; course_state: TrainingState; programme: string; worker_id: string; number: string; region: string; post_id: string | null; post_title: string | null; state: EnrolmentState; reason: EnrolmentReason | null; on_day: string; certificate: string | null; version: number }

/** The select all readers of seats share; `e` is the seat, `c` its course. */
export const enrolmentSelect = `select e.id, e.course_id, c.state as course_state, e.programme, e.worker_id, w.external_id as number, e.region, e.post_id, p.title as post_title, e.state, e.reason, e.on_day::text as on_day, e.certificate, e.version
  from training_enrolment e join training_course c on c.id = e.course_id join worker w on w.id = e.worker_id left join post p on p.id = e.post_id`;

/** The seat as its reader sees it; `worker` the entry of the list as that reader sees it there, `by` who the reader is to the seat. */
export function enrolmentView(row: EnrolmentRow, worker: ListRow | undefined, by: readonly EnrolmentActor[]): EnrolmentView {
  return {
    id: row.id, courseId: row.course_id, region: row.region, regionName: regionName(row.region), number: row.number, worker: worker === undefined ? null : { id: worker.id, title: worker.title, name: nameIn(worker), tier: worker.tier },
    post: row.post_id === null ? null : { id: row.post_id, title: row.post_title ?? '' }, state: row.state, stateName: enrolmentStateNames[row.state], reasonName: reasonName(row.reason), on: row.on_day, certificate: row.certificate,
    acts: enrolmentActs(row.state, row.course_state, by), version: row.version,
  };
}

/** Courses of one worker that a record shows, the latest first. */
const MOST = 100;

/** What one worker learnt across courses (mechanisms E12). */
export async function trainingRecords(manager: EntityManager, workerId: string): Promise<TrainingRecord[]> {
  const rows: { id: string; course_id: string; title: string; track: TrainingTrack; organiser: string; place: string; starts_on: string; ends_on: string; state: EnrolmentState; reason: EnrolmentReason | null; on_day: string; certificate: string | null }[] = await manager.query(
    `select e.id, e.course_id, c.title, c.track, c.organiser, c.place, c.starts_on::text as starts_on, coalesce(c.ended_on, c.ends_on)::text as ends_on, e.state, e.reason, e.on_day::text as on_day, e.certificate
      from training_enrolment e join training_course c on c.id = e.course_id where e.worker_id = $1 order by c.starts_on desc, e.created_at desc, e.id limit ${MOST}`, [workerId]);
  return rows.map((row) => ({
    id: row.id, courseId: row.course_id, title: row.title, trackName: trainingTrackNames[row.track], organiser: row.organiser, place: row.place, startsOn: row.starts_on, endsOn: row.ends_on, state: row.state, stateName: enrolmentStateNames[row.state], reasonName: reasonName(row.reason), on: row.on_day, certificate: row.certificate,
  }));
}

/** Somebody's other course that takes place on some of the same days. */
export interface Overlap { readonly workerId: string; readonly title: string; readonly startsOn: string; readonly endsOn: string }

/** Last day of a course `c`: one that runs longer than planned takes place today too. */
const lastDay = `coalesce(c.ended_on, case when c.state = 'running' then greatest(c.ends_on, (now() at time zone 'Asia/Shanghai')::date) else c.ends_on end)`;

/** Which of the workers have a seat in another course on some of these days. Asked under the workers' locks: two courses at once follow one another. */
export async function overlaps(manager: EntityManager, course: { readonly id: string; readonly startsOn: string; readonly endsOn: string }, workerIds: readonly string[]): Promise<Overlap[]> {
  return manager.query(
    `select distinct on (e.worker_id) e.worker_id as "workerId", c.title, c.starts_on::text as "startsOn", ${lastDay}::text as "endsOn" from training_enrolment e join training_course c on c.id = e.course_id
      where e.worker_id = any($1::uuid[]) and e.state <> 'dropped' and c.id <> $2 and c.state <> 'cancelled' and c.starts_on <= $4::date and ${lastDay} >= $3::date order by e.worker_id, c.starts_on`,
    [[...workerIds], course.id, course.startsOn, course.endsOn]);
}

/** Who acts, as histories name the service itself. */
const SYSTEM = { id: 'employment', name: '系统' };

/** Ends seats that wait for a result: of a cancelled course, or of workers without consent (with null whoever lost it, also by an edit, a file or an erasure). */
export async function dropAll(manager: EntityManager, of: { readonly courseId: string } | { readonly workerIds: readonly string[] | null }, reason: 'course-cancelled' | 'consent-withdrawn'): Promise<void> {
  const where = 'courseId' in of ? 'e.course_id = $3' : `coalesce(w.features ->> 'consent', 'false') <> 'true'${of.workerIds === null ? '' : ' and w.id = any($3::uuid[])'}`;
  const values = 'courseId' in of ? [of.courseId] : of.workerIds === null ? [] : [of.workerIds];
  // What got its result while the worker's row was waited for keeps it: the seat is judged as it is when it is changed.
  const ended: { id: string; version: number; programme: string }[] = await manager.query(
    `with due as (select e.id from training_enrolment e join worker w on w.id = e.worker_id where e.state in ('enrolled', 'attended') and ${where} order by w.id for update of w),
      ended as (update training_enrolment e set state = 'dropped', reason = $2, on_day = (now() at time zone 'Asia/Shanghai')::date, version = e.version + 1, updated_at = now() from due where e.id = due.id and e.state in ('enrolled', 'attended') returning e.id, e.course_id, e.version, e.programme),
      lines as (insert into training_step (course_id, enrolment_id, by_id, by_name, act, on_day, reason) select course_id, id, $1, '${SYSTEM.name}', 'drop', (now() at time zone 'Asia/Shanghai')::date, $2 from ended)
    select id, version, programme from ended`, [SYSTEM.id, reason, ...values]);
  for (const programme of new Set(ended.map((row) => row.programme))) {
    const rows = ended.filter((row) => row.programme === programme);
    await AuditTrail.append(manager, { actor: serviceActor('employment'), action: 'training.seats-ended-by-system', programme, rows: { count: rows.length, digest: rowsDigest(rows) }, details: { reason } });
  }
}
