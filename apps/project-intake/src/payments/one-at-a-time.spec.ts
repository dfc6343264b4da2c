import { describe, expect, it } from '@jest/globals';
import { OneAtATime } from './one-at-a-time.js';

describe('OneAtATime', () => {
  it('keeps the order of one key, lets other keys pass, and survives a failure', async () => {
    const inOrder = new OneAtATime();
    const seen: string[] = [];
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => { open = resolve; });
    const first = inOrder.run('a', async () => { await gate; seen.push('a1'); throw new Error('refused'); });
    const second = inOrder.run('a', async () => { seen.push('a2'); return 2; });
    await inOrder.run('b', async () => { seen.push('b1'); });
    expect(seen).toEqual(['b1']);
    open();
    await expect(first).rejects.toThrow('refused');
    await expect(second).resolves.toBe(2);
    expect(seen).toEqual(['b1', 'a1', 'a2']);
  });
});
