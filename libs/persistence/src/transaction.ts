import pg from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { closing } from './closing-statement.js';
import { type AroundTransaction, takePending } from './first-transaction.js';
import { reachSql } from './row-reach.js';
import { allowSilence } from './silent-connections.js';

/** What ends the patience of a transaction's connection, by its manager. */
const longWork = new WeakMap<EntityManager, () => void>();

/** Runs `work` in one transaction; it travels by the manager given as argument. Serialization failures and deadlocks are tried again at most three times. */
export async function inTransaction<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  const around = takePending();
  for (let attempt = 1; ; attempt += 1) {
    const own: EntityManager[] = [];
    try {
      const done = await dataSource.transaction((manager) => closing(manager, async () => {
        own.push(manager);
        await begin(manager, around);
        const result = await work(manager);
        await around?.after(manager, result);
        return result;
      }));
      around?.committed?.();
      return done;
    } catch (error) {
      if (attempt === 4 || !isRetryable(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * 20 + Math.random() * 30));
    } finally {
      // After the commit, which is part of the long work.
      for (const manager of own) longWork.get(manager)?.();
    }
  }
}

/** Tells the transaction how far its caller reaches, and evaluates what it opens with, in one statement. */
async function begin(manager: EntityManager, around: AroundTransaction | null): Promise<void> {
  const values: unknown[] = [], placeholder = (value: unknown): string => `$${values.push(value)}`;
  const reach = reachSql(manager.connection, placeholder), opening = around?.opening;
  if (reach === null && opening === undefined) return;
  const [row] = await manager.query<{ opened: unknown }[]>(`select ${[...(reach === null ? [] : [`${reach} as reach`]), ...(opening === undefined ? [] : [`${opening.sql(placeholder)} as opened`])].join(', ')}`, values);
  opening?.check(row?.opened);
}

/** For work that is known to be long (a commit of 100,000 rows): lifts the statement, lock and idle limits inside this transaction only, so that two such works wait for each other. */
export async function allowLongStatements(manager: EntityManager, seconds: number): Promise<void> {
  const client: unknown = await manager.queryRunner?.connect();
  if (client instanceof pg.Client) longWork.set(manager, allowSilence(client.connection.stream, Math.ceil(seconds) * 1000));
  await manager.query(`set local statement_timeout = ${Math.ceil(seconds) * 1000}`);
  await manager.query(`set local lock_timeout = ${Math.ceil(seconds) * 1000}`);
  await manager.query(`set local idle_in_transaction_session_timeout = ${Math.ceil(seconds) * 1000}`);
}

/** SQLSTATE of a driver error, or null. */
export function sqlState(error: unknown): string | null {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

function isRetryable(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40001' || state === '40P01';
}
