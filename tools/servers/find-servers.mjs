import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { say, Stop } from '../say.mjs';
import { unpackDebianPackages } from './debian-packages.mjs';

const run = promisify(execFile);

/** A program to run: its path, the environment its libraries need, its version. */
async function probe(file, args, pattern, env) {
  try {
    const { stdout, stderr } = await run(file, args, { env: { ...process.env, ...env } });
    return pattern.exec(`${stdout}${stderr}`)?.[1] ?? null;
  } catch {
    return null; // not there, or it does not run: the next place is tried
  }
}

function onPath(name) {
  for (const folder of (process.env.PATH ?? '').split(':')) if (folder !== '' && existsSync(path.join(folder, name))) return path.join(folder, name);
  return null;
}

const atLeast = (version, wanted) => {
  const a = version.split('.').map(Number);
  const b = wanted.split('.').map(Number);
  for (let i = 0; i < b.length; i += 1) if ((a[i] ?? 0) !== b[i]) return (a[i] ?? 0) > b[i];
  return true;
};

/** Programs on PATH are taken in a fit version, unless JIEDUI_FETCH_SERVERS=1 asks for unpacked ones. */
const mayUsePath = () => process.env.JIEDUI_FETCH_SERVERS !== '1';

/** Libraries of an unpacked tree. */
function libraries(root) {
  const folders = ['usr/lib', 'lib'].flatMap((base) => {
    const arch = existsSync(path.join(root, base)) ? readdirSync(path.join(root, base)).filter((name) => name.endsWith('-linux-gnu')) : [];
    return arch.flatMap((name) => [path.join(root, base, name), path.join(root, base, name, 'pulseaudio')]);
  });
  return { LD_LIBRARY_PATH: [...folders, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':') };
}

export async function findPostgres() {
  if (mayUsePath()) {
    const folders = [onPath('postgres') === null ? null : path.dirname(onPath('postgres')), ...(existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').sort((a, b) => b - a).map((v) => `/usr/lib/postgresql/${v}/bin`) : [])];
    for (const folder of folders.filter(Boolean)) {
      const version = await probe(path.join(folder, 'postgres'), ['--version'], /(\d+(\.\d+)?)/, {});
      if (version !== null && atLeast(version, '14') && existsSync(path.join(folder, 'initdb'))) return { bin: folder, version, env: {}, share: [] };
    }
  }
  const root = await unpackDebianPackages('postgresql', ['postgresql']);
  const unpacked = path.join(root, 'usr/lib/postgresql');
  // apt fetches nothing that Debian says is installed already: then it is in /usr/lib/postgresql.
  if (!existsSync(unpacked)) throw new Stop('PostgreSQL is installed on this machine as a Debian package, so nothing was fetched: leave JIEDUI_FETCH_SERVERS unset. 本机已安装 PostgreSQL，请不要设置 JIEDUI_FETCH_SERVERS。');
  const versions = readdirSync(unpacked);
  const major = versions.sort((a, b) => b - a)[0];
  const bin = path.join(root, 'usr/lib/postgresql', major, 'bin');
  const env = libraries(root);
  return { bin, version: await probe(path.join(bin, 'postgres'), ['--version'], /(\d+(\.\d+)?)/, env) ?? major, env, share: ['-L', path.join(root, 'usr/share/postgresql', major)] };
}

export async function findNats() {
  const local = mayUsePath() ? onPath('nats-server') : null;
  if (local !== null) {
    const version = await probe(local, ['--version'], /v?(\d+\.\d+\.\d+)/, {});
    if (version !== null && atLeast(version, '2.10.23')) return { file: local, version, env: {}, syncAlways: true };
  }
  try {
    const root = await unpackDebianPackages('nats-server', ['nats-server'], { suite: 'forky' });
    const file = ['usr/sbin/nats-server', 'usr/bin/nats-server'].map((name) => path.join(root, name)).find((name) => existsSync(name));
    const version = file === undefined ? null : await probe(file, ['--version'], /v?(\d+\.\d+\.\d+)/, {});
    if (version !== null) return { file, version, env: {}, syncAlways: atLeast(version, '2.10') };
  } catch (error) {
    say(`the newer NATS could not be had (${error.message.split('.')[0]}); taking the system's own release`);
  }
  const root = await unpackDebianPackages('nats-server-stable', ['nats-server']);
  const file = ['usr/sbin/nats-server', 'usr/bin/nats-server'].map((name) => path.join(root, name)).find((name) => existsSync(name));
  const env = libraries(root);
  const version = await probe(file, ['--version'], /v?(\d+\.\d+\.\d+)/, env);
  return { file, version, env, syncAlways: atLeast(version ?? '0', '2.10') };
}

export async function findRedis() {
  const local = mayUsePath() ? onPath('redis-server') ?? onPath('valkey-server') : null;
  if (local !== null) {
    const version = await probe(local, ['--version'], /v=(\d+\.\d+\.\d+)/, {});
    if (version !== null && atLeast(version, '6.2')) return { file: local, version, env: {} };
  }
  const root = await unpackDebianPackages('redis-server', ['redis-server']);
  const file = path.join(root, 'usr/bin/redis-server');
  const env = libraries(root);
  return { file, version: await probe(file, ['--version'], /v=(\d+\.\d+\.\d+)/, env), env };
}

/** Chromium with Chinese fonts, for the browser journeys. */
export async function findChromium() {
  const local = mayUsePath() ? onPath('chromium') ?? onPath('chromium-browser') ?? onPath('google-chrome') : null;
  if (local !== null && existsSync('/usr/share/fonts') && (await run('fc-list', [':lang=zh']).catch(() => ({ stdout: '' }))).stdout.trim() !== '') return { file: local, env: {} };
  const root = await unpackDebianPackages('chromium', ['chromium', 'fonts-noto-cjk', 'fontconfig-config']);
  return { file: path.join(root, 'usr/lib/chromium/chromium'), env: libraries(root), fonts: path.join(root, 'usr/share/fonts') };
}
