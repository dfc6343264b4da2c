import { randomInt } from 'node:crypto';
import net from 'node:net';

/** Whether a port of the loopback can be had now. */
export function portIsFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** Below the ports that Linux gives to outgoing connections: none of them takes the one chosen before its server listens. */
const LOWEST = 15_000, HIGHEST = 32_000;

/** A port nobody listens on. */
export async function freePort() {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await portIsFree(port)) return port;
  }
  throw new Error(`no free port between ${LOWEST} and ${HIGHEST}`);
}

/** The first free port from `from` upwards. */
export async function firstFreePort(from) {
  for (let port = from; port < from + 500; port += 1) if (await portIsFree(port)) return port;
  throw new Error(`no free port between ${from} and ${from + 499}`);
}
