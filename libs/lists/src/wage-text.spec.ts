import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseWageText } from './wage-text.js';

const yuan = (text: string): [number | null, number | null] | string => {
  const r = parseWageText(text);
  return r.ok ? [r.wage.minFen === null ? null : r.wage.minFen / 100, r.wage.maxFen === null ? null : r.wage.maxFen / 100] : r.code;
};

describe('parseWageText', () => {
  it.each<[string, [number | null, number | null]]>([
    ['6-8千', [6000, 8000]], ['8千-1.5万', [8000, 15000]], ['1-1.5万·13薪', [10000, 15000]], ['10-15万/年', [8333.33, 12500]], ['0.8-1.3万/月', [8000, 13000]],
    ['150-200元/天', [3262.5, 4350]], ['20元/小时', [3480, 3480]], ['3千及以下', [null, 3000]], ['3千以下/月', [null, 3000]], ['1万以上', [10000, null]], ['4.5-9千·13薪', [4500, 9000]],
    ['1千/天', [21750, 21750]], ['5000-7000', [5000, 7000]], ['5000元/月', [5000, 5000]], ['5-8k', [5000, 8000]], ['３－５千', [3000, 5000]], ['面议', [null, null]], ['无', [null, null]], ['', [null, null]],
  ])('%s', (text, expected) => expect(yuan(text)).toEqual(expected));
  it('states the assumption', () => {
    expect(parseWageText('150元/天')).toMatchObject({ wage: { assumed: { code: 'ASSUMED.WAGE_DAY', zh: expect.stringContaining('21.75') } } });
    expect(parseWageText('20元/小时')).toMatchObject({ wage: { assumed: { zh: expect.stringContaining('174') } } });
    expect(parseWageText('6-8千')).toEqual({ ok: true, wage: { minFen: 600_000, maxFen: 800_000 } });
  });
  it('refuses what cannot be meant', () => {
    expect(yuan('8-6千')).toBe('WAGE.REVERSED');
    expect(yuan('6-8')).toBe('WAGE.NO_UNIT');
    expect(yuan('0元/月')).toBe('WAGE.NOT_POSITIVE');
    expect(yuan('200万/月')).toBe('WAGE.TOO_HIGH');
    expect(yuan('很高')).toBe('WAGE.UNREADABLE');
  });
  it('is total, and bounds are ordered safe integers', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9.千万元天年月薪/-]{0,14}$/)), (text) => {
      const r = parseWageText(text);
      if (!r.ok) return true;
      const { minFen, maxFen } = r.wage;
      return [minFen, maxFen].every((f) => f === null || (Number.isSafeInteger(f) && f >= 0)) && (minFen === null || maxFen === null || minFen <= maxFen);
    }));
  });
});
