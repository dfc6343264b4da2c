import 'reflect-metadata';
import { createDataSource } from '@jiedui/persistence';
import { inviteFirstAdministrator } from './accounts/first-administrator.js';

/** `node apps/registry/dist/first-administrator.js [account]`: prints the one-time link of the first security administrator, or that there is one. Needs DATABASE_URL of the registry. */
const url = process.env['DATABASE_URL'] ?? '', account = process.argv[2] ?? 'anquan';
if (url === '') throw new Error('DATABASE_URL of the registry is not set');
const dataSource = await createDataSource({ url, schema: 'registry' }).initialize();
try {
  const link = await inviteFirstAdministrator(dataSource, account);
  const home = (process.env['JIEDUI_PUBLIC_URL'] ?? '').replace(/\/$/, '');
  process.stdout.write(link === null ? '' : `First security administrator 首位安全管理员: account 账号 ${link.account}\nOne-time link, good until ${link.expiresAt} 一次性链接，只能用一次:\n${home}/invitation#${link.code}\n`);
} finally {
  await dataSource.destroy();
}
