/**
 * Runs the work of one key in the order it came, one piece at a time, inside this process. Hundreds of payments of one project
 * would otherwise each hold a connection of the pool while they wait for the same row; correctness does not rest on it.
 */
export class OneAtATime {
  private readonly tails = new Map<string, Promise<unknown>>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.tails.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.tails.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.tails.get(key) === mine) this.tails.delete(key);
    }
  }
}
