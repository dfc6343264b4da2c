import net from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allowSilence, answeringSocket } from './silent-connections.js';

describe('a server that went without a word', () => {
  const open = new Set<net.Socket>();
  const server = net.createServer((socket) => { open.add(socket.on('error', () => undefined)); });
  let port = 0;
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const at = server.address();
    port = typeof at === 'object' && at !== null ? at.port : 0;
  });
  afterAll(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });

  /** How the socket ended. */
  const end = (socket: net.Socket): Promise<string> => new Promise((resolve) => { socket.once('error', (error) => { resolve(error.message); }); });

  it('is not waited for', async () => {
    const socket = answeringSocket(100).connect(port, '127.0.0.1');
    socket.write('select 1');
    expect(await end(socket)).toContain('Connection terminated');
  });

  it('is waited for as long as what runs there may take', async () => {
    const short = answeringSocket(100).connect(port, '127.0.0.1'), long = answeringSocket(100).connect(port, '127.0.0.1');
    allowSilence(long, 60_000);
    await end(short);
    expect(long.destroyed).toBe(false);
    expect(long.timeout).toBe(60_000);
    long.destroy();
  });
});
