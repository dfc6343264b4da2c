import type { EntityManager } from 'typeorm';
import type { FieldProblem } from '@jiedui/contracts';

/** Placements that hold a seat, their rows locked in order of id and read again: nobody moves them until the end of the transaction. */
export async function lockSeated(manager: EntityManager, departureId: string): Promise<string[]> {
  const seated = `select q.placement_id as id from departure_passenger q where q.departure_id = $1 and q.state = 'seated' order by q.placement_id`;
  await manager.query(`select id from placement where id in (${seated}) order by id for update`, [departureId]);
  const rows: { id: string }[] = await manager.query(seated, [departureId]);
  return rows.map((row) => row.id);
}

/** Travel group of placements, and the departure on which each holds a seat. */
export async function seatsOf(manager: EntityManager, ids: readonly string[]): Promise<{ id: string; travel_group: string | null; departure_id: string | null; leaves_on: string | null }[]> {
  return manager.query(
    `select p.id, s.programme || ':' || (s.features ->> 'travelGroup') as travel_group, v.id as departure_id, v.leaves_on::text as leaves_on from placement p join worker s on s.id = p.worker_id
      left join departure_passenger q on q.placement_id = p.id and q.state = 'seated' left join departure v on v.id = q.departure_id where p.id = any($1::uuid[])`, [ids]);
}

/** Those asked for, and after each group's first the others of it who are about to depart and sit on no departure. */
export async function withTheirGroups(manager: EntityManager, departureId: string, ids: readonly string[]): Promise<string[]> {
  const others: { id: string }[] = await manager.query(
    `select p.id from placement p join worker s on s.id = p.worker_id where p.state = 'accepted' and s.features ->> 'travelGroup' is not null and not exists (select from departure_passenger q where q.placement_id = p.id and q.state = 'seated')
      and (s.programme, s.region, s.features ->> 'travelGroup') in (select w.programme, w.region, w.features ->> 'travelGroup' from placement o join worker w on w.id = o.worker_id join departure v on v.id = $2 and v.region = w.region and v.programme = w.programme where o.id = any($1::uuid[])) order by p.id`, [ids, departureId]);
  return [...new Set([...ids, ...others.map((one) => one.id)])];
}

/** Placements named by a request that hold no seat on the departure. */
export function notSeated(ids: readonly string[], seated: ReadonlySet<string>, field: string): FieldProblem[] {
  const others = ids.filter((id) => !seated.has(id)).length;
  return others === 0 ? [] : [{ field, code: 'NOT_SEATED', message: { zh: `其中 ${others} 人不在名单上；请刷新名单后重选`, en: `${others} of them have no seat on it; reload the list and choose again` } }];
}
