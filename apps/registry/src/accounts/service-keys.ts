import { readFile, stat } from 'node:fs/promises';
import { describeKeys, type IdentityFile } from '@jiedui/access';
import type { ServiceKeyView } from '@jiedui/contracts';

/** The public keys this service knows everybody by. They are made together, so the file's time is that of all of them. */
export async function serviceKeys(): Promise<ServiceKeyView[]> {
  const file = process.env['JIEDUI_IDENTITY_FILE'];
  if (file === undefined) return [];
  const identity = JSON.parse(await readFile(file, 'utf8')) as IdentityFile, madeAt = (await stat(file)).mtime.toISOString();
  return (await describeKeys(identity)).map((key) => ({ ...key, madeAt }));
}
