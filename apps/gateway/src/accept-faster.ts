import { fork, type SendHandle } from 'node:child_process';
import type { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';
import type { Logger } from '@jiedui/observability';

/** As many may knock at once as the system allows: one that finds no place asks again after seconds only. Each handle sets it for the socket anew. */
export const BACKLOG = 4096;
/** Ways to the same socket beside the server's own: so many more new connections are taken a turn of the event loop. */
const MORE = 15;
/** How long the handing may take. */
const PATIENCE_MS = 3000;
const HANDING = new URL('./hand-back.process.js', import.meta.url);

/**
 * libuv takes one new connection of a listening socket a turn of its loop (libuv 3696). When hundreds knock at once and turns are long, since much is
 * asked on connections that stand, those who knock wait outside for seconds, unseen by whoever judges what can be served. So the socket is watched
 * by several handles. The same socket under another number comes only by way of another process: a short-lived one hands it back. Without it, which the
 * log then says, connections are taken as libuv takes them.
 *
 * @param server one that listens.
 * @returns what takes no more connections by these handles, and waits until theirs have ended.
 */
export function acceptFaster(server: HttpServer, log: Logger): () => Promise<void> {
  // The bare handle: a server given to another process listens there too, and would take connections that nobody there answers.
  const handle: unknown = Reflect.get(server, '_handle'), more: Server[] = [];
  if (!isHandle(handle)) return () => Promise.resolve();
  const helper = fork(HANDING, [String(MORE)], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
  helper.on('message', (_message, again) => {
    if (!isHandle(again)) return;
    // As a server of HTTP makes them: small answers go at once, and one who has said all he asks is still answered.
    const one = new Server({ noDelay: true, allowHalfOpen: true }, (socket) => server.emit('connection', socket));
    one.on('error', (error) => { log.warn({ err: error }, 'a further handle takes no connections'); });
    one.listen(again, BACKLOG);
    more.push(one);
  });
  const late = setTimeout(() => helper.kill('SIGKILL'), PATIENCE_MS);
  const handed = new Promise<void>((ended) => {
    helper.once('disconnect', ended);
    helper.on('error', (error) => { log.warn({ err: error }, 'the process that hands the socket back failed'); ended(); });
  }).then(() => {
    clearTimeout(late);
    if (more.length < MORE) log.warn({ handles: more.length + 1 }, 'new connections are taken more slowly');
  });
  helper.send('listening', handle, (error) => { if (error !== null) helper.kill('SIGKILL'); });
  return async () => {
    await handed;
    await Promise.all(more.map((one) => new Promise<void>((closed) => { one.close(() => closed()); })));
  };
}

/** A handle as Node passes them between processes. */
const isHandle = (value: unknown): value is SendHandle => typeof value === 'object' && value !== null;
