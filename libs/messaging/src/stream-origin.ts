import type { JetStreamManager } from '@nats-io/jetstream';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { streamOf, type ServiceName } from '@jiedui/contracts';

/** Days that published facts stay in the outbox: as far back a lost stream can be filled again. */
const KEPT_DAYS = 7;
/** Days that a consumer remembers what it handled: longer than a fact can be on a stream, which may be filled again with it on its last day in the outbox and keeps it for 14 more. */
const REMEMBERED_DAYS = KEPT_DAYS + 15;
/** Rows of one deletion: a long one would hold the table's bloat and its locks. */
const ROWS = 5000;

/** When the stream that this service publishes on was made, as far as the service knows. */
export class StreamOrigin1763700008000 implements MigrationInterface {
  readonly name = 'StreamOrigin1763700008000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table stream_origin (stream text primary key, created text not null, since timestamptz not null default now())');
    await runner.query('create index outbox_published on outbox (published_at) where published_at is not null');
    await runner.query('create index inbox_age on inbox (handled_at)');
    // A parked fact that comes again from a stream filled anew is parked already.
    await runner.query('create unique index dead_letter_once on dead_letter (consumer, message_id) where resolved_at is null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index dead_letter_once');
    await runner.query('drop index inbox_age');
    await runner.query('drop index outbox_published');
    await runner.query('drop table stream_origin');
  }
}

/**
 * Looks whether the stream is the one that the outbox was published on. One that was made since lacks what went before (its store was
 * wiped, or the server restored from nothing): the facts of the last seven days count as unpublished again and go out in their order.
 * Consumers have their inboxes: what they handled has no second effect (reliability R10).
 *
 * @returns the number of facts that go out again, 0 when the stream is the known one.
 * @throws the broker's error when there is no such stream.
 */
export async function republishOnNewStream(service: ServiceName, manager: JetStreamManager, runner: QueryRunner): Promise<number> {
  const stream = streamOf(service), { created } = await manager.streams.info(stream);
  const [known]: { created: string }[] = await runner.query('select created from stream_origin where stream = $1', [stream]);
  if (known?.created === created) return 0;
  await runner.startTransaction();
  try {
    // Of the first stream ever seen it is not known that anything is missing.
    const [, rows]: [unknown, number] = known === undefined ? [null, 0] : await runner.query(`update outbox set published_at = null where published_at > now() - make_interval(days => $1)`, [KEPT_DAYS]);
    await runner.query('insert into stream_origin (stream, created) values ($1, $2) on conflict (stream) do update set created = excluded.created, since = now()', [stream, created]);
    await runner.commitTransaction();
    return rows;
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}

/** Forgets published facts and handled messages that nothing can ask for any more, a piece at a time. Safe to run in every replica. */
export async function forgetOldFacts(query: (sql: string, parameters: unknown[]) => Promise<unknown>): Promise<void> {
  for (const [table, key, age, days] of [['outbox', 'seq', 'published_at', KEPT_DAYS], ['inbox', '(consumer, message_id)', 'handled_at', REMEMBERED_DAYS]] as const) {
    for (let rows = ROWS; rows === ROWS;) {
      const plain = key.replace(/[()]/g, '');
      const [, removed] = await query(`delete from ${table} where ${key} in (select ${plain} from ${table} where ${age} < now() - make_interval(days => $1) limit ${ROWS})`, [days]) as [unknown, number];
      rows = removed;
    }
  }
}
