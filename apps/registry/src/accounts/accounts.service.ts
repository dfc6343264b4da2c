import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, ILike, In } from 'typeorm';
import { type AccountDetail, type accounts as operations, Id, notFound, refuse, type registry, type ReplyOf, type RequestOf, Role, type RoleGrant } from '@jiedui/contracts';
import { roleBounds } from '@jiedui/access';
import type { Call } from '@jiedui/messaging';
import { inTransaction, newId, sqlState } from '@jiedui/persistence';
import { AuditTrail } from '@jiedui/protection';
import { divisions } from '@jiedui/reference-data';
import { containing, pageOfRows } from './account-pages.js';
import { accountColumns, type AccountRow, detailOf, grantsOf, stateSql, viewOf } from './account-rows.js';
import { SecondFactors } from '../sessions/second-factors.js';
import { Account } from './account.entity.js';
import { grantFaults, isStaffRole } from './grant-rules.js';

type Operations = typeof operations;
interface Held { id: string; version: number; disabled: boolean; has_second_factor: boolean }

/** People and their roles, by the security administrator's hand. */
@Injectable()
export class AccountsService {
  constructor(private readonly dataSource: DataSource, private readonly secondFactors: SecondFactors) {}

  async list(request: RequestOf<Operations['list']>): Promise<ReplyOf<Operations['list']>> {
    const values: unknown[] = [], add = (value: unknown): string => `$${values.push(value)}`, where: string[] = [];
    if (request.search !== undefined && request.search.trim() !== '') {
      const at = add(containing(request.search.trim()));
      where.push(`(a.account ilike ${at} or a.display_name ilike ${at} or a.organisation_name ilike ${at})`);
    }
    if (request.role !== undefined) where.push(`exists (select from role_grant g where g.account_id = a.id and g.role = ${add(request.role)})`);
    if (request.state !== undefined) where.push(`${stateSql} = ${add(request.state)}`);
    const { rows, ...page } = await pageOfRows<AccountRow>(this.dataSource, { select: `select ${accountColumns} from account a`, from: 'account a', where, values, order: 'a.account', id: 'a.id', descending: false }, request, (row) => row.account);
    return { ...page, items: rows.map(viewOf) };
  }

  /** Accounts of the ids given, or whose account or display name holds the words. Ids that are no account's are left out. */
  async names({ ids, search }: RequestOf<typeof registry.accountNames>): Promise<ReplyOf<typeof registry.accountNames>> {
    const known = (ids ?? '').split(',').filter((id) => Id.safeParse(id).success).slice(0, 200);
    const where = [...(known.length === 0 ? [] : [{ id: In(known) }]), ...(search === undefined || search === '' ? [] : [{ account: ILike(`%${search}%`) }, { displayName: ILike(`%${search}%`) }])];
    if (where.length === 0) return { items: [] };
    const rows = await this.dataSource.getRepository(Account).find({ where, order: { account: 'ASC' }, take: 200 });
    return { items: rows.map(({ id, account, displayName }) => ({ id, account, displayName })) };
  }

  async get(id: string): Promise<AccountDetail> { return detailOf(this.dataSource.manager, id); }

  /** The roles there are and what each is bound by. */
  roles(): ReplyOf<Operations['roles']> {
    return { items: Role.options.filter((role) => role !== 'public' && role !== 'worker').map((role) => ({ role, ...roleBounds(role), isStaff: isStaffRole(role) })) };
  }

