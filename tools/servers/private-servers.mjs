import { execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { plainSentence, say, Stop } from '../say.mjs';
import { cacheFolder, isRoot } from './cache-folder.mjs';
import { findNats, findPostgres, findRedis } from './find-servers.mjs';
import { freePort } from './ports.mjs';
import { signal, standBehind, startTimeOf } from './processes.mjs';

const run = promisify(execFile);
/** The user PostgreSQL runs under when we are root: it refuses root. */
const NOBODY = { uid: 65534, gid: 65534 };

/**
 * Starts private PostgreSQL, NATS with JetStream and Redis with their data under `folder`, on free ports, each in a process
 * group of its own so that a Ctrl-C reaches the launcher first. `given` URLs are used instead of starting that server.
 */
export async function startPrivateServers(folder, record, given, { natsPublicKeys, quick = false, postgresFolder }) {
  mkdirSync(folder, { recursive: true });
  const secrets = serverSecrets(folder);
  const begun = await Promise.allSettled([
    given.databaseUrl === undefined ? startPostgres(folder, record, secrets, quick, postgresFolder) : { url: given.databaseUrl, stop: async () => undefined, note: 'given' },
    given.natsUrl === undefined ? startNats(folder, record, secrets, natsPublicKeys) : { url: given.natsUrl, stop: async () => undefined, note: 'given' },
    given.redisUrl === undefined ? startRedis(folder, record, secrets) : { url: given.redisUrl, stop: async () => undefined, note: 'given' },
  ]);
  const failed = begun.find(({ status }) => status === 'rejected');
  if (failed !== undefined) {
    // None is left behind by another's failure.
    await Promise.all(begun.filter(({ status }) => status === 'fulfilled').map(({ value }) => value.stop()));
    throw failed.reason;
  }
  const [postgres, nats, redis] = begun.map(({ value }) => value);
  return {
    databaseUrl: postgres.url, natsUrl: nats.url, natsOperatorUrl: nats.operatorUrl, redisUrl: redis.url, notes: { postgres: postgres.note, nats: nats.note, redis: redis.note },
    async stop() { await Promise.all([nats.stop(), redis.stop(), postgres.stop()]); },
  };
}

function serverSecrets(folder) {
  const file = path.join(folder, 'server-secrets.json');
  if (!existsSync(file)) writeFileSync(file, JSON.stringify({ postgres: randomBytes(18).toString('hex'), nats: randomBytes(18).toString('hex'), redis: randomBytes(18).toString('hex') }), { mode: 0o600 });
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Where PostgreSQL's user can reach its data: under the folder, or, as root below a closed folder, under the cache folder by a name made of the path. */
function postgresData(folder) {
  if (!isRoot) return path.join(folder, 'postgres');
  const at = path.resolve(folder);
  for (let parent = at; ; parent = path.dirname(parent)) {
    if ((statSync(parent).mode & 0o001) === 0 && parent !== at) {
      return path.join(cacheFolder(), 'data', createHash('sha256').update(at).digest('hex').slice(0, 16), 'postgres');
    }
    if (parent === path.dirname(parent)) return path.join(folder, 'postgres');
  }
}

async function startPostgres(folder, record, secrets, quick, data = postgresData(folder)) {
  const found = await findPostgres();
  const env = { ...process.env, ...found.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  const as = isRoot ? NOBODY : {};
  if (isRoot) chmodSync(folder, 0o711);
  mkdirSync(path.dirname(data), { recursive: true });
  if (!existsSync(path.join(data, 'PG_VERSION'))) {
    rmSync(data, { recursive: true, force: true });
    mkdirSync(data, { recursive: true, mode: 0o700 });
    if (isRoot) chownSync(data, NOBODY.uid, NOBODY.gid);
    const passwordFile = `${data}.password`;
    writeFileSync(passwordFile, secrets.postgres, { mode: 0o600 });
    if (isRoot) chownSync(passwordFile, NOBODY.uid, NOBODY.gid);
    try {
      await run(path.join(found.bin, 'initdb'), ['-D', data, '-U', 'jiedui', '--pwfile', passwordFile, '-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C.UTF-8', '-k', ...found.share], { env, cwd: '/', ...as });
    } catch (error) {
      throw new Stop(plainSentence(String(error.stderr)) ?? `PostgreSQL could not make its data folder ${data}: ${String(error.stderr).trim().split('\n').at(-1)}`);
    } finally {
      rmSync(passwordFile, { force: true });
    }
  }
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1', port, unix_socket_directories: '', max_connections: 200, shared_buffers: '512MB', work_mem: '16MB', maintenance_work_mem: '128MB',
    effective_cache_size: '1GB', max_wal_size: '2GB', checkpoint_timeout: '15min', random_page_cost: '1.1', jit: 'off', timezone: 'UTC', log_timezone: 'UTC', max_parallel_workers_per_gather: 1,
    // Tests of behaviour may give up durability; the product never does.
    ...(quick ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  const args = ['-D', data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])];
  const server = await supervised({ name: 'postgres', title: 'PostgreSQL', port, log: path.join(folder, 'postgres.log'), record, isBehind: true }, (log) => spawn(path.join(found.bin, 'postgres'), args, { env, cwd: '/', detached: true, stdio: ['ignore', log, log], ...as }));
  const url = (database) => `postgres://jiedui:${secrets.postgres}@127.0.0.1:${port}/${database}`;
  await ensureDatabase(url, async () => { await waitForPostgres(url('postgres')); });
  return { url: url('jiedui'), note: found.version, stop: () => server.stop('SIGINT') };
}

async function waitForPostgres(url) {
  const { default: pg } = await import('pg');
  for (let attempt = 0; ; attempt += 1) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (attempt > 300) throw error;
      await pause(100);
    }
  }
}

