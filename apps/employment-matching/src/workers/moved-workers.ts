import type { EntityManager } from 'typeorm';

/** What waits for a worker's county goes with the worker to another one, in the transaction that moves them: requests for help, and seats in courses without a result. */
export async function moveWithWorkers(manager: EntityManager, ids: readonly string[]): Promise<void> {
  for (const [table, moves] of [['help_request', 'true'], ['training_enrolment', `t.state in ('enrolled', 'attended')`]] as const) {
    await manager.query(`update ${table} t set region = w.region, version = t.version + 1 from worker w where w.id = any($1::uuid[]) and t.worker_id = w.id and t.region <> w.region and ${moves}`, [[...ids]]);
  }
}
