import type { Actor, Permission, Role, TrainingSide } from '@jiedui/contracts';
import { type Parameters, regionSql, type Scope, scopeOf } from '@jiedui/access';
import { isWithin } from '@jiedui/reference-data';

/** What of a course says whose it is and for whom its seats are. */
export interface CoursePlace { readonly programme: string; readonly side: TrainingSide; readonly region: string | null }

/** The offices whose reach is a place. 重庆市 and 湖北省 stand on both sides: as a supporter they do not reach what their counties hold. */
const offices: Readonly<Record<'supporter' | 'receiver', Role>> = { supporter: 'supporter-office', receiver: 'labour-office' };

/** Where a permission holds for a role; with null for all roles that are no office of a place. */
function areasOf(actor: Actor, permission: Permission, role: Role | null): Scope {
  const isOffice = (one: Role): boolean => one === offices.supporter || one === offices.receiver;
  return scopeOf({ ...actor, grants: actor.grants.filter((grant) => (role === null ? !isOffice(grant.role) : grant.role === role)) }, permission);
}

/** Whether the actor holds the course: its own office (a supporter's speaks for exactly its place, a county's for every unit within), or who answers for the whole programme. */
export function holdsCourse(actor: Actor, permission: 'training.read' | 'training.write', { programme, side, region }: CoursePlace): boolean {
  const inProgramme = (area: Scope[number]): boolean => area.programme === null || area.programme === programme;
  if (areasOf(actor, permission, null).some(inProgramme)) return true;
  if (side === 'programme' || region === null) return false;
  return areasOf(actor, permission, offices[side]).some((area) => inProgramme(area) && (area.region === null || (side === 'supporter' ? region === area.region : isWithin(region, area.region))));
}

/** Whether some of the course's seats are for the actor's counties; `quotas` are the counties that seats are given to, none where all of the programme share them. */
export function isOfferedTo(actor: Actor, permission: 'training.read' | 'training.enrol', programme: string, quotas: readonly string[]): boolean {
  return areasOf(actor, permission, offices.receiver).some(({ programme: of, region }) => (of === null || of === programme) && (quotas.length === 0 || region === null || quotas.some((code) => isWithin(code, region))));
}

/** Courses `c` that the actor holds; see {@link holdsCourse}. */
export function heldSql(actor: Actor, permission: 'training.read' | 'training.write', parameters: Parameters): string {
  const inProgramme = (area: Scope[number]): string[] => (area.programme === null ? [] : [`c.programme = ${parameters.add(area.programme)}`]);
  return anyOf([
    ...areasOf(actor, permission, null).map((area) => inProgramme(area)),
    ...areasOf(actor, permission, offices.supporter).map((area) => [`c.side = 'supporter'`, ...inProgramme(area), ...(area.region === null ? [] : [`c.region = ${parameters.add(area.region)}`])]),
    ...areasOf(actor, permission, offices.receiver).map((area) => [`c.side = 'receiver'`, ...inProgramme(area), ...(area.region === null ? [] : [regionSql('c.region', area.region, parameters)])]),
  ]);
}

/** Courses `c` that were opened and have seats for the actor's counties; `free` only those with seats left for them. */
export function offeredSql(actor: Actor, permission: 'training.read' | 'training.enrol', parameters: Parameters, { free = false } = {}): string {
  const taken = (of: string): string => `(select count(*) from training_enrolment e where e.course_id = c.id and e.state <> 'dropped'${of})`;
  return anyOf(areasOf(actor, permission, offices.receiver).map((area) => {
    const within = area.region === null ? 'true' : regionSql('q.region', area.region, parameters);
    return [
      'c.is_offered', ...(area.programme === null ? [] : [`c.programme = ${parameters.add(area.programme)}`]), ...(free ? [`${taken('')} < c.seats`] : []),
      `(not exists (select from training_seat q where q.course_id = c.id and q.region is not null) or exists (select from training_seat q where q.course_id = c.id and ${within}${free ? ` and ${taken(' and e.region = q.region')} < q.seats` : ' and q.region is not null'}))`,
    ];
  }));
}

/** Courses `c` that the actor reads: those of its office, those with seats for its counties, and all where its role reads the whole programme. */
export function readSql(actor: Actor, parameters: Parameters): string {
  return `(${heldSql(actor, 'training.read', parameters)} or ${offeredSql(actor, 'training.read', parameters)})`;
}

/** Seats `e` of courses `c` that the actor reads: all of a course it holds, else those of its own counties. */
export function seatsSql(actor: Actor, parameters: Parameters): string {
  const own = areasOf(actor, 'training.read', offices.receiver).map((area) => [...(area.programme === null ? [] : [`e.programme = ${parameters.add(area.programme)}`]), ...(area.region === null ? [] : [regionSql('e.region', area.region, parameters)])]);
  return `(${heldSql(actor, 'training.read', parameters)} or ${anyOf(own)})`;
}

function anyOf(alternatives: readonly (readonly string[])[]): string {
  return alternatives.length === 0 ? 'false' : `(${alternatives.map((all) => `(${['true', ...all].join(' and ')})`).join(' or ')})`;
}
