import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RowKeys } from './row-keys.js';

describe('RowKeys', () => {
  it('names the first row of every key, as a map would', () => {
    fc.assert(fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 4000 }), (keys) => {
      const rows = new RowKeys();
      const known = new Map<string, number>();
      keys.forEach((key, i) => {
        expect(rows.firstRow(key, i + 1)).toBe(known.get(key) ?? null);
        if (!known.has(key)) known.set(key, i + 1);
      });
    }), { numRuns: 50 });
  });

  it('keeps them all while it grows', () => {
    const rows = new RowKeys();
    for (let i = 1; i <= 50_000; i += 1) expect(rows.firstRow(`云阳县\u001f${i}`, i)).toBeNull();
    for (let i = 1; i <= 50_000; i += 1) expect(rows.firstRow(`云阳县\u001f${i}`, 99_999)).toBe(i);
  });
});
