import { afterAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '@jiedui/contracts';
import { type Answer, Client, close, passwordOf, until } from '../arrange.js';
import { closeQueues, restarted } from '../interrupt.js';

/** How often one address may try (goal S6). */

const code = (answer: Answer): string => (answer.json as Problem).code;
afterAll(async () => {
  await closeQueues();
  await close();
});

describe('tries from one address', () => {
  it('of a thousand at least 985 are refused before they are looked at; another address is not', async () => {
    await restarted('gateway', { JIEDUI_SIGN_INS_PER_ADDRESS: '15', JIEDUI_TRUST_PROXY: '1' });
    try {
      await until(() => new Client().raw('GET', '/api/session').catch(() => null), (answer) => answer?.status === 200, 'the gateway to be back');
      const from = (address: string, account: string, password: string): Promise<Answer> => new Client().raw('POST', '/api/session', { body: { account, password }, headers: { 'x-forwarded-for': address } });
      const statuses = new Map<number, number>();
      for (let sent = 0; sent < 1000; sent += 50) {
        for (const { status } of await Promise.all(Array.from({ length: 50 }, (_, i) => from('192.0.2.7', `nobody-${sent + i}`, 'guess')))) statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
      expect(statuses.get(429)).toBeGreaterThanOrEqual(985);
      expect([...statuses.keys()].sort()).toEqual([401, 429]);
      const refused = await from('192.0.2.7', 'chaoshi', passwordOf('chaoshi'));
      expect([refused.status, code(refused), refused.headers.get('retry-after') === null]).toEqual([429, 'TOO_MANY_TRIES', false]);
      // Sign-ins that succeed are not held against an office behind one address.
      for (let i = 0; i < 20; i += 1) expect((await from('192.0.2.8', 'chaoshi', passwordOf('chaoshi'))).status).toBe(200);
      const bus = await from('2001:db8::1', 'nobody', 'guess');
      expect(bus.status).toBe(401);
    } finally {
      await restarted('gateway', {});
      await until(() => new Client().raw('GET', '/api/session').catch(() => null), (answer) => answer?.status === 200, 'the gateway to be back');
    }
  });
});
