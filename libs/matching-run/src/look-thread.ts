import { Worker } from 'node:worker_threads';
import type { SharedLooks } from '@jiedui/matching-core';

/** Starts the thread that shares a large solve's work (`SolveOptions.startThread`). It ends with the solve and keeps no process alive. */
export function startLookThread(shared: SharedLooks): Worker {
  // By way of `dist`, so that the tests, which run the sources, start a thread too.
  const thread = new Worker(new URL('../dist/look.thread.js', import.meta.url), { workerData: shared });
  // A thread that fails costs a solve time at most; an error that nobody listens for would end the process. The solver knows by its silence.
  thread.on('error', () => undefined);
  thread.unref();
  return thread;
}
