import { describe, expect, it } from '@jest/globals';
import { Gate } from './gate.js';

describe('Gate', () => {
  it('lets so many work at once, so many wait in turn, and refuses the rest', async () => {
    const gate = new Gate(2, 3);
    const ends: (() => void)[] = [];
    const begun: number[] = [];
    const passes = Array.from({ length: 5 }, (_, i) => gate.pass(() => new Promise<number>((resolve) => { begun.push(i); ends.push(() => resolve(i)); })));
    await expect(gate.pass(async () => 9)).rejects.toMatchObject({ problem: { status: 429, retryable: true } });
    expect(begun).toEqual([0, 1]);
    for (let i = 0; i < 5; i += 1) {
      ends[i]?.();
      expect(await passes[i]).toBe(i);
      await new Promise((resolve) => setImmediate(resolve));
      expect(begun).toHaveLength(Math.min(5, i + 3));
    }
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it('a work that fails leaves its place', async () => {
    const gate = new Gate(1, 0);
    await expect(gate.pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await gate.pass(async () => 1)).toBe(1);
  });
});
