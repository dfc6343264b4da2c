import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager } from 'typeorm';
import type { Placeholder } from './closing-statement.js';

/** What is done in the same transaction as a piece of work: at its beginning, and with its result before the commit. */
export interface AroundTransaction {
  /** An expression that the transaction begins with, and what is made of its value; what that throws ends the transaction. */
  readonly opening?: { readonly sql: (placeholder: Placeholder) => string; readonly check: (value: unknown) => void };
  readonly after: (manager: EntityManager, result: unknown) => Promise<void>;
  /** Told once the commit is done. */
  readonly committed?: () => void;
}

const pending = new AsyncLocalStorage<{ around: AroundTransaction | null }>();

/** Runs `work`; the first `inTransaction` within it does `around` in its transaction, each time that it is tried. What an outer call still waits to do is done around that. */
export function aroundFirstTransaction<T>(around: AroundTransaction, work: () => Promise<T>): Promise<T> {
  const outer = takePending();
  return pending.run({ around: outer === null ? around : nested(outer, around) }, work);
}

function nested(outer: AroundTransaction, inner: AroundTransaction): AroundTransaction {
  const opening = outer.opening ?? inner.opening;
  if (outer.opening !== undefined && inner.opening !== undefined) throw new Error('a transaction has one opening');
  return {
    ...(opening === undefined ? {} : { opening }),
    after: async (manager, result) => { await inner.after(manager, result); await outer.after(manager, result); },
    committed: () => { inner.committed?.(); outer.committed?.(); },
  };
}

/** What waits to be done around the transaction that is about to begin; asked once. */
export function takePending(): AroundTransaction | null {
  const store = pending.getStore();
  const around = store?.around ?? null;
  if (store !== undefined) store.around = null;
  return around;
}
