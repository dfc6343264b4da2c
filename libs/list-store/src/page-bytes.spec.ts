import { describe, expect, it } from '@jest/globals';
import { fitting } from './page-bytes.js';

describe('fitting', () => {
  it('keeps all rows that fit, at least one, and counts bytes', () => {
    expect(fitting([])).toEqual([]);
    expect(fitting(['abc', 'def'])).toEqual(['abc', 'def']);
    expect(fitting(['技'.repeat(100), 'x'], 100)).toEqual(['技'.repeat(100)]);
    expect(fitting(['技技', '技技', '技技'], 17)).toEqual(['技技', '技技']);
  });
});
