import { readFileSync } from 'node:fs';
import { EventLoopLag } from './event-loop-lag.js';

/** Made with the first look: threads that only trace need none. */
let lag: EventLoopLag | null = null;
const startedAt = new Date(Date.now() - process.uptime() * 1000).toISOString();
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

/** What a process knows of itself, in bytes, milliseconds and seconds. */
export interface ProcessFigures { readonly version: string; readonly startedAt: string; readonly uptimeSeconds: number; readonly memoryBytes: number; readonly heapBytes: number; readonly eventLoopLagMs: number }

/** As of now. */
export function processFigures(): ProcessFigures {
  const { rss, heapUsed } = process.memoryUsage();
  lag ??= new EventLoopLag();
  return { version, startedAt, uptimeSeconds: Math.round(process.uptime()), memoryBytes: rss, heapBytes: heapUsed, eventLoopLagMs: lag.ms };
}

/** Waits at most `ms`, then gives `otherwise`; as for a failure. What is waited for goes on by itself. */
export async function within<T>(ms: number, work: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => { timer = setTimeout(() => resolve(otherwise), ms); });
  try {
    return await Promise.race([work.catch(() => otherwise), late]);
  } finally {
    clearTimeout(timer);
  }
}
