import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../servers/ports.mjs';
import { ProcessRecord } from '../servers/processes.mjs';
import { root } from '../start/workspace.mjs';

/**
 * The whole of Jiedui for tests: real PostgreSQL, NATS, Redis and every service as its own process, on free ports, with data
 * in a folder of this run that is removed afterwards. `durable` for benchmarks: tests of behaviour give fsync up. A service that is
 * started again finds the variables of `settings.json` in the folder as well, so that a suite can change a setting (`restarted`).
 * `between` gives, of the servers, what the services reach them by, and what else the stack holds.
 */
export async function startStack(name = `test-${process.pid}`, { extraEnv = {}, durable = false, replicas = 1, postgresFolder, between } = {}) {
  const folder = path.join(root, '.jiedui', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const record = new ProcessRecord(folder), settings = path.join(folder, 'settings.json');
  const { startPrivateServers, privateDataFolders } = await import('../servers/private-servers.mjs');
  const { migrate, prepareSecrets } = await import('../start/installation.mjs');
  const { runServices } = await import('../start/run-services.mjs');
  const { sampleAccounts } = await import('../start/sample-accounts.mjs');
  const secrets = await prepareSecrets(path.join(folder, 'secrets'));
  const servers = await startPrivateServers(folder, record, {}, { natsPublicKeys: secrets.natsPublicKeys, quick: !durable, postgresFolder });
  let services = null;
  const stop = async () => {
    await services?.stop();
    await servers.stop();
    for (const data of privateDataFolders(folder)) rmSync(data, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await migrate(servers.databaseUrl, secrets.databaseRoles);
    const port = await freePort();
    const accounts = await sampleAccounts(folder);
    const reached = await between?.(servers);
    services = await runServices({ folder, record, urls: reached?.urls ?? servers, secrets, port, mode: 'sample', sampleAccounts: accounts.file, extraEnv: { JIEDUI_SIGN_INS_PER_ADDRESS: '1000000', ...extraEnv }, replicas, extraEnvAtLaunch: () => (existsSync(settings) ? JSON.parse(readFileSync(settings, 'utf8')) : {}) });
    return { ...reached?.held, url: `http://127.0.0.1:${port}`, accounts, servers, secrets, services, folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
