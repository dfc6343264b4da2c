import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { industries } from '@jiedui/reference-data';
import { sampleNegativeLists } from './sample-negative-lists.js';
import { faultsOf, judge, plainIndustryCode, zonesOf } from './screen-industry.js';

const lists = sampleNegativeLists();
const itemsOf = (programme: string) => lists.find((list) => list.programme === programme)?.items ?? [];
const verdict = (programme: string, unit: string, code: string) => judge(itemsOf(programme), zonesOf(unit), code);

describe('sample negative lists', () => {
  it('names existing classes, zones and conditions, and says that it is a sample', () => {
    for (const list of lists) {
      expect(faultsOf(list.items)).toEqual([]);
      expect(list.sample).toBe(true);
      expect(list.title).toContain('样例');
    }
  });

  it('has deny, allow and conditional entries at every level of the standard', () => {
    const items = lists.flatMap((list) => list.items);
    expect(new Set(items.map((item) => item.effect))).toEqual(new Set(['deny', 'conditional', 'allow']));
    expect(new Set(items.map((item) => item.level))).toEqual(new Set([1, 2, 3, 4]));
  });
});

describe('judge', () => {
  it('differs by zone for one industry: 淅川 in 核心区, 汉滨 in 影响区', () => {
    expect(verdict('danjiangkou', '411326', '2614').verdict).toBe('prohibited');
    expect(verdict('danjiangkou', '610902', '2614').verdict).toBe('conditional');
  });

  it('lets a narrower entry except from a ban, and gives the clause', () => {
    const excepted = verdict('danjiangkou', '411326', '2666');
    expect(excepted.verdict).toBe('allowed');
    expect(excepted.clauses).toHaveLength(1);
    expect(verdict('three-gorges', '500235', '2684').verdict).toBe('conditional');
    expect(verdict('three-gorges', '500235', '2611').clauses[0]?.industryCode).toBe('26');
  });

  it('takes the strictest of the unit\'s zones: 淅川 lies in 库区 and 核心区', () => {
    expect(verdict('danjiangkou', '411326', '0412').verdict).toBe('prohibited');
    expect(verdict('danjiangkou', '610902', '0412').verdict).toBe('conditional');
  });

  it('allows without a clause what the list does not name', () => {
    expect(verdict('three-gorges', '500235', '0164')).toEqual({ verdict: 'allowed', clauses: [] });
  });

  it('judges a class above the 小类 as its strictest 小类', () => {
    expect(verdict('three-gorges', '500235', 'C').verdict).toBe('prohibited');
    expect(verdict('three-gorges', '500235', '301').verdict).toBe('conditional');
  });

  it('never judges a 小类 more strictly than the class above it', () => {
    const rank = { allowed: 0, conditional: 1, prohibited: 2 };
    const leaves = [...industries().values()].filter((industry) => industry.level === 4);
    fc.assert(fc.property(fc.constantFrom(...leaves), fc.constantFrom('500235', '411326', '610902', '420325'), (leaf, unit) => {
      const programme = unit === '500235' ? 'three-gorges' : 'danjiangkou';
      expect(rank[verdict(programme, unit, leaf.code).verdict]).toBeLessThanOrEqual(rank[verdict(programme, unit, leaf.parent ?? leaf.code).verdict]);
    }), { numRuns: 60 });
  });
});

describe('plainIndustryCode', () => {
  it('drops the letter before digits and keeps a letter alone', () => {
    expect([plainIndustryCode('C2614'), plainIndustryCode('2614'), plainIndustryCode('C')]).toEqual(['2614', '2614', 'C']);
  });
});
