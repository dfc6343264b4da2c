import type { DataSource, EntityManager } from 'typeorm';

const FAILURES_BEFORE_LOCK = 10;
const LOCK_MINUTES = 15;

/**
 * Counts a try at an account before it is verified, in one statement: guesses made at the same time cannot pass the lock together. A lock that
 * has run out begins a new count. Passwords and codes count alike (goal S6).
 *
 * @returns what the try is verified against, or null when the account is unknown, disabled or locked.
 */
export async function countTry(dataSource: DataSource, where: { readonly account: string } | { readonly id: string }): Promise<{ id: string; passwordHash: string | null } | null> {
  const [column, value] = 'id' in where ? ['id', where.id] : ['account', where.account];
  const [[counted]]: [{ id: string; password_hash: string | null }[], number] = await dataSource.query(
    `update account set failed_sign_ins = case when locked_until is null then failed_sign_ins + 1 else 1 end,
        locked_until = case when locked_until is null and failed_sign_ins + 1 >= $2 then now() + interval '${LOCK_MINUTES} minutes' end
      where ${column} = $1 and not disabled and (locked_until is null or locked_until <= now()) returning id, password_hash`, [value, FAILURES_BEFORE_LOCK]);
  return counted === undefined ? null : { id: counted.id, passwordHash: counted.password_hash };
}

/** A sign-in that came to its end: the count begins anew. */
export async function forgetTries(manager: EntityManager, id: string): Promise<void> {
  await manager.query('update account set failed_sign_ins = 0, locked_until = null, last_sign_in = now() where id = $1', [id]);
}

/** A right password before a second step takes back its own count alone: else whoever knows the password could guess codes for ever. */
export async function takeBackTry(manager: EntityManager, id: string): Promise<void> {
  await manager.query('update account set failed_sign_ins = greatest(failed_sign_ins - 1, 0), locked_until = null where id = $1', [id]);
}