async function ensureDatabase(url, ready) {
  await ready();
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url('postgres') });
  await client.connect();
  const { rowCount } = await client.query(`select from pg_database where datname = 'jiedui'`);
  if (rowCount === 0) await client.query('create database jiedui');
  await client.end();
}

async function startNats(folder, record, secrets, natsPublicKeys) {
  const { natsAuthorization } = await import('@jiedui/messaging');
  const found = await findNats();
  const port = await freePort();
  const file = path.join(folder, 'nats.conf');
  writeFileSync(file, [
    `listen: "127.0.0.1:${port}"`, `server_name: jiedui`, 'max_payload: 1048576',
    natsAuthorization(natsPublicKeys, { user: 'jiedui', password: secrets.nats }),
    // A subscriber whose link went without a word is given up after some ten seconds: until then its share of the requests is lost. The server's own two minutes would lose half of them for six.
    'ping_interval: "3s"', 'ping_max: 2',
    `jetstream { store_dir: ${JSON.stringify(path.join(folder, 'nats'))}, max_file_store: 8GB${found.syncAlways ? ', sync_interval: always' : ''} }`, '',
  ].join('\n'), { mode: 0o600 });
  const server = await supervised({ name: 'nats', title: 'NATS', port, log: path.join(folder, 'nats.log'), record }, (log) => spawn(found.file, ['-c', file], { env: { ...process.env, ...found.env }, detached: true, stdio: ['ignore', log, log] }));
  return {
    url: `nats://127.0.0.1:${port}`, operatorUrl: `nats://jiedui:${secrets.nats}@127.0.0.1:${port}`, stop: () => server.stop('SIGTERM'),
    note: found.syncAlways ? `${found.version}, every message synced to disk` : `${found.version}, durability degraded: this release cannot sync every message`,
  };
}

