import type { DataSource, EntityManager } from 'typeorm';
import { type FieldProblem, refuse, type RequestOf, type training as operations, type TrainingAct, type TrainingCancelReason, type TrainingState, trainingStateNames, type TrainingView } from '@jiedui/contracts';
import { todayInShanghai } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { inTransaction, newId } from '@jiedui/persistence';
import { isWithin, regionName, supportersOf, unitsOf } from '@jiedui/reference-data';
import { nameOf } from '../households/household-acts.js';
import { dayFaults, refuseFaults, wordFaults } from '../households/typed-input.js';
import { type CourseDetails, detailFaults, postFaults, takenFaults } from './course-draft.js';
import { type CourseRow, detailsOf, seatsOf } from './course-row.js';
import { holdsCourse } from './course-reach.js';
import type { Courses } from './courses.js';
import { dropAll, type Overlap, overlaps } from './enrolment-row.js';
import { type Seats, trainingActs, trainingRule } from './training-rules.js';

type Request<K extends keyof typeof operations> = RequestOf<(typeof operations)[K]>;
interface Line { readonly on?: string | null; readonly reason?: TrainingCancelReason; readonly changed?: readonly string[]; readonly words?: string | undefined }

/** The steps of courses: each is a line of the history and a version, in one transaction. */
export class CourseActs {
  constructor(private readonly dataSource: DataSource, private readonly reader: Courses) {}

  async create(call: Call, { programme, side, region, ...draft }: Request<'create'>): Promise<TrainingView> {
    checkHolder(call, { programme, side, region });
    const details = ofOwnCounty(draft, side, region, programme);
    return inTransaction(this.dataSource, async (manager) => {
      refuseFaults([...detailFaults(details, programme, todayInShanghai()), ...await postFaults(manager, call, programme, details.posts.map(({ id }) => id))]);
      const id = newId();
      await manager.query(
        `insert into training_course (id, programme, side, region, kind, track, scheme, title, organiser, place, starts_on, ends_on, certificate, certificate_months, occupation, year, seats, created_by)
          values ($1, $15, $16, $17, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $18)`, [...valuesOf(id, details), programme, side, region, call.actor.id]);
      await writeSeats(manager, id, details);
      await line(manager, call, id, 'create', {});
      return this.reader.now(manager, call, id);
    });
  }

  async amend(call: Call, { id, version, words, ...draft }: Request<'amend'>): Promise<TrainingView> {
    return this.step(call, { id, version }, 'amend', async (manager, course) => {
      const details = ofOwnCounty(draft, course.side, course.region, course.programme), held = detailsOf(course), linked = new Set(course.kept.map(({ postId }) => postId));
      const changed = Object.entries(details).flatMap(([name, value]) => (JSON.stringify(value) === JSON.stringify(held[name]) ? [] : [name]));
      if (changed.length === 0) refuse(409, 'NOTHING_CHANGED', '没有改动。', 'Nothing was changed.');
      const given = course.counts.passed ?? 0;
      refuseFaults([
        ...detailFaults(details, course.programme, todayInShanghai()), ...takenFaults(details, { ...seatsOf(course), quotas: await takenByCounty(manager, course.id) }), ...wordFaults({ words }),
        ...await postFaults(manager, call, course.programme, details.posts.flatMap((one) => (linked.has(one.id) ? [] : [one.id]))),
        ...(given > 0 && changed.some((name) => name.startsWith('certificate')) ? [fault('certificate', 'CERTIFICATE_GIVEN', `已有 ${given} 人合格并记入证书，不能改；请先撤销结果`, `${given} have passed and hold it; take the results back first`)] : []),
        ...(changed.some((name) => name === 'startsOn' || name === 'endsOn') ? overlapFaults('startsOn', await this.movedOnto(manager, course, details)) : []),
      ]);
      await manager.query('update training_course set kind = $2, track = $3, scheme = $4, title = $5, organiser = $6, place = $7, starts_on = $8, ends_on = $9, certificate = $10, certificate_months = $11, occupation = $12, year = $13, seats = $14 where id = $1', valuesOf(id, details));
      await manager.query('delete from training_seat where course_id = $1', [id]);
      await writeSeats(manager, id, details);
      return { changed, words };
    });
  }

