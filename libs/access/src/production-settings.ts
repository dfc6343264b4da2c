import { readFile, stat } from 'node:fs/promises';

type Settings = Readonly<Record<string, string | undefined>>;

/** Shortest password of a database role that is let through. */
const PASSWORD_LENGTH = 16;

/** What `JIEDUI_MODE` may say: a word that is nearly `production` must not start without what production asks for. */
const MODES = ['production', 'sample'];

/**
 * What keeps a process from production (abuse A25), one sentence each; empty in sample mode. `process` is `gateway` or a service's name.
 * Looked at: sample accounts, files of keys that others can read, keys of too few different bytes, passwords in addresses, cookies without `Secure`. A mode
 * of another name is a fault by itself.
 */
export async function productionFaults(process: string, env: Settings): Promise<string[]> {
  const mode = env['JIEDUI_MODE'] ?? '';
  if (mode !== '' && !MODES.includes(mode)) return [`JIEDUI_MODE is ${mode}; it is ${MODES.join(' or ')}`];
  if (mode !== 'production') return [];
  const faults: string[] = [];
  if ((env['JIEDUI_SAMPLE_ACCOUNTS_FILE'] ?? '') !== '') faults.push('JIEDUI_SAMPLE_ACCOUNTS_FILE is set: sample accounts are not for production');
  if (process === 'gateway' && env['JIEDUI_SECURE_COOKIES'] !== '1') faults.push('JIEDUI_SECURE_COOKIES is not 1: sessions would travel without TLS; put the gateway behind HTTPS and set it');
  for (const name of ['JIEDUI_IDENTITY_FILE', 'JIEDUI_PROTECTION_FILE', 'JIEDUI_OIDC_CLIENT_SECRET_FILE', 'JIEDUI_SMS_KEY_FILE', 'JIEDUI_WECHAT_SECRET_FILE']) {
    const file = env[name] ?? '';
    if (file !== '' && ((await stat(file)).mode & 0o077) !== 0) faults.push(`${name} can be read by other users: give it mode 600`);
  }
  const protection = env['JIEDUI_PROTECTION_FILE'] ?? '';
  if (process !== 'gateway' && protection !== '') faults.push(...keyFaults(JSON.parse(await readFile(protection, 'utf8'))));
  const database = env['DATABASE_URL'] ?? '';
  if (database !== '') {
    const { username, password } = new URL(database);
    if (password.length < PASSWORD_LENGTH || password === username) faults.push(`the password in DATABASE_URL is shorter than ${PASSWORD_LENGTH} characters or is the role's own name`);
  }
  return faults;
}

/** Stops a start that {@link productionFaults} finds something against, and says all of it. */
export async function requireProductionSettings(process: string, env: Settings): Promise<void> {
  const faults = await productionFaults(process, env);
  if (faults.length > 0) throw new Error(`not started in production mode: ${faults.join('; ')}`);
}

/** Keys that were typed rather than drawn: of 32 random bytes fewer than 20 different ones do not come about. */
function keyFaults(keys: unknown): string[] {
  if (!isRecord(keys)) return ['JIEDUI_PROTECTION_FILE holds no keys'];
  // Those that wrap the persons' own keys stand a level deeper, by version.
  const wrapping = isRecord(keys['keyEncryption']) && isRecord(keys['keyEncryption']['keys']) ? Object.entries(keys['keyEncryption']['keys']).map(([version, key]): [string, unknown] => [`keyEncryption.${version}`, key]) : [];
  const texts = [...Object.entries(keys), ...wrapping].filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const faults = texts.filter(([, text]) => { const bytes = Buffer.from(text, 'base64'); return bytes.length >= 32 && new Set(bytes).size < 20; }).map(([name]) => `the key "${name}" in JIEDUI_PROTECTION_FILE is not random: make keys with the installer`);
  if (new Set(texts.map(([, text]) => text)).size !== texts.length) faults.push('two keys in JIEDUI_PROTECTION_FILE are the same');
  return faults;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> { return typeof value === 'object' && value !== null && !Array.isArray(value); }
