import { Worker } from 'node:worker_threads';
import type { SharedLooks } from '@jiedui/matching-core';

/** Starts the thread that shares a large solve's work (`SolveOptions.startThread`). It ends with the solve and keeps no process alive. */
export function startLookThread(shared: SharedLooks): void {
  // By way of `dist`, so that the tests, which run the sources, start a thread too.
  new Worker(new URL('../dist/look.thread.js', import.meta.url), { workerData: shared }).unref();
}
