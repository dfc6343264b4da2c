import type { DataSource, EntityManager } from 'typeorm';
import { type EnrolmentAct, type EnrolmentReason, type EnrolmentState, enrolmentStateNames, type FieldProblem, refuse, type ReplyOf, type RequestOf, type Text2, type training as operations, type TrainingView } from '@jiedui/contracts';
import { inScope } from '@jiedui/access';
import { ERASED, type ListTableRow, openableColumns, openPersonal, storedRow, type StoredRow, todayInShanghai } from '@jiedui/list-store';
import type { Call, Outbox } from '@jiedui/messaging';
import { inTransaction, newId } from '@jiedui/persistence';
import type { Protection } from '@jiedui/protection';
import { isWithin } from '@jiedui/reference-data';
import { nameOf } from '../households/household-acts.js';
import { dayFaults, refuseFaults, wordFaults } from '../households/typed-input.js';
import { workerSpec } from '../workers/worker-list.js';
import { refuseState } from './course-acts.js';
import { type CourseRow, seatsOf } from './course-row.js';
import { holdsCourse, isOfferedTo } from './course-reach.js';
import type { Courses } from './courses.js';
import { type Overlap, overlaps } from './enrolment-row.js';
import { CourseResults, type JudgedSeat } from './course-results.js';
import { ageBandOf, enrolmentRule, seatHindrance, type Seats, takesReason, withSeatTaken } from './training-rules.js';

type Request<K extends keyof typeof operations> = RequestOf<(typeof operations)[K]>;
/** Why somebody was not enrolled. */
interface Hindrance { readonly code: string; readonly message: Text2 }
/** What is done with seats. */
interface Judgement { readonly act: EnrolmentAct; readonly on: string; readonly reason?: EnrolmentReason | undefined; readonly words?: string | undefined }

/** Who takes seats of courses, and what comes of it: each seat's step is a line of its history, in one transaction with what it changes. */
export class EnrolmentActs {
  private readonly results: CourseResults;

  constructor(private readonly dataSource: DataSource, outbox: Outbox, private readonly protection: Protection, private readonly reader: Courses) { this.results = new CourseResults(outbox); }

  /** One after the other until the seats are gone. The course is locked, so that of two offices at the last seat one is told; then the workers, so that nobody is in two courses at once. */
  async enrol(call: Call, { id, version, workerIds, postId: kept }: Request<'enrol'>): Promise<ReplyOf<typeof operations.enrol>> {
    return inTransaction(this.dataSource, async (manager) => {
      const course = await this.reader.locked(manager, call, { id, version }), rule = enrolmentRule('enrol');
      const postId = kept ?? null;
      let seats: Seats = seatsOf(course);
      if (!isOfferedTo(call.actor, 'training.enrol', course.programme, [...seats.quotas.keys()])) refuse(403, 'NOT_YOURS', '本班没有分给本单位所在县（区）的名额。', 'The course has no seats for your county.');
      if (!rule.while.includes(course.state)) refuseState(course.state, rule.name.zh, rule.name.en);
      const ids = [...new Set(workerIds)], found: ListTableRow[] = await manager.query(`select ${openableColumns(workerSpec)} from worker where id = any($1::uuid[]) order by id for update`, [ids]);
      const rows = new Map(found.map(storedRow).map((row) => [row.id, row])), busy = new Map((await overlaps(manager, { id, startsOn: course.starts_on, endsOn: course.ends_on }, ids)).map((one) => [one.workerId, one]));
      const already: { worker_id: string }[] = await manager.query(`select worker_id from training_enrolment where course_id = $1 and worker_id = any($2::uuid[]) and state <> 'dropped'`, [id, ids]), seated = new Set(already.map((row) => row.worker_id));
      const made: { id: string; row: StoredRow }[] = [], skipped = new Map<string, Hindrance>();
      for (const workerId of ids) {
        const row = rows.get(workerId), hindrance = row === undefined || !this.reaches(call, row) ? absent : hindranceOf(row, course, seated.has(workerId), busy.get(workerId)) ?? seatHindrance(seats, row.region, postId);
        if (row === undefined || hindrance !== null) { skipped.set(workerId, hindrance ?? absent); continue; }
        seats = withSeatTaken(seats, row.region, postId);
        made.push({ id: newId(), row });
      }
      const [first] = skipped.values();
      if (made.length === 0 && first !== undefined) return refuse(first === absent ? 404 : 409, first.code, `${first.message.zh}。`, `${first.message.en}.`);
      await this.write(manager, call, course, made, postId);
      return { done: made.length, skipped: [...skipped].map(([of, { code }]) => ({ id: of, code })), reasons: countedReasons([...skipped.values()]), course: await this.reader.now(manager, call, id) };
    });
  }

