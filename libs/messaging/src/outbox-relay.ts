import { jetstream, type JetStreamManager } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import type { DataSource, QueryRunner } from 'typeorm';
import { subjectOfFact, type FactEnvelope, type ServiceName } from '@jiedui/contracts';
import type { Logger, Metrics } from '@jiedui/observability';
import { Leader } from './leader.js';
import { republishOnNewStream } from './stream-origin.js';
import { ensureStream, isStreamMissing } from './streams.js';

interface OutboxRow { seq: string; id: string; aggregate: string; aggregate_version: string; type: string; schema_version: number; payload: string; correlation_id: string | null; trace: string | null; created_at: Date }

const BATCH = 200;
const POLL_MS = 100;
/** Between two looks whether the stream is still the known one: a wiped store is found also while nothing is published. */
const LOOK_MS = 5000;

/**
 * Publishes outbox rows in order, with the row's id as message id, and marks them after the broker's acknowledgement
 * (reliability D2). One leader among replicas by an advisory lock; a relay that dies between publish and mark publishes
 * again, which the stream's window and the consumers' inbox make harmless.
 */
export class OutboxRelay {
  private readonly leader: Leader;

  constructor(
    private readonly service: ServiceName, dataSource: DataSource, private readonly connection: NatsConnection, private readonly manager: JetStreamManager,
    private readonly replicas: number, private readonly log: Logger, private readonly metrics: Metrics,
  ) {
    this.leader = new Leader(`outbox-${service}`, dataSource, log);
  }

  start(): void { this.leader.start((runner) => this.lead(runner)); }

  stop(): Promise<void> { return this.leader.stop(); }

  private async lead(runner: QueryRunner): Promise<void> {
    const stream = jetstream(this.connection);
    for (let looked = -Infinity; !this.leader.isStopping;) {
      if (performance.now() - looked > LOOK_MS) {
        await this.lookAtStream(runner);
        looked = performance.now();
      }
      const rows: OutboxRow[] = await runner.query('select seq, id, aggregate, aggregate_version, type, schema_version, payload::text as payload, correlation_id, trace, created_at from outbox where published_at is null order by seq limit $1', [BATCH]);
      if (rows.length === 0) {
        await pause(POLL_MS);
        continue;
      }
      await Promise.all(rows.map((row) => {
        const envelope: Omit<FactEnvelope, 'payload'> = { id: row.id, aggregate: row.aggregate, aggregateVersion: Number(row.aggregate_version), occurredAt: row.created_at.toISOString(), correlationId: row.correlation_id };
        // The payload is JSON text already: it goes out as it is stored.
        const body = `${JSON.stringify(envelope).slice(0, -1)},"payload":${row.payload}}`;
        return stream.publish(subjectOfFact({ service: this.service, type: row.type, version: row.schema_version }), body, { msgID: row.id, timeout: 5000, ...(row.trace === null ? {} : { headers: traceHeaders(row.trace) }) });
      }));
      await runner.query('update outbox set published_at = now() where seq = any($1::bigint[])', [rows.map((row) => row.seq)]);
      for (const row of rows) this.metrics.factPublished(Math.max(0, Date.now() - row.created_at.getTime()) / 1000);
    }
  }

  /** Makes a stream that is gone, and lets a new one be filled. */
  private async lookAtStream(runner: QueryRunner): Promise<void> {
    const look = (): Promise<number> => republishOnNewStream(this.service, this.manager, runner);
    const rows = await look().catch(async (error: unknown) => {
      if (!isStreamMissing(error)) throw error;
      this.log.warn('the stream is gone: it is made again');
      await ensureStream(this.service, this.connection, this.replicas);
      return look();
    });
    if (rows > 0) this.log.warn({ rows }, 'the stream is new: the facts of the last days go out again');
  }
}

function traceHeaders(trace: string): ReturnType<typeof headers> {
  const made = headers();
  made.set('traceparent', trace);
  return made;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
