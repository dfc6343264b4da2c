import { JetStreamApiCodes, JetStreamApiError, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { streamOf, type ServiceName } from '@jiedui/contracts';

const NANOS = 1_000_000;
const DAY_MS = 24 * 3600 * 1000;

/** One stream a producer (reliability D3): file storage, 14 days, `discard: new` so that nothing is dropped silently. */
export function streamConfig(service: ServiceName, replicas: number) {
  return {
    name: streamOf(service), subjects: [`evt.${service}.>`],
    storage: 'file' as const, retention: 'limits' as const, discard: 'new' as const,
    max_age: 14 * DAY_MS * NANOS, duplicate_window: 10 * 60 * 1000 * NANOS, deny_delete: true, num_replicas: replicas,
  };
}

/** Makes the service's own stream when it is missing; one that differs from its declaration stops the start, since a wrong discard policy loses facts. */
export async function ensureStream(service: ServiceName, connection: NatsConnection, replicas = 1): Promise<JetStreamManager> {
  const manager = await jetstreamManager(connection), wanted = streamConfig(service, replicas);
  const info = await manager.streams.info(wanted.name).catch((error: unknown) => {
    if (isStreamMissing(error)) return null;
    throw error;
  });
  if (info === null) {
    await manager.streams.add(wanted);
    return manager;
  }
  const drift = (['storage', 'retention', 'discard', 'max_age', 'duplicate_window', 'deny_delete'] as const).filter((key) => info.config[key] !== wanted[key]);
  if (drift.length > 0) throw new Error(`stream ${wanted.name} differs from its declaration in ${drift.join(', ')}; mend it with the nats tool, then start again`);
  return manager;
}

/** Whether the broker says that there is no such stream. */
export function isStreamMissing(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
}
