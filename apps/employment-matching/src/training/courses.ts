import type { DataSource, EntityManager } from 'typeorm';
import { notFound, refuse, type ReplyOf, type RequestOf, SEATS_SOON_DAYS, type training as operations, type TrainingView } from '@jiedui/contracts';
import { Parameters, regionSql } from '@jiedui/access';
import { todayInShanghai } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { containing, keysetPage } from '../households/keyset-page.js';
import { heldSql, offeredSql, readSql, seatsSql } from './course-reach.js';
import { type BandRow, type CourseRow, courseSelect, courseView, trainingEvent, type TrainingStepRow } from './course-row.js';

/** Reads courses: pages, and one with its history and its age bands. */
export class Courses {
  constructor(private readonly dataSource: DataSource) {}

  async list(call: Call, query: RequestOf<typeof operations.list>): Promise<ReplyOf<typeof operations.list>> {
    // What is to be done is worked off from the earliest day; else the last change comes first.
    const { ids, ...page } = await keysetPage(this.dataSource, {
      from: 'training_course c', id: 'c.id', sort: query.todo === undefined ? { column: 'c.updated_at', type: 'timestamptz', ascending: false } : { column: query.todo === 'results' ? 'c.ends_on' : 'c.starts_on', type: 'date', ascending: true },
      where: (parameters) => {
        const where = [readSql(call.actor, parameters)];
        for (const [column, value] of [['programme', query.programme], ['state', query.state], ['track', query.track], ['kind', query.kind]] as const) if (value !== undefined) where.push(`c.${column} = ${parameters.add(value)}`);
        if (query.region !== undefined) where.push(`(${regionSql('c.region', query.region, parameters)} or exists (select from training_seat q where q.course_id = c.id and ${regionSql('q.region', query.region, parameters)}))`);
        if (query.todo === 'results') where.push(`c.state = 'ended'`, `exists (select from training_enrolment e where e.course_id = c.id and e.state in ('enrolled', 'attended'))`, heldSql(call.actor, 'training.write', parameters));
        if (query.todo === 'seats') where.push(`c.state = 'open'`, `c.starts_on between ${parameters.add(todayInShanghai())}::date and ${parameters.add(todayInShanghai())}::date + ${SEATS_SOON_DAYS}`, offeredSql(call.actor, 'training.enrol', parameters, { free: true }));
        if (query.search !== undefined && query.search.trim() !== '') { const like = parameters.add(containing(query.search)); where.push(`(c.title ilike ${like} or c.organiser ilike ${like} or c.place ilike ${like} or c.certificate ilike ${like})`); }
        return where;
      },
    }, query);
    const rows: CourseRow[] = await this.dataSource.query(`${courseSelect} where c.id = any($1::uuid[])`, [ids]), shown = new Map(rows.map((row) => [row.id, courseView(row, call)]));
    return { items: ids.flatMap((id) => { const view = shown.get(id); return view === undefined ? [] : [view]; }), ...page };
  }

  async get(call: Call, id: string): Promise<ReplyOf<typeof operations.get>> {
    const course = await this.reached(this.dataSource.manager, call, id), parameters = new Parameters();
    const steps: TrainingStepRow[] = await this.dataSource.query('select at, by_name, act, on_day::text as on_day, reason, changed, words from training_step where course_id = $1 and enrolment_id is null order by id desc limit 200', [id]);
    const bands: BandRow[] = await this.dataSource.query(
      `select e.age_band as band, count(*)::int as enrolled, (count(*) filter (where e.state = 'passed'))::int as passed from training_enrolment e join training_course c on c.id = e.course_id
        where c.id = ${parameters.add(id)} and e.state <> 'dropped' and ${seatsSql(call.actor, parameters)} group by e.age_band order by e.age_band`, parameters.values);
    return { course: courseView(course, call), history: steps.map(trainingEvent), bands };
  }

  /** The course where the caller reads it, else 404. */
  async reached(manager: EntityManager, call: Call, id: string): Promise<CourseRow> {
    const parameters = new Parameters(), reads = readSql(call.actor, parameters);
    const [row]: CourseRow[] = await manager.query(`${courseSelect} where c.id = ${parameters.add(id)} and ${reads}`, parameters.values);
    return row ?? notFound();
  }

  /**
   * The course locked, as the caller saw it, so that lines of its history can still be written beside. Read after the lock: whoever waited for another's enrolments counts them too. Seats are given, and days moved, under this lock alone.
   */
  async locked(manager: EntityManager, call: Call, { id, version }: { readonly id: string; readonly version: number }): Promise<CourseRow> {
    await this.reached(manager, call, id);
    await manager.query('select from training_course where id = $1 for no key update', [id]);
    const row = await this.reached(manager, call, id);
    return row.version === version ? row : refuse(412, 'CHANGED_MEANWHILE', '该培训班已有变化，请刷新后重试。', 'The course changed meanwhile; reload it.');
  }

  /** One course as it now stands, in the transaction that changed it. */
  async now(manager: EntityManager, call: Call, id: string): Promise<TrainingView> {
    const [row]: CourseRow[] = await manager.query(`${courseSelect} where c.id = $1`, [id]);
    return row === undefined ? notFound() : courseView(row, call);
  }
}
