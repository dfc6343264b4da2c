import type { EntityManager } from 'typeorm';
import { ALERT_ASSIGN_DAYS, type EndReason, losesTheJob, type PlacementState } from '@jiedui/contracts';
import { serviceActor } from '@jiedui/access';
import { AuditTrail } from '@jiedui/protection';
import { isListedIn } from '../households/listed-households.js';

/** Who acts, as histories name the service itself. */
const SYSTEM = { id: 'employment', name: '系统' };
/** States of a placement in which the worker has the job. */
const onTheJob: readonly PlacementState[] = ['on-the-job', 'retained-1', 'retained-3', 'retained-6'];

/**
 * Raises the alert of a job that was lost, in the transaction that ends the placement (mechanisms E19): for a worker of tier 1 to 3, and for whoever is of a monitored household. At most one is open a worker
 * and cause. Nobody follows a worker who took the consent back: then the alert is the household's, where one is in the register, and names no worker. Whoever ends the placement, also an enterprise, learns nothing of it.
 */
export async function raiseJobLost(manager: EntityManager, ended: readonly { readonly id: string; readonly state: PlacementState }[], reason: EndReason): Promise<void> {
  const ids = ended.filter(({ state }) => onTheJob.includes(state)).map(({ id }) => id);
  if (!losesTheJob[reason] || ids.length === 0) return;
  const raised: { id: string; programme: string }[] = await manager.query(
    `with lost as (
        select p.id as placement_id, s.programme, s.region, h.id as household_id, case when coalesce(s.features ->> 'consent', 'false') = 'true' then s.id end as worker_id, s.tier
          from placement p join worker s on s.id = p.worker_id left join household h on ${isListedIn('s', 'h')} and h.state = 'monitored' where p.id = any($1::uuid[])),
      raised as (insert into alert (programme, region, household_id, worker_id, placement_id, cause, by_system, raised_on, due_on, created_by)
        select programme, region, household_id, worker_id, placement_id, 'job-lost', true, (now() at time zone 'Asia/Shanghai')::date, (now() at time zone 'Asia/Shanghai')::date + ${ALERT_ASSIGN_DAYS}, $2 from lost
          where household_id is not null or (worker_id is not null and tier <= 3) on conflict do nothing returning id, programme, raised_on),
      lines as (insert into alert_step (alert_id, by_id, by_name, act, on_day, reason) select id, $2, $3, 'raise', raised_on, $4 from raised)
    select id, programme from raised`, [ids, SYSTEM.id, SYSTEM.name, reason]);
  for (const { id, programme } of raised) await AuditTrail.append(manager, { actor: serviceActor('employment'), action: 'alerts.raised-by-system', subject: { kind: 'alerts', id }, programme, details: { cause: 'job-lost' } });
}

/** The end that raised an alert was taken back: the alert is dismissed while nothing was done upon it yet, and says so where something was. */
export async function withdrawJobLost(manager: EntityManager, placementId: string): Promise<void> {
  await manager.query(
    `with open as (select id, state from alert where placement_id = $1 and by_system and state in ('registered', 'assigned', 'measured') for update),
      lines as (insert into alert_step (alert_id, by_id, by_name, act, on_day, reason, words) select id, $2, $3, case when state = 'measured' then 'note' else 'dismiss' end, (now() at time zone 'Asia/Shanghai')::date,
        case when state = 'measured' then null else 'entered-in-error' end, '上岗记录的“结束”已更正' from open)
    update alert a set state = case when a.state = 'measured' then a.state else 'dismissed' end, dismiss_reason = case when a.state = 'measured' then null else 'entered-in-error' end,
      closed_on = case when a.state = 'measured' then null else (now() at time zone 'Asia/Shanghai')::date end, version = a.version + 1, updated_at = now() from open where a.id = open.id`, [placementId, SYSTEM.id, SYSTEM.name]);
}
