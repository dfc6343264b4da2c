import type { EntityManager } from 'typeorm';
import { liveClaimStates, type ProtectionTier, type SubsidySubject } from '@jiedui/contracts';
import { ERASED } from '@jiedui/list-store';
import { toSafeInteger } from '@jiedui/persistence';
import type { Held, SubjectFacts } from './subsidy-rules.js';

/** What a claim can be about, with the facts that terms look at and whose it is. */
export interface Subject extends SubjectFacts { readonly programme: string; readonly title: string; readonly worker_id: string; readonly person: string; readonly organisation: string | null; readonly consented: boolean }

interface SubjectRow { id: string; programme: string; title: string; worker_id: string; person: string; region: string; tier: ProtectionTier | null; organisation: string | null; post_region: string | null; course_side: string | null; course_region: string | null; arrived: boolean; months: number; insured: boolean; passed: boolean; consented: boolean }

const ofWorker = `s.region, s.tier, exists (select from training_enrolment x where x.worker_id = s.id and x.state = 'passed') as passed, coalesce(s.features ->> 'consent', 'false') = 'true' as consented`;

/** The person of a course is the one of the worker's latest placement: a cap counts both together. */
const selects: Readonly<Record<SubsidySubject, string>> = {
  placement: `select p.id, p.programme, d.title, p.worker_id, coalesce(p.person, p.worker_id::text) as person, d.organisation, d.region as post_region, null as course_side, null as course_region, p.arrived_on is not null as arrived,
    case when p.checked_6_on is not null then 6 when p.checked_3_on is not null then 3 when p.checked_1_on is not null then 1 else 0 end as months, coalesce(p.insured, false) as insured, ${ofWorker}
    from placement p join post d on d.id = p.post_id join worker s on s.id = p.worker_id where s.natural_key not like '${ERASED}%' and coalesce(p.end_reason, '') <> 'entered-in-error'`,
  course: `select e.id, e.programme, t.title, e.worker_id, coalesce((select p.person from placement p where p.worker_id = e.worker_id and p.person is not null order by p.id desc limit 1), e.worker_id::text) as person, null as organisation, null as post_region, t.side as course_side, t.region as course_region,
    false as arrived, 0 as months, false as insured, ${ofWorker} from training_enrolment e join training_course t on t.id = e.course_id join worker s on s.id = e.worker_id where s.natural_key not like '${ERASED}%' and e.state = 'passed'`,
};

/** Placements, or seats of passed courses, by id. */
export async function subjectsById(manager: EntityManager, subject: SubsidySubject, ids: readonly string[]): Promise<Subject[]> {
  return (await manager.query(`${selects[subject]} and ${subject === 'placement' ? 'p' : 'e'}.id = any($1::uuid[])`, [[...ids]]) as SubjectRow[]).map((row) => subjectOf(subject, row));
}

/** Courses that a worker passed. */
export async function passedCourses(manager: EntityManager, workerId: string): Promise<Subject[]> {
  return (await manager.query(`${selects.course} and e.worker_id = $1 order by e.id desc limit 20`, [workerId]) as SubjectRow[]).map((row) => subjectOf('course', row));
}

function subjectOf(subject: SubsidySubject, { post_region: postRegion, course_side: courseSide, course_region: courseRegion, ...row }: SubjectRow): Subject {
  return { ...row, subject, postRegion, courseSide, courseRegion };
}

const live = liveClaimStates.map((state) => `'${state}'`).join(', ');

/** What live claims hold already under a policy. */
export async function heldUnder(manager: EntityManager, policyId: string, { id, person }: Pick<Subject, 'id' | 'person'>): Promise<Held> {
  const [row]: [{ fen: string; period: number | null }] = await manager.query(
    `select coalesce(sum(amount_fen), 0)::text as fen, max(period) filter (where subject_id = $3) as period from subsidy_claim where policy_id = $1 and (person = $2 or subject_id = $3) and state in (${live})`, [policyId, person, id]);
  return { personFen: toSafeInteger(row.fen), period: row.period };
}
