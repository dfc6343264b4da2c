import type { DataSource, EntityManager } from 'typeorm';
import { type OpenedSession, refuse } from '@jiedui/contracts';
import { AuditTrail } from '@jiedui/protection';
import { Account, actorOf } from '../accounts/account.entity.js';
import { digest, newSecret } from '../accounts/one-time-secret.js';

const ABSOLUTE_HOURS = 12;

/** A new session under a token of its own; the one it replaces ends, so that a token planted in a browser is never the one that is signed in (abuse A13). */
export async function openSession(manager: EntityManager, account: Account, replaces: string | null, correlationId: string): Promise<OpenedSession> {
  if (replaces !== null) await manager.query('delete from session where token_hash = $1', [digest(replaces)]);
  const token = newSecret();
  const [{ expires_at: expiresAt }]: [{ expires_at: Date }] = await manager.query(
    `insert into session (token_hash, account_id, expires_at) values ($1, $2, now() + interval '${ABSOLUTE_HOURS} hours') returning expires_at`, [digest(token), account.id]);
  await record(manager, account, 'session.opened', correlationId);
  return { token, actor: actorOf(account), expiresAt: expiresAt.toISOString() };
}

/** An entry of the audit trail on what a person did to the own account. */
export async function record(manager: EntityManager, account: Account, action: string, correlationId: string): Promise<void> {
  await AuditTrail.append(manager, { actor: actorOf(account), action, subject: { kind: 'account', id: account.id }, correlationId });
}

/** The same session under a new token, after a change of what protects the account: whoever copied the old one is out. */
export async function changeToken(manager: EntityManager, old: string, account: Account): Promise<OpenedSession> {
  const token = newSecret();
  const [[row]]: [{ expires_at: Date }[], number] = await manager.query('update session set token_hash = $2 where token_hash = $1 returning expires_at', [digest(old), digest(token)]);
  if (row === undefined) return refuse(401, 'NOT_SIGNED_IN', '请先登录。', 'Sign in first.');
  return { token, actor: actorOf(account), expiresAt: row.expires_at.toISOString() };
}

/** An enabled account with its grants; null when there is none. */
export async function enabledAccount(from: DataSource | EntityManager, id: string): Promise<Account | null> {
  return from.getRepository(Account).findOne({ where: { id, disabled: false }, relations: { grants: true } });
}

const TICKET_MINUTES = 5;
export type TicketPurpose = 'code' | 'set-up';

/** A ticket between the two steps of a sign-in; one account may hold several (two tabs). */
export async function issueTicket(manager: EntityManager, account: string, purpose: TicketPurpose): Promise<string> {
  const ticket = newSecret();
  await manager.query('delete from sign_in_ticket where expires_at < now()');
  await manager.query(`insert into sign_in_ticket (token_hash, purpose, account_id, expires_at) values ($1, $2, $3, now() + interval '${TICKET_MINUTES} minutes')`, [digest(ticket), purpose, account]);
  return ticket;
}

/** The account of a live ticket; refused as 401 when it ran out or was used. */
export async function accountOfTicket(manager: EntityManager, ticket: string, purpose: TicketPurpose): Promise<Account> {
  const [row]: { account_id: string }[] = await manager.query('select account_id from sign_in_ticket where token_hash = $1 and purpose = $2 and expires_at > now()', [digest(ticket), purpose]);
  const account = row === undefined ? null : await enabledAccount(manager, row.account_id);
  return account ?? refuse(401, 'TICKET_ENDED', '登录已超时，请重新输入账号和密码。', 'The sign-in has run out; enter account and password again.');
}

/** Ends a ticket; false when somebody used it meanwhile. */
export async function useTicket(manager: EntityManager, ticket: string): Promise<boolean> {
  const [[row]]: [{ account_id: string }[], number] = await manager.query('delete from sign_in_ticket where token_hash = $1 returning account_id', [digest(ticket)]);
  return row !== undefined;
}
