import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { migrate, prepareSecrets, roleUrl } from '../tools/start/installation.mjs';
import { sampleAccounts } from '../tools/start/sample-accounts.mjs';
import { services } from '../tools/start/services.mjs';
import { main, say } from '../tools/say.mjs';

/**
 * Prepares an installation of containers: keys once, schemas, roles and migrations each time, and for every service a folder
 * of its own with nothing but what that service may know. Safe to run again. Environment: JIEDUI_FOLDER (default /jiedui),
 * JIEDUI_SECRETS (default /run/secrets), JIEDUI_MODE, and hosts and ports of the three servers.
 */
main(async () => {
  const { JIEDUI_FOLDER: folder = '/jiedui', JIEDUI_SECRETS: given = '/run/secrets', JIEDUI_MODE: mode = 'sample' } = process.env;
  const { POSTGRES_ADDRESS: postgres = 'postgres:5432', NATS_ADDRESS: nats = 'nats:4222', REDIS_ADDRESS: redis = 'redis:6379' } = process.env;
  const password = (name) => encodeURIComponent(readFileSync(path.join(given, `${name}-password`), 'utf8').trim());
  const installation = path.join(folder, 'installation');
  const databaseUrl = `postgres://jiedui:${password('postgres')}@${postgres}/jiedui`;
  const shared = { NATS_URL: `nats://${nats}`, REDIS_URL: `redis://:${password('redis')}@${redis}` };

  const secrets = await prepareSecrets(path.join(installation, 'secrets'));
  // The broker starts after this: who may say and hear what is made of the declarations.
  const { natsAuthorization } = await import('@jiedui/messaging');
  mkdirSync(path.join(folder, 'nats-users'), { recursive: true });
  writeFileSync(path.join(folder, 'nats-users', 'authorization.conf'), natsAuthorization(secrets.natsPublicKeys, { user: 'jiedui', password: readFileSync(path.join(given, 'nats-password'), 'utf8').trim() }), { mode: 0o644 });
  await migrate(databaseUrl, secrets.databaseRoles, (schema, applied) => say(`${schema}: ${applied} migrations`));
  const accounts = mode === 'production' ? null : await sampleAccounts(installation);

  for (const name of ['gateway', ...services.map((service) => service.name)]) {
    const own = path.join(folder, name);
    mkdirSync(own, { recursive: true, mode: 0o700 });
    copyFileSync(secrets.identity(name), path.join(own, 'identity.json'));
    copyFileSync(secrets.protection, path.join(own, 'protection.json'));
    const database = name === 'gateway' ? {} : { DATABASE_URL: roleUrl(databaseUrl, name, secrets.databaseRoles[name].rw) };
    writeFileSync(path.join(own, 'urls.json'), JSON.stringify({ ...shared, ...database }), { mode: 0o600 });
    if (name === 'registry' && accounts !== null) copyFileSync(accounts.file, path.join(own, 'sample-accounts.json'));
  }
  say(accounts === null ? 'prepared, production mode: no sample accounts' : `prepared; sample accounts and their passwords: ${accounts.readable}`);
});
