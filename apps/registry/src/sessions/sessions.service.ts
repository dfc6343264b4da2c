import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { DataSource } from 'typeorm';
import { type Actor, refuse } from '@jiedui/contracts';
import { Account } from '../accounts/account.entity.js';
import { passwordHashing } from '../accounts/accounts.service.js';

const IDLE_MINUTES = 30;
const ABSOLUTE_HOURS = 12;
const FAILURES_BEFORE_LOCK = 10;
const LOCK_MINUTES = 15;
/** `used_at` is written at most this often, so that reading a page is not a write. */
const TOUCH_SECONDS = 60;

/** Opaque tokens; only their SHA-256 is kept (reliability D11). They survive a restart and a wiped Redis, and end at once when closed. */
@Injectable()
export class SessionsService {
  /** Compared against when the account is unknown, so that the answer takes as long. */
  private readonly decoy = hash(randomBytes(16).toString('hex'), passwordHashing);

  constructor(private readonly dataSource: DataSource) {}

  async open(name: string, password: string): Promise<{ token: string; actor: Actor; expiresAt: string }> {
    const accounts = this.dataSource.getRepository(Account);
    const account = await accounts.findOne({ where: { account: name }, relations: { grants: true } });
    const locked = account?.lockedUntil !== null && account?.lockedUntil !== undefined && account.lockedUntil > new Date();
    const right = await verify(account?.passwordHash ?? await this.decoy, password);
    if (account === null || !right || account.disabled || locked) {
      if (account !== null && !locked) {
        await this.dataSource.query(
          `update account set failed_sign_ins = failed_sign_ins + 1,
            locked_until = case when failed_sign_ins + 1 >= $2 then now() + interval '${LOCK_MINUTES} minutes' else locked_until end where id = $1`, [account.id, FAILURES_BEFORE_LOCK]);
      }
      return refuse(401, 'SIGN_IN_FAILED', '账号或密码不正确；连续输错十次将锁定十五分钟。', 'Account or password is wrong; ten failures lock it for fifteen minutes.');
    }
    const token = randomBytes(32).toString('base64url');
    const [{ expires_at: expiresAt }] = await this.dataSource.query(
      `insert into session (token_hash, account_id, expires_at) values ($1, $2, now() + interval '${ABSOLUTE_HOURS} hours') returning expires_at`, [digest(token), account.id]);
    await accounts.update(account.id, { failedSignIns: 0, lockedUntil: null, lastSignIn: new Date() });
    return { token, actor: actorOf(account), expiresAt: expiresAt.toISOString() };
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

  async close(token: string): Promise<void> {
    await this.dataSource.query('delete from session where token_hash = $1', [digest(token)]);
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
