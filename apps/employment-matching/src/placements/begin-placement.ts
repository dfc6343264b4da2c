import type { EntityManager } from 'typeorm';
import { refuse } from '@jiedui/contracts';
import type { AgreedPair } from '@jiedui/consent';
import { openableColumns, openPersonal, storedRow } from '@jiedui/list-store';
import { EVERY_ROW } from '@jiedui/persistence';
import type { Protection } from '@jiedui/protection';
import { workerSpec } from '../workers/worker-list.js';

/**
 * Begins the placement of a pair that both sides have agreed to, in that transaction. Nobody is in two jobs: another placement of the worker that has not ended, also one
 * under another county's entry of the same person, refuses this one, whoever came first; of two at once one waits for the other.
 */
export async function beginPlacement(manager: EntityManager, { agreement, demandId, supplyId }: AgreedPair, protection: Protection): Promise<void> {
  const person = await personOf(manager, supplyId, protection);
  const begun: unknown[] = await manager.query('insert into placement (id, programme, post_id, worker_id, person, agreed_on) values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id',
    [agreement.id, agreement.programme, demandId, supplyId, person, agreement.agreedOn]);
  if (begun.length === 0) refuse(409, 'ALREADY_PLACED', '本人已另有上岗安排（可能由其他县区登记），不能重复安排。', 'The person already has a placement, perhaps under another county; nobody is in two jobs.');
}

/**
 * A keyed digest of the worker's ID number, which is the same whichever county has the person on its list; null where there is none. The one who says yes may be the enterprise,
 * whose reach holds no person's key: the look is the system's own, at this one row, and nothing of it is shown.
 */
async function personOf(manager: EntityManager, workerId: string, protection: Protection): Promise<string | null> {
  const [{ reach }]: [{ reach: string | null }] = await manager.query(`select current_setting('jiedui.reach', true) as reach`);
  await manager.query(`select set_config('jiedui.reach', $1, true)`, [EVERY_ROW]);
  const [row] = await manager.query(`select ${openableColumns(workerSpec)} from ${workerSpec.table} where id = $1`, [workerId]);
  await manager.query(`select set_config('jiedui.reach', $1, true)`, [reach ?? '']);
  const number = openPersonal(workerSpec, storedRow(row), protection)['idNumber'];
  return number === undefined ? null : protection.blind('person', number.normalize('NFKC').replaceAll(/\s/g, ''));
}

/** Agreements that have no placement get one: those made by a release from before placements while it was being replaced. Safe to run in every replica. */
export async function beginMissing(manager: EntityManager): Promise<void> {
  await manager.query(`insert into placement (id, programme, post_id, worker_id, agreed_on, state, version)
    select a.id, a.programme, a.demand_id, a.supply_id, (a.agreed_at at time zone 'Asia/Shanghai')::date, case when a.ended then 'ended' else 'agreed' end, a.version from agreement a
      where a.agreed_at > now() - interval '1 hour' and not exists (select from placement p where p.id = a.id) on conflict do nothing`);
}
