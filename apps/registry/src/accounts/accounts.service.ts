import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { hash } from '@node-rs/argon2';
import { DataSource, ILike, In } from 'typeorm';
import { z } from 'zod';
import { Id, type ReplyOf, registry, type RequestOf, RoleGrant } from '@jiedui/contracts';
import { inTransaction, newId } from '@jiedui/persistence';
import { Account } from './account.entity.js';

/** argon2id with the parameters of reliability D11 (OWASP's second choice: 19 MiB, 2 passes, 1 lane). */
export const passwordHashing = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

const SampleAccounts = z.array(z.strictObject({
  account: z.string(), password: z.string().min(12), displayName: z.string(), organisationName: z.string().nullable(), grants: z.array(RoleGrant).min(1),
}));

@Injectable()
export class AccountsService {
  constructor(private readonly dataSource: DataSource) {}

  /** Makes the accounts of the sample file that are not there yet. In production mode any sample account stops the start. */
  async prepareSampleAccounts(mode: string, file: string | undefined): Promise<void> {
    const accounts = this.dataSource.getRepository(Account);
    if (mode === 'production') {
      if (await accounts.countBy({ sample: true, disabled: false }) > 0) throw new Error('sample accounts exist; disable them before production mode');
      return;
    }
    if (file === undefined) return;
    for (const sample of SampleAccounts.parse(JSON.parse(await readFile(file, 'utf8')))) {
      if (await accounts.existsBy({ account: sample.account })) continue;
      const passwordHash = await hash(sample.password, passwordHashing);
      await inTransaction(this.dataSource, (manager) => manager.getRepository(Account).save({
        id: newId(), account: sample.account, passwordHash, displayName: sample.displayName, organisationName: sample.organisationName, sample: true,
        grants: sample.grants.map((grant) => ({ id: newId(), ...grant })),
      }));
    }
  }

  async list(search: string | undefined): Promise<ReplyOf<typeof registry.accounts>> {
    const rows = await this.dataSource.getRepository(Account).find({
      where: search === undefined ? {} : [{ account: ILike(`%${search}%`) }, { displayName: ILike(`%${search}%`) }],
      relations: { grants: true }, order: { account: 'ASC' }, take: 200,
    });
    return {
      items: rows.map((row) => ({
        id: row.id, account: row.account, displayName: row.displayName, organisationName: row.organisationName,
        roles: row.grants.map((grant) => grant.role), disabled: row.disabled, lastSignIn: row.lastSignIn?.toISOString() ?? null,
      })),
    };
  }

  /** Accounts of the ids given, or whose account or display name holds the words. Ids that are no account's are left out. */
  async names({ ids, search }: RequestOf<typeof registry.accountNames>): Promise<ReplyOf<typeof registry.accountNames>> {
    const known = (ids ?? '').split(',').filter((id) => Id.safeParse(id).success).slice(0, 200);
    const where = [...(known.length === 0 ? [] : [{ id: In(known) }]), ...(search === undefined || search === '' ? [] : [{ account: ILike(`%${search}%`) }, { displayName: ILike(`%${search}%`) }])];
    if (where.length === 0) return { items: [] };
    const rows = await this.dataSource.getRepository(Account).find({ where, order: { account: 'ASC' }, take: 200 });
    return { items: rows.map(({ id, account, displayName }) => ({ id, account, displayName })) };
  }
}
