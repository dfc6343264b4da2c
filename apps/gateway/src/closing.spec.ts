import http from 'node:http';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { closeServer } from './closing.js';

const closing = (server: http.Server) => () => new Promise<void>((resolve) => { server.close(() => resolve()); });

/** A server that keeps connections for long, as the gateway does, and an answer that waits for `go`. */
async function serving(): Promise<{ server: http.Server; port: number; asked: Promise<unknown[]>; go: () => void }> {
  let go = (): void => undefined;
  const server = http.createServer((_request, response) => { go = () => { response.end('answered'); }; server.emit('asked'); });
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  return { server, port: typeof at === 'object' && at !== null ? at.port : 0, asked: once(server, 'asked'), go: () => go() };
}

describe('the end of the gateway', () => {
  it('comes after what is under way was answered, and does not wait for clients that keep their connection', async () => {
    const { server, port, asked, go } = await serving(), agent = new http.Agent({ keepAlive: true });
    const answer = new Promise<string>((resolve, reject) => { http.get({ port, agent }, (response) => { response.setEncoding('utf8').on('data', resolve); }).on('error', reject); });
    await asked;
    const closed = closeServer(server, closing(server), 60_000);
    go();
    expect(await answer).toBe('answered');
    await closed;
    agent.destroy();
  });

  it('comes also when an answer does not end', async () => {
    const { server, port, asked } = await serving(), broken = new Promise<unknown>((resolve) => { http.get({ port }).on('error', resolve); });
    await asked;
    await closeServer(server, closing(server), 100);
    expect(await broken).toMatchObject({ code: 'ECONNRESET' });
  });
});