  async open(call: Call, at: Request<'open'>): Promise<TrainingView> {
    return this.step(call, at, 'open', async (manager, course) => {
      if (course.ends_on < todayInShanghai()) refuse(409, 'DAYS_PAST', '结班日期已过，请先修改日期。', 'Its last day is past; amend the days first.');
      await manager.query('update training_course set is_offered = true where id = $1', [course.id]);
      return {};
    });
  }

  async begin(call: Call, at: Request<'begin'>): Promise<TrainingView> {
    return this.step(call, at, 'begin', async (_manager, course) => {
      if (course.starts_on > todayInShanghai()) refuse(409, 'NOT_YET', `开班日期是 ${course.starts_on}，还没有到；提前开班请先修改日期。`, `Its first day is ${course.starts_on}; amend the days where it begins earlier.`);
      return Promise.resolve({ on: todayInShanghai() });
    });
  }

  async end(call: Call, { on, words, ...at }: Request<'end'>): Promise<TrainingView> {
    return this.step(call, at, 'end', async (manager, course) => {
      refuseFaults([...dayFaults('on', on, todayInShanghai(), { day: course.starts_on, what: { zh: '开班日期', en: 'the first day' } }), ...wordFaults({ words })]);
      if (on > course.ends_on) refuseFaults(overlapFaults('on', await this.movedOnto(manager, course, { startsOn: course.starts_on, endsOn: on })));
      await manager.query('update training_course set ended_on = $2 where id = $1', [course.id, on]);
      return { on, words };
    });
  }

  /** Whoever had a seat and no result leaves it. Not where somebody passed: nobody could take that back any more. */
  async cancel(call: Call, { reason, words, ...at }: Request<'cancel'>): Promise<TrainingView> {
    return this.step(call, at, 'cancel', async (manager, course) => {
      refuseFaults(wordFaults({ words }));
      const passed = course.counts.passed ?? 0;
      if (passed > 0) refuse(409, 'RESULTS_GIVEN', `已有 ${passed} 人合格，不能取消；确属有误请先撤销结果，否则请办理结班。`, `${passed} have passed, so it cannot be cancelled: take the results back first where they are wrong, or end the course.`);
      await manager.query('update training_course set cancel_reason = $2 where id = $1', [course.id, reason]);
      await dropAll(manager, { courseId: course.id }, 'course-cancelled');
      return { reason, words };
    });
  }

  private async step(call: Call, at: { readonly id: string; readonly version: number }, act: TrainingAct, work: (manager: EntityManager, course: CourseRow) => Promise<Line>): Promise<TrainingView> {
    return inTransaction(this.dataSource, async (manager) => {
      const course = await this.reader.locked(manager, call, at), rule = trainingRule(act);
      if (!holdsCourse(call.actor, 'training.write', course)) refuse(403, 'NOT_YOURS', `“${rule.name.zh}”由举办单位办理。`, `"${rule.name.en}" is for the office that holds the course.`);
      if (!rule.from.includes(course.state)) refuseState(course.state, rule.name.zh, rule.name.en);
      await line(manager, call, course.id, act, await work(manager, course));
      await manager.query('update training_course set state = $2, version = version + 1, updated_at = now() where id = $1', [course.id, rule.to ?? course.state]);
      return this.reader.now(manager, call, course.id);
    });
  }

  /** Whose seats the new days would put into two courses at once. */
  private async movedOnto(manager: EntityManager, course: CourseRow, { startsOn, endsOn }: Pick<CourseDetails, 'startsOn' | 'endsOn'>): Promise<readonly Overlap[]> {
    const seated: { worker_id: string }[] = await manager.query(`select worker_id from training_enrolment where course_id = $1 and state <> 'dropped'`, [course.id]), ids = seated.map((row) => row.worker_id);
    await manager.query('select from worker where id = any($1::uuid[]) order by id for update', [ids]);
    return overlaps(manager, { id: course.id, startsOn, endsOn }, ids);
  }
}

const fault = (field: string, code: string, zh: string, en: string): FieldProblem => ({ field, code, message: { zh, en } });

