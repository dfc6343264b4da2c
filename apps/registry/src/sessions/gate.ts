import { refuse } from '@jiedui/contracts';

/** Lets a few works through at a time and a few more wait; beyond that it refuses, rather than let everybody wait for ever. */
export class Gate {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly atOnce: number, private readonly waitingAtMost: number) {}

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.inside >= this.atOnce) {
      if (this.waiting.length >= this.waitingAtMost) return refuse(429, 'TOO_BUSY', '当前请求过多，请稍后重试。', 'Too many requests at once; try again in a moment.', { retryable: true });
      await new Promise<void>((resolve) => { this.waiting.push(resolve); });
    } else {
      this.inside += 1;
    }
    try {
      return await work();
    } finally {
      // Whoever waits longest takes this place over.
      const next = this.waiting.shift();
      if (next === undefined) this.inside -= 1;
      else next();
    }
  }
}
