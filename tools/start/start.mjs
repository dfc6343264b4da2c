import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { say, main, Stop } from '../say.mjs';
import { firstFreePort, portIsFree } from '../servers/ports.mjs';
import { ProcessRecord } from '../servers/processes.mjs';
import { build, ensurePackages, root } from './workspace.mjs';

/**
 * Brings up the whole of Jiedui on this machine: fetches what is missing, builds, starts private servers and every service,
 * and on an empty store loads both programmes and the sample lists and runs both markets.
 */
main(async () => {
  const args = process.argv.slice(2);
  const unknown = args.filter((arg) => !['--fresh', '--no-sample'].includes(arg));
  if (unknown.length > 0) throw new Stop(`Unknown option ${unknown[0]}. Known: --fresh (begin anew), --no-sample (no sample lists). 未知选项。`);
  const mode = process.env.JIEDUI_MODE ?? 'sample';
  const folder = path.join(root, '.jiedui');
  mkdirSync(folder, { recursive: true });
  const record = new ProcessRecord(folder);
  const live = record.liveLauncher();
  if (live !== null) throw new Stop(`Jiedui is already running from this folder (process ${live.pid}${live.url === undefined ? '' : `, ${live.url}`}). End it first, with Ctrl-C in its window. 本目录的结对系统已在运行。`);
  const left = await record.endLeftovers();
  if (left.length > 0) say(`ended what an earlier start had left: ${left.join(', ')}`);
  const port = await choosePort();

  await ensurePackages();
  await build();
  if (args.includes('--fresh')) await beginAnew(folder);

  record.clear();
  record.add('launcher', process.pid, { url: `http://127.0.0.1:${port}` });
  const { startPrivateServers } = await import('../servers/private-servers.mjs');
  const { migrate, prepareSecrets } = await import('./installation.mjs');
  const { runServices } = await import('./run-services.mjs');
  const { sampleAccounts } = await import('./sample-accounts.mjs');
  const { sampleLists } = await import('./sample-lists.mjs');

  const stops = [];
  let stopping = false;
  const stop = async (signal) => {
    if (stopping) return;
    stopping = true;
    say(`${signal}: stopping`);
    for (const end of stops.reverse()) await end();
    record.clear();
    say('stopped');
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(signal));

  try {
    say('starting PostgreSQL, NATS and Redis');
    const secrets = await prepareSecrets(path.join(folder, 'secrets'));
    const servers = await startPrivateServers(folder, record, given(), { natsPublicKeys: secrets.natsPublicKeys });
    stops.push(() => servers.stop());
    say(`PostgreSQL ${servers.notes.postgres}; NATS ${servers.notes.nats}; Redis ${servers.notes.redis}`);
    say('preparing the database');
    await migrate(servers.databaseUrl, secrets.databaseRoles);
    const sample = mode === 'production' ? undefined : await sampleLists(folder);
    const accounts = sample === undefined ? undefined : await sampleAccounts(folder);
    say('starting the services');
    const services = await runServices({ folder, record, urls: servers, secrets, port, mode, sampleAccounts: accounts?.file, host: process.env.HOST ?? '127.0.0.1' });
    stops.push(() => services.stop());
    const url = `http://127.0.0.1:${port}`;
    if (sample !== undefined && accounts !== undefined && !args.includes('--no-sample')) {
      const { loadSample } = await import('./load-sample.mjs');
      await loadSample({ url, accounts, files: sample });
    }
    process.stdout.write(`\nJiedui is ready: ${url}\n`);
    if (mode === 'production') await inviteFirst(servers.databaseUrl, secrets.databaseRoles, url);
    if (accounts !== undefined) process.stdout.write(`Sample accounts and their passwords 样例账号与密码: ${accounts.readable}\n`);
    process.stdout.write('Ctrl-C ends it.\n');
  } catch (error) {
    for (const end of stops.reverse()) await end();
    record.clear();
    throw error;
  }
});

/** While nobody can sign in as security administrator, each start in production mode prints a new one-time link for the first one. */
async function inviteFirst(databaseUrl, roles, url) {
  const { quietly } = await import('./workspace.mjs');
  const { roleUrl } = await import('./installation.mjs');
  process.stdout.write(await quietly(process.execPath, ['apps/registry/dist/first-administrator.js'], { env: { DATABASE_URL: roleUrl(databaseUrl, 'registry', roles.registry.rw), JIEDUI_PUBLIC_URL: process.env.JIEDUI_PUBLIC_URL ?? url } }));
}

/** One's own servers instead of private ones. */
function given() {
  const { DATABASE_URL: databaseUrl, NATS_URL: natsUrl, REDIS_URL: redisUrl } = process.env;
  return { ...(databaseUrl ? { databaseUrl } : {}), ...(natsUrl ? { natsUrl } : {}), ...(redisUrl ? { redisUrl } : {}) };
}

async function choosePort() {
  if (process.env.PORT === undefined || process.env.PORT === '') return firstFreePort(3000);
  const port = Number(process.env.PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Stop(`PORT=${process.env.PORT} is not a port number. PORT 不是有效的端口号。`);
  if (!await portIsFree(port)) throw new Stop(`Port ${port} is taken: choose another with PORT=…, or leave PORT unset for the next free one. 端口 ${port} 已被占用。`);
  return port;
}

/** Removes the data, keeps the logs' folder and the record. Private data that had to live under the cache folder goes too. */
async function beginAnew(folder) {
  const { privateDataFolders } = await import('../servers/private-servers.mjs');
  say('beginning anew: the data of this folder is removed');
  for (const data of [...privateDataFolders(folder), path.join(folder, 'secrets'), path.join(folder, 'logs'), path.join(folder, 'sample'), path.join(folder, 'anchors')]) rmSync(data, { recursive: true, force: true });
  for (const file of ['sample-accounts.json', 'sample-accounts.txt', 'sample-loaded']) if (existsSync(path.join(folder, file))) rmSync(path.join(folder, file));
  writeFileSync(path.join(folder, 'README'), 'Data of a Jiedui started from this checkout. Removed and made anew by: npm start -- --fresh\n');
}