async function startRedis(folder, record, secrets) {
  const found = await findRedis();
  const port = await freePort();
  const data = path.join(folder, 'redis');
  mkdirSync(data, { recursive: true });
  const file = path.join(folder, 'redis.conf');
  writeFileSync(file, [
    'bind 127.0.0.1', `port ${port}`, `requirepass ${secrets.redis}`, `dir ${JSON.stringify(data)}`, 'appendonly yes', 'appendfsync everysec', 'maxmemory-policy noeviction', 'save ""', '',
  ].join('\n'), { mode: 0o600 });
  const server = await supervised({ name: 'redis', title: 'Redis', port, log: path.join(folder, 'redis.log'), record }, (log) => {
    mkdirSync(data, { recursive: true }); // whoever took it away gets an empty one
    return spawn(found.file, [file], { env: { ...process.env, ...found.env }, detached: true, stdio: ['ignore', log, log] });
  });
  return { url: `redis://:${secrets.redis}@127.0.0.1:${port}`, note: found.version, stop: () => server.stop('SIGTERM') };
}

/**
 * Starts a server and waits until it takes connections. One that ends by itself later is started again on the same port and data,
 * the pause doubling up to 5 s while it does not come up: whoever is connected meets a short outage, not an end.
 */
async function supervised({ name, title, port, log: file, record, isBehind = false }, start) {
  let stopping = false, child = null;
  const launch = () => {
    const log = openSync(file, 'a');
    child = start(log);
    closeSync(log);
    if (isBehind) standBehind(child);
    record.add(name, child.pid);
    return child;
  };
  const watch = (pause) => {
    const began = Date.now();
    const again = (why) => {
      if (stopping) return;
      say(`${title} ended (${why}); starting it again`);
      setTimeout(() => {
        if (stopping) return;
        launch();
        watch(Date.now() - began > SOON_MS ? RESTART_MS : Math.min(pause * 2, 5000));
      }, pause);
    };
    child.once('exit', (code, signalName) => again(code ?? signalName));
    child.once('error', (error) => again(error.message));
  };
  await listening(port, launch(), title, file);
  watch(RESTART_MS);
  return {
    async stop(how) {
      stopping = true;
      await stopProcess(child.pid, how);
    },
  };
}

/** First pause before a server that ended is started again, and how soon after its start it must have ended for the next pause to be longer: it did not come up then. */
const RESTART_MS = 300, SOON_MS = 3000;

/** Waits until the server takes connections; its end before that is told with the last line of its log. */
async function listening(port, child, name, log) {
  let failed = null;
  child.once('error', (error) => { failed = error.message; });
  child.once('exit', (code) => { failed ??= `ended with status ${code}`; });
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (failed !== null) {
      const output = existsSync(log) ? readFileSync(log, 'utf8') : '';
      throw new Stop(plainSentence(output.split('\n').slice(-30).join('\n')) ?? `${name} did not start (${failed}): ${output.trim().split('\n').at(-1)}; the whole log is ${log}`);
    }
    if (await takesConnections(port)) return;
    await pause(50);
  }
  throw new Stop(`${name} did not take connections within 30 s; see ${log}`);
}

function takesConnections(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => { socket.destroy(); resolve(true); });
    socket.once('error', () => resolve(false));
  });
}

export async function stopProcess(pid, how, timeoutMs = 15_000) {
  const startTime = startTimeOf(pid);
  if (startTime === null) return;
  signal(pid, how);
  const deadline = Date.now() + timeoutMs;
  while (startTimeOf(pid) === startTime && Date.now() < deadline) await pause(25);
  if (startTimeOf(pid) === startTime) {
    say(`process ${pid} did not end in time and was killed`);
    signal(pid, 'SIGKILL');
  }
}

function pause(ms) { return new Promise((resolve) => setTimeout(resolve, ms)); }

/** Where the private servers of `folder` keep their data and secrets. */
export function privateDataFolders(folder) {
  return [postgresData(folder), path.join(folder, 'nats'), path.join(folder, 'redis'), path.join(folder, 'server-secrets.json')];
}
