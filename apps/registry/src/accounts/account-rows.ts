import type { EntityManager } from 'typeorm';
import { type AccountDetail, type AccountView, AccountState, notFound, type Role, type RoleGrant, type SessionView } from '@jiedui/contracts';
import { regionFullName } from '@jiedui/reference-data';
import { openInvitationOf } from '../invitations/invitation-rows.js';

/** Reading accounts for the administrator's pages. */
export interface AccountRow {
  id: string; account: string; display_name: string; organisation_name: string | null; sample: boolean; state: AccountState; has_second_factor: boolean;
  last_sign_in: Date | null; created_at: Date; locked_until: Date | null; version: number; is_linked: boolean; roles: Role[];
}

/** What an account is, in SQL over alias `a`. */
export const stateSql = `case when a.disabled then 'disabled' when a.password_hash is null and a.provider_subject is null then 'invited' when a.locked_until > now() then 'locked' else 'active' end`;

export const accountColumns = `a.id, a.account, a.display_name, a.organisation_name, a.sample, ${stateSql} as state, a.second_factor is not null as has_second_factor,
  a.last_sign_in, a.created_at, a.locked_until, a.version, a.provider_subject is not null as is_linked,
  coalesce((select array_agg(distinct g.role order by g.role) from role_grant g where g.account_id = a.id), '{}') as roles`;

export function viewOf(row: AccountRow): AccountView {
  return {
    id: row.id, account: row.account, displayName: row.display_name, organisationName: row.organisation_name, roles: row.roles, state: row.state,
    hasSecondFactor: row.has_second_factor, sample: row.sample, lastSignIn: row.last_sign_in?.toISOString() ?? null, version: row.version,
  };
}

/** An account whole; 404 when there is none. */
export async function detailOf(manager: EntityManager, id: string): Promise<AccountDetail> {
  const [row]: AccountRow[] = await manager.query(`select ${accountColumns} from account a where a.id = $1`, [id]);
  if (row === undefined) return notFound();
  return {
    ...viewOf(row), createdAt: row.created_at.toISOString(), lockedUntil: row.state === 'locked' ? row.locked_until?.toISOString() ?? null : null, isProviderLinked: row.is_linked,
    grants: (await grantsOf(manager, id)).map((grant) => ({ ...grant, regionName: grant.region === null ? null : regionFullName(grant.region) })),
    sessions: await sessionsOf(manager, id, null), invitation: await openInvitationOf(manager, id),
  };
}

export async function grantsOf(manager: EntityManager, id: string): Promise<RoleGrant[]> {
  return manager.query('select role, programme, region, organisation from role_grant where account_id = $1 order by role, programme, region, organisation', [id]);
}

/** How long a session lives without a request, in minutes, as SQL. */
export const IDLE = `interval '30 minutes'`;

/** The live sessions of a person, newest first; `current` is the digest of the asker's own token. */
export async function sessionsOf(manager: EntityManager, id: string, current: string | null): Promise<SessionView[]> {
  const rows: { id: string; token_hash: string; created_at: Date; used_at: Date; expires_at: Date }[] = await manager.query(
    `select id, token_hash, created_at, used_at, expires_at from session where account_id = $1 and expires_at > now() and used_at > now() - ${IDLE} order by created_at desc limit 100`, [id]);
  return rows.map((row) => ({ id: row.id, createdAt: row.created_at.toISOString(), usedAt: row.used_at.toISOString(), expiresAt: row.expires_at.toISOString(), isCurrent: row.token_hash === current }));
}
