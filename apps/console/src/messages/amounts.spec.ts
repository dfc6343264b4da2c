import { describe, expect, it } from '@jest/globals';
import { fullNumber, localTime, share, shortNumber, unknownMark } from './amounts.js';

describe('amounts', () => {
  it('uses 万 and 亿 in Chinese from ten thousand on', () => {
    expect([9999, 10_000, 123_456, 149_900_000_000].map((value) => shortNumber(value, 'zh'))).toEqual(['9,999', '1万', '12.35万', '1,499亿']);
  });
  it('uses K, M and B in English', () => {
    expect([9999, 12_340, 1_500_000, 2_000_000_000].map((value) => shortNumber(value, 'en'))).toEqual(['9,999', '12.34K', '1.5M', '2B']);
  });
  it('keeps all digits in the full number', () => { expect(fullNumber(1234567.89)).toBe('1,234,567.89'); });
  it('says unknown for a share of nothing', () => { expect([share(1, 0), share(402, 409), share(0, 5)]).toEqual([unknownMark, '98.3%', '0%']); });
  it('shows instants in Asia/Shanghai', () => { expect(localTime('2026-03-01T18:05:00Z')).toBe('2026-03-02 02:05'); });
});
