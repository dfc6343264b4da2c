import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuthenticatorSecret, refuse, type Role } from '@jiedui/contracts';
import { Protection } from '@jiedui/protection';
import { isStaffRole } from '../accounts/grant-rules.js';
import { digest } from '../accounts/one-time-secret.js';
import { authenticatorUri, newAuthenticatorSecret, newRecoveryCodes, plainRecoveryCode, stepOfCode } from './authenticator.js';

/** How long a secret that was shown waits for its first code. */
const PENDING_MINUTES = 10;

/** Whether staff must have a second factor: always in production, else as `JIEDUI_SECOND_FACTOR` says (`required` or `offered`). */
export function secondFactorIsRequired(mode: string | undefined, setting: string | undefined): boolean {
  if (setting !== undefined && setting !== '' && setting !== 'required' && setting !== 'offered') throw new Error(`JIEDUI_SECOND_FACTOR is ${setting}; it is required or offered`);
  if (mode === 'production' && setting === 'offered') throw new Error('JIEDUI_SECOND_FACTOR=offered is not for production: staff sign in with two factors there');
  return mode === 'production' || setting === 'required';
}

/** Authenticators and recovery codes of accounts (reliability D11). The secret is sealed to its account; each code is good once. */
@Injectable()
export class SecondFactors {
  private readonly isRequired = secondFactorIsRequired(process.env['JIEDUI_MODE'], process.env['JIEDUI_SECOND_FACTOR']);

  constructor(private readonly protection: Protection) {}

  /** Whether somebody of these roles has to have one. */
  isRequiredOf(roles: readonly Role[]): boolean { return this.isRequired && roles.some(isStaffRole); }

  /** Shows a new secret; it counts once its first code came, and replaces what was there before only then. */
  async begin(manager: EntityManager, account: { readonly id: string; readonly account: string }): Promise<AuthenticatorSecret> {
    const secret = newAuthenticatorSecret();
    await manager.query(`update account set second_factor_pending = $2, pending_until = now() + interval '${PENDING_MINUTES} minutes' where id = $1`, [account.id, this.protection.seal({ secret }, placeOf(account.id))]);
    return { secret, uri: authenticatorUri(secret, account.account) };
  }

  /** Takes the shown secret into use when the code is its own; gives the recovery codes, which are shown this once. */
  async confirm(manager: EntityManager, id: string, code: string): Promise<string[]> {
    const [row]: { pending: Buffer | null }[] = await manager.query('select case when pending_until > now() then second_factor_pending end as pending from account where id = $1 for update', [id]);
    if (row === undefined || row.pending === null) return refuse(409, 'SECOND_FACTOR_NOT_BEGUN', '设置已超时，请重新开始。', 'The set-up has run out; begin again.');
    const step = stepOfCode(this.secretOf(row.pending, id), code);
    if (step === null) return codeWrong();
    const codes = newRecoveryCodes();
    await manager.query('update account set second_factor = second_factor_pending, second_factor_step = $2, second_factor_pending = null, pending_until = null where id = $1', [id, step]);
    await manager.query('delete from recovery_code where account_id = $1', [id]);
    for (const one of codes) await manager.query('insert into recovery_code (account_id, code_hash) values ($1, $2)', [id, hashOf(id, one)]);
    return codes;
  }

  async remove(manager: EntityManager, id: string): Promise<void> {
    await manager.query('update account set second_factor = null, second_factor_step = null, second_factor_pending = null, pending_until = null where id = $1', [id]);
    await manager.query('delete from recovery_code where account_id = $1', [id]);
  }

  /** Whether a code of the authenticator or a recovery code is right and was not used before; uses it up. */
  async use(manager: EntityManager, id: string, code: string): Promise<boolean> {
    const [row]: { second_factor: Buffer | null }[] = await manager.query('select second_factor from account where id = $1', [id]);
    if (row === undefined || row.second_factor === null) return false;
    const step = stepOfCode(this.secretOf(row.second_factor, id), code);
    if (step !== null) {
      const [[used]]: [{ id: string }[], number] = await manager.query('update account set second_factor_step = $2 where id = $1 and (second_factor_step is null or second_factor_step < $2) returning id', [id, step]);
      return used !== undefined;
    }
    const [[used]]: [{ account_id: string }[], number] = await manager.query('update recovery_code set used_at = now() where account_id = $1 and code_hash = $2 and used_at is null returning account_id', [id, hashOf(id, code)]);
    return used !== undefined;
  }

  private secretOf(sealed: Buffer, id: string): string { return this.protection.open(sealed, placeOf(id))['secret'] ?? ''; }
}

const placeOf = (id: string): string => `account.second_factor|${id}`;
const hashOf = (id: string, code: string): string => digest(`${id}\n${plainRecoveryCode(code)}`);

/** Refuses a code of a secret that is being set up. */
export function codeWrong(): never {
  return refuse(400, 'CODE_WRONG', '验证码不正确。请核对手机时间是否准确，并输入最新的六位数字。', 'The code is wrong. Check that the phone\'s clock is right and enter the newest six digits.', { fields: [{ field: 'code', code: 'CODE_WRONG', message: { zh: '验证码不正确', en: 'The code is wrong' } }] });
}
