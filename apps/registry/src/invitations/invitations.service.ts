import { Injectable } from '@nestjs/common';
import { hash } from '@node-rs/argon2';
import { DataSource, type EntityManager } from 'typeorm';
import { type InvitationKind, type invitationCodes, type invitations as operations, type InvitationView, notFound, refuse, type ReplyOf, type RequestOf, type Role } from '@jiedui/contracts';
import { inTransaction, newId } from '@jiedui/persistence';
import { AuditTrail } from '@jiedui/protection';
import { containing, pageOfRows } from '../accounts/account-pages.js';
import { digest, newSecret } from '../accounts/one-time-secret.js';
import { requireGoodPassword } from '../accounts/password-rules.js';
import { passwordHashing } from '../accounts/sample-accounts.js';
import { SecondFactors } from '../sessions/second-factors.js';
import { invitationSelect, invitationStateSql, invitationView, type InvitationRow } from './invitation-rows.js';

type Operations = typeof operations;
type Codes = typeof invitationCodes;

const LASTS_HOURS = 72;

interface OpenLink { id: string; kind: InvitationKind; expires_at: Date; account_id: string; account: string; display_name: string; organisation_name: string | null; roles: Role[] }

/** One-time links: the first password of an invited person, a new one for whoever lost it. Only the code's SHA-256 is stored. */
@Injectable()
export class InvitationsService {
  constructor(private readonly dataSource: DataSource, private readonly secondFactors: SecondFactors) {}

  async list(request: RequestOf<Operations['list']>): Promise<ReplyOf<Operations['list']>> {
    const values: unknown[] = [], add = (value: unknown): string => `$${values.push(value)}`, where: string[] = [];
    if (request.search !== undefined && request.search.trim() !== '') {
      const at = add(containing(request.search.trim()));
      where.push(`(a.account ilike ${at} or a.display_name ilike ${at} or a.organisation_name ilike ${at})`);
    }
    if (request.state !== undefined) where.push(`${invitationStateSql} = ${add(request.state)}`);
    // Ids are of UUIDv7: their order is that of making.
    const { rows, ...page } = await pageOfRows<InvitationRow>(this.dataSource, { select: invitationSelect, from: 'invitation i join account a on a.id = i.account_id', where, values, order: 'i.id::text', id: 'i.id', descending: true }, request, (row) => row.id);
    return { ...page, items: rows.map(invitationView) };
  }

  async withdraw(id: string): Promise<InvitationView> {
    return inTransaction(this.dataSource, async (manager) => {
      const [[open]]: [{ id: string }[], number] = await manager.query('update invitation set withdrawn_at = now() where id = $1 and used_at is null and withdrawn_at is null returning id', [id]);
      const [row]: InvitationRow[] = await manager.query(`${invitationSelect} where i.id = $1`, [id]);
      if (row === undefined) return notFound();
      if (open === undefined) refuse(409, 'LINK_ENDED', '这个链接已使用或已撤回。', 'This link was used or withdrawn.');
      return invitationView(row);
    });
  }

  /** A new link of 72 hours; an earlier open one of the same account ends. The code is in this answer and nowhere else. */
  async link(account: string, createdBy: string): Promise<{ code: string; kind: InvitationKind; expiresAt: string }> {
    return inTransaction(this.dataSource, (manager) => makeLink(manager, account, createdBy));
  }

  async look(code: string): Promise<ReplyOf<Codes['look']>> {
    const link = await this.openLink(this.dataSource.manager, code, '');
    return {
      kind: link.kind, account: link.account, displayName: link.display_name, organisationName: link.organisation_name, roles: link.roles,
      isSecondFactorRequired: this.secondFactors.isRequiredOf(link.roles), expiresAt: link.expires_at.toISOString(),
    };
  }

  /** Sets the password and uses the link up; sessions opened with the old password end, and a lock with them. */
  async accept(code: string, password: string, correlationId: string): Promise<ReplyOf<Codes['accept']>> {
    const { account } = await this.openLink(this.dataSource.manager, code, '');
    requireGoodPassword(password, account);
    // Hashed outside the transaction: it takes a core for a while.
    const passwordHash = await hash(password, passwordHashing);
    return inTransaction(this.dataSource, async (manager) => {
      const link = await this.openLink(manager, code, 'for update of i');
      await manager.query('update invitation set used_at = now() where id = $1', [link.id]);
      await manager.query('update account set password_hash = $2, failed_sign_ins = 0, locked_until = null where id = $1', [link.account_id, passwordHash]);
      await manager.query('delete from session where account_id = $1', [link.account_id]);
      await manager.query('delete from sign_in_ticket where account_id = $1', [link.account_id]);
      await AuditTrail.append(manager, { actor: { kind: 'person', id: link.account_id }, action: link.kind === 'reset' ? 'account.password-reset' : 'account.invitation-accepted', subject: { kind: 'account', id: link.account_id }, correlationId });
      return { account: link.account };
    });
  }

  /** One answer for every link that cannot be used, so that nothing is learnt by trying. */
  private async openLink(manager: EntityManager, code: string, lock: string): Promise<OpenLink> {
    const [link]: OpenLink[] = await manager.query(
      `select i.id, i.kind, i.expires_at, i.account_id, a.account, a.display_name, a.organisation_name, array(select distinct g.role from role_grant g where g.account_id = a.id) as roles
        from invitation i join account a on a.id = i.account_id
        where i.code_hash = $1 and i.used_at is null and i.withdrawn_at is null and i.expires_at > now() and not a.disabled ${lock}`, [digest(code)]);
    return link ?? refuse(404, 'LINK_NOT_VALID', '这个链接无效、已用过或已过期。请向发给您链接的管理员索取新的链接。', 'This link is not valid, was used, or has run out. Ask the administrator who gave it to you for a new one.');
  }
}

/** See {@link InvitationsService.link}; within a transaction of the caller. */
export async function makeLink(manager: EntityManager, account: string, createdBy: string): Promise<{ code: string; kind: InvitationKind; expiresAt: string }> {
  const [held]: { disabled: boolean; has_password: boolean }[] = await manager.query('select disabled, password_hash is not null as has_password from account where id = $1 for update', [account]);
  if (held === undefined) return notFound();
  if (held.disabled) refuse(409, 'ACCOUNT_DISABLED', '账号已停用，请先启用。', 'The account is disabled; enable it first.');
  await manager.query('update invitation set withdrawn_at = now() where account_id = $1 and used_at is null and withdrawn_at is null', [account]);
  const code = newSecret(), kind = held.has_password ? 'reset' : 'invitation';
  const [{ expires_at: expiresAt }]: [{ expires_at: Date }] = await manager.query(
    `insert into invitation (id, kind, code_hash, account_id, created_by, expires_at) values ($1, $2, $3, $4, $5, now() + interval '${LASTS_HOURS} hours') returning expires_at`, [newId(), kind, digest(code), account, createdBy]);
  return { code, kind, expiresAt: expiresAt.toISOString() };
}
