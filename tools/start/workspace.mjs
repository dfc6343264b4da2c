import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { plainSentence, say, Stop } from '../say.mjs';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Runs a program quietly; its output is shown when it fails. */
export function quietly(file, args, { cwd = root, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { output += chunk; });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(output) : reject(Object.assign(new Error(`${path.basename(file)} ${args[0] ?? ''} ended with ${code}`), { output }))));
  });
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) throw new Stop(`Node ${process.versions.node} is too old: install Node 20.19 or newer. Node 版本过低，请安装 20.19 或更新版本。`);
}

function checkDisk() {
  const { bavail, bsize } = statfsSync(root);
  if (bavail * bsize < 1.5e9 && !existsSync(path.join(root, 'node_modules'))) throw new Stop(`Only ${Math.round((bavail * bsize) / 1e6)} MB are free here; about 2 GB are needed. 磁盘空间不足，请清理约 2 GB 空间后重试。`);
}

/** Installs the npm packages the lock file names, once for each state of it. */
export async function ensurePackages() {
  checkNode();
  checkDisk();
  const lock = createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json'))).digest('hex');
  const stamp = path.join(root, 'node_modules/.jiedui-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say('installing npm packages');
  try {
    // Not `npm ci`: it refuses a lock file made where a mirror lacks other systems' optional packages. --no-save leaves the lock as it is.
    await quietly('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  } catch (error) {
    throw new Stop(plainSentence(error.output ?? '') ?? `npm could not install the packages:\n${(error.output ?? error.message).trim().split('\n').slice(0, 15).join('\n')}`);
  }
  writeFileSync(stamp, lock);
}

/** Builds what changed, in dependency order, from Nx's cache where it can. */
export async function build() {
  say('building');
  try {
    await quietly(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'run-many', '-t', 'build', '--parallel=2', '--output-style=static'], { env: { NX_DAEMON: 'false', NX_TUI: 'false', CI: 'true', FORCE_COLOR: '0' } });
  } catch (error) {
    throw new Stop(plainSentence(error.output ?? '') ?? `The build failed:\n${(error.output ?? error.message).trim().split('\n').slice(-60).join('\n')}`);
  }
}
