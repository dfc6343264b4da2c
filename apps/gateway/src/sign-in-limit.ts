import { isIPv6 } from 'node:net';
import type { Request } from 'express';
import { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { problem, Refusal } from '@jiedui/contracts';
import type { Logger } from '@jiedui/observability';

/** Tries that may fail from one address in fifteen minutes (goal S6: of 1,000 at least 985 are refused). */
export const TRIES_PER_ADDRESS = 15;
const WINDOW_SECONDS = 15 * 60;

/**
 * Whom a try is counted against: an IPv4 address, or the /64 of an IPv6 one, since whoever has one of its addresses has them all.
 */
export function addressKey(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%[^]*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const first = head === '' ? [] : head.split(':'), last = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = tail === undefined ? first : [...first, ...Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0'), ...last];
  return `${groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}

/**
 * Refuses an address after too many tries that failed; those that succeed are given back. Counted here and in Redis for all gateways: while Redis
 * is away the count of this process holds, and a Redis that comes or goes gives nobody a second allowance (goal R13).
 */
export class SignInLimit {
  private constructor(private readonly own: RateLimiterAbstract, private readonly shared: RateLimiterAbstract | null, private readonly redis: Redis | null) {}

  static create(redisUrl: string | undefined, tries: number, log: Logger): SignInLimit {
    const counting = { points: tries, duration: WINDOW_SECONDS }, own = new RateLimiterMemory(counting);
    if (redisUrl === undefined || redisUrl === '') return new SignInLimit(own, null, null);
    const redis = new Redis(redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 500, connectTimeout: 2000, socketTimeout: 5000 });
    redis.on('error', (error: unknown) => log.debug({ err: error }, 'redis: sign-ins are counted in this process alone'));
    return new SignInLimit(own, new RateLimiterRedis({ ...counting, storeClient: redis, keyPrefix: 'sign-in' }), redis);
  }

  /** Counts a try before `work`, so that tries made at the same time are counted each, and gives it back when `work` ends well or never came to a verdict. */
  async around<T>(request: Request, work: () => Promise<T>): Promise<T> {
    const key = addressKey(request.ip ?? 'unknown');
    await this.count(key);
    try {
      const value = await work();
      await this.giveBack(key);
      return value;
    } catch (error) {
      // What was not refused for what was given (busy, service away) says nothing against the address.
      if (error instanceof Refusal && error.problem.retryable) await this.giveBack(key);
      throw error;
    }
  }

  async close(): Promise<void> { await this.redis?.quit().catch(() => undefined); }

  private async count(key: string): Promise<void> {
    for (const limiter of [this.own, this.shared]) {
      await limiter?.consume(key).catch((error: unknown) => {
        if (error instanceof RateLimiterRes) throw new Refusal(problem(429, 'TOO_MANY_TRIES', '此网络地址尝试次数过多，请十五分钟后再试。', 'Too many tries from this address; try again in fifteen minutes.', { retryable: true }));
        // Redis is away: this process has counted.
      });
    }
  }

  private async giveBack(key: string): Promise<void> {
    for (const limiter of [this.own, this.shared]) await limiter?.reward(key).catch(() => undefined);
  }
}
