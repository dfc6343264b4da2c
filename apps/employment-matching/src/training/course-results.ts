import type { EntityManager } from 'typeorm';
import { employmentCertified, employmentEntriesChanged, type EnrolmentAct, type EnrolmentReason, type EnrolmentState, refuse } from '@jiedui/contracts';
import { entriesQuery, ERASED } from '@jiedui/list-store';
import type { Outbox } from '@jiedui/messaging';
import { workerSpec } from '../workers/worker-list.js';
import { certificateItem, certificateOf, type Certified, type CertifiedRow, type HeldRow, keepCertificates, withCertificate, withoutCertificate, writeCertificates } from './certificates.js';
import type { CourseRow } from './course-row.js';
import { certificateEnd } from './training-rules.js';

/** A seat that gets a result, locked. */
export interface JudgedSeat { readonly id: string; readonly programme: string; readonly worker_id: string; readonly region: string; readonly state: EnrolmentState; readonly version: number; readonly certificate: string | null; readonly certificate_written: boolean }
/** Who records it, for the histories. */
interface By { readonly id: string; readonly name: string; readonly correlationId: string | null }
/** What is recorded of the seats. */
interface Result { readonly act: EnrolmentAct; readonly to: EnrolmentState; readonly on: string; readonly reason?: EnrolmentReason | undefined; readonly words?: string | undefined }

/** Rows in one fact. */
const FACT_ROWS = 200;

/** Writes results; a pass puts the certificate into the worker's row, and taking it back takes that away, in the same transaction. */
export class CourseResults {
  constructor(private readonly outbox: Outbox) {}

  async write(manager: EntityManager, by: By, course: CourseRow, seats: readonly JudgedSeat[], { act, to, on, reason, words }: Result): Promise<void> {
    const given = act === 'pass' && course.certificate !== null ? { name: course.certificate, expiresOn: course.certificate_months === null ? null : certificateEnd(on, course.certificate_months) } : null;
    const written = given !== null ? await this.give(manager, by, course, seats, given) : act === 'reopen' ? await takeBack(manager, by, course, seats) : [];
    await manager.query(
      `with lines as (insert into training_step (course_id, enrolment_id, by_id, by_name, act, on_day, reason, words) select course_id, id, $5, $6, $7, $3::date, $4, $8 from training_enrolment where id = any($1::uuid[]))
      update training_enrolment set state = $2, on_day = $3::date, reason = $4, certificate = $9, certificate_written = worker_id = any($10::uuid[]), version = version + 1, updated_at = now() where id = any($1::uuid[])`,
      [seats.map((seat) => seat.id), to, on, reason ?? null, by.id, by.name, act, words ?? null, given === null ? null : certificateItem(given), given === null ? [] : written]);
    // Another course may have given the same: what was taken back with this result stays by that one.
    if (act === 'reopen') await keepCertificates(manager, written);
    if (written.length > 0) await this.outbox.appendFromQuery(manager, employmentEntriesChanged, `training:${course.programme}`, entriesQuery(workerSpec, written, FACT_ROWS));
    // In the order of its subject after the rows: the engine has them when it matches anew.
    if (given !== null && written.length > 0) await this.outbox.append(manager, employmentCertified, `training:${course.programme}`, { programme: course.programme, people: written.length }, by.correlationId);
  }

  /** The workers whose rows got it; who holds it for at least as long keeps the row as it is. */
  private async give(manager: EntityManager, by: By, course: CourseRow, seats: readonly JudgedSeat[], certificate: ReturnType<typeof certificateOf>): Promise<string[]> {
    const now = (await rowsOf(manager, seats.map((seat) => seat.worker_id))).flatMap((row): Certified[] => {
      const more = withCertificate(heldOf(row), certificate);
      if (more === 'full') return refuse(409, 'CERTIFICATES_FULL', `人员 ${row.number} 的证书已满，请先在其登记中删去过期的。`, `The row of worker ${row.number} takes no more certificates; take expired ones out of it first.`);
      return more === null ? [] : [{ id: row.id, text: more.text ?? '', held: more.held, what: '取得证书', words: `${certificateItem(certificate)}，培训班：${course.title}` }];
    });
    await writeCertificates(manager, now, by.name);
    return now.map((row) => row.id);
  }
}

/** The workers whose rows lost what the seats had written into them. */
async function takeBack(manager: EntityManager, by: By, course: CourseRow, seats: readonly JudgedSeat[]): Promise<string[]> {
  const written = new Map(seats.flatMap((seat) => (seat.certificate_written && seat.certificate !== null ? [[seat.worker_id, seat.certificate]] : [])));
  const now = (await rowsOf(manager, [...written.keys()])).map((row): Certified => {
    const item = written.get(row.id) ?? '', less = withoutCertificate(heldOf(row), certificateOf(item));
    return { id: row.id, text: less.text ?? '', held: less.held, what: '撤销证书', words: `${item}，培训班：${course.title}` };
  });
  await writeCertificates(manager, now, by.name);
  return now.map((row) => row.id);
}

async function rowsOf(manager: EntityManager, ids: readonly string[]): Promise<(CertifiedRow & { readonly number: string })[]> {
  return ids.length === 0 ? [] : manager.query(`select id, external_id as number, texts ->> 'certificates' as text, features from worker where id = any($1::uuid[]) and natural_key not like '${ERASED}%' order by id`, [[...ids]]);
}

function heldOf(row: CertifiedRow): HeldRow {
  return { text: row.text, held: row.features.certificates ?? [] };
}
