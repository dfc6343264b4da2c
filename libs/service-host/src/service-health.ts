import type { NatsConnection } from '@nats-io/transport-node';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { ServiceHealth } from '@jiedui/contracts';
import { busHealth, type FactConsumer, type Jobs } from '@jiedui/messaging';
import { type GaugeDeclaration, type Metrics, processFigures, type Reading, within } from '@jiedui/observability';

/** Each part is given up after this long, so that the whole is answered while a server hangs. */
const WAIT_MS = 1500;
/** Several readers at once, or one after another, get the same answer this long. */
const FRESH_MS = 1000;
const COUNTED = 10_000;

const Pool = z.object({ totalCount: z.number(), idleCount: z.number(), waitingCount: z.number() });
const noPool = { totalCount: 0, idleCount: 0, waitingCount: 0 };

interface Counts {
  migrations: number; last_migration: string | null; outbox: number; outbox_oldest: number | null; waiting: number; work_oldest: number | null; failed: number;
  dead_letters: number; head: number | null; unchained: number; unchained_oldest: number | null;
}

const age = (column: string): string => `extract(epoch from now() - ${column})::float8`;
const upTo = (from: string): string => `(select count(*)::int from (select from ${from} limit ${COUNTED}) counted)`;
const counting = `select (select count(*)::int from migration) as migrations, (select name from migration order by id desc limit 1) as last_migration,
  ${upTo('outbox where published_at is null')} as outbox, (select ${age('created_at')} from outbox where published_at is null order by seq limit 1) as outbox_oldest,
  ${upTo(`work_item where state = 'waiting'`)} as waiting, (select ${age('created_at')} from work_item where state = 'waiting' order by created_at limit 1) as work_oldest,
  ${upTo(`work_item where state = 'failed' and finished_at > now() - interval '7 days'`)} as failed,
  ${upTo('dead_letter where resolved_at is null')} as dead_letters, (select ${age('at')} from audit_head order by seq desc, at desc limit 1) as head,
  ${upTo('audit_pending')} as unchained, (select ${age('e.at')} from audit_pending p join audit_entry e on e.id = p.entry_id order by p.entry_id limit 1) as unchained_oldest`;

const gauges: readonly GaugeDeclaration[] = [
  { name: 'database_up', help: 'Whether the database answers.' }, { name: 'bus_up', help: 'Whether the broker answers.' }, { name: 'redis_up', help: 'Whether the queue of work items answers.' },
  { name: 'outbox_waiting', help: 'Facts written and not published yet, up to 10,000.' }, { name: 'outbox_oldest_seconds', help: 'Age of the oldest of them.' },
  { name: 'consumer_pending', help: 'Facts of another service not delivered yet.', labels: ['producer'] }, { name: 'consumer_ack_pending', help: 'Facts delivered and not done.', labels: ['producer'] },
  { name: 'jobs', help: 'Work items: waiting, active, failed in seven days.', labels: ['state'] }, { name: 'jobs_oldest_seconds', help: 'Age of the oldest that waits.' },
  { name: 'dead_letters_open', help: 'Facts that wait for a decision.' },
  { name: 'database_pool', help: 'Connections in use, idle, and requests that wait for one.', labels: ['state'] },
  { name: 'audit_unchained', help: 'Audit entries without a place in the chain.' }, { name: 'audit_oldest_unchained_seconds', help: 'Age of the oldest of them.' }, { name: 'audit_head_seconds', help: 'Age of the last signed head.' },
];

/** The health of this process and of its service's work, for the page, for Prometheus and for probes. Waits for nothing that hangs. */
export class HealthReader {
  private consumers: readonly FactConsumer[] = [];
  private counting: Promise<Counts | null> | null = null;
  private last: { at: number; health: Promise<ServiceHealth> } | null = null;

  constructor(private readonly dataSource: DataSource, private readonly connection: NatsConnection, private readonly jobs: Jobs, metrics: Metrics) {
    metrics.declare(gauges, async () => readingsOf(await this.read()));
  }

