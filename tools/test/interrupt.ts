import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { sql, stack, until } from './arrange.js';

/** Stops the stack's work at a chosen place, and makes its queues find at once what they would find after a minute. */

let holders: pg.Client[] = [];

/** Runs a statement in a transaction of its own that stays open until {@link released}: whoever needs what it locked waits. */
export async function holding(text: string, values: readonly unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: stack.databaseUrl });
  await client.connect();
  holders.push(client);
  await client.query('begin');
  await client.query(text, [...values]);
}

/** Ends the oldest hold, or every one. */
export async function released(which: 'first' | 'all' = 'all'): Promise<void> {
  const ending = which === 'all' ? holders : holders.slice(0, 1);
  holders = holders.filter((client) => !ending.includes(client));
  for (const client of ending) {
    await client.query('rollback');
    await client.end();
  }
}

/** How many wait for a lock on a table, or on one of its rows. */
export async function waitingOn(table: string): Promise<number> {
  const [row] = await sql<{ waiting: number }>(
    `select count(distinct w.pid)::int as waiting from pg_locks w where not w.granted and (w.relation = $1::regclass
      or (w.locktype = 'transactionid' and exists (select from pg_locks h where h.pid = w.pid and h.granted and h.relation = $1::regclass)))`, [table]);
  return row?.waiting ?? 0;
}

/** How many wait for a lock that has a name of its own. */
export async function waitingInLine(): Promise<number> {
  const [row] = await sql<{ waiting: number }>(`select count(*)::int as waiting from pg_locks where locktype = 'advisory' and not granted`);
  return row?.waiting ?? 0;
}

/** Keeps a service's role out of the database, and ends what it is connected by; lets it in again. */
export async function databaseGone(service: string): Promise<void> {
  await sql(`alter role jiedui_${service}_rw nologin`);
  await sql('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [`jiedui_${service}_rw`]);
}
export async function databaseBack(service: string): Promise<void> {
  await sql(`alter role jiedui_${service}_rw login`);
}

/** The process of a service as the start command recorded it last: one that ended is recorded again when it is started again. */
export function pidOf(name: string): number {
  const recorded = JSON.parse(readFileSync(stack.processes, 'utf8')) as { name: string; pid: number }[];
  return recorded.filter((entry) => entry.name === name).at(-1)?.pid ?? Number.NaN;
}

/** Ends a service in good order and waits until it has been started again with these settings, and no others, on top of the stack's. */
export async function restarted(name: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const before = pidOf(name);
  writeFileSync(path.join(path.dirname(stack.processes), 'settings.json'), JSON.stringify(settings));
  process.kill(before, 'SIGTERM');
  await until(async () => pidOf(name), (now) => now !== before, `${name} to be started again`);
}

let redis: Redis | null = null;

function queues(): Redis {
  const url = process.env['JIEDUI_TEST_REDIS_URL'];
  if (url === undefined) throw new Error('JIEDUI_TEST_REDIS_URL is not set: run the suites with "npm test -- integration"');
  return redis ??= new Redis(url);
}

/** How often a queue's workers began a job; a queue is named after its service and the kind of its jobs. */
export async function beginnings(queue: string, job: string): Promise<number> {
  return Number(await queues().hget(`bull:${queue}:${job}`, 'ats'));
}

/** Lets a job's hold run out as a minute without a sign of life does: the next worker that starts takes the job for abandoned. */
export async function lockRunsOut(queue: string, job: string): Promise<void> {
  await queues().del(`bull:${queue}:${job}:lock`, `bull:${queue}:stalled-check`);
  await queues().sadd(`bull:${queue}:stalled`, job);
}

/** Ends the connection to the queues. */
export async function closeQueues(): Promise<void> {
  await redis?.quit();
  redis = null;
}
