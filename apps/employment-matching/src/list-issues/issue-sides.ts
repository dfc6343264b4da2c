import type { Actor, ListIssueSide, Permission, Role } from '@jiedui/contracts';
import { type Parameters, regionSql, type Scope, scopeOf } from '@jiedui/access';
import { isWithin } from '@jiedui/reference-data';

/** Offices that stand on each side. */
const officesOf: Readonly<Record<ListIssueSide, readonly Role[]>> = { supporter: ['supporter-office'], receiver: ['labour-office', 'receiving-office'] };
const sides = ['supporter', 'receiver'] as const;

/** The side across from one. */
export const acrossFrom: Readonly<Record<ListIssueSide, ListIssueSide>> = { supporter: 'receiver', receiver: 'supporter' };

/** What of an issue says who it is from and to. */
export interface IssuePlace { readonly programme: string; readonly side: ListIssueSide; readonly region: string; readonly counterpart: string | null }

/** Where a permission holds on one side: 重庆市 and 湖北省 stand on both, and their supporting office is not the counties'. */
function areasOf(actor: Actor, permission: Permission, side: ListIssueSide): Scope {
  return scopeOf({ ...actor, grants: actor.grants.filter((grant) => officesOf[side].includes(grant.role)) }, permission);
}

/** A supporter's office speaks for exactly its place (山东省 not for 青岛市), a receiver's for every unit within. */
const holds = (side: ListIssueSide, region: string, area: string): boolean => (side === 'supporter' ? region === area : isWithin(region, area));

/** Whether the actor may act for a place of a side; `region` null is any place of the programme. */
export function speaksFor(actor: Actor, permission: Permission, { programme, side, region }: { readonly programme: string; readonly side: ListIssueSide; readonly region: string | null }): boolean {
  return areasOf(actor, permission, side).some((area) => (area.programme === null || area.programme === programme) && (area.region === null || region === null || holds(side, region, area.region)));
}

/** On which end of an issue the actor stands: gave it, may answer it. */
export function endsOf(actor: Actor, issue: IssuePlace): { readonly issuer: boolean; readonly other: boolean } {
  return { issuer: speaksFor(actor, 'list-issue.write', issue), other: speaksFor(actor, 'list-issue.acknowledge', { programme: issue.programme, side: acrossFrom[issue.side], region: issue.counterpart }) };
}

function placeSql(areas: Scope, side: ListIssueSide, column: string | null, parameters: Parameters): string {
  const any = areas.map((area) => ['true', ...(area.programme === null ? [] : [`i.programme = ${parameters.add(area.programme)}`]),
    ...(area.region === null || column === null ? [] : [side === 'supporter' ? `${column} = ${parameters.add(area.region)}` : regionSql(column, area.region, parameters)])].join(' and '));
  return any.length === 0 ? 'false' : `(${any.map((one) => `(${one})`).join(' or ')})`;
}

/** Issues `i` that came from the other side and are for the actor: published once, to its place or to the whole of its side. */
export function receivedSql(actor: Actor, permission: Permission, parameters: Parameters): string {
  return `(${sides.map((side) => {
    const areas = areasOf(actor, permission, side);
    return `(i.side <> '${side}' and i.number is not null and (${placeSql(areas, side, 'i.counterpart', parameters)} or i.counterpart is null and ${placeSql(areas, side, null, parameters)}))`;
  }).join(' or ')})`;
}

/** Issues `i` that the actor reads: its own side's of its place, those {@link receivedSql}, and all where its role reads the whole programme. */
export function readSql(actor: Actor, parameters: Parameters): string {
  const offices = new Set<Role>(sides.flatMap((side) => officesOf[side])), whole = scopeOf({ ...actor, grants: actor.grants.filter((grant) => !offices.has(grant.role)) }, 'list-issue.read');
  const own = sides.map((side) => `(i.side = '${side}' and ${placeSql(areasOf(actor, 'list-issue.read', side), side, 'i.region', parameters)})`).join(' or ');
  return `(${own} or ${receivedSql(actor, 'list-issue.read', parameters)} or ${placeSql(whole, 'receiver', null, parameters)})`;
}
