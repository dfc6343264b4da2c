import { readFile } from 'node:fs/promises';
import { hash } from '@node-rs/argon2';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { RoleGrant } from '@jiedui/contracts';
import { inTransaction, newId } from '@jiedui/persistence';
import { Account } from './account.entity.js';

/** argon2id with the parameters of reliability D11 (OWASP's second choice: 19 MiB, 2 passes, 1 lane). */
export const passwordHashing = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

const SampleAccounts = z.array(z.strictObject({
  account: z.string(), password: z.string().min(12), displayName: z.string(), organisationName: z.string().nullable(), grants: z.array(RoleGrant).min(1),
}));

/** Makes the accounts of the sample file that are not there yet. In production mode any sample account stops the start (abuse A25). */
export async function prepareSampleAccounts(dataSource: DataSource, mode: string, file: string | undefined): Promise<void> {
  const accounts = dataSource.getRepository(Account);
  if (mode === 'production') {
    if (await accounts.countBy({ sample: true, disabled: false }) > 0) throw new Error('sample accounts exist here, and sample data with them: use an empty database, or begin anew with `npm start -- --fresh`, which removes everything in it. 数据库中有样例账号和样例数据：请改用空数据库，或用 npm start -- --fresh 清空后重新开始');
    return;
  }
  if (file === undefined) return;
  for (const sample of SampleAccounts.parse(JSON.parse(await readFile(file, 'utf8')))) {
    if (await accounts.existsBy({ account: sample.account })) continue;
    const passwordHash = await hash(sample.password, passwordHashing);
    await inTransaction(dataSource, async (manager) => {
      // Replicas start together.
      await manager.query(`select pg_advisory_xact_lock(hashtext('sample-accounts'))`);
      if (await manager.getRepository(Account).existsBy({ account: sample.account })) return;
      await manager.getRepository(Account).save({
        id: newId(), account: sample.account, passwordHash, displayName: sample.displayName, organisationName: sample.organisationName, sample: true,
        grants: sample.grants.map((grant) => ({ id: newId(), ...grant })),
      });
    });
  }
}
