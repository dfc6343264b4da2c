import { z } from 'zod';
import { operation, type ServiceName, serviceNames } from '../operation.js';
import { Instant } from '../units.js';

/**
 * How safely the broker keeps facts: `full` where its release can sync every message to disk before it answers (2.10 and later, set so by the start command
 * and the deployment files), `degraded` where it cannot; null while the broker is away.
 */
export const Durability = z.enum(['full', 'degraded']);
export type Durability = z.infer<typeof Durability>;

/** What every process says of itself. Bytes, milliseconds, seconds; no addresses, no secrets, nothing of persons. */
const process = {
  version: z.string(), startedAt: Instant, uptimeSeconds: z.number(),
  /** Memory held by the process, and by its JavaScript objects. */
  memoryBytes: z.int(), heapBytes: z.int(),
  /** 99th percentile of the event loop's lateness in the last seconds. */
  eventLoopLagMs: z.number(),
  /** Broker: whether it answers, its release. */
  bus: z.strictObject({ reachable: z.boolean(), version: z.string().nullable(), durability: Durability.nullable() }),
};

/** What a service can say of itself and of its work (reliability D17, R4). Parts that could not be read are null. */
export const ServiceHealth = z.strictObject({
  ...process,
  database: z.strictObject({ reachable: z.boolean(), migrations: z.int().nullable(), lastMigration: z.string().nullable(), pool: z.strictObject({ inUse: z.int(), idle: z.int(), waiting: z.int() }) }),
  /** The queue that carries work items; while it is away work waits and nothing is lost. */
  redis: z.strictObject({ reachable: z.boolean() }),
  /** Facts written and not published yet, counted up to 10,000, and the age of the oldest. */
  outbox: z.strictObject({ waiting: z.int(), oldestSeconds: z.number().nullable() }).nullable(),
  /** Facts of other services: not delivered yet, delivered and not done. */
  consumers: z.array(z.strictObject({ producer: z.enum(serviceNames), pending: z.int().nullable(), ackPending: z.int().nullable() })),
  /** Work items: waiting, in work (null while the queue is away), failed in the last seven days. */
  jobs: z.strictObject({ waiting: z.int(), active: z.int().nullable(), failed: z.int(), oldestSeconds: z.number().nullable() }).nullable(),
  deadLetters: z.int().nullable(),
  /** Age of the last signed head of the audit chain; entries without a place in it and the age of the oldest. */
  audit: z.strictObject({ headSeconds: z.number().nullable(), unchained: z.int(), oldestSeconds: z.number().nullable() }).nullable(),
});
export type ServiceHealth = z.infer<typeof ServiceHealth>;

/** What the gateway says of itself: requests under way, and waiting for a service's turn. */
export const GatewayHealth = z.strictObject({ ...process, requests: z.int(), waiting: z.int() });
export type GatewayHealth = z.infer<typeof GatewayHealth>;

/** The whole: the gateway, and each service as it answered; one that does not has no health and says since when. */
export const SystemHealth = z.strictObject({
  at: Instant, gateway: GatewayHealth,
  services: z.array(z.strictObject({ service: z.enum(serviceNames), health: ServiceHealth.nullable(), silentSince: Instant.nullable() })),
});
export type SystemHealth = z.infer<typeof SystemHealth>;

/** Where the gateway gives {@link SystemHealth}, to whoever has `operations.read`. */
export const SYSTEM_HEALTH_PATH = '/api/operations';

/** Every service's own health. Of several replicas one answers. */
export function healthOperations<S extends ServiceName>(service: S) {
  return {
    read: operation({ service, name: 'operations.health', http: { method: 'GET', path: `/api/${service}/health` }, permission: 'operations.read', timeoutMs: 2500, request: z.strictObject({}), reply: ServiceHealth, summary: { zh: '服务的运行状况', en: 'Health of the service' } }),
  };
}

export const healths = {
  registry: healthOperations('registry'), intake: healthOperations('intake'), employment: healthOperations('employment'),
  marketplace: healthOperations('marketplace'), matching: healthOperations('matching'), assessment: healthOperations('assessment'),
} as const;
