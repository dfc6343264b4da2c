import { jetstream } from '@nats-io/jetstream';
import { employmentEntriesChanged, posts, subjectOfFact } from '@jiedui/contracts';
import { bus, type Client, knownToEngine, sql, unique } from './arrange.js';

/** What the tests read of an entry of a fact. */
export interface Entry { id: string; version: number; capacity: number }

/** Publishes one fact about entries, as the outbox of employment would. */
export async function publishEntries(aggregate: string, version: number, entries: unknown): Promise<void> {
  await jetstream(await bus()).publish(subjectOfFact(employmentEntriesChanged), JSON.stringify({ id: crypto.randomUUID(), aggregate, aggregateVersion: version, occurredAt: new Date().toISOString(), correlationId: null, payload: { entries } }));
}

/** A post the engine knows, and three facts about it under an aggregate of their own: the first of them cannot be read. */
export async function publishUnreadable(enterprise: Client): Promise<{ aggregate: string; entry: Entry }> {
  const row = await enterprise.call(posts.create, { programme: 'three-gorges', cells: { externalId: unique(), title: '电焊工', headcount: '2', employer: '样例云帆电子有限公司', region: '广东省广州市黄埔区' } });
  await knownToEngine(row.id);
  const [fact] = await sql<{ payload: { entries: Entry[] } }>('select payload from employment.outbox where aggregate = $1', [`post:${row.id}`]);
  const entry = fact?.payload.entries[0];
  if (entry === undefined) throw new Error('no fact of the new post');
  const aggregate = `test:${unique()}`;
  await publishEntries(aggregate, 1, [{ ...entry, version: 10, capacity: 'drei', label: '电话 13800001234' }]);
  await publishEntries(aggregate, 2, [{ ...entry, version: 11, capacity: 11 }]);
  await publishEntries(aggregate, 3, [{ ...entry, version: 12, capacity: 12 }]);
  return { aggregate, entry };
}
