import net from 'node:net';

/** Whether a port of the loopback can be had now. */
export function portIsFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** A port nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The first free port from `from` upwards. */
export async function firstFreePort(from) {
  for (let port = from; port < from + 500; port += 1) if (await portIsFree(port)) return port;
  throw new Error(`no free port between ${from} and ${from + 499}`);
}