  /** By the office that holds the course. */
  async record(call: Call, { id, version, enrolments, ...judgement }: Request<'results'>): Promise<TrainingView> {
    return this.judge(call, { id, version }, enrolments, judgement, (course) => { if (!holdsCourse(call.actor, 'training.write', course)) refuse(403, 'NOT_YOURS', '培训结果由举办单位登记。', 'Results are for the office that holds the course.'); }, () => true);
  }

  /** By the county, of its own workers. */
  async withdraw(call: Call, { id, version, enrolments, on, reason, words }: Request<'withdraw'>): Promise<TrainingView> {
    return this.judge(call, { id, version }, enrolments, { act: 'drop', on, reason, words }, () => { /* whose seats they are says it */ }, (seat) => inScope(call.scope, { programme: seat.programme, regions: [seat.region], organisations: [] }, call.actor, isWithin));
  }

  private async judge(call: Call, at: { readonly id: string; readonly version: number }, enrolments: Request<'results'>['enrolments'], judgement: Judgement, mayAct: (course: CourseRow) => void, reaches: (seat: JudgedSeat) => boolean): Promise<TrainingView> {
    return inTransaction(this.dataSource, async (manager) => {
      const course = await this.reader.locked(manager, call, at), { act, on, reason, words } = judgement, rule = enrolmentRule(act), today = todayInShanghai();
      mayAct(course);
      if (!rule.while.includes(course.state)) refuseState(course.state, rule.name.zh, rule.name.en);
      const ids = [...new Set(enrolments.map((one) => one.id))];
      // Workers before seats, as whoever withdraws a consent does.
      await manager.query('select from worker w where w.id in (select worker_id from training_enrolment where course_id = $1 and id = any($2::uuid[])) order by w.id for update', [course.id, ids]);
      const seats: JudgedSeat[] = await manager.query('select id, programme, worker_id, region, state, version, certificate, certificate_written from training_enrolment where course_id = $1 and id = any($2::uuid[]) order by id for update', [course.id, ids]);
      if (seats.length < ids.length || !seats.every(reaches)) refuse(404, 'NOT_FOUND', '没有找到，或不在您的权限范围内。', 'Not found, or outside your scope.');
      const seen = new Map(enrolments.map((one) => [one.id, one.version]));
      if (seats.some((seat) => seen.get(seat.id) !== seat.version)) refuse(412, 'CHANGED_MEANWHILE', '有学员的记录已有变化，请刷新后重试。', 'A seat changed meanwhile; reload them.');
      const wrong = seats.find((seat) => !rule.from.includes(seat.state));
      if (wrong !== undefined) refuseSeat(wrong.state, rule.name);
      refuseFaults([...reasonFaults(act, reason), ...dayFaults('on', on, today, act === 'drop' ? null : { day: course.starts_on, what: { zh: '开班日期', en: 'the first day' } }), ...wordFaults({ words })]);
      await this.results.write(manager, { id: call.actor.id, name: nameOf(call), correlationId: call.correlationId }, course, seats, { act, to: rule.to, on, reason, words });
      return this.reader.now(manager, call, course.id);
    });
  }

