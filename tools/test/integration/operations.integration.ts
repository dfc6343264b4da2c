import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { healths, serviceNames, SYSTEM_HEALTH_PATH, SystemHealth } from '@jiedui/contracts';
import { as, type Client, close, stack, until } from '../arrange.js';
import { databaseBack, databaseGone, pidOf } from '../interrupt.js';
import { publishUnreadable } from '../unreadable-facts.js';

/** What the system says of itself: to its administrator, to Prometheus, to probes; and to nobody else. */

const processes = ['gateway', ...serviceNames];

/** Where a process answers probes, as the start command recorded it. */
function probesOf(name: string): string {
  const recorded = JSON.parse(readFileSync(stack.processes, 'utf8')) as { name: string; pid: number; metrics?: string }[];
  const at = recorded.find((entry) => entry.name === name && entry.pid === pidOf(name))?.metrics;
  if (at === undefined) throw new Error(`${name} has no metrics in processes.json`);
  return at.replace(/\/metrics$/, '');
}

const metricsOf = async (name: string): Promise<string> => (await fetch(`${probesOf(name)}/metrics`)).text();

/** The value of one line of metrics; 0 when it is not there yet. */
async function figure(name: string, metric: string, ...labels: readonly string[]): Promise<number> {
  const line = (await metricsOf(name)).split('\n').find((one) => one.startsWith(`${metric}{`) && labels.every((label) => one.includes(label)));
  return line === undefined ? 0 : Number(line.slice(line.lastIndexOf(' ')));
}

const statusOf = async (address: string): Promise<number> => (await fetch(address)).status;

