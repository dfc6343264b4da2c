import type { EntityManager } from 'typeorm';
import { type Actor, liveClaimStates, type ProtectionTier, type SubsidySubject } from '@jiedui/contracts';
import { Parameters, regionSql, scopeOf, scopeSql } from '@jiedui/access';
import { ERASED } from '@jiedui/list-store';
import { toSafeInteger } from '@jiedui/persistence';
import { containing } from '../households/keyset-page.js';
import type { Held, SubjectFacts } from './subsidy-rules.js';
import type { SubsidyRow } from './subsidy-row.js';

/** What a claim can be about, with the facts that terms look at and whose it is. */
export interface Subject extends SubjectFacts { readonly programme: string; readonly title: string; readonly employer: string | null; readonly worker_id: string; readonly worker_title: string; readonly worker_number: string; readonly person: string; readonly organisation: string | null; readonly consented: boolean }

interface SubjectRow { id: string; programme: string; title: string; employer: string | null; worker_id: string; worker_title: string; worker_number: string; person: string; region: string; tier: ProtectionTier | null; organisation: string | null; post_region: string | null; course_side: string | null; course_region: string | null; arrived: boolean; months: number; insured: boolean; passed: boolean; consented: boolean }

const ofWorker = `s.title as worker_title, s.external_id as worker_number, s.region, s.tier, exists (select from training_enrolment x where x.worker_id = s.id and x.state = 'passed') as passed, coalesce(s.features ->> 'consent', 'false') = 'true' as consented`;

/** The person of a course is the one of the worker's latest placement: a cap counts both together. */
const selects: Readonly<Record<SubsidySubject, string>> = {
  placement: `select p.id, p.programme, d.title, d.organisation_name as employer, p.worker_id, coalesce(p.person, p.worker_id::text) as person, d.organisation, d.region as post_region, null as course_side, null as course_region, p.arrived_on is not null as arrived,
    case when p.checked_6_on is not null then 6 when p.checked_3_on is not null then 3 when p.checked_1_on is not null then 1 else 0 end as months, coalesce(p.insured, false) as insured, ${ofWorker}
    from placement p join post d on d.id = p.post_id join worker s on s.id = p.worker_id where s.natural_key not like '${ERASED}%' and coalesce(p.end_reason, '') <> 'entered-in-error'`,
  course: `select e.id, e.programme, t.title, null as employer, e.worker_id, coalesce((select p.person from placement p where p.worker_id = e.worker_id and p.person is not null order by p.id desc limit 1), e.worker_id::text) as person, null as organisation, null as post_region, t.side as course_side, t.region as course_region,
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

/** What live claims hold already under a policy, by subject. */
export async function heldUnder(manager: EntityManager, policyId: string, subjects: readonly Pick<Subject, 'id' | 'person'>[]): Promise<(subject: Pick<Subject, 'id' | 'person'>) => Held> {
  const claims: { subject_id: string; person: string; fen: string; period: number }[] = subjects.length === 0 ? [] : await manager.query(
    `select subject_id, person, amount_fen as fen, period from subsidy_claim where policy_id = $1 and (person = any($2) or subject_id = any($3::uuid[])) and state in (${live})`, [policyId, subjects.map(({ person }) => person), subjects.map(({ id }) => id)]);
  return ({ id, person }) => {
    const own = claims.filter((claim) => claim.subject_id === id);
    return {
      personFen: claims.filter((claim) => claim.person === person || claim.subject_id === id).reduce((sum, claim) => sum + toSafeInteger(claim.fen), 0),
      period: own.length === 0 ? null : Math.max(...own.map(({ period }) => period)),
    };
  };
}

/** Placements, or seats of passed courses, that the actor claims for and that meet what the database can tell of the policy's terms, by id; the rules judge the rest. */
export async function candidates(manager: EntityManager, policy: SubsidyRow, actor: Actor, { search, after, limit }: { readonly search: string; readonly after: string | null; readonly limit: number }): Promise<Subject[]> {
  const isPlacement = policy.subject === 'placement', isWorker = policy.claimant === 'worker', at = isPlacement ? 'p' : 'e', parameters = new Parameters();
  const where = [
    scopeSql(scopeOf(actor, 'subsidy-claim.make'), actor, { programme: `${at}.programme`, regions: isWorker ? ['s.region'] : [], organisations: isWorker || !isPlacement ? [] : ['d.organisation'], createdBy: null }, parameters),
    `${at}.programme = ${parameters.add(policy.programme)}`, `s.features ->> 'consent' = 'true'`,
  ];
  if (isPlacement) where.push('p.arrived_on is not null');
  if (isPlacement && policy.months !== null) where.push(`p.checked_${policy.months}_on is not null`);
  if (isPlacement && policy.insured) where.push('p.insured');
  if (policy.side === 'county' && policy.region !== null) where.push(regionSql('s.region', policy.region, parameters));
  if (policy.side === 'supporter' && policy.region !== null) where.push(regionSql(isPlacement ? 'd.region' : 't.region', policy.region, parameters));
  if (policy.monthly === null) where.push(`not exists (select from subsidy_claim c where c.policy_id = ${parameters.add(policy.id)} and c.subject_id = ${at}.id and c.state in (${live}))`);
  if (after !== null) where.push(`${at}.id > ${parameters.add(after)}::uuid`);
  if (search !== '') { const like = parameters.add(containing(search)); where.push(`(s.external_id ilike ${like} or s.title ilike ${like} or ${isPlacement ? `d.title ilike ${like} or d.organisation_name ilike ${like}` : `t.title ilike ${like}`})`); }
  return (await manager.query(`${selects[policy.subject]} and ${where.join(' and ')} order by ${at}.id limit ${limit}`, parameters.values) as SubjectRow[]).map((row) => subjectOf(policy.subject, row));
}
