import type { DataSource } from 'typeorm';
import { type EnrolmentActor, notFound, type ReplyOf, type RequestOf, type training as operations } from '@jiedui/contracts';
import { inScope, Parameters, regionSql, scopeOf, scopeSql } from '@jiedui/access';
import { ERASED, listScopeColumns } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import type { Protection } from '@jiedui/protection';
import { isWithin } from '@jiedui/reference-data';
import { containing, keysetPage } from '../households/keyset-page.js';
import { shownWorkers } from '../households/shown-workers.js';
import { holdsCourse, seatsSql } from './course-reach.js';
import type { CourseRow } from './course-row.js';
import type { Courses } from './courses.js';
import { type EnrolmentRow, enrolmentSelect, enrolmentView, trainingRecords } from './enrolment-row.js';

/** Reads who has seats in a course, and what a worker learnt. */
export class Enrolments {
  constructor(private readonly dataSource: DataSource, private readonly protection: Protection, private readonly courses: Courses) {}

  async list(call: Call, query: RequestOf<typeof operations.enrolments>): Promise<ReplyOf<typeof operations.enrolments>> {
    const course = await this.courses.reached(this.dataSource.manager, call, query.id);
    const { ids, ...page } = await keysetPage(this.dataSource, {
      from: 'training_enrolment e join training_course c on c.id = e.course_id join worker w on w.id = e.worker_id', id: 'e.id', sort: { column: 'e.created_at', type: 'timestamptz', ascending: true },
      where: (parameters) => {
        const where = [`e.course_id = ${parameters.add(query.id)}`, seatsSql(call.actor, parameters)];
        if (query.state !== undefined) where.push(`e.state = ${parameters.add(query.state)}`);
        if (query.region !== undefined) where.push(regionSql('e.region', query.region, parameters));
        if (query.search !== undefined && query.search.trim() !== '') where.push(`w.external_id ilike ${parameters.add(containing(query.search))}`);
        return where;
      },
    }, query);
    const rows: EnrolmentRow[] = await this.dataSource.query(`${enrolmentSelect} where e.id = any($1::uuid[])`, [ids]), known = new Map(rows.map((row) => [row.id, row]));
    const workers = await shownWorkers(this.dataSource, this.protection, call, rows.map((row) => row.worker_id));
    return { items: ids.flatMap((id) => { const row = known.get(id); return row === undefined ? [] : [enrolmentView(row, workers.get(row.worker_id), actorsOf(call, course, row))]; }), ...page };
  }

  async ofWorker(call: Call, id: string): Promise<ReplyOf<typeof operations.ofWorker>> {
    const parameters = new Parameters();
    const [row] = await this.dataSource.query(`select id from worker where id = ${parameters.add(id)} and natural_key not like '${ERASED}%' and ${scopeSql(call.scope, call.actor, listScopeColumns, parameters)}`, parameters.values);
    return row === undefined ? notFound() : { items: await trainingRecords(this.dataSource.manager, id) };
  }
}

/** Who the caller is to a seat. */
function actorsOf({ actor }: Call, course: CourseRow, seat: EnrolmentRow): EnrolmentActor[] {
  const isCounty = inScope(scopeOf(actor, 'training.enrol'), { programme: seat.programme, regions: [seat.region], organisations: [] }, actor, isWithin);
  return [...(holdsCourse(actor, 'training.write', course) ? ['holder' as const] : []), ...(isCounty ? ['county' as const] : [])];
}
