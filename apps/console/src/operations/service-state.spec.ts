import { describe, expect, it } from '@jest/globals';
import type { ServiceHealth } from '@jiedui/contracts';
import { stateOfGateway, stateOfService } from './service-state.js';

const process = { version: '0.1.0', startedAt: '2026-01-01T00:00:00.000Z', uptimeSeconds: 60, memoryBytes: 1e8, heapBytes: 5e7, eventLoopLagMs: 1, bus: { reachable: true, version: '2.10.29', durability: 'full' as const } };
const healthy: ServiceHealth = {
  ...process, database: { reachable: true, migrations: 7, lastMigration: 'x', pool: { inUse: 1, idle: 2, waiting: 0 } }, redis: { reachable: true }, outbox: { waiting: 3, oldestSeconds: 0.2 },
  consumers: [{ producer: 'employment', pending: 0, ackPending: 1 }], jobs: { waiting: 1, active: 1, failed: 2, oldestSeconds: 5 }, deadLetters: 0, audit: { headSeconds: 200, unchained: 4, oldestSeconds: 0.3 },
};

describe('where a service stands', () => {
  it('is good while what waits waits no longer than usual', () => {
    expect(stateOfService(healthy)).toEqual({ state: 'good', reasons: [] });
  });

  it('is away when it does not answer, or cannot work', () => {
    expect(stateOfService(null).state).toBe('away');
    expect(stateOfService({ ...healthy, database: { ...healthy.database, reachable: false }, outbox: null, jobs: null, audit: null, deadLetters: null })).toEqual({ state: 'away', reasons: ['running.why.database'] });
    expect(stateOfService({ ...healthy, bus: { ...healthy.bus, reachable: false } }).state).toBe('away');
  });

  it.each<[string, Partial<ServiceHealth>, string]>([
    ['facts not published', { outbox: { waiting: 40, oldestSeconds: 31 } }, 'running.why.outbox'],
    ['facts not taken in', { consumers: [{ producer: 'employment', pending: 900, ackPending: 32 }] }, 'running.why.consumers'],
    ['work items', { jobs: { waiting: 3, active: 0, failed: 0, oldestSeconds: 900 } }, 'running.why.jobs'],
    ['a message that waits for a decision', { deadLetters: 1 }, 'running.why.deadLetters'],
    ['audit entries without a place', { audit: { headSeconds: 900, unchained: 10, oldestSeconds: 500 } }, 'running.why.audit'],
    ['a queue that is away', { redis: { reachable: false } }, 'running.why.redis'],
    ['an event loop that comes late', { eventLoopLagMs: 400 }, 'running.why.late'],
  ])('is behind with %s', (_, change, why) => {
    expect(stateOfService({ ...healthy, ...change })).toEqual({ state: 'behind', reasons: [why] });
  });

  it('of the gateway is behind with requests that wait, away without the bus', () => {
    expect(stateOfGateway({ ...process, requests: 4, waiting: 0 }).state).toBe('good');
    expect(stateOfGateway({ ...process, requests: 400, waiting: 90 }).state).toBe('behind');
    expect(stateOfGateway({ ...process, bus: { ...process.bus, reachable: false }, requests: 0, waiting: 0 }).state).toBe('away');
  });
});
