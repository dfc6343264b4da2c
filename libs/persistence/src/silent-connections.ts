import { Socket } from 'node:net';

/** Longer than any statement may take (5 s) and any transaction may rest (10 s): a server that is silent for so long is not there any more, whatever the connection says. */
const SILENT_MS = 12_000;
/** A process that was itself stopped reads first what came meanwhile. */
const READ_FIRST_MS = 50;
/** No transaction of long statements takes longer in all; after it a connection may be silent as short as any. */
const LONG_WORK_MS = 10 * 60_000;

/**
 * A socket that ends when nothing came or went for so long. Of a server that went without a word (its machine, a link, a proxy between) the
 * operating system tells only after many minutes; until then each statement would wait, and keep one of the pool's few connections (faults F10).
 */
export function answeringSocket(silentMs = SILENT_MS): Socket {
  const socket = new Socket();
  socket.setTimeout(silentMs);
  socket.on('timeout', () => {
    const { bytesRead } = socket;
    setTimeout(() => { if (socket.bytesRead === bytesRead) socket.destroy(new Error('Connection terminated: nothing was heard of the server for too long')); }, READ_FIRST_MS);
  });
  return socket;
}

/**
 * Lets a connection be silent for this long at a time: each statement that runs on it may take so long. What is returned ends that: a connection that went back to its pool with
 * so much patience would keep whoever gets it next waiting as long for a server that is gone.
 */
export function allowSilence(stream: unknown, ms: number): () => void {
  const ends: (() => void)[] = [];
  if (ms <= SILENT_MS) return () => undefined;
  // Below TLS lies the socket that was made here.
  for (let socket = stream; socket instanceof Socket; socket = Reflect.get(socket, '_parent')) {
    const here = socket, late = setTimeout(() => here.setTimeout(SILENT_MS), LONG_WORK_MS).unref();
    here.setTimeout(ms);
    ends.push(() => { clearTimeout(late); here.setTimeout(SILENT_MS); });
  }
  return () => { for (const end of ends) end(); };
}
