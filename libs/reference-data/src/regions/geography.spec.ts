import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pairings, supporters, units } from '../programmes/programmes.js';
import { geography, supporterPlaceOf } from './geography.js';
import { distanceBetween } from './points.js';

describe('geography', () => {
  it('knows every pairing', () => {
    for (const p of pairings()) expect(geography.pairing(p.programme, p.unitCode, p.supporterCode)).toBe(p.kind === '省内对口支援' ? 'in-province' : 'key');
    expect(geography.pairing('three-gorges', '500116', '310000')).toBe('programme');
  });
  it('counts a district of a supporting city as the city, not as its province', () => {
    expect(supporterPlaceOf('three-gorges', '370202')).toBe('370200');
    expect(supporterPlaceOf('three-gorges', '370102')).toBe('370000');
    expect(supporterPlaceOf('danjiangkou', '110105')).toBe('110000');
    expect(supporterPlaceOf('danjiangkou', '370202')).toBeNull();
    expect(geography.pairing('three-gorges', '420506', '370202')).toBe('key');
  });
  it('measures between seats', () => {
    // 北京 – 上海: 1,067 km between the city halls; the points are the seats of GeoNames.
    expect(geography.distanceKm('110000', '310000')).toBeGreaterThan(1040);
    expect(geography.distanceKm('110000', '310000')).toBeLessThan(1090);
    expect(distanceBetween('500235', '310000')?.exact).toBe(true);
    expect(distanceBetween('610929', '310000')?.exact).toBe(false);
    expect(distanceBetween('310115', '310000')?.exact).toBe(false);
    expect(geography.distanceKm('820000', '310000')).toBeNull();
  });
  it('is a metric on units and supporters', () => {
    const codes = [...units(), ...supporters()].map((x) => x.code);
    fc.assert(fc.property(fc.constantFrom(...codes), fc.constantFrom(...codes), fc.constantFrom(...codes), (a, b, c) => {
      const ab = geography.distanceKm(a, b) ?? NaN;
      expect(ab).toBe(geography.distanceKm(b, a));
      expect(ab).toBeLessThanOrEqual((geography.distanceKm(a, c) ?? NaN) + (geography.distanceKm(c, b) ?? NaN) + 1e-6);
      if (a === b) expect(ab).toBe(0);
    }));
  });
});
