import type { EntityManager } from 'typeorm';

/**
 * What a step of placements does to their seats, in its transaction: who leaves with the departure has departed with it; who leaves alone, or is not to leave any more, gives the
 * seat back, which the history of the departure says.
 */
export async function moveSeats(manager: EntityManager, placementIds: readonly string[], by: { readonly id: string; readonly name: string }): Promise<void> {
  await manager.query(
    `with moved as (update departure_passenger q set state = case when v.state = 'departed' then 'departed' else 'released' end from departure v where v.id = q.departure_id and q.placement_id = any($1::uuid[]) and q.state = 'seated' returning q.departure_id, q.state)
      insert into departure_step (departure_id, by_id, by_name, act, people) select departure_id, $2, $3, 'release', count(*)::int from moved where state = 'released' group by departure_id`, [placementIds, by.id, by.name]);
}

/** A departure of a placement that was taken back: on the list of passengers it stayed. */
export async function unmakeDeparture(manager: EntityManager, placementId: string): Promise<void> {
  await manager.query(`update departure_passenger set state = 'stayed', reason = 'corrected' where placement_id = $1 and state = 'departed'`, [placementId]);
}
