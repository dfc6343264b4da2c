import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';

/** Ways to the same socket beside the server's own: so many more new connections are taken a turn of the event loop. */
const MORE = 15;
const HANDING = new URL('./hand-back.process.js', import.meta.url);

/**
 * libuv takes one new connection of a listening socket a turn of its loop (libuv 3696). When hundreds knock at once and turns are long, since much is
 * asked on connections that stand, those who knock wait outside for seconds, unseen by whoever judges what can be served. So the socket is watched
 * by several handles. The same socket under another number comes only by way of another process: a short-lived one hands it back.
 *
 * @param server one that listens.
 * @returns what takes no more connections by these handles, and waits until theirs have ended.
 */
export async function acceptFaster(server: HttpServer): Promise<() => Promise<void>> {
  const more: Server[] = [], helper = fork(HANDING, [String(MORE)], { stdio: 'ignore', execArgv: [] });
  helper.on('message', (_message, handle) => {
    if (!(handle instanceof Server)) return;
    handle.on('connection', (socket) => server.emit('connection', socket));
    more.push(handle);
  });
  helper.send('listening', server);
  await once(helper, 'exit');
  return async () => { await Promise.all(more.map((one) => new Promise<void>((closed) => { one.close(() => closed()); }))); };
}
