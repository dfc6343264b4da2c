import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { services } from '../tools/start/services.mjs';

/**
 * Runs one service, or the gateway, in a container: `run-service.mjs employment`. Its keys and URLs are the files that
 * prepare.mjs wrote into its own folder; a variable that is set wins over a file.
 */
const name = process.argv[2];
const folder = name === 'gateway' ? 'gateway' : services.find((service) => service.name === name)?.folder;
if (folder === undefined) {
  process.stderr.write(`run-service.mjs needs the name of a service: gateway, ${services.map((service) => service.name).join(', ')}\n`);
  process.exit(2);
}
const own = path.join(process.env.JIEDUI_FOLDER ?? '/jiedui', name);
const accounts = path.join(own, 'sample-accounts.json');
const settings = {
  ...JSON.parse(readFileSync(path.join(own, 'urls.json'), 'utf8')),
  JIEDUI_IDENTITY_FILE: path.join(own, 'identity.json'), JIEDUI_PROTECTION_FILE: path.join(own, 'protection.json'),
  ...(existsSync(accounts) ? { JIEDUI_SAMPLE_ACCOUNTS_FILE: accounts } : {}),
  ...(name === 'gateway' ? { PORT: '3000', HOST: '0.0.0.0', JIEDUI_CONSOLE_FOLDER: path.resolve(import.meta.dirname, '../apps/console/dist') } : {}),
};
for (const [key, value] of Object.entries(settings)) process.env[key] ??= value;

// A service tells its parent process when it is ready. Here there is none, so the word becomes the file the health check looks for.
const ready = path.join(os.tmpdir(), 'jiedui-ready');
rmSync(ready, { force: true });
process.send ??= (message) => {
  if (message?.ready === true) writeFileSync(ready, '');
  return true;
};
await import(`../apps/${folder}/dist/main.js`);
