import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unitByCode } from '../programmes/programmes.js';
import { geographicalIndications, isCategoryWithin, marketProducts, produceCategories, referencePriceFen, resolveCategory } from './produce.js';

const code = (text: string): string => { const r = resolveCategory(text); return r.ok ? r.code : r.error; };

describe('produce', () => {
  it.each([
    ['蔬菜', '01'], ['叶菜类', '0101'], ['蔬菜/叶菜类', '0101'], ['0201', '0201'], ['柑橘', '0201'], ['奉节脐橙', '0201'], ['四川水蜜桃', '0204'], ['富士（纸袋Φ85以上）', '0202'],
    ['武当道茶', '0401'], ['房县香菇', '0601'], ['平菇', '0603'], ['涪陵榨菜', '1101'], ['汉中白猪', '0801'], ['土鸡蛋', '0805'], ['小番茄', '0104'], ['茶叶', '04'], ['核桃', '0301'],
  ])('%s is in %s', (text, expected) => expect(code(text)).toBe(expected));
  it('says what it assumed and what it does not know', () => {
    expect(resolveCategory('四川水蜜桃')).toMatchObject({ product: '四川水蜜桃', assumed: { zh: expect.any(String) } });
    expect(resolveCategory('叶菜类')).not.toHaveProperty('product');
    expect(resolveCategory('挖掘机')).toMatchObject({ ok: false, error: 'unknown' });
  });
  it('knows 30 indications, each of working units', () => {
    expect(geographicalIndications()).toHaveLength(30);
    for (const g of geographicalIndications()) {
      expect(produceCategories().has(g.category)).toBe(true);
      for (const unit of g.unitCodes) expect(unitByCode(unit)).toBeDefined();
    }
  });
  it('places most of the catalogue', () => expect(marketProducts().length).toBeGreaterThan(450));
  it('has prices of fruit and vegetables by month and none of tea', () => {
    expect(referencePriceFen('土豆', 1)).toBeGreaterThan(50);
    expect(referencePriceFen('0201', 12)).toBeGreaterThan(50);
    expect(referencePriceFen('武当道茶', 5)).toBeNull();
  });
  it('is total, and a class lies in its own first level', () => {
    fc.assert(fc.property(fc.string(), (t) => { const r = resolveCategory(t); return !r.ok || produceCategories().has(r.code); }));
    for (const c of produceCategories().values()) expect(isCategoryWithin(c.code, c.code.slice(0, 2))).toBe(true);
  });
});
