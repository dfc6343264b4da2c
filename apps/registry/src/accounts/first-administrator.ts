import type { DataSource } from 'typeorm';
import { inTransaction, newId } from '@jiedui/persistence';
import { AuditTrail } from '@jiedui/protection';
import { makeLink } from '../invitations/invitations.service.js';

/**
 * The link of the first security administrator, for a new installation: an account of this name with that role, and a link of 72 hours. Null when
 * somebody can sign in with the role already: from then on people are invited in the console. Only who has the registry's database can ask.
 */
export async function inviteFirstAdministrator(dataSource: DataSource, account: string): Promise<{ account: string; code: string; expiresAt: string } | null> {
  return inTransaction(dataSource, async (manager) => {
    await manager.query(`select pg_advisory_xact_lock(hashtext('account-administration'))`);
    const [{ able }]: [{ able: number }] = await manager.query(`select count(*)::int as able from account a where not a.disabled and (a.password_hash is not null or a.provider_subject is not null)
      and exists (select from role_grant g where g.account_id = a.id and g.role = 'security-administrator')`);
    if (able > 0) return null;
    const [known]: { id: string; is_open: boolean }[] = await manager.query(`select id, not disabled and password_hash is null and provider_subject is null as is_open from account where account = $1`, [account]);
    if (known !== undefined && !known.is_open) throw new Error(`there is an account ${account} of somebody else: give another name`);
    const id = known?.id ?? newId();
    if (known === undefined) {
      await manager.query('insert into account (id, account, display_name) values ($1, $2, $3)', [id, account, '安全管理员']);
      await manager.query(`insert into role_grant (id, account_id, role) values ($1, $2, 'security-administrator')`, [newId(), id]);
    } else {
      const grants: { role: string }[] = await manager.query('select role from role_grant where account_id = $1', [id]);
      if (grants.length !== 1 || grants[0]?.role !== 'security-administrator') throw new Error(`there is an account ${account} with other roles: give another name`);
    }
    await AuditTrail.append(manager, { actor: { kind: 'service', id: 'registry' }, action: 'account.first-administrator-invited', subject: { kind: 'account', id } });
    const { code, expiresAt } = await makeLink(manager, id, '安装程序');
    return { account, code, expiresAt };
  });
}
