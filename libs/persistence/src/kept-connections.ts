import pg from 'pg';
import type { DataSource } from 'typeorm';

/** Connections a process keeps open: one for each request it has under way at most, so that a burst finds them there instead of opening them all at once. */
const KEPT = 8;
/** Well within the time after which the pool lets an idle connection go, or a silent one is given up (silent-connections.ts). */
const ASKED_EVERY_MS = 5000;
/** One that does not answer for as long is given up before somebody's request has it. */
const ANSWER_MS = 4000;

/**
 * Opens connections of a service's pool and asks each something every few seconds while it is idle: they stay open, and one whose server went without
 * a word is not found out by somebody's request. Those lost are opened again. What is returned ends it.
 */
export async function keepConnections(dataSource: DataSource): Promise<() => void> {
  const pool: unknown = Reflect.get(dataSource.driver, 'master');
  if (!(pool instanceof pg.Pool)) throw new Error('a service keeps its data in PostgreSQL, by a pool of connections');
  const kept = Math.min(KEPT, dataSource.options.poolSize ?? KEPT);
  await askEach(pool, kept);
  // The pool hands out whichever was used last: those above this number get old and are let go.
  const timer = setInterval(() => void askEach(pool, Math.min(kept, pool.idleCount + Math.max(0, kept - pool.totalCount))), ASKED_EVERY_MS);
  return () => { clearInterval(timer); };
}

async function askEach(pool: pg.Pool, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, async () => {
    // That a server is away is told by whatever asks it next; here only the connection goes.
    const client = await pool.connect().catch(() => null);
    if (client === null) return;
    const unheard = (): void => undefined;
    client.on('error', unheard);
    const late = new Promise<Error>((resolve) => { setTimeout(() => { resolve(new Error('no answer')); }, ANSWER_MS).unref(); });
    const failure = await Promise.race([late, client.query('select 1').then(() => undefined, (error: unknown) => (error instanceof Error ? error : new Error(String(error))))]);
    client.off('error', unheard);
    client.release(failure);
  }));
}
