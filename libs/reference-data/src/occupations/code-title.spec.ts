import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeTitle, titleParts } from './code-title.js';
import { familyOf, isOccupation, occupationName, occupations } from './occupations.js';
import { titleKeywords } from './title-keywords.js';

describe('occupations', () => {
  it('are the codes of the classification, the four printed twice counted once', () => {
    expect(occupations().size).toBe(2047);
    expect(isOccupation('6-11-01-03')).toBe(true);
    expect(isOccupation('9-99-99-99')).toBe(false);
    expect(occupationName('6-31-01-03')).toBe('电工');
    expect(familyOf('6-31-01-03')).toBe('6-31-01');
  });
  it('hold every code of the word table', () => {
    for (const [code] of titleKeywords) expect([code, isOccupation(code)]).toEqual([code, true]);
  });
});

describe('codeTitle', () => {
  it.each([
    ['客服专员（双休）', '4-07-02'], ['电话销售+五险一金', '4-01-02'], ['主办会计', '2-06-03'], ['小学语文教师', '2-08-02'], ['新媒体运营', '4-13-01'],
    ['货车司机', '4-02-02'], ['电工', '6-31-01'], ['保安8小时', '4-07-05'], ['保洁员', '4-09-08'], ['厨师', '4-03-02'], ['餐厅服务员包吃住', '4-03-02'],
    ['普工', '6-00-00'], ['急招操作工5000-7000', '6-00-00'], ['缝纫工', '6-05-01'], ['氩弧焊工', '6-18-02'], ['快递员', '4-02-07'], ['仓管员', '4-02-06'],
    ['育婴师', '4-10-01'], ['养老护理员', '4-10-01'], ['Java开发工程师', '2-02-10'], ['Python 工程师', '2-02-10'], ['软件测试员', '4-04-05'], ['叉车工', '6-30-05'],
  ])('%s belongs to %s', (title, family) => expect(codeTitle(title)?.code.slice(0, 7)).toBe(family));
  it('drops slogans and welfare', () => expect(titleParts('急聘会计（五险一金+双休）8千')).toEqual(['会计']));
  it('gives no code to what names no work', () => expect(codeTitle('!!!')).toBeNull());
  it('is deterministic and total', () => {
    fc.assert(fc.property(fc.string(), (t) => {
      const c = codeTitle(t);
      return c === null || (isOccupation(c.code) && c.alternatives.length <= 3 && c.confidence > 0 && c.confidence <= 1);
    }));
  });
});
