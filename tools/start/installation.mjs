import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { services } from './services.mjs';

/** Keys and passwords of an installation, made once, mode 600, under `folder`. Returns what each process needs. */
export async function prepareSecrets(folder, anchors = path.join(path.dirname(folder), 'anchors')) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const { generateIdentities } = await import('@jiedui/access');
  const { generateKeyEncryption, generateProtectionKeys } = await import('@jiedui/protection');
  const names = ['gateway', ...services.map((service) => service.name)];
  const identity = (name) => path.join(folder, `identity-${name}.json`);
  // Every file holds everybody's public keys, so they are made together: also when a service was added.
  if (names.some((name) => !existsSync(identity(name)) || JSON.parse(readFileSync(identity(name), 'utf8')).natsSeed === undefined)) for (const file of await generateIdentities(names)) write(identity(file.name), file);
  rememberPublicKeys(path.join(anchors, 'public-keys.json'), JSON.parse(readFileSync(identity(names[0]), 'utf8')).publicJwks);
  const protection = path.join(folder, 'protection.json');
  if (!existsSync(protection)) write(protection, generateProtectionKeys(process.env.JIEDUI_CIPHER_SUITE === 'sm' ? 'sm' : 'international'));
  // A file from before persons had keys of their own gets what wraps them.
  const held = JSON.parse(readFileSync(protection, 'utf8'));
  if (held.keyEncryption === undefined) write(protection, { ...held, keyEncryption: generateKeyEncryption() });
  const database = path.join(folder, 'database-roles.json');
  const known = existsSync(database) ? JSON.parse(readFileSync(database, 'utf8')) : {};
  const databaseRoles = Object.fromEntries(services.map(({ name }) => [name, known[name] ?? { rw: randomBytes(18).toString('hex'), ro: randomBytes(18).toString('hex') }]));
  write(database, databaseRoles);
  const { natsPublicKeys } = JSON.parse(readFileSync(identity('gateway'), 'utf8'));
  // For a broker of one's own: what its configuration includes (docs/operations.md).
  const { natsAuthorization } = await import('@jiedui/messaging');
  writeFileSync(path.join(folder, 'nats-authorization.conf'), natsAuthorization(natsPublicKeys), { mode: 0o600 });
  return { identity, protection, databaseRoles, natsPublicKeys, anchors };
}

/** Whoever verifies the audit trail needs the public keys, of every generation there has been, and nothing else of the secrets. */
function rememberPublicKeys(file, publicJwks) {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o750 });
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  if (!known.some((generation) => JSON.stringify(generation) === JSON.stringify(publicJwks))) writeFileSync(file, JSON.stringify([...known, publicJwks]), { mode: 0o640 });
}

function write(file, value) { writeFileSync(file, JSON.stringify(value), { mode: 0o600 }); }

/** Makes schemas and roles and runs every service's migrations. */
export async function migrate(databaseUrl, databaseRoles, onSchema) {
  const { prepareDatabase } = await import('@jiedui/persistence');
  const plans = [];
  for (const { name, folder } of services) {
    const { migrations } = await import(`../../apps/${folder}/dist/migrations/index.js`);
    plans.push({ service: name, rwPassword: databaseRoles[name].rw, roPassword: databaseRoles[name].ro, migrations });
  }
  await prepareDatabase(databaseUrl, plans, onSchema);
}

/** A service role's own URL to the database. */
export function roleUrl(databaseUrl, name, password) {
  const url = new URL(databaseUrl);
  url.username = `jiedui_${name}_rw`;
  url.password = password;
  return url.href;
}
