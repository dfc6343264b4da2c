import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { units } from '../programmes/programmes.js';
import { divisions, isWithin, provinceOf, regionName } from './divisions.js';
import { resolveRegion, searchUnits } from './resolve-region.js';

const code = (text: string, options?: Parameters<typeof resolveRegion>[1]): string => {
  const r = resolveRegion(text, options);
  return r.ok ? r.code : r.error;
};

describe('resolveRegion', () => {
  it.each([
    ['500235', '500235'], ['420381450', '420381450'], ['重庆市云阳县', '500235'], ['云阳', '500235'], ['云阳县', '500235'],
    ['广州·天河区', '440106'], ['广州-天河区', '440106'], ['昆山', '320583'], ['苏州·昆山市', '320583'], ['江苏省苏州市昆山市', '320583'],
    ['湖北省十堰市郧阳区', '420304'], ['湖北省十堰市郧县', '420304'], ['郧县', '420304'], ['旬阳县', '610981'], ['旬阳', '610981'],
    ['开县', '500154'], ['武隆县', '500156'], ['南郑县', '610703'], ['420321', '420304'], ['500234', '500154'], ['石柱', '500240'],
    ['石柱县', '500240'], ['恩施', '422800'], ['恩施市', '422801'], ['神农架', '429021'], ['武当山', '420381450'], ['武当山特区', '420381450'],
    ['重庆', '500000'], ['重庆市渝北区', '500112'], ['西安', '610100'], ['上海·浦东新区', '310115'], ['中山', '442000'], ['海南', '460000'], ['长沙·长沙县', '430121'],
    ['东莞·厚街镇', '441900'], ['中山·东区', '442000'], ['苏州·工业园区', '320500'], ['成都·高新区', '510100'], ['成都高新区', '510100'],
    ['文山', '532600'], ['红河州', '532500'], ['大理', '532900'], ['喀什地区', '653100'], ['兴安盟', '152200'], ['朝阳·双塔区', '211302'],
    ['湖北 十堰 竹溪县', '420324'], ['500100', '500000'], ['北京市朝阳区', '110105'], ['嘉兴·嘉善县', '330421'], ['邓州', '411381'],
  ])('%s is %s', (text, expected) => expect(code(text)).toBe(expected));

  it.each(['', '无', '远程办公', '异地招聘', '不限', '火星', '999999', '-', '12'])('%s names no place', (text) => expect(resolveRegion(text)).toMatchObject({ ok: false, error: 'unknown' }));

  it.each(['城区', '鼓楼区', '朝阳', '吉林'])('%s offers the choices', (text) => {
    const r = resolveRegion(text);
    expect(r).toMatchObject({ ok: false, error: 'ambiguous' });
    if (!r.ok) expect(r.choices.length).toBeGreaterThan(1);
  });

  it('says what it assumed', () => {
    expect(resolveRegion('成都·高新区')).toMatchObject({ assumed: { zh: expect.stringContaining('不在 GB/T 2260') } });
    expect(resolveRegion('郧县')).toMatchObject({ assumed: { zh: expect.stringContaining('旧名') } });
    expect(resolveRegion('云阳县')).not.toHaveProperty('assumed');
  });
  it('takes a lone word for a city where the file writes cities', () => {
    expect(code('吉林', { cityFirst: true })).toBe('220200');
    expect(code('朝阳', { cityFirst: true })).toBe('211300');
  });
  it('keeps to the place given', () => {
    expect(code('鼓楼区', { within: '320100' })).toBe('320106');
    expect(code('云阳', { within: '420000' })).toBe('unknown');
  });
  it('finds every place by its code and, unless another bears it, by its full name', () => {
    for (const d of divisions().values()) {
      expect(code(d.code)).toBe(d.code);
      const r = resolveRegion(d.fullName);
      expect(r.ok ? r.code : r.choices.map((c) => c.code).join(' ')).toContain(d.code);
    }
  });
  it('finds every working unit by name, short or as its document writes it', () => {
    for (const u of units()) {
      expect(resolveRegion(u.name)).toMatchObject({ ok: true, code: u.code });
      expect(resolveRegion(u.nameInDocument)).toMatchObject({ ok: true, code: u.code });
    }
  });
  it('never throws and always answers with a place that exists', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[市县区·江北朝阳重庆0-9]{0,12}$/)), (text) => {
      const r = resolveRegion(text);
      return r.ok ? divisions().has(r.code) : true;
    }));
  });
});

describe('places', () => {
  it('nest', () => {
    expect(isWithin('420381450', '420381')).toBe(true);
    expect(isWithin('420381450', '420300')).toBe(true);
    expect(isWithin('420381', '420381450')).toBe(false);
    expect(isWithin('500235', '500000')).toBe(true);
    expect(isWithin('500235', '420000')).toBe(false);
    expect(provinceOf('420381450')).toBe('420000');
  });
  it('have names, former ones today\'s', () => {
    expect(regionName('420321')).toBe('郧阳区');
    expect(regionName('999999')).toBe('999999');
  });
  it('are found among the units by former names', () => {
    expect(searchUnits('郧县')[0]?.code).toBe('420304');
    expect(searchUnits('开县')[0]?.code).toBe('500154');
    expect(searchUnits('巫').map((u) => u.name).sort()).toEqual(['巫山县', '巫溪县']);
  });
});
