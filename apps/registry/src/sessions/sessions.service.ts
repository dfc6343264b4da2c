import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { DataSource } from 'typeorm';
import { type Actor, anonymousActor, type AuthenticatorSecret, type OpenedSession, refuse, type SignInStep } from '@jiedui/contracts';
import { inTransaction } from '@jiedui/persistence';
import { AuditTrail } from '@jiedui/protection';
import { type Account, actorOf } from '../accounts/account.entity.js';
import { IDLE } from '../accounts/account-rows.js';
import { digest } from '../accounts/one-time-secret.js';
import { passwordHashing } from '../accounts/sample-accounts.js';
import { countTry, forgetTries, takeBackTry } from './attempts.js';
import { Gate } from './gate.js';
import { SecondFactors } from './second-factors.js';
import { accountOfTicket, enabledAccount, issueTicket, openSession, record, useTicket } from './session-rows.js';

/** Refusals are given at whole multiples of this, so that their time does not tell whether there is such an account. */
const REFUSAL_STEP_MS = 250;
/** Passwords verified at a time (each takes 19 MiB and a core), and how many more may wait. */
const VERIFIED_AT_ONCE = 4;
const WAITING_AT_MOST = 50;
/** `used_at` is written at most this often, so that reading a page is not a write. */
const TOUCH_SECONDS = 60;

/** Opaque tokens; only their SHA-256 is kept (reliability D11). They survive a restart and a wiped Redis, and end at once when closed. */
@Injectable()
export class SessionsService {
  /** Compared against when the account is unknown, locked or without password, so that the answer takes as long. */
  private readonly decoy = hash(randomBytes(16).toString('hex'), passwordHashing);
  private readonly gate = new Gate(VERIFIED_AT_ONCE, WAITING_AT_MOST);

  constructor(private readonly dataSource: DataSource, private readonly secondFactors: SecondFactors) {}

  /** Account and password: signed in, or a ticket for the second step. */
  async open(name: string, password: string, replaces: string | null, correlationId: string): Promise<SignInStep> {
    const began = performance.now();
    const right = await this.verified({ account: name }, password);
    const step = right === null ? null : await this.admit(right.id, { passwordHash: right.passwordHash }, replaces, correlationId);
    if (step !== null) return step;
    await this.recordRefusal(name, correlationId);
    await sleep(REFUSAL_STEP_MS - (performance.now() - began) % REFUSAL_STEP_MS);
    return refuse(401, 'SIGN_IN_FAILED', '账号或密码不正确；连续输错十次将锁定十五分钟。', 'Account or password is wrong; ten failures lock it for fifteen minutes.');
  }

  /**
   * The first step is done: asks for the second one where there is one, or has to be. The account is read anew under a lock: null when it was disabled, or its
   * password changed, since the first step looked at it. A sign-in by the provider counted no try, so it takes none back: else codes could be guessed for ever.
   */
  async admit(id: string, by: { readonly passwordHash: string } | 'provider', replaces: string | null, correlationId: string): Promise<SignInStep | null> {
    return inTransaction(this.dataSource, async (manager) => {
      const [held]: { password_hash: string | null }[] = await manager.query('select password_hash from account where id = $1 and not disabled for update', [id]);
      const account = held === undefined || (by !== 'provider' && held.password_hash !== by.passwordHash) ? null : await enabledAccount(manager, id);
      if (account === null) return null;
      const next = account.secondFactor !== null ? 'code' : this.secondFactors.isRequiredOf(account.grants.map((grant) => grant.role)) ? 'set-up' : 'done';
      if (next === 'done') {
        await forgetTries(manager, account.id);
        return { next, ...await openSession(manager, account, replaces, correlationId) };
      }
      if (by !== 'provider') await takeBackTry(manager, account.id);
      return { next, ticket: await issueTicket(manager, account.id, next) };
    });
  }