  /** A new account, without password: its link is made by `link`. */
  async create(request: RequestOf<Operations['create']>, call: Call): Promise<AccountDetail> {
    return inTransaction(this.dataSource, async (manager) => {
      await this.requireGoodGrants(manager, request.grants);
      const id = newId();
      const [made] = await manager.query('insert into account (id, account, display_name, organisation_name) values ($1, $2, $3, $4) on conflict (account) do nothing returning id', [id, request.account, request.displayName, request.organisationName])
        .catch((error: unknown) => { if (sqlState(error) === '23505') return []; throw error; });
      if (made === undefined) refuse(409, 'ACCOUNT_EXISTS', '已有这个账号名称，请换一个。', 'There is an account of this name; choose another.', { fields: [{ field: 'account', code: 'ACCOUNT_EXISTS', message: { zh: '已有这个账号名称。', en: 'There is an account of this name.' } }] });
      await writeGrants(manager, id, request.grants);
      await recordGrants(manager, id, [], request.grants, call);
      return detailOf(manager, id);
    });
  }

  /** Edits name, organisation and grants. Nobody changes the own grants; the last security administrator stays one. */
  async update(request: RequestOf<Operations['update']>, call: Call): Promise<AccountDetail> {
    return this.changing(request, async (manager, held) => {
      await this.requireGoodGrants(manager, request.grants);
      const before = await grantsOf(manager, held.id);
      const isChanged = grantsKey(before) !== grantsKey(request.grants);
      if (isChanged && held.id === call.actor.id) refuse(409, 'OWN_GRANTS', '不能修改自己的岗位，请由另一位安全管理员办理。', 'Nobody changes the own roles: ask another security administrator.');
      if (!request.grants.some((grant) => grant.role === 'security-administrator')) await requireAnotherSecurityAdministrator(manager, held.id);
      await manager.query('update account set display_name = $2, organisation_name = $3, version = version + 1 where id = $1', [held.id, request.displayName, request.organisationName]);
      if (isChanged) {
        await manager.query('delete from role_grant where account_id = $1', [held.id]);
        await writeGrants(manager, held.id, request.grants);
        await recordGrants(manager, held.id, before, request.grants, call);
        // A session of one factor does not become one of staff: the next sign-in asks for the second.
        if (!held.has_second_factor && this.secondFactors.isRequiredOf(request.grants.map((grant) => grant.role))) await manager.query('delete from session where account_id = $1', [held.id]);
      }
    });
  }

  /** Ends everything the person could still do: sessions, tickets and links go with it. */
  async disable(request: RequestOf<Operations['disable']>, call: Call): Promise<AccountDetail> {
    return this.changing(request, async (manager, held) => {
      if (held.id === call.actor.id) refuse(409, 'OWN_ACCOUNT', '不能停用自己的账号，请由另一位安全管理员办理。', 'Nobody disables the own account: ask another security administrator.');
      await requireAnotherSecurityAdministrator(manager, held.id);
      await manager.query('update account set disabled = true, version = version + 1 where id = $1', [held.id]);
      await manager.query('delete from session where account_id = $1', [held.id]);
      await manager.query('delete from sign_in_ticket where account_id = $1', [held.id]);
      await manager.query('update invitation set withdrawn_at = now() where account_id = $1 and used_at is null and withdrawn_at is null', [held.id]);
    });
  }

  async enable(request: RequestOf<Operations['enable']>): Promise<AccountDetail> {
    return this.changing(request, async (manager, held) => {
      await manager.query('update account set disabled = false, failed_sign_ins = 0, locked_until = null, version = version + 1 where id = $1', [held.id]);
    });
  }

  async unlock(id: string): Promise<AccountDetail> {
    return inTransaction(this.dataSource, async (manager) => {
      await manager.query('update account set failed_sign_ins = 0, locked_until = null where id = $1', [id]);
      return detailOf(manager, id);
    });
  }

  /** Whoever lost the authenticator and the recovery codes signs in with the password and sets up a new one. Ends the sessions. */
  async resetSecondFactor(request: RequestOf<Operations['resetSecondFactor']>, call: Call): Promise<AccountDetail> {
    return this.changing(request, async (manager, held) => {
      if (held.id === call.actor.id) refuse(409, 'OWN_ACCOUNT', '请在“我的账号”中更换自己的二次验证。', 'Change your own second factor on the page of your account.');
      await manager.query('update account set second_factor = null, second_factor_step = null, second_factor_pending = null, pending_until = null, version = version + 1 where id = $1', [held.id]);
      await manager.query('delete from recovery_code where account_id = $1', [held.id]);
      await manager.query('delete from session where account_id = $1', [held.id]);
    });
  }

