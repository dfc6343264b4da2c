import type { EntityManager } from 'typeorm';
import type { InvitationKind, InvitationState, InvitationView, Role } from '@jiedui/contracts';

/** Reading one-time links. */
export interface InvitationRow {
  id: string; kind: InvitationKind; account_id: string; account: string; display_name: string; organisation_name: string | null; roles: Role[]; state: InvitationState;
  created_by: string; created_at: Date; expires_at: Date; used_at: Date | null;
}

/** Where a link stands, in SQL over alias `i`. */
export const invitationStateSql = `case when i.used_at is not null then 'used' when i.withdrawn_at is not null then 'withdrawn' when i.expires_at <= now() then 'expired' else 'open' end`;

export const invitationSelect = `select i.id, i.kind, i.account_id, a.account, a.display_name, a.organisation_name, i.created_by, i.created_at, i.expires_at, i.used_at, ${invitationStateSql} as state,
  coalesce((select array_agg(distinct g.role order by g.role) from role_grant g where g.account_id = a.id), '{}') as roles from invitation i join account a on a.id = i.account_id`;

export function invitationView(row: InvitationRow): InvitationView {
  return {
    id: row.id, kind: row.kind, accountId: row.account_id, account: row.account, displayName: row.display_name, organisationName: row.organisation_name, roles: row.roles, state: row.state,
    createdBy: row.created_by, createdAt: row.created_at.toISOString(), expiresAt: row.expires_at.toISOString(), usedAt: row.used_at?.toISOString() ?? null,
  };
}

/** The link of an account that can still be used; null when there is none. */
export async function openInvitationOf(manager: EntityManager, account: string): Promise<InvitationView | null> {
  const [row]: InvitationRow[] = await manager.query(`${invitationSelect} where i.account_id = $1 and i.used_at is null and i.withdrawn_at is null and i.expires_at > now()`, [account]);
  return row === undefined ? null : invitationView(row);
}
