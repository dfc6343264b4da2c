import { fork } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { say, Stop } from '../say.mjs';
import { stopProcess } from '../servers/private-servers.mjs';
import { standBehind } from '../servers/processes.mjs';
import { roleUrl } from './installation.mjs';
import { services } from './services.mjs';
import { root } from './workspace.mjs';

/** How long a process may take to say that it is ready. */
const READY_MS = 60_000;
/** A service that ended is started again after this long, doubled up to the most each time it ends soon after its start. */
const RESTART_MS = 300;
const RESTART_AT_MOST_MS = 10_000;
const SOON_MS = 10_000;

/**
 * Starts every service and the gateway as processes of their own and waits until each is ready. One that ends by itself is
 * started again, as often as it takes. `stop` ends gateway first, then the services. `extraEnvAtLaunch` is asked each time a process is started.
 * With `replicas` every service runs that often, the further ones as `employment-2`; `restart` ends one and waits until it is ready again.
 */
export async function runServices({ folder, record, urls, secrets, port, host = '127.0.0.1', mode, sampleAccounts, extraEnv = {}, extraEnvAtLaunch = () => ({}), replicas = 1 }) {
  const logs = path.join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const running = new Map();
  let stopping = false;

  const launch = (name, script, env) => new Promise((resolve, reject) => {
    const logFile = path.join(logs, `${name}.log`);
    const log = openSync(logFile, 'a');
    const child = fork(path.join(root, script), [], { env: { ...process.env, ...env, ...extraEnv, ...extraEnvAtLaunch() }, stdio: ['ignore', log, log, 'ipc'], detached: true, execArgv: ['--max-semi-space-size=8'] });
    closeSync(log);
    if (!name.startsWith('gateway')) standBehind(child);
    running.set(name, child);
    record.add(name, child.pid);
    const timer = setTimeout(() => reject(new Stop(`${name} was not ready within ${READY_MS / 1000} s; its log is ${logFile}`)), READY_MS);
    child.on('message', (message) => {
      if (message?.ready !== true) return;
      if (message.metricsPort !== undefined) record.say(child.pid, { metrics: `http://127.0.0.1:${message.metricsPort}/metrics` });
      clearTimeout(timer);
      resolve(child);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new Stop(`${name} could not start: ${fatalLine(logFile) ?? `status ${code ?? signal}`}. Its log is ${logFile}`)); // ignored once it was ready
    });
  });
  /** Starts a process again whenever it ends; what it needs may be away for a while. */
  const keep = (name, script, env, child, began = Date.now(), delay = RESTART_MS) => {
    child.once('exit', (code, signal) => {
      if (stopping) return;
      say(`${name} ended (${code ?? signal}); starting it again`);
      const again = Date.now() - began > SOON_MS ? RESTART_MS : delay;
      setTimeout(() => {
        if (stopping) return;
        const since = Date.now();
        const ready = launch(name, script, env).then(() => readyAgain.get(name)?.(), (error) => say(error.message));
        keep(name, script, env, running.get(name), since, Math.min(again * 2, RESTART_AT_MOST_MS));
        void ready;
      }, again);
    });
  };
  const readyAgain = new Map();
  const run = async (name, script, env) => { keep(name, script, env, await launch(name, script, env)); };

  const common = {
    // Threads come and go with imports and runs; each would else leave a memory pool of its own behind (glibc).
    MALLOC_ARENA_MAX: '2',
    // All of them on one machine: each on a port of its own, which processes.json names.
    JIEDUI_METRICS_PORT: '0', JIEDUI_METRICS_HOST: '127.0.0.1',
    NATS_URL: urls.natsUrl, REDIS_URL: urls.redisUrl, JIEDUI_PROTECTION_FILE: secrets.protection, ...(process.env.JIEDUI_ANCHOR_FOLDER ? {} : { JIEDUI_ANCHOR_FOLDER: secrets.anchors }), JIEDUI_MODE: mode, NODE_ENV: 'production',
    ...(sampleAccounts === undefined ? {} : { JIEDUI_SAMPLE_ACCOUNTS_FILE: sampleAccounts }),
  };
  const stop = async () => {
    stopping = true;
    const gateway = running.get('gateway');
    if (gateway !== undefined) await stopProcess(gateway.pid, 'SIGTERM');
    await Promise.all([...running.values()].filter((child) => child !== gateway).map((child) => stopProcess(child.pid, 'SIGTERM')));
  };
  try {
    await Promise.all(services.flatMap(({ name, folder: app }) => Array.from({ length: replicas }, (_, i) => run(i === 0 ? name : `${name}-${i + 1}`, `apps/${app}/dist/main.js`, {
      ...common, DATABASE_URL: roleUrl(urls.databaseUrl, name, secrets.databaseRoles[name].rw), JIEDUI_IDENTITY_FILE: secrets.identity(name),
    }))));
    await run('gateway', 'apps/gateway/dist/main.js', {
      ...common, DATABASE_URL: '', JIEDUI_IDENTITY_FILE: secrets.identity('gateway'), PORT: String(port), HOST: host, JIEDUI_CONSOLE_FOLDER: path.join(root, 'apps/console/dist'),
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const restart = (name) => new Promise((resolve) => {
    readyAgain.set(name, () => { readyAgain.delete(name); resolve(); });
    running.get(name).kill('SIGTERM');
  });
  return { stop, restart, pidOf: (name) => running.get(name)?.pid };
}

function fatalLine(file) {
  if (!existsSync(file)) return null;
  for (const line of readFileSync(file, 'utf8').trim().split('\n').reverse().slice(0, 50)) {
    try {
      const entry = JSON.parse(line);
      if (entry.level >= 50) return entry.err?.message ?? entry.msg;
    } catch {
      if (/Error/.test(line)) return line.trim();
    }
  }
  return null;
}
