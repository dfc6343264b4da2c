import { randomBytes } from 'node:crypto';
import { chown, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { KeyEncryptionKeys, KEYS_REREAD_MS, loadProtection } from '@jiedui/protection';
import { parseArguments } from '../arguments.js';
import { Refusal } from '../refusal.js';
import { adoptPersons, rewrapKeys, wrappedUnder } from './rewrap-keys.js';

/** How long after a rotation its old version may go: until then somebody may still be writing under it. */
const SETTLED_MS = 600_000;

const File = z.looseObject({ keyEncryption: KeyEncryptionKeys.optional() });
type File = z.infer<typeof File>;

/**
 * `jiedui keys rotate`: adds a version of the key-encryption key and wraps every person's key under it, while the services run. `jiedui keys drop`:
 * takes a version that wraps nothing any more out of the file.
 *
 * @returns 0 when it is done.
 * @throws Refusal for a wrong call, or a version that is still needed.
 */
export async function runKeys(args: readonly string[]): Promise<number> {
  const { words, options } = parseArguments(args, ['protection', 'database', 'version']);
  const path = options.get('protection') ?? process.env['JIEDUI_PROTECTION_FILE'], url = options.get('database') ?? process.env['DATABASE_URL'], version = Number(options.get('version'));
  const [verb] = words;
  if (words.length !== 1 || (verb !== 'rotate' && verb !== 'drop') || path === undefined || url === undefined || (verb === 'drop') !== Number.isInteger(version)) {
    throw new Refusal('用法：jiedui keys rotate --protection 文件 --database URL；jiedui keys drop --version 版本 --protection 文件 --database URL', 'usage: jiedui keys rotate --protection FILE --database URL; jiedui keys drop --version N --protection FILE --database URL');
  }
  const file = File.parse(JSON.parse(await readFile(path, 'utf8')));
  const client = new pg.Client({ connectionString: url });
  await client.connect().catch((error: unknown) => { throw new Refusal(`无法连接数据库：${String(error)}`, `The database cannot be reached: ${String(error)}`); });
  try {
    await client.query(`select set_config('search_path', 'employment', false), set_config('jiedui.reach', '*', false)`);
    if (verb === 'drop') await drop(client, path, file, version);
    else await rotate(client, path, file);
    return 0;
  } finally {
    await client.end();
  }
}

async function rotate(client: pg.Client, path: string, file: File): Promise<void> {
  const known = file.keyEncryption?.keys ?? {}, current = Math.max(0, ...Object.keys(known).map(Number)) + 1;
  await replaceFile(path, { ...file, keyEncryption: { current, keys: { ...known, [current]: randomBytes(32).toString('base64') }, changedAt: new Date().toISOString() } });
  process.stdout.write(`密钥版本 ${current} 已写入 / version ${current} is in ${path}\n`);
  // Running services look at the file again within this time, and wrap under the old version until then.
  await wait(2 * KEYS_REREAD_MS);
  const protection = await loadProtection(path);
  const adopted = await adoptPersons(client, protection), rewrapped = await rewrapKeys(client, protection, current);
  process.stdout.write(`${rewrapped} 个个人密钥已改用版本 ${current}，${adopted} 人新配密钥 / ${rewrapped} persons' keys wrapped under version ${current}, ${adopted} persons given a key of their own\n`);
}

async function drop(client: pg.Client, path: string, file: File, version: number): Promise<void> {
  const held = file.keyEncryption;
  if (held?.keys[version] === undefined) throw new Refusal(`文件中没有版本 ${version}。`, `The file has no version ${version}.`);
  if (held.current === version) throw new Refusal('当前版本不能停用，请先 jiedui keys rotate。', 'The current version cannot go; jiedui keys rotate comes first.');
  if (held.changedAt !== undefined && Date.now() - Date.parse(held.changedAt) < SETTLED_MS) throw new Refusal('轮换后不足 10 分钟，请稍后再停用旧版本。', 'The rotation is less than ten minutes old; drop the old version later.');
  const needed = await wrappedUnder(client, version);
  if (needed > 0) throw new Refusal(`还有 ${needed} 个个人密钥使用版本 ${version}，不能停用；请再运行 jiedui keys rotate。`, `${needed} persons' keys are still wrapped under version ${version}; run jiedui keys rotate again.`);
  await replaceFile(path, { ...file, keyEncryption: { ...held, keys: Object.fromEntries(Object.entries(held.keys).filter(([one]) => Number(one) !== version)) } });
  process.stdout.write(`版本 ${version} 已停用 / version ${version} is gone from ${path}\n`);
}

/** Puts the new content in place at once, with the old file's owner and mode: a reader meets the old file or the new one. */
async function replaceFile(path: string, content: File): Promise<void> {
  const { mode, uid, gid } = await stat(path), next = `${path}.next`;
  await writeFile(next, JSON.stringify(content), { mode: mode & 0o777, flush: true });
  await chown(next, uid, gid);
  await rename(next, path);
}
