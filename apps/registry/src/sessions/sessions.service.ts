import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { DataSource } from 'typeorm';
import { type Actor, anonymousActor, refuse } from '@jiedui/contracts';
import { inTransaction } from '@jiedui/persistence';
import { AuditTrail } from '@jiedui/protection';
import { Account } from '../accounts/account.entity.js';
import { passwordHashing } from '../accounts/accounts.service.js';
import { Gate } from './gate.js';

const IDLE_MINUTES = 30;
const ABSOLUTE_HOURS = 12;
const FAILURES_BEFORE_LOCK = 10;
const LOCK_MINUTES = 15;
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
  /** Compared against when the account is unknown or locked, so that the answer takes as long. */
  private readonly decoy = hash(randomBytes(16).toString('hex'), passwordHashing);
  private readonly gate = new Gate(VERIFIED_AT_ONCE, WAITING_AT_MOST);

  constructor(private readonly dataSource: DataSource) {}

  async open(name: string, password: string, correlationId: string | null = null): Promise<{ token: string; actor: Actor; expiresAt: string }> {
    const began = performance.now();
    const account = await this.gate.pass(() => this.verified(name, password));
    if (account === null) {
      await this.recordRefusal(name, correlationId);
      await sleep(REFUSAL_STEP_MS - (performance.now() - began) % REFUSAL_STEP_MS);
      return refuse(401, 'SIGN_IN_FAILED', '账号或密码不正确；连续输错十次将锁定十五分钟。', 'Account or password is wrong; ten failures lock it for fifteen minutes.');
    }
    const token = randomBytes(32).toString('base64url');
    const actor = actorOf(account);
    return inTransaction(this.dataSource, async (manager) => {
      const [{ expires_at: expiresAt }] = await manager.query(
        `insert into session (token_hash, account_id, expires_at) values ($1, $2, now() + interval '${ABSOLUTE_HOURS} hours') returning expires_at`, [digest(token), account.id]);
      await AuditTrail.append(manager, { actor, action: 'session.opened', subject: { kind: 'account', id: account.id }, correlationId });
      return { token, actor, expiresAt: expiresAt.toISOString() };
    });
  }

  /** The name that was given is kept only as the account it belongs to: people type passwords into the wrong field. */
  private async recordRefusal(name: string, correlationId: string | null): Promise<void> {
    const [known]: { id: string }[] = await this.dataSource.query('select id from account where account = $1', [name]);
    await AuditTrail.append(this.dataSource.manager, { actor: anonymousActor, action: 'session.refused', subject: known === undefined ? null : { kind: 'account', id: known.id }, result: 'refused', correlationId });
  }

  /** The account when the password is its own; null for every other reason. */
  private async verified(name: string, password: string): Promise<Account | null> {
    // Counted before it is verified, in one statement: guesses made at the same time cannot pass the lock together. A lock that has run out begins a new count.
    const [[counted]]: [{ id: string; password_hash: string }[], number] = await this.dataSource.query(
      `update account set failed_sign_ins = case when locked_until is null then failed_sign_ins + 1 else 1 end,
          locked_until = case when locked_until is null and failed_sign_ins + 1 >= $2 then now() + interval '${LOCK_MINUTES} minutes' end
        where account = $1 and not disabled and (locked_until is null or locked_until <= now()) returning id, password_hash`, [name, FAILURES_BEFORE_LOCK]);
    const right = await verify(counted?.password_hash ?? await this.decoy, password);
    if (counted === undefined || !right) return null;
    const accounts = this.dataSource.getRepository(Account);
    await accounts.update(counted.id, { failedSignIns: 0, lockedUntil: null, lastSignIn: new Date() });
    return accounts.findOne({ where: { id: counted.id, disabled: false }, relations: { grants: true } });
  }

  /** The actor of a live session, or null: closed, idle for 30 minutes, older than 12 hours, account disabled. */
  async resolve(token: string): Promise<Actor | null> {
    const [row] = await this.dataSource.query(
      `select account_id, used_at < now() - interval '${TOUCH_SECONDS} seconds' as stale from session
        where token_hash = $1 and expires_at > now() and used_at > now() - interval '${IDLE_MINUTES} minutes'`, [digest(token)]);
    if (row === undefined) return null;
    if (row.stale === true) await this.dataSource.query('update session set used_at = now() where token_hash = $1', [digest(token)]);
    const account = await this.dataSource.getRepository(Account).findOne({ where: { id: row.account_id, disabled: false }, relations: { grants: true } });
    return account === null ? null : actorOf(account);
  }

  async close(token: string, correlationId: string | null = null): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      const [[closed]]: [{ account_id: string }[], number] = await manager.query('delete from session where token_hash = $1 returning account_id', [digest(token)]);
      if (closed !== undefined) await AuditTrail.append(manager, { actor: { kind: 'person', id: closed.account_id }, action: 'session.closed', subject: { kind: 'account', id: closed.account_id }, correlationId });
    });
  }
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function actorOf(account: Account): Actor {
  return {
    kind: 'person', id: account.id, displayName: account.displayName, organisationName: account.organisationName,
    grants: account.grants.map(({ role, programme, region, organisation }) => ({ role, programme, region, organisation })),
  };
}
