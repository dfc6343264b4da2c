import { AckPolicy, DeliverPolicy, jetstream, JetStreamApiError, type ConsumerMessages, type JetStreamManager, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { streamOf, subjectOfFact, type Fact, type PayloadOf, type ServiceName } from '@jiedui/contracts';
import { inSpan, type Logger, SpanKind } from '@jiedui/observability';
import { inTransaction, newId } from '@jiedui/persistence';
import { consumerName } from './bus-permissions.js';
import { isStreamMissing } from './streams.js';

/** Delays after each failure in ms (reliability D4). One more failure than delays, then the dead-letter table. The broker itself redelivers without limit, so that nothing is dropped unseen. */
const BACKOFF_MS = [1_000, 5_000, 30_000, 120_000, 600_000];
const MAX_FAILURES = BACKOFF_MS.length + 1;
/** A fact that met a database that does not answer comes again after this long: that says nothing of the fact, and it is not to wait ten minutes for a database that is back. */
const DATABASE_GONE_MS = 2000;
/** First wait for a fact whose predecessor has not come; it grows with each delivery. Waiting is no failure and has no limit. */
const GAP_MS = 500;
/** A message delivered this often takes the process down with it each time, so nobody counts its failures: it is parked. */
const ABSURD_DELIVERIES = 1000;
/** Deliveries after which a first-seen aggregate is taken at the version it comes with: what went before is no longer on the stream. */
const BASELINE_AFTER = 3;

/** Facts that are taken in one transaction, and their bytes, at most: a commit waits for the disk, so facts that are there already share one. */
const TOGETHER = 32;
const TOGETHER_BYTES = 256 * 1024;

/** One fact with the effect it has here. The effect runs in the transaction that marks the message as handled. */
export interface FactHandler<F extends Fact = Fact> {
  readonly fact: F;
  readonly handle: (manager: EntityManager, payload: PayloadOf<F>, envelope: { id: string; aggregate: string; occurredAt: string; correlationId: string | null }) => Promise<void>;
}

/** Declares a handler with the payload's own type. */
export function onFact<F extends Fact>(fact: F, handle: FactHandler<F>['handle']): FactHandler<F> {
  return { fact, handle };
}

/** A fact as it travels. */
export const Envelope = z.object({ id: z.uuid(), aggregate: z.string(), aggregateVersion: z.number(), occurredAt: z.string(), correlationId: z.string().nullable(), payload: z.unknown() });
export type Envelope = z.infer<typeof Envelope>;

/**
 * Durable pull consumer of one producer's stream, with an inbox row in the effect's transaction (reliability D4): a
 * redelivered fact has no second effect, facts of one aggregate wait for those before them, a parked one parks those after it.
 */
export class FactConsumer {
  private messages: ConsumerMessages | null = null;
  private loop: Promise<void> = Promise.resolve();
  private stopping = false;
  /** Failures by message, and what each failing message belongs to: nothing behind it may set a baseline. */
  private readonly failures = new Map<string, { count: number; aggregate: string; version: number }>();
  /** `matching-from-employment` */
  readonly name: string;

  constructor(
    consumer: ServiceName, readonly producer: ServiceName, private readonly handlers: readonly FactHandler[],
    private readonly dataSource: DataSource, private readonly connection: NatsConnection, private readonly manager: JetStreamManager, private readonly log: Logger,
  ) {
    const closed = handlers.find(({ fact }) => !fact.readBy.includes(consumer));
    if (closed !== undefined) throw new Error(`${subjectOfFact(closed.fact)} is not for ${consumer}: name it in the fact's readBy`);
    this.name = consumerName(consumer, producer);
  }

  start(): void {
    this.loop = this.run(streamOf(this.producer));
  }

  /** Facts of the stream that were not delivered here yet, and delivered ones that are not done. Throws when the broker does not say. */
  async lag(): Promise<{ pending: number; ackPending: number }> {
    const { num_pending: pending, num_ack_pending: ackPending } = await this.manager.consumers.info(streamOf(this.producer), this.name);
    return { pending, ackPending };
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.messages?.close();
    await this.loop;
  }

  private async run(stream: string): Promise<void> {
    while (!this.stopping) {
      try {
        // Its producer makes the stream, perhaps after this service's start; of one that was lost and made again nobody knows this consumer.
        await this.ensure(stream);
        const consumer = await jetstream(this.connection).consumers.get(stream, this.name);
        this.messages = await consumer.consume({ max_messages: TOGETHER, expires: 10_000, abort_on_missing_resource: true });
        await this.takeEach(this.messages);
      } catch (error) {
        if (!this.stopping) this.log[isStreamMissing(error) ? 'info' : 'warn']({ err: error, consumer: this.name }, 'fact consumer: will try again');
      }
      if (!this.stopping) await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }

  /** Makes the consumer, or changes the one that a version of this service with other facts or limits left; it goes on from where that one stood. */
  private async ensure(stream: string): Promise<void> {
    const limits = { ack_wait: 30_000 * 1_000_000, max_ack_pending: 256, max_deliver: -1, filter_subjects: this.handlers.map((h) => subjectOfFact(h.fact)) };
    await this.manager.consumers.add(stream, { durable_name: this.name, ack_policy: AckPolicy.Explicit, deliver_policy: DeliverPolicy.All, ...limits }).catch((error: unknown) => {
      if (!isConsumerOther(error)) throw error;
      return this.manager.consumers.update(stream, this.name, limits);
    });
  }

  private async takeEach(messages: ConsumerMessages): Promise<void> {
    const iterator = messages[Symbol.asyncIterator]();
    const ask = (): Promise<IteratorResult<JsMsg>> => {
      const asked = iterator.next();
      // Whoever waits for it gets what went wrong; until then facts are at work, and nobody waits.
      asked.catch(() => undefined);
      return asked;
    };
    for (let next = ask(); ;) {
      const first = await next;
      if (first.done === true) return;
      const together = [first.value];
      let bytes = first.value.data.length;
      next = ask();
      // What is here already; the client's own count of it is not to be relied on.
      while (together.length < TOGETHER && bytes < TOGETHER_BYTES) {
        const more = await Promise.race([next, new Promise<null>((resolve) => { setImmediate(resolve, null); })]);
        if (more === null || more.done === true) break;
        together.push(more.value);
        bytes += more.value.data.length;
        next = ask();
      }
      if (together.length > 1 && await this.tookTogether(together)) continue;
      for (const one of together) await spanOf(one, () => this.take(one));
    }
  }

  /** Takes facts in one transaction when nothing is out of the ordinary: none is missing before any, none parked, none fails. Otherwise nothing was done, and they are taken one by one. */
  private async tookTogether(messages: readonly JsMsg[]): Promise<boolean> {
    if (this.failures.size > 0) return false;
    try {
      const facts = messages.map((message) => {
        const envelope = Envelope.parse(message.json());
        return { message, envelope, ...this.handlerOf(message.subject, envelope) };
      });
      const aggregates = [...new Set(facts.map(({ envelope }) => envelope.aggregate))].sort();
      await inTransaction(this.dataSource, async (manager) => {
        const fresh = new Set((await manager.query<{ id: string }[]>('insert into inbox (consumer, message_id) select $1, id from unnest($2::uuid[]) as id order by id on conflict do nothing returning message_id as id', [this.name, facts.map(({ envelope }) => envelope.id)])).map(({ id }) => id));
        const [parked] = await manager.query<unknown[]>('select 1 from dead_letter where consumer = $1 and aggregate = any($2::text[]) and resolved_at is null limit 1 for share', [this.name, aggregates]);
        if (parked !== undefined) throw new OneByOne();
        const held = await manager.query<{ aggregate: string; version: string }[]>('select aggregate, version from consumer_position where consumer = $1 and aggregate = any($2::text[]) order by aggregate for update', [this.name, aggregates]);
        const versions = new Map(held.map(({ aggregate, version }) => [aggregate, Number(version)]));
        for (const { message, envelope, handler, payload } of facts) {
          // One that stands twice among them is new once.
          if (!fresh.delete(envelope.id)) continue;
          const version = versions.get(envelope.aggregate) ?? 0;
          if (envelope.aggregateVersion > version + 1) throw new OneByOne();
          versions.set(envelope.aggregate, Math.max(version, envelope.aggregateVersion));
          await spanOf(message, () => handler.handle(manager, payload, envelope));
        }
        const moved = aggregates.filter((aggregate) => versions.has(aggregate));
        await manager.query(`insert into consumer_position (consumer, aggregate, version) select $1, aggregate, version from unnest($2::text[], $3::bigint[]) as moved(aggregate, version)
          on conflict (consumer, aggregate) do update set version = greatest(consumer_position.version, excluded.version)`, [this.name, moved, moved.map((aggregate) => versions.get(aggregate))]);
      });
    } catch (error) {
      // Which of them it was, and what becomes of it, shows when each is taken alone.
      this.log[error instanceof OneByOne ? 'debug' : 'info']({ err: error, consumer: this.name, facts: messages.length }, 'facts are taken one by one');
      return false;
    }
    for (const message of messages) message.ack();
    return true;
  }

  private async take(message: JsMsg): Promise<void> {
    const deliveries = message.info.deliveryCount;
    let envelope: Envelope | null = null;
    try {
      envelope = Envelope.parse(message.json());
      const known = envelope, { handler, payload } = this.handlerOf(message.subject, known);
      const verdict = await inTransaction(this.dataSource, (manager) => this.effect(manager, handler, known, payload, message, deliveries));
      if (verdict === 'gap') {
        this.log.info({ consumer: this.name, subject: message.subject, message: envelope.id, correlationId: envelope.correlationId, deliveries }, 'fact waits for the one before it');
        message.nak(Math.min(GAP_MS * deliveries, 10_000));
        return;
      }
      this.failures.delete(envelope.id);
      message.ack();
    } catch (error) {
      const hopeless = error instanceof Unprocessable || error instanceof z.ZodError || error instanceof SyntaxError;
      this.log.error({ err: error, consumer: this.name, subject: message.subject, message: envelope?.id, correlationId: envelope?.correlationId, deliveries }, 'fact failed');
      if (!hopeless && !await this.databaseAnswers()) {
        message.nak(DATABASE_GONE_MS);
        return;
      }
      const failed = (this.failures.get(envelope?.id ?? '')?.count ?? 0) + 1;
      if (envelope !== null) this.failures.set(envelope.id, { count: failed, aggregate: envelope.aggregate, version: envelope.aggregateVersion });
      if (hopeless || failed >= MAX_FAILURES || deliveries >= ABSURD_DELIVERIES) await this.park(message, envelope, hopeless ? 'UNPROCESSABLE' : 'RETRIES_EXHAUSTED', error);
      else message.nak(BACKOFF_MS[failed - 1] ?? 600_000);
    }
  }

  private databaseAnswers(): Promise<boolean> {
    return this.dataSource.query('select 1').then(() => true, () => false);
  }

  private async effect(manager: EntityManager, handler: FactHandler, envelope: Envelope, payload: unknown, message: JsMsg, deliveries: number): Promise<'done' | 'gap'> {
    const fresh: unknown[] = await manager.query('insert into inbox (consumer, message_id) values ($1, $2) on conflict do nothing returning 1', [this.name, envelope.id]);
    if (fresh.length === 0) return 'done';
    // Shared with nobody who is deciding on it: either this one waits behind it, or is handled after it.
    const behind: unknown[] = await manager.query('select 1 from dead_letter where consumer = $1 and aggregate = $2 and resolved_at is null limit 1 for share', [this.name, envelope.aggregate]);
    if (behind.length > 0) {
      await this.writeDeadLetter(manager, message, envelope, 'BEHIND_PARKED', null);
      return 'done';
    }
    const [position] = await manager.query('select version from consumer_position where consumer = $1 and aggregate = $2 for update', [this.name, envelope.aggregate]);
    const expected = position === undefined ? 1 : Number(position.version) + 1;
    const isBehindFailing = [...this.failures.values()].some((failing) => failing.aggregate === envelope.aggregate && failing.version < envelope.aggregateVersion);
    if (envelope.aggregateVersion > expected && (position !== undefined || isBehindFailing || deliveries < BASELINE_AFTER)) {
      await manager.query('delete from inbox where consumer = $1 and message_id = $2', [this.name, envelope.id]);
      return 'gap';
    }
    await this.advance(manager, envelope);
    // What is new to the inbox was never handled, also when a later one set the baseline: effects guard by their own versions.
    await handler.handle(manager, payload, envelope);
    return 'done';
  }

  /**
   * Carries out a fact that was parked, in the caller's transaction, as if it had just come.
   *
   * @throws what speaks against it: no handler, a payload that does not fit, or the handler's own error.
   */
  async carryOut(manager: EntityManager, subject: string, envelope: Envelope): Promise<void> {
    const { handler, payload } = this.handlerOf(subject, envelope);
    await this.passOver(manager, envelope);
    await handler.handle(manager, payload, envelope);
  }

  /** Counts a fact as handled without its effect: it never comes again, and those after it have none missing before them. */
  async passOver(manager: EntityManager, envelope: Envelope): Promise<void> {
    await manager.query('insert into inbox (consumer, message_id) values ($1, $2) on conflict do nothing', [this.name, envelope.id]);
    await this.advance(manager, envelope);
  }

  private async advance(manager: EntityManager, envelope: Envelope): Promise<void> {
    await manager.query(`insert into consumer_position (consumer, aggregate, version) values ($1, $2, $3)
      on conflict (consumer, aggregate) do update set version = greatest(consumer_position.version, excluded.version)`, [this.name, envelope.aggregate, envelope.aggregateVersion]);
  }

  private handlerOf(subject: string, envelope: Envelope): { handler: FactHandler; payload: unknown } {
    const handler = this.handlers.find((h) => subjectOfFact(h.fact) === subject);
    if (handler === undefined) throw new Unprocessable('no handler');
    const payload = handler.fact.payload.safeParse(envelope.payload);
    if (!payload.success) throw new Unprocessable(`payload does not fit its declaration: ${payload.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`);
    return { handler, payload: payload.data };
  }

  private async park(message: JsMsg, envelope: Envelope | null, reason: string, error: unknown): Promise<void> {
    try {
      await inTransaction(this.dataSource, (manager) => this.writeDeadLetter(manager, message, envelope, reason, error));
      if (envelope !== null) this.failures.delete(envelope.id);
      message.term(reason);
    } catch (fault) {
      this.log.error({ err: fault, consumer: this.name, message: envelope?.id }, 'could not park the fact: it comes again');
      message.nak(30_000);
    }
  }

  private async writeDeadLetter(manager: EntityManager, message: JsMsg, envelope: Envelope | null, reason: string, error: unknown): Promise<void> {
    const body = envelope === null ? JSON.stringify({ raw: message.string().slice(0, 100_000) }) : JSON.stringify(envelope);
    await manager.query(
      `insert into dead_letter (id, consumer, message_id, subject, aggregate, aggregate_version, body, reason, error, deliveries) values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10) on conflict (consumer, message_id) where resolved_at is null do nothing`,
      // No text and no jsonb takes NUL: a letter that cannot be stored would be lost instead of kept.
      [newId(), this.name, envelope?.id ?? null, message.subject, envelope?.aggregate.replaceAll('\u0000', '') ?? null, envelope?.aggregateVersion ?? null, body.replaceAll('\\u0000', '\\ufffd'), reason, error instanceof Error ? error.message.replaceAll('\u0000', '').slice(0, 2000) : null, message.info.deliveryCount]);
  }
}

/** The server has a consumer of this name with another configuration (its error 10148). */
function isConsumerOther(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === 10148;
}

class Unprocessable extends Error {}

/** Among facts that would be taken together is one that waits, or was parked before. */
class OneByOne extends Error {}

function spanOf<T>(message: JsMsg, work: () => Promise<T>): Promise<T> {
  return inSpan(message.subject, { kind: SpanKind.CONSUMER, parent: message.headers?.get('traceparent') ?? null }, work);
}
