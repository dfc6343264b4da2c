import 'reflect-metadata';
import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NatsConnection } from '@nats-io/transport-node';
import { DataSource, type EntitySchema, type MixedList } from 'typeorm';
import { allOperations, serviceNames, type ServiceName } from '@jiedui/contracts';
import { assertEveryOperationHandled, AuditReader, AuditSequencer, Bus, connectBus, DeadLetters, DrainingServerNats, ensureStream, FactConsumer, type FactHandler, forgetOldFacts, IdempotencyKeys, Jobs, type JobHandler, Live, openBorder, Outbox, OutboxRelay, StoredFiles } from '@jiedui/messaging';
import { createLog, endOnUncaught, listenForProbes, Metrics, nestLogger, startTracing, stopTracing } from '@jiedui/observability';
import { createDataSource, EVERY_ROW, keepConnections, withRowReach } from '@jiedui/persistence';
import { loadProtection, Protection } from '@jiedui/protection';
import { auditController } from './audit-controller.js';
import { deadLetterController } from './dead-letter-controller.js';
import { readEnvironment } from './environment.js';
import { healthController } from './health-controller.js';
import { HealthReader } from './service-health.js';

/** What a service is made of. Everything else (database, bus, outbox, jobs, keys) the host provides for injection by class. */
export interface ServiceDefinition {
  readonly name: ServiceName;
  readonly controllers: readonly Type[];
  readonly providers: readonly Provider[];
  /** Tables of its schema that are guarded row by row (libs/persistence/src/row-reach.ts). */
  readonly guardedTables?: readonly string[];
  readonly entities?: MixedList<(new () => object) | string | EntitySchema>;
  /** Effects of other services' facts. */
  readonly facts?: (get: <T>(type: Type<T>) => T) => readonly FactHandler[];
  readonly jobs?: (get: <T>(type: Type<T>) => T) => readonly JobHandler[];
  /** Small work at an interval, in every replica: it must be safe to run twice. */
  readonly regularly?: (get: <T>(type: Type<T>) => T) => { readonly everyMs: number; readonly work: () => Promise<void> };
  /** Runs once everything is connected, before the first request is answered. */
  readonly prepare?: (get: <T>(type: Type<T>) => T) => Promise<void>;
  /** Runs once requests are answered: rebuilding from other services belongs here. */
  readonly started?: (get: <T>(type: Type<T>) => T) => Promise<void>;
}

@Module({})
class HostModule {}

/**
 * Runs one service as a process: connects, checks that every declared operation has exactly one handler, serves, relays its
 * outbox, consumes facts, works its jobs. Says `{ ready: true }` to the parent process; SIGTERM drains all of it in order.
 */
export function runService(definition: ServiceDefinition): Promise<void> {
  // What the service does by itself reaches every row; what it does for a caller, the rows of the caller's scope.
  return withRowReach(EVERY_ROW, () => serve(definition));
}

