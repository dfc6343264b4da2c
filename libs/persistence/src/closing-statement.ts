import type { EntityManager } from 'typeorm';

/** Adds a value to a statement's parameters and gives its placeholder (`$3`). */
export type Placeholder = (value: unknown) => string;

/**
 * A kind of row that a transaction writes last: facts, audit entries, history. What is read by nobody inside the transaction can wait for its end,
 * where all of it goes in one statement: each statement is a way to the server and back, and they were half of what a write cost.
 */
export interface ClosingKind<T> {
  /** Unique among the kinds of a service; the last of its expressions has this name, and returns a row for each row written when `written` is given. */
  readonly name: string;
  /** The rows as common table expressions (`name as (insert ...)`); no two kinds write to one table. */
  readonly expressions: (rows: readonly T[], placeholder: Placeholder) => readonly string[];
  /** Told how many rows were written; what it throws undoes the transaction. */
  readonly written?: (count: number, rows: readonly T[]) => void;
}

type Waiting = Map<ClosingKind<unknown>, unknown[]>;

/** What a statement is sent by; a transaction is known by its own. */
type Sender = Pick<EntityManager, 'query'>;

const waitingOf = new WeakMap<Sender, Waiting>();
/** Rows after which they are written without waiting for the end: a long transaction holds no more than these. */
const WAITING_AT_MOST = 200;

/** Writes a row with the end of `manager`'s transaction; at once where the transaction is none of {@link inTransaction}'s. */
export async function writeLast<T>(manager: Sender, kind: ClosingKind<T>, row: T): Promise<void> {
  const held = waitingOf.get(manager), waiting: Waiting = held ?? new Map();
  // The map gives a kind its own rows back, which it cannot say in its type.
  const known = kind as ClosingKind<unknown>, rows = waiting.get(known);
  if (rows === undefined) waiting.set(known, [row]);
  else rows.push(row);
  if (held === undefined || (rows !== undefined && rows.length >= WAITING_AT_MOST)) await write(manager, waiting);
}

/** Writes what waits: before a statement that has to come after it. */
export async function writeWaiting(manager: Sender): Promise<void> {
  const waiting = waitingOf.get(manager);
  if (waiting !== undefined && waiting.size > 0) await write(manager, waiting);
}

/** Runs the work of a transaction, and writes what waits for its end. */
export async function closing<T>(manager: Sender, work: () => Promise<T>): Promise<T> {
  waitingOf.set(manager, new Map());
  try {
    const result = await work();
    await writeWaiting(manager);
    return result;
  } finally {
    waitingOf.delete(manager);
  }
}

/** Work in a savepoint of `manager`'s transaction: when it fails, what it did is undone, what it wanted to write last included. */
export async function inSavepoint<T>(manager: EntityManager, work: () => Promise<T>): Promise<T> {
  const outer = waitingOf.get(manager);
  await writeWaiting(manager);
  try {
    return await manager.transaction(() => closing(manager, work));
  } finally {
    if (outer !== undefined) waitingOf.set(manager, outer);
  }
}

async function write(manager: Sender, waiting: Waiting): Promise<void> {
  const kinds = [...waiting], values: unknown[] = [];
  waiting.clear();
  const expressions = kinds.flatMap(([kind, rows]) => kind.expressions(rows, (value) => `$${values.push(value)}`));
  const counted = kinds.filter(([kind]) => kind.written !== undefined);
  const [counts]: Record<string, number>[] = await manager.query(
    `with ${expressions.join(', ')} select ${counted.map(([kind]) => `(select count(*) from ${kind.name})::int as ${kind.name}`).join(', ') || '1'}`, values);
  for (const [kind, rows] of counted) kind.written?.(counts?.[kind.name] ?? 0, rows);
}
