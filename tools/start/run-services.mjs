import { fork } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { say, Stop } from '../say.mjs';
import { stopProcess } from '../servers/private-servers.mjs';
import { roleUrl } from './installation.mjs';
import { services } from './services.mjs';
import { root } from './workspace.mjs';

/** How long a process may take to say that it is ready. */
const READY_MS = 60_000;
/** A service that ended is started again after this long, doubled each time up to a minute. */
const RESTART_MS = 500;

/**
 * Starts every service and the gateway as processes of their own and waits until each is ready. One that ends by itself is
 * started again. `stop` ends gateway first, then the services. `extraEnvAtLaunch` is asked each time a process is started.
 */
export async function runServices({ folder, record, urls, secrets, port, host = '127.0.0.1', mode, sampleAccounts, extraEnv = {}, extraEnvAtLaunch = () => ({}) }) {
  const logs = path.join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const running = new Map();
  let stopping = false;

  const launch = (name, script, env, delay = RESTART_MS) => new Promise((resolve, reject) => {
    const logFile = path.join(logs, `${name}.log`);
    const log = openSync(logFile, 'a');
    const child = fork(path.join(root, script), [], { env: { ...process.env, ...env, ...extraEnv, ...extraEnvAtLaunch() }, stdio: ['ignore', log, log, 'ipc'], detached: true, execArgv: ['--max-semi-space-size=8'] });
    closeSync(log);
    running.set(name, child);
    record.add(name, child.pid);
    const timer = setTimeout(() => reject(new Stop(`${name} was not ready within ${READY_MS / 1000} s; its log is ${logFile}`)), READY_MS);
    let ready = false;
    child.on('message', (message) => {
      if (message?.ready !== true) return;
      ready = true;
      clearTimeout(timer);
      resolve(child);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      if (stopping) return;
      if (!ready) {
        reject(new Stop(`${name} could not start: ${fatalLine(logFile) ?? `status ${code ?? signal}`}. Its log is ${logFile}`));
        return;
      }
      say(`${name} ended (${code ?? signal}); starting it again`);
      setTimeout(() => { if (!stopping) launch(name, script, env, Math.min(delay * 2, 60_000)).catch((error) => say(error.message)); }, delay);
    });
  });

  const common = {
    // Threads come and go with imports and runs; each would else leave a memory pool of its own behind (glibc).
    MALLOC_ARENA_MAX: '2',
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
    await Promise.all(services.map(({ name, folder: app }) => launch(name, `apps/${app}/dist/main.js`, {
      ...common, DATABASE_URL: roleUrl(urls.databaseUrl, name, secrets.databaseRoles[name].rw), JIEDUI_IDENTITY_FILE: secrets.identity(name),
    })));
    await launch('gateway', 'apps/gateway/dist/main.js', {
      ...common, DATABASE_URL: '', JIEDUI_IDENTITY_FILE: secrets.identity('gateway'), PORT: String(port), HOST: host, JIEDUI_CONSOLE_FOLDER: path.join(root, 'apps/console/dist'),
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop, pidOf: (name) => running.get(name)?.pid };
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
