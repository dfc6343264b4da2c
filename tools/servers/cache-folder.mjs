import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const isRoot = process.getuid?.() === 0;

/**
 * Where unpacked servers are kept between runs. As root the servers run under another user, so the folder must be one that
 * user can reach: home folders are not.
 */
export function cacheFolder() {
  const folder = process.env.JIEDUI_CACHE ?? (isRoot ? '/var/cache/jiedui' : path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'jiedui'));
  mkdirSync(folder, { recursive: true });
  return folder;
}
