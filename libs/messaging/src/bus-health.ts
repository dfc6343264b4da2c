import type { NatsConnection } from '@nats-io/transport-node';
import type { GatewayHealth } from '@jiedui/contracts';
import { within } from '@jiedui/observability';

const WAIT_MS = 1000;
/** Releases from here on can sync every message to disk (`sync_interval: always`). */
const SYNCS_FROM = [2, 10] as const;

/** Whether the broker answers within a second, its release, and whether that release can keep facts safely. */
export async function busHealth(connection: NatsConnection): Promise<GatewayHealth['bus']> {
  const reachable = await within(WAIT_MS, connection.rtt().then(() => true), false), version = connection.info?.version ?? null;
  return { reachable, version, durability: version === null ? null : durabilityOf(version) };
}

/** By the release `2.10.29`: `degraded` for what is older than 2.10. */
export function durabilityOf(version: string): 'full' | 'degraded' {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major > SYNCS_FROM[0] || (major === SYNCS_FROM[0] && minor >= SYNCS_FROM[1]) ? 'full' : 'degraded';
}
