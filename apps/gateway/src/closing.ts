import type { Server } from 'node:http';

/** Connections on which an answer was just given are idle, and end here; the server itself would keep each until its client's next request. */
const IDLE_LOOK_MS = 50;
/** What is under way has this long; starters kill what takes longer than 10 to 15 s. */
const PATIENCE_MS = 8000;

/** Takes no more requests, answers those under way, and ends every connection; what is not answered by then is broken off. */
export async function closeServer(server: Server, close: () => Promise<void>, patienceMs = PATIENCE_MS): Promise<void> {
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS), last = setTimeout(() => server.closeAllConnections(), patienceMs);
  try {
    await close();
  } finally {
    clearInterval(idle);
    clearTimeout(last);
  }
}