  async endSessions(request: RequestOf<Operations['endSessions']>): Promise<AccountDetail> {
    return inTransaction(this.dataSource, async (manager) => {
      await manager.query('delete from session where account_id = $1 and ($2::uuid is null or id = $2)', [request.id, request.session ?? null]);
      return detailOf(manager, request.id);
    });
  }

  /** One edit of one account: 404 when it is not there, 412 when somebody else edited it meanwhile. Edits wait for each other, so that two administrators cannot end each other at once. */
  private async changing(request: { readonly id: string; readonly version: number }, work: (manager: EntityManager, held: Held) => Promise<void>): Promise<AccountDetail> {
    return inTransaction(this.dataSource, async (manager) => {
      await manager.query(`select pg_advisory_xact_lock(hashtext('account-administration'))`);
      const [held]: Held[] = await manager.query('select id, version, disabled, second_factor is not null as has_second_factor from account where id = $1 for update', [request.id]);
      if (held === undefined) return notFound();
      if (held.version !== request.version) refuse(412, 'CHANGED_MEANWHILE', '该账号已被他人修改，请刷新后重试。', 'Somebody else changed the account; reload it and try again.');
      await work(manager, held);
      return detailOf(manager, request.id);
    });
  }

  private async requireGoodGrants(manager: EntityManager, grants: readonly RoleGrant[]): Promise<void> {
    const programmes: { code: string }[] = await manager.query('select code from programme');
    const fields = grantFaults(grants, { isProgramme: (code) => programmes.some((one) => one.code === code), isRegion: (code) => divisions().has(code) });
    if (fields.length > 0) refuse(400, 'GRANTS_REFUSED', '岗位或其范围有误，请按提示修改。', 'Roles or their scopes are not right; mend the fields named.', { fields });
  }
}

async function writeGrants(manager: EntityManager, account: string, grants: readonly RoleGrant[]): Promise<void> {
  for (const { role, programme, region, organisation } of grants) await manager.query('insert into role_grant (id, account_id, role, programme, region, organisation) values ($1, $2, $3, $4, $5, $6)', [newId(), account, role, programme, region, organisation]);
}

/** Which roles somebody had and has now, where: what an auditor asks first (reliability D14). */
async function recordGrants(manager: EntityManager, account: string, before: readonly RoleGrant[], after: readonly RoleGrant[], call: Call): Promise<void> {
  await AuditTrail.append(manager, { actor: call.actor, action: 'account.grants-changed', subject: { kind: 'account', id: account }, details: { before, after }, correlationId: call.correlationId });
}

function grantsKey(grants: readonly RoleGrant[]): string {
  return JSON.stringify(grants.map(({ role, programme, region, organisation }) => JSON.stringify([role, programme, region, organisation])).sort());
}

/** Refuses to take the role from the only one who can sign in with it: nobody could give it again. */
async function requireAnotherSecurityAdministrator(manager: EntityManager, id: string): Promise<void> {
  const [{ mine, others }]: [{ mine: number; others: number }] = await manager.query(
    `select (count(*) filter (where a.id = $1))::int as mine, (count(*) filter (where a.id <> $1))::int as others from account a
      where not a.disabled and (a.password_hash is not null or a.provider_subject is not null) and exists (select from role_grant g where g.account_id = a.id and g.role = 'security-administrator')`, [id]);
  if (mine > 0 && others === 0) refuse(409, 'LAST_SECURITY_ADMINISTRATOR', '这是最后一位能登录的安全管理员，不能停用或取消其岗位。请先另设一位。', 'This is the last security administrator who can sign in; make another one first.');
}
