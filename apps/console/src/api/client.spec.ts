import { afterEach, describe, expect, it } from '@jest/globals';
import type { figures } from '@jiedui/contracts';
import { call } from './client.js';
import type { Route } from './route.js';

/** What the network is told when answers get lost: the same thing sent again goes under the same key. */

const route: Route<typeof figures.rebuild> = { method: 'POST', path: '/api/assessment/rebuild' };
const real = globalThis.fetch;
afterEach(() => { globalThis.fetch = real; });

/** Sends the same request once for each outcome, and gives the keys it went under. */
async function keysOf(outcomes: readonly ('lost' | { status: number; body: object })[]): Promise<string[]> {
  const keys: string[] = [];
  for (const outcome of outcomes) {
    globalThis.fetch = async (_, init) => {
      keys.push(new Headers(init?.headers).get('Idempotency-Key') ?? '');
      if (outcome === 'lost') throw new TypeError('connection lost');
      return new Response(JSON.stringify(outcome.body), { status: outcome.status });
    };
    await call(route, {}).catch(() => undefined);
  }
  return keys;
}
const problem = (status: number, retryable: boolean) => ({ status, body: { type: '/problems/X', title: 'x', status, code: 'X', message: { zh: 'x', en: 'x' }, fields: [], retryable } });
const done = { status: 200, body: {} };

describe('a request that makes something', () => {
  it('goes under the same key until it was answered, and under a new one after that', async () => {
    const [first, second, third, fourth] = await keysOf(['lost', problem(503, true), done, done]);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect([second, third]).toEqual([first, first]);
    expect(fourth).not.toBe(first);
  });

  it('that was refused for good is another one when it is sent again; one that is still carried out is not', async () => {
    const [busy, refused, again] = await keysOf([problem(409, true), problem(400, false), done]);
    expect(refused).toBe(busy);
    expect(again).not.toBe(refused);
  });
});
