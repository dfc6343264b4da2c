import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager } from 'typeorm';

/** What is done in the same transaction as a piece of work: before it, and with its result before the commit. */
export interface AroundTransaction {
  readonly before: (manager: EntityManager) => Promise<void>;
  readonly after: (manager: EntityManager, result: unknown) => Promise<void>;
}

const pending = new AsyncLocalStorage<{ around: AroundTransaction | null }>();

/** Runs `work`; the first `inTransaction` within it does `around` in its transaction, each time that it is tried. */
export function aroundFirstTransaction<T>(around: AroundTransaction, work: () => Promise<T>): Promise<T> {
  return pending.run({ around }, work);
}

/** What waits to be done around the transaction that is about to begin; asked once. */
export function takePending(): AroundTransaction | null {
  const store = pending.getStore();
  const around = store?.around ?? null;
  if (store !== undefined) store.around = null;
  return around;
}