  /** The consumers whose lags are told. */
  watch(consumers: readonly FactConsumer[]): void { this.consumers = consumers; }

  /** As of the last second. */
  read(): Promise<ServiceHealth> {
    if (this.last === null || performance.now() - this.last.at > FRESH_MS) this.last = { at: performance.now(), health: this.look() };
    return this.last.health;
  }

  /** Whether requests can be answered: database and broker are reached. The queue only carries what waits in the database (reliability D17). */
  async isReady(): Promise<boolean> {
    const { database, bus } = await this.read();
    return database.reachable && bus.reachable;
  }

  /** One count at a time: while the database is slow, whoever looks often would take every connection there is. */
  private count(): Promise<Counts | null> {
    this.counting ??= this.dataSource.query<Counts[]>(counting).then(([row]) => row ?? null).finally(() => { this.counting = null; });
    return this.counting;
  }

  private async look(): Promise<ServiceHealth> {
    const pool = Pool.safeParse('master' in this.dataSource.driver ? this.dataSource.driver.master : null).data ?? noPool;
    const [bus, counts, redis, active, consumers] = await Promise.all([
      busHealth(this.connection),
      within<Counts | null>(WAIT_MS, this.count(), null),
      within(WAIT_MS, this.jobs.isReachable(), false),
      within<number | null>(WAIT_MS, this.jobs.inWork(), null),
      Promise.all(this.consumers.map(async (consumer) => ({ producer: consumer.producer, ...await within<{ pending: number | null; ackPending: number | null }>(WAIT_MS, consumer.lag(), { pending: null, ackPending: null }) }))),
    ]);
    return {
      ...processFigures(), bus, redis: { reachable: redis }, consumers,
      database: { reachable: counts !== null, migrations: counts?.migrations ?? null, lastMigration: counts?.last_migration ?? null, pool: { inUse: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount } },
      outbox: counts === null ? null : { waiting: counts.outbox, oldestSeconds: counts.outbox_oldest },
      jobs: counts === null ? null : { waiting: Math.max(0, counts.waiting - (active ?? 0)), active, failed: counts.failed, oldestSeconds: counts.work_oldest },
      deadLetters: counts?.dead_letters ?? null,
      audit: counts === null ? null : { headSeconds: counts.head, unchained: counts.unchained, oldestSeconds: counts.unchained_oldest },
    };
  }
}

function readingsOf({ bus, database, redis, outbox, consumers, jobs, deadLetters, audit }: ServiceHealth): readonly Reading[] {
  const state = (name: string, states: Readonly<Record<string, number | null>>): Reading[] => Object.entries(states).map(([value, count]) => ({ name, labels: { state: value }, value: count }));
  return [
    { name: 'database_up', value: Number(database.reachable) }, { name: 'bus_up', value: Number(bus.reachable) }, { name: 'redis_up', value: Number(redis.reachable) },
    // Nothing waits: the oldest is 0 old, so that an alarm on it ends.
    { name: 'outbox_waiting', value: outbox?.waiting ?? null }, { name: 'outbox_oldest_seconds', value: outbox === null ? null : outbox.oldestSeconds ?? 0 },
    ...consumers.flatMap(({ producer, pending, ackPending }) => [{ name: 'consumer_pending', labels: { producer }, value: pending }, { name: 'consumer_ack_pending', labels: { producer }, value: ackPending }]),
    ...state('jobs', { waiting: jobs?.waiting ?? null, active: jobs?.active ?? null, failed: jobs?.failed ?? null }), { name: 'jobs_oldest_seconds', value: jobs === null ? null : jobs.oldestSeconds ?? 0 },
    { name: 'dead_letters_open', value: deadLetters }, ...state('database_pool', { in_use: database.pool.inUse, idle: database.pool.idle, waiting: database.pool.waiting }),
    { name: 'audit_unchained', value: audit?.unchained ?? null }, { name: 'audit_oldest_unchained_seconds', value: audit === null ? null : audit.oldestSeconds ?? 0 }, { name: 'audit_head_seconds', value: audit?.headSeconds ?? null },
  ];
}
