import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { serviceNames, streamOf, type ServiceName } from '@jiedui/contracts';

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

/** Makes missing streams; a stream that differs from its declaration stops the start, since a wrong discard policy loses facts. */
export async function ensureStreams(connection: NatsConnection, replicas = 1): Promise<JetStreamManager> {
  const manager = await jetstreamManager(connection);
  const existing = new Map<string, Awaited<ReturnType<typeof manager.streams.info>>>();
  for await (const info of manager.streams.list()) existing.set(info.config.name, info);
  for (const service of serviceNames) {
    const wanted = streamConfig(service, replicas);
    const info = existing.get(wanted.name);
    if (info === undefined) {
      await manager.streams.add(wanted);
    } else {
      const have = info.config;
      const drift = (['storage', 'retention', 'discard', 'max_age', 'duplicate_window', 'deny_delete'] as const).filter((key) => have[key] !== wanted[key]);
      if (drift.length > 0) throw new Error(`stream ${wanted.name} differs from its declaration in ${drift.join(', ')}; mend it with the nats tool, then start again`);
    }
  }
  return manager;
}