  private async write(manager: EntityManager, call: Call, course: CourseRow, made: readonly { id: string; row: StoredRow }[], postId: string | null): Promise<void> {
    const today = todayInShanghai();
    const records = made.map(({ id, row }) => ({ id, worker: row.id, region: row.region, band: ageBandOf(birthOf(openPersonal(workerSpec, row, this.protection)), today) }));
    await manager.query(
      `with made as (insert into training_enrolment (id, course_id, programme, worker_id, region, post_id, age_band, on_day, created_by) select r.id, $2::uuid, $3, r.worker, r.region, $4::uuid, r.band, $5::date, $6 from jsonb_to_recordset($1::jsonb) as r(id uuid, worker uuid, region text, band text) returning id)
      insert into training_step (course_id, enrolment_id, by_id, by_name, act, on_day) select $2::uuid, id, $6, $7, 'enrol', $5::date from made`,
      [JSON.stringify(records), course.id, course.programme, postId, today, call.actor.id, nameOf(call)]);
  }

  private reaches(call: Call, row: StoredRow): boolean {
    return inScope(call.scope, { programme: row.programme, regions: [row.region], organisations: [] }, call.actor, isWithin);
  }
}

const absent: Hindrance = { code: 'NOT_FOUND', message: { zh: '没有找到，或不在您的权限范围内', en: 'not found, or outside your scope' } };

/** What of the worker stands against a seat; null for nothing. */
function hindranceOf(row: StoredRow, course: CourseRow, isSeated: boolean, busy: Overlap | undefined): Hindrance | null {
  if (row.naturalKey.startsWith(ERASED)) return { code: 'ERASED', message: { zh: '本人信息已经删除', en: 'the person was erased' } };
  if (row.programme !== course.programme) return { code: 'OTHER_PROGRAMME', message: { zh: '该人员属于另一计划', en: 'the worker is of another programme' } };
  if (row.features.kind !== 'worker' || !row.features.consent) return { code: 'NO_CONSENT', message: { zh: '本人没有有效的知情同意', en: 'there is no consent in force' } };
  if (row.status === 'withdrawn') return { code: 'ROW_WITHDRAWN', message: { zh: '该人员已从清单撤回', en: 'the worker was withdrawn from the list' } };
  if (isSeated) return { code: 'ALREADY_ENROLLED', message: { zh: '已在本班', en: 'has a seat already' } };
  return busy === undefined ? null : { code: 'OVERLAP', message: { zh: `与已报名的“${busy.title}”（${busy.startsOn} 至 ${busy.endsOn}）时间重叠`, en: `is in "${busy.title}" (${busy.startsOn} to ${busy.endsOn}) on some of these days` } };
}

/** Day or month of birth from what the row holds of it; null where it holds none. */
function birthOf({ idNumber, birthMonth }: Readonly<Record<string, string>>): string | null {
  const id = /^\d{6}(\d{4})(\d{2})(\d{2})/.exec((idNumber ?? '').normalize('NFKC').replaceAll(/\s/g, '')), month = /^(\d{4})\D*(\d{1,2})/.exec((birthMonth ?? '').normalize('NFKC').trim());
  if (id !== null) return `${id[1] ?? ''}-${id[2] ?? ''}-${id[3] ?? ''}`;
  return month === null ? null : `${month[1] ?? ''}-${(month[2] ?? '').padStart(2, '0')}`;
}

function reasonFaults(act: EnrolmentAct, reason: EnrolmentReason | undefined): FieldProblem[] {
  return takesReason(act, reason) ? [] : [{ field: 'reason', code: 'REASON', message: act === 'fail' || act === 'drop' ? { zh: '请选择原因', en: 'choose a reason' } : { zh: '这一步不填原因', en: 'this step has no reason' } }];
}

/** Why people were left, each reason once with how many there are. */
function countedReasons(hindrances: readonly Hindrance[]): { code: string; message: Text2; count: number }[] {
  const counted = new Map<string, { code: string; message: Text2; count: number }>();
  for (const { code, message } of hindrances) counted.set(message.zh, { code, message, count: (counted.get(message.zh)?.count ?? 0) + 1 });
  return [...counted.values()].sort((a, b) => b.count - a.count);
}

function refuseSeat(state: EnrolmentState, act: Text2): never {
  return refuse(409, 'WRONG_STATE', `有学员现为“${enrolmentStateNames[state].zh}”，不能“${act.zh}”；请刷新后重新选择。`, `Somebody's seat is "${enrolmentStateNames[state].en}"; "${act.en}" is not possible. Reload and choose again.`);
}