function overlapFaults(field: 'startsOn' | 'on', found: readonly Overlap[]): FieldProblem[] {
  const [first] = found;
  return first === undefined ? [] : [fault(field, 'OVERLAP', `有 ${found.length} 名学员同时报了别的班（如“${first.title}”，${first.startsOn} 至 ${first.endsOn}），时间重叠；请改日期或先让其退出`, `${found.length} of its people are in another course on these days ("${first.title}", ${first.startsOn} to ${first.endsOn}); choose other days or let them leave first`)];
}

/** Whose course it may be: the caller's own office or programme. */
function checkHolder({ actor }: Call, { programme, side, region }: Pick<Request<'create'>, 'programme' | 'side' | 'region'>): void {
  const ofSide = side === 'programme' ? region === null : region !== null && (side === 'supporter' ? supportersOf(programme).some(({ code }) => code === region) : unitsOf(programme).some(({ code }) => isWithin(code, region)));
  if (!ofSide) refuseFaults([fault('region', 'NOT_OF_THE_SIDE', side === 'programme' ? '协调机构举办的班不填地区' : `请填${side === 'supporter' ? '支援方' : '受援县（区）或其上级'}的地区`, side === 'programme' ? 'a course of the programme has no place' : 'give a place of that side of the programme')]);
  if (!holdsCourse(actor, 'training.write', { programme, side, region })) refuse(403, 'OUT_OF_SCOPE', '只能登记本单位举办的培训班。', 'An office plans its own courses.', { fields: [fault('region', 'OUT_OF_SCOPE', region === null ? '请选择本单位所在地区' : `${regionName(region)}不是本单位所在地区，请改选`, 'choose your own place')] });
}

/** A county's course without quotas is for its own people. */
function ofOwnCounty(details: CourseDetails, side: CourseRow['side'], region: string | null, programme: string): CourseDetails {
  return side === 'receiver' && region !== null && details.quotas.length === 0 && unitsOf(programme).some(({ code }) => code === region) ? { ...details, quotas: [{ region, seats: details.seats }] } : details;
}

/** Seats that each county's people have, whether or not seats were given to it. */
async function takenByCounty(manager: EntityManager, id: string): Promise<Seats['quotas']> {
  const rows: { region: string; taken: number }[] = await manager.query(`select region, count(*)::int as taken from training_enrolment where course_id = $1 and state <> 'dropped' group by region`, [id]);
  return new Map(rows.map(({ region, taken }) => [region, { seats: taken, taken }]));
}

function valuesOf(id: string, of: CourseDetails): unknown[] {
  return [id, of.kind, of.track, of.scheme, of.title, of.organiser, of.place, of.startsOn, of.endsOn, of.certificate, of.certificateMonths, of.occupation, of.year, of.seats];
}

async function writeSeats(manager: EntityManager, id: string, { quotas, posts }: CourseDetails): Promise<void> {
  if (quotas.length > 0) await manager.query('insert into training_seat (course_id, region, seats) select $1, region, seats from jsonb_to_recordset($2::jsonb) as q(region text, seats int)', [id, JSON.stringify(quotas)]);
  if (posts.length > 0) await manager.query('insert into training_seat (course_id, post_id, seats) select $1, id, seats from jsonb_to_recordset($2::jsonb) as q(id uuid, seats int)', [id, JSON.stringify(posts)]);
}

async function line(manager: EntityManager, call: Call, id: string, act: TrainingAct, { on, reason, changed, words }: Line): Promise<void> {
  await manager.query('insert into training_step (course_id, by_id, by_name, act, on_day, reason, changed, words) values ($1, $2, $3, $4, $5, $6, $7, $8)', [id, call.actor.id, nameOf(call), act, on ?? null, reason ?? null, changed ?? [], words ?? null]);
}

/** Ends the operation where the course's state does not allow it, naming what it does. */
export function refuseState(state: TrainingState, zh: string, en: string): never {
  const possible = trainingActs(state).map((one) => trainingRule(one).name);
  return refuse(409, 'WRONG_STATE', `该培训班现为“${trainingStateNames[state].zh}”，不能“${zh}”。${possible.length === 0 ? '' : `现在可以：${possible.map((one) => one.zh).join('、')}。`}`,
    `The course is "${trainingStateNames[state].en}"; "${en}" is not possible now. ${possible.length === 0 ? '' : `Possible now: ${possible.map((one) => one.en).join(', ')}.`}`);
}