async function serve(definition: ServiceDefinition): Promise<void> {
  const { name } = definition;
  const log = createLog(name);
  endOnUncaught(log);
  try {
    await startTracing(name);
    const ofDeadLetters = deadLetterController(name), ofAudit = auditController(name), ofHealth = healthController(name);
    assertEveryOperationHandled(name, allOperations);
    const environment = await readEnvironment(name);
    const dataSource = await createDataSource({ url: environment.databaseUrl, schema: name, guardedTables: definition.guardedTables, ...(definition.entities === undefined ? {} : { entities: definition.entities }) }).initialize();
    const letConnectionsGo = await keepConnections(dataSource);
    const connection = await connectBus(name, environment.identity.natsSeed);
    const manager = await ensureStream(name, connection, environment.natsReplicas);
    const protection = await loadProtection(environment.protectionFile), keys = new IdempotencyKeys(dataSource, protection), letters = new DeadLetters(dataSource), metrics = new Metrics(name);
    openBorder({ identity: environment.identity, log, metrics, keys, dataSource });
    const jobs = new Jobs(name, dataSource, environment.redisUrl, log), health = new HealthReader(dataSource, connection, jobs, metrics);
    const root: DynamicModule = {
      module: HostModule, global: true, controllers: [...definition.controllers, ofDeadLetters, ofAudit, ofHealth],
      providers: [
        { provide: DataSource, useValue: dataSource }, { provide: Bus, useValue: new Bus(connection, environment.identity) },
        { provide: Outbox, useValue: new Outbox(name) }, { provide: Live, useValue: new Live(connection) },
        { provide: StoredFiles, useValue: new StoredFiles(dataSource, protection) }, { provide: Jobs, useValue: jobs },
        { provide: Protection, useValue: protection }, { provide: DeadLetters, useValue: letters }, { provide: HealthReader, useValue: health },
        { provide: AuditReader, useValue: new AuditReader(name, dataSource, new StoredFiles(dataSource, protection), environment.identity.publicKeys, environment.audit) },
        ...definition.providers,
      ],
    };
    const app = await NestFactory.createMicroservice(root, { strategy: new DrainingServerNats(connection, name), logger: nestLogger(log) });
    const get = <T>(type: Type<T>): T => app.get(type);
    await app.init();
    await definition.prepare?.(get);
    await app.listen();
    const relay = new OutboxRelay(name, dataSource, connection, manager, environment.natsReplicas, log, metrics);
    relay.start();
    const sequencer = new AuditSequencer(name, dataSource, connection, manager, environment.natsReplicas, environment.identity, environment.audit, log);
    sequencer.start();
    const consumers = startConsumers(name, definition.facts?.(get) ?? [], dataSource, connection, manager, log);
    letters.serve(consumers);
    health.watch(consumers);
    jobs.start(definition.jobs?.(get) ?? []);
    void watchConnection(connection, log);
    const regular = definition.regularly?.(get);
    const often = [...(regular === undefined ? [] : [regular]), { everyMs: 3600_000, work: () => keys.expire() }, { everyMs: 3600_000, work: () => forgetOldFacts((sql, parameters) => dataSource.query(sql, parameters)) }];
    const timers = often.map(({ everyMs, work }) => setInterval(() => { work().catch((error: unknown) => log.warn({ err: error }, 'regular work: will try again')); }, everyMs));

    let stopping = false;
    const probes = await listenForProbes({ metrics, isReady: async () => !stopping && await health.isReady(), log });
    const stop = async (signal: string): Promise<void> => {
      if (stopping) return;
      stopping = true;
      log.info({ signal }, 'stopping');
      for (const timer of timers) clearInterval(timer);
      await Promise.all(consumers.map((consumer) => consumer.stop()));
      await jobs.stop();
      await relay.stop();
      // Before the connection closes, which the last head goes out by; what the drained requests still record is chained at the next start.
      await sequencer.stop();
      await connection.drain();
      probes?.close();
      await app.close();
      letConnectionsGo();
      await dataSource.destroy();
      await stopTracing();
      process.exit(0);
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal).catch((error: unknown) => { log.error({ err: error }, 'stopping failed'); process.exit(1); }));
    process.on('disconnect', () => void stop('parent went').catch(() => process.exit(1)));
    process.send?.({ ready: true, ...(probes === null ? {} : { metricsPort: probes.port }) });
    log.info('ready');
    // Other services may still be starting: what needs them is tried until it works.
    for (let attempt = 1; definition.started !== undefined; attempt += 1) {
      try {
        await definition.started(get);
        break;
      } catch (error) {
        log[attempt < 10 ? 'info' : 'warn']({ err: error, attempt }, 'work after the start: will try again');
        await new Promise((resolve) => setTimeout(resolve, Math.min(attempt, 10) * 500));
        if (stopping) break;
      }
    }
  } catch (error) {
    log.fatal({ err: error }, 'could not start');
    process.exit(1);
  }
}

function startConsumers(name: ServiceName, handlers: readonly FactHandler[], dataSource: DataSource, connection: NatsConnection, manager: Awaited<ReturnType<typeof ensureStream>>, log: ReturnType<typeof createLog>): FactConsumer[] {
  const consumers: FactConsumer[] = [];
  for (const producer of serviceNames) {
    const mine = handlers.filter((handler) => handler.fact.service === producer);
    if (mine.length === 0) continue;
    const consumer = new FactConsumer(name, producer, mine, dataSource, connection, manager, log);
    consumer.start();
    consumers.push(consumer);
  }
  return consumers;
}

async function watchConnection(connection: NatsConnection, log: ReturnType<typeof createLog>): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === 'disconnect' || status.type === 'reconnect') log.info({ status: status.type }, 'nats');
  }
}