  /** The second step. A wrong code counts towards the lock as a wrong password does. */
  async answerCode(ticket: string, code: string, replaces: string | null, correlationId: string): Promise<OpenedSession> {
    const account = await accountOfTicket(this.dataSource.manager, ticket, 'code');
    const counted = await countTry(this.dataSource, { id: account.id });
    const opened = counted === null ? null : await inTransaction(this.dataSource, async (manager) => {
      if (!await this.secondFactors.use(manager, account.id, code)) return null;
      if (!await useTicket(manager, ticket)) return refuse(401, 'TICKET_ENDED', '登录已超时，请重新输入账号和密码。', 'The sign-in has run out; enter account and password again.');
      await forgetTries(manager, account.id);
      return openSession(manager, account, replaces, correlationId);
    });
    if (opened !== null) return opened;
    await AuditTrail.append(this.dataSource.manager, { actor: anonymousActor, action: 'session.refused', subject: { kind: 'account', id: account.id }, result: 'refused', details: { step: 'code' }, correlationId });
    return refuse(401, 'CODE_WRONG', '验证码不正确或已用过；连续输错十次将锁定十五分钟。', 'The code is wrong or was used; ten failures lock the account for fifteen minutes.');
  }

  async beginSetUp(ticket: string): Promise<AuthenticatorSecret> {
    return inTransaction(this.dataSource, async (manager) => this.secondFactors.begin(manager, await accountOfTicket(manager, ticket, 'set-up')));
  }

  async confirmSetUp(ticket: string, code: string, replaces: string | null, correlationId: string): Promise<OpenedSession & { recoveryCodes: string[] }> {
    return inTransaction(this.dataSource, async (manager) => {
      const account = await accountOfTicket(manager, ticket, 'set-up');
      // Somebody who set one up meanwhile is asked for it.
      if (account.secondFactor !== null) refuse(401, 'TICKET_ENDED', '登录已超时，请重新输入账号和密码。', 'The sign-in has run out; enter account and password again.');
      const recoveryCodes = await this.secondFactors.confirm(manager, account.id, code);
      await useTicket(manager, ticket);
      await record(manager, account, 'account.second-factor-set', correlationId);
      await forgetTries(manager, account.id);
      return { ...await openSession(manager, account, replaces, correlationId), recoveryCodes };
    });
  }

  /** The account when the password is its own, with the hash that said so; null for every other reason. The try is counted. */
  async verified(which: { readonly account: string } | { readonly id: string }, password: string): Promise<{ id: string; passwordHash: string } | null> {
    return this.gate.pass(async () => {
      const counted = await countTry(this.dataSource, which);
      const right = await verify(counted?.passwordHash ?? await this.decoy, password);
      return counted === null || counted.passwordHash === null || !right ? null : { id: counted.id, passwordHash: counted.passwordHash };
    });
  }

  /** The actor of a live session, or null: closed, idle for 30 minutes, older than 12 hours, account disabled. */
  async resolve(token: string): Promise<Actor | null> {
    const account = await this.accountOf(token);
    return account === null ? null : actorOf(account);
  }

  /** See {@link resolve}. */
  async accountOf(token: string): Promise<Account | null> {
    const [row] = await this.dataSource.query(
      `select account_id, used_at < now() - interval '${TOUCH_SECONDS} seconds' as stale from session
        where token_hash = $1 and expires_at > now() and used_at > now() - ${IDLE}`, [digest(token)]);
    if (row === undefined) return null;
    if (row.stale === true) await this.dataSource.query('update session set used_at = now() where token_hash = $1', [digest(token)]);
    return enabledAccount(this.dataSource, row.account_id);
  }

  async close(token: string, correlationId: string): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      const [[closed]]: [{ account_id: string }[], number] = await manager.query('delete from session where token_hash = $1 returning account_id', [digest(token)]);
      if (closed !== undefined) await AuditTrail.append(manager, { actor: { kind: 'person', id: closed.account_id }, action: 'session.closed', subject: { kind: 'account', id: closed.account_id }, correlationId });
    });
  }

  /** The name that was given is kept only as the account it belongs to: people type passwords into the wrong field. */
  private async recordRefusal(name: string, correlationId: string): Promise<void> {
    const [known]: { id: string }[] = await this.dataSource.query('select id from account where account = $1', [name]);
    await AuditTrail.append(this.dataSource.manager, { actor: anonymousActor, action: 'session.refused', subject: known === undefined ? null : { kind: 'account', id: known.id }, result: 'refused', correlationId });
  }
}