describe('seeing inside', () => {
  let system: Client;
  beforeAll(async () => { system = await as('xitong'); });
  afterAll(close);

  const whole = async (): Promise<SystemHealth> => {
    const answer = await system.raw('GET', SYSTEM_HEALTH_PATH);
    expect(answer.status).toBe(200);
    return SystemHealth.parse(answer.json);
  };

  it('every service tells how it is, alone and together', async () => {
    for (const service of serviceNames) {
      const health = await system.call(healths[service].read, {});
      expect(health).toMatchObject({ database: { reachable: true }, bus: { reachable: true }, redis: { reachable: true } });
      expect(health.database.migrations).toBeGreaterThan(0);
      expect(health.outbox).not.toBeNull();
      expect(health.memoryBytes).toBeGreaterThan(1e7);
    }
    const { gateway, services } = await whole();
    expect(services.map((one) => [one.service, one.health?.database.reachable, one.silentSince])).toEqual(serviceNames.map((service) => [service, true, null]));
    const [major = 0, minor = 0] = (gateway.bus.version ?? '').split('.').map(Number);
    expect(gateway.bus.durability).toBe(major > 2 || (major === 2 && minor >= 10) ? 'full' : 'degraded');
    expect(services.find((one) => one.service === 'matching')?.health?.consumers.map((one) => one.producer).sort()).toEqual(['employment', 'marketplace']);
  });

  it('nothing of it names a host, a key or a person, and only the system administrator reads it', async () => {
    const text = (await system.raw('GET', SYSTEM_HEALTH_PATH)).text;
    for (const secret of ['127.0.0.1', 'localhost', 'postgres://', 'nats://', stack.roles['registry']?.rw ?? 'no role', '样例']) expect(text).not.toContain(secret);
    for (const [account, status] of [['anquan', 403], ['shenji', 403], ['qiye', 403]] as const) {
      const other = await as(account);
      expect((await other.raw('GET', SYSTEM_HEALTH_PATH)).status).toBe(status);
      expect((await other.ask(healths.intake.read, {})).status).toBe(status);
    }
    expect(await statusOf(`${stack.url}${SYSTEM_HEALTH_PATH}`)).toBe(401);
  });

  it('every process gives its figures on a listener of its own, none through the public port', async () => {
    for (const name of processes) {
      const text = await metricsOf(name);
      expect(text).toContain(`nodejs_eventloop_lag_p99_seconds{service="${name}"}`);
      expect(text).toContain(`jiedui_bus_up{service="${name}"} 1`);
      expect(await statusOf(`${probesOf(name)}/live`)).toBe(200);
      expect(await statusOf(`${probesOf(name)}/ready`)).toBe(200);
      expect(await statusOf(`${probesOf(name)}/other`)).toBe(404);
    }
    for (const place of ['/metrics', '/api/metrics', '//metrics', '/api/operations/metrics']) expect(await (await fetch(`${stack.url}${place}`)).text()).not.toMatch(/jiedui_|nodejs_/);
  });

  it('operations are counted by how they ended', async () => {
    const labels = (outcome: string): string[] => ['operation="operations.health"', `outcome="${outcome}"`];
    const count = (outcome: string) => figure('intake', 'jiedui_operation_seconds_count', ...labels(outcome));
    const done = await count('done'), refused = await count('refused'), seen = await figure('gateway', 'jiedui_operation_seconds_count', 'operation="intake.operations.health"', 'outcome="done"');
    await system.call(healths.intake.read, {});
    await (await as('qiye')).refused(healths.intake.read, {});
    expect(await count('done')).toBe(done + 1);
    expect(await count('refused')).toBe(refused + 1);
    await until(() => figure('gateway', 'jiedui_operation_seconds_count', 'operation="intake.operations.health"', 'outcome="done"'), (now) => now === seen + 1, 'the gateway to count it');
  });

  it('facts are counted as they go out, and those that wait for a decision', async () => {
    const out = await figure('employment', 'jiedui_outbox_lag_seconds_count'), open = await figure('matching', 'jiedui_dead_letters_open');
    await publishUnreadable(await as('qiye'));
    await until(() => figure('employment', 'jiedui_outbox_lag_seconds_count'), (now) => now > out, 'facts to be counted');
    await until(() => figure('matching', 'jiedui_dead_letters_open'), (now) => now >= open + 3, 'three more letters');
    const matching = (await whole()).services.find((one) => one.service === 'matching')?.health;
    expect(matching?.deadLetters).toBeGreaterThanOrEqual(open + 3);
  });

  it('a service without its database lives, is not ready and says why', async () => {
    await databaseGone('intake');
    try {
      await until(() => statusOf(`${probesOf('intake')}/ready`), (status) => status === 503, 'not ready');
      expect(await statusOf(`${probesOf('intake')}/live`)).toBe(200);
      const health = await system.call(healths.intake.read, {});
      expect(health).toMatchObject({ database: { reachable: false, migrations: null }, outbox: null, jobs: null, deadLetters: null, audit: null, bus: { reachable: true } });
      expect(await metricsOf('intake')).toMatch(/jiedui_database_up\{service="intake"\} 0/);
      expect(await metricsOf('intake')).not.toContain('jiedui_outbox_waiting{');
    } finally {
      await databaseBack('intake');
    }
    await until(() => statusOf(`${probesOf('intake')}/ready`), (status) => status === 200, 'ready again');
  });

  it('a gateway whose broker does not answer is not ready, on either listener', async () => {
    const pid = pidOf('nats'), addresses = [`${stack.url}/ready`, `${probesOf('gateway')}/ready`];
    process.kill(pid, 'SIGSTOP');
    try {
      for (const address of addresses) await until(() => statusOf(address), (status) => status === 503, 'not ready');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    for (const address of addresses) await until(() => statusOf(address), (status) => status === 200, 'ready again');
  });

  it('a service that hangs is named with the time since, also the one that knows who asks', async () => {
    for (const service of ['intake', 'registry'] as const) {
      const before = (await whole()).at, pid = pidOf(service);
      process.kill(pid, 'SIGSTOP');
      try {
        const { services } = await whole(), hanging = services.find((one) => one.service === service);
        expect(hanging?.health).toBeNull();
        expect(Date.parse(hanging?.silentSince ?? '')).toBeGreaterThanOrEqual(Date.parse(before));
        expect(services.filter((one) => one.service !== service).every((one) => one.health !== null)).toBe(true);
        expect((await whole()).services.find((one) => one.service === service)?.silentSince).toBe(hanging?.silentSince);
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      await until(whole, (now) => now.services.find((one) => one.service === service)?.silentSince === null, `${service} to answer again`);
    }
  });
});
