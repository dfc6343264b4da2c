import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { plainSentence, say, Stop } from '../say.mjs';
import { cacheFolder } from './cache-folder.mjs';

const run = promisify(execFile);

/**
 * Unpacks Debian packages with what they need under the cache folder, through a private apt tree: nothing is installed, no
 * root is needed. The addresses come from the machine's own apt configuration. Returns the folder they were unpacked to.
 */
export async function unpackDebianPackages(name, packages, { suite } = {}) {
  const cache = cacheFolder();
  const target = path.join(cache, name);
  if (existsSync(path.join(target, '.complete'))) return target;
  say(`fetching ${packages[0]} and what it needs`);
  const work = path.join(cache, `${name}.${process.pid}.part`);
  rmSync(work, { recursive: true, force: true });
  for (const folder of ['state/lists/partial', 'cache/archives/partial', 'root', 'etc']) mkdirSync(path.join(work, folder), { recursive: true });
  try {
    writeFileSync(path.join(work, 'etc/sources.list'), (await sources(suite)).join('\n') + '\n');
    const options = [
      `Dir::State=${work}/state`, `Dir::Cache=${work}/cache`, `Dir::Etc::sourcelist=${work}/etc/sources.list`, 'Dir::Etc::sourceparts=/dev/null',
      'Dir::State::status=/var/lib/dpkg/status', 'Debug::NoLocking=1', 'APT::Sandbox::User=', 'Acquire::Languages=none', 'Acquire::Retries=3', 'APT::Get::List-Cleanup=0',
    ].flatMap((option) => ['-o', option]);
    // apt reads these paths unquoted in places, so a blank in one is passed through a link without blanks by the caller's cache folder.
    await apt([...options, 'update']);
    const fetch = suite === undefined
      ? [...options, '-y', '--no-install-recommends', '--download-only', 'install', ...packages]
      : [...options, 'download', ...packages];
    await apt(fetch, path.join(work, 'cache/archives'));
    const archives = readdirSync(path.join(work, 'cache/archives')).filter((file) => file.endsWith('.deb'));
    for (const file of archives) await run('dpkg', ['-x', path.join(work, 'cache/archives', file), path.join(work, 'root')]);
    writeFileSync(path.join(work, 'root/.complete'), archives.join('\n'));
    rmSync(target, { recursive: true, force: true });
    renameSync(path.join(work, 'root'), target);
    return target;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function apt(args, cwd) {
  try {
    await run('apt-get', args, { cwd, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' } });
  } catch (error) {
    const output = `${error.stdout ?? ''}${error.stderr ?? ''}${error.message}`;
    if (error.code === 'ENOENT') throw new Stop('apt-get was not found: on a system that is not Debian, install PostgreSQL >= 14, NATS >= 2.10, Redis >= 6.2 and Chromium, and put them on PATH. 未找到 apt-get，请自行安装以上软件。');
    throw new Stop(plainSentence(output) ?? `Debian packages could not be fetched (apt-get said: ${lastLine(output)}). 无法下载 Debian 软件包。`);
  }
}

/** Debian's own sources of this machine; with `suite`, the same mirror's other suite. */
async function sources(suite) {
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(SITE)|$(RELEASE)|$(COMPONENT)', 'Created-By: Packages']).catch(() => ({ stdout: '' }));
  const codename = /VERSION_CODENAME=(\w+)/.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'bookworm';
  const lines = [...new Set(stdout.split('\n').filter(Boolean))].map((line) => line.split('|'));
  const mirror = lines.find(([, release, component]) => release === codename && component === 'main')?.[0];
  if (mirror === undefined) throw new Stop('No Debian mirror is configured for apt on this machine: install PostgreSQL, NATS, Redis and Chromium by hand and put them on PATH. 本机没有可用的 Debian 软件源。');
  if (suite !== undefined) return [`deb ${mirror} ${suite} main`];
  return [...new Set(lines.filter(([, release, component]) => component === 'main' && release?.startsWith(codename)).map(([site, release]) => `deb ${site} ${release} main`))];
}

function lastLine(text) { return text.trim().split('\n').at(-1) ?? ''; }
