import { Injectable } from '@nestjs/common';
import { hash } from '@node-rs/argon2';
import { DataSource, type EntityManager } from 'typeorm';
import { type AuthenticatorSecret, type OpenedSession, type OwnAccount, refuse } from '@jiedui/contracts';
import { inTransaction } from '@jiedui/persistence';
import { AuditTrail } from '@jiedui/protection';
import { type Account, actorOf } from '../accounts/account.entity.js';
import { grantsOf, sessionsOf } from '../accounts/account-rows.js';
import { digest } from '../accounts/one-time-secret.js';
import { requireGoodPassword } from '../accounts/password-rules.js';
import { passwordHashing } from '../accounts/sample-accounts.js';
import { countTry, takeBackTry } from './attempts.js';
import { codeWrong, SecondFactors } from './second-factors.js';
import { changeToken, record } from './session-rows.js';
import { SessionsService } from './sessions.service.js';

/** What people do to their own account. Whatever protects it is changed with the password only, and changes the session's token. */
@Injectable()
export class OwnAccountService {
  constructor(private readonly dataSource: DataSource, private readonly sessions: SessionsService, private readonly secondFactors: SecondFactors) {}

  async get(token: string): Promise<OwnAccount> {
    const account = await this.signedIn(token), { manager } = this.dataSource;
    const [{ left }]: [{ left: number }] = await manager.query('select count(*)::int as left from recovery_code where account_id = $1 and used_at is null', [account.id]);
    return {
      account: account.account, displayName: account.displayName, organisationName: account.organisationName, grants: await grantsOf(manager, account.id), hasPassword: account.passwordHash !== null,
      secondFactor: { isOn: account.secondFactor !== null, isRequired: this.secondFactors.isRequiredOf(account.grants.map((grant) => grant.role)), recoveryCodesLeft: left },
      sessions: await sessionsOf(manager, account.id, digest(token)),
    };
  }

  /** A new password; every other session of the account ends. */
  async changePassword(token: string, password: string, newPassword: string, correlationId: string): Promise<OpenedSession> {
    const account = await this.signedIn(token);
    await this.requirePassword(account, password, correlationId);
    requireGoodPassword(newPassword, account.account, 'newPassword');
    if (newPassword === password) refuse(400, 'PASSWORD_REFUSED', '新密码不能与原密码相同。', 'The new password is the old one.', { fields: [{ field: 'newPassword', code: 'PASSWORD_SAME', message: { zh: '新密码不能与原密码相同。', en: 'The new password is the old one.' } }] });
    const passwordHash = await hash(newPassword, passwordHashing);
    return inTransaction(this.dataSource, async (manager) => {
      await manager.query('update account set password_hash = $2 where id = $1', [account.id, passwordHash]);
      await manager.query('delete from sign_in_ticket where account_id = $1', [account.id]);
      await manager.query('update invitation set withdrawn_at = now() where account_id = $1 and used_at is null and withdrawn_at is null', [account.id]);
      await record(manager, account, 'account.password-changed', correlationId);
      return this.alone(manager, account, token);
    });
  }

  async beginSecondFactor(token: string, password: string, correlationId: string): Promise<AuthenticatorSecret> {
    const account = await this.signedIn(token);
    await this.requirePassword(account, password, correlationId);
    return inTransaction(this.dataSource, (manager) => this.secondFactors.begin(manager, account));
  }

  async confirmSecondFactor(token: string, code: string, correlationId: string): Promise<OpenedSession & { recoveryCodes: string[] }> {
    const account = await this.signedIn(token);
    // Counted as at the sign-in: who has the session alone must not find the code, whose answer shows the recovery codes.
    if (await countTry(this.dataSource, { id: account.id }) === null) return codeWrong();
    return inTransaction(this.dataSource, async (manager) => {
      const recoveryCodes = await this.secondFactors.confirm(manager, account.id, code);
      await takeBackTry(manager, account.id);
      await record(manager, account, 'account.second-factor-set', correlationId);
      return { ...await this.alone(manager, account, token), recoveryCodes };
    });
  }

  async removeSecondFactor(token: string, password: string, correlationId: string): Promise<OpenedSession> {
    const account = await this.signedIn(token);
    if (this.secondFactors.isRequiredOf(account.grants.map((grant) => grant.role))) refuse(409, 'SECOND_FACTOR_REQUIRED', '您的岗位必须使用二次验证，不能取消；可以更换。', 'Your role needs a second factor: it can be changed, not removed.');
    await this.requirePassword(account, password, correlationId);
    return inTransaction(this.dataSource, async (manager) => {
      await this.secondFactors.remove(manager, account.id);
      await record(manager, account, 'account.second-factor-removed', correlationId);
      return changeToken(manager, token, account);
    });
  }

  async endSession(token: string, id: string, correlationId: string): Promise<void> {
    const account = await this.signedIn(token);
    await inTransaction(this.dataSource, async (manager) => {
      const [[ended]]: [{ id: string }[], number] = await manager.query('delete from session where account_id = $1 and id = $2 returning id', [account.id, id]);
      if (ended !== undefined) await record(manager, account, 'session.ended', correlationId);
    });
  }

  /** This session goes on under a new token; all others of the account end. */
  private async alone(manager: EntityManager, account: Account, token: string): Promise<OpenedSession> {
    await manager.query('delete from session where account_id = $1 and token_hash <> $2', [account.id, digest(token)]);
    return changeToken(manager, token, account);
  }

  private async signedIn(token: string): Promise<Account> {
    return await this.sessions.accountOf(token) ?? refuse(401, 'NOT_SIGNED_IN', '请先登录。', 'Sign in first.');
  }

  /** A stolen session guesses no faster than a stranger: tries are counted as at the sign-in. */
  private async requirePassword(account: Account, password: string, correlationId: string): Promise<void> {
    if (await this.sessions.verified({ id: account.id }, password) === null) {
      await AuditTrail.append(this.dataSource.manager, { actor: actorOf(account), action: 'account.password-refused', subject: { kind: 'account', id: account.id }, result: 'refused', correlationId });
      refuse(400, 'PASSWORD_WRONG', '当前密码不正确；连续输错十次将锁定十五分钟。', 'The current password is wrong; ten failures lock the account for fifteen minutes.', { fields: [{ field: 'password', code: 'PASSWORD_WRONG', message: { zh: '当前密码不正确', en: 'The current password is wrong' } }] });
    }
    await takeBackTry(this.dataSource.manager, account.id);
  }
}
