import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeOccupation, titleNormalForm, TITLE_LIMIT, type OccupationCoding } from './code-occupation.js';
import { isOccupation, occupationName } from './occupations.js';
import { titleForm } from './title-form.js';
import { knowledgeChecksum, readTitleKnowledge } from './title-knowledge.js';
import { titleModel } from './title-model.js';

function coded(title: string, corrections?: ReadonlyMap<string, string>): OccupationCoding {
  const coding = codeOccupation(title, corrections === undefined ? {} : { corrections });
  if (!coding.ok) throw new Error(`${title}: ${coding.en}`);
  return coding;
}

describe('the shipped model', () => {
  it('was trained on the files that are shipped: after a change of those, run tools/occupations/train.mjs', () => {
    expect(titleModel().facts.trainedOn).toBe(knowledgeChecksum());
  });
});

describe('titleForm', () => {
  it.each([
    ['急聘会计（五险一金+双休）8千', '会计'], ['普工8000包吃住', '普工'], ['沐歌家具厂招聘木工', '木工'], ['长沙高底薪销售+五险一金', '销售'], ['高级软件工程师(J10618)', '高级软件工程师'],
    ['招聘专员', '招聘专员'], ['薪酬绩效专员', '薪酬绩效专员'], ['急诊科护士', '急诊科护士'], ['ＪＡＶＡ开发（双休）', 'java开发'],
  ])('keeps the work of %s: %s', (title, normal) => expect(titleNormalForm(title)).toBe(normal));
  it('tells the advertiser and what stands in brackets apart', () => {
    expect(titleForm('焦作沐歌家具厂招聘木工（手工）')).toMatchObject({ parts: ['木工'], asides: ['手工'], advertiser: '沐歌家具厂' });
  });
});

describe('codeOccupation', () => {
  it.each([
    ['缝纫工', '6-05-01'], ['电焊工', '6-18-02'], ['保安', '4-07-05'], ['保洁员', '4-09-08'], ['餐厅服务员包吃住', '4-03-02'], ['中餐厨师', '4-03-02'], ['高中数学老师', '2-08-02'],
    ['主办会计', '2-06-03'], ['货运司机', '4-02-02'], ['叉车工', '6-30-05'], ['快递员', '4-02-07'], ['抖音运营', '4-13-01'], ['房产经纪人', '4-06-02'], ['超声科医生', '2-05-01'],
  ])('%s belongs to %s', (title, family) => expect(coded(title).best.family).toBe(family));

  it.each([
    ['瓦工', '6-29-01'], ['钢筋工', '6-29-01'], ['建筑小工', '6-29-01'], ['流水线工人', '6-00-00'], ['电子厂普工', '6-00-00'], ['护工', '4-10-01'], ['养老护理员', '4-10-01'], ['采茶工', '5-01-02'], ['种植工', '5-01-02'], ['饲养员', '5-03-02'],
  ])('%s, as people of the counties write it, belongs to %s', (title, family) => expect(coded(title).family.code).toBe(family));

  it('takes an official name at its word, and a word of the table only where nothing likelier is known', () => {
    for (const name of readTitleKnowledge().names.slice(0, 400).map(([one]) => one ?? '').filter((one) => titleNormalForm(one) === one.toLowerCase())) expect([name, coded(name).best.name, coded(name).decided]).toEqual([name, name, true]);
    expect(coded('瓦工')).toMatchObject({ decided: false, best: { code: '6-29-01-01', reasons: expect.arrayContaining([expect.objectContaining({ by: 'word' })]) } });
    expect(coded('司机').best.code).toBe('4-02-02-01');
  });

  it('offers the other reading of a title that has two: a turner, or who sews in a clothing factory', () => {
    const { best, next } = coded('服装车工');
    expect([best, ...next].map(({ family }) => family)).toContain('6-05-01');
  });

  it('gives every text a code that exists, three others in order, and chances between 0 and 1, the same every time', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 40 }), fc.constantFrom(...readTitleKnowledge().coded.map((t) => t.text))), (title) => {
      const coding = codeOccupation(title);
      if (!coding.ok) return title.trim() === '' && coding.code === 'TITLE.EMPTY';
      const all = [coding.best, ...coding.next], chances = all.map((one) => one.probability);
      expect(new Set(all.map((one) => one.code)).size).toBe(4);
      expect(all.every((one) => isOccupation(one.code) && one.reasons.length > 0 && one.family === one.code.slice(0, 7))).toBe(true);
      expect([...chances].sort((a, b) => b - a)).toEqual(chances);
      expect(Math.min(...chances)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...chances, coding.family.probability)).toBeLessThanOrEqual(1);
      expect(codeOccupation(title)).toEqual(coding);
      return true;
    }), { numRuns: 150 });
  });

  it('gives a title the same code with pay, welfare and places around it', () => {
    fc.assert(fc.property(
      fc.constantFrom('焊工', '保安', '会计', '服务员', '货车司机', '电工', '店员', '前台'), fc.constantFrom('', '急聘', '高薪诚聘', '重庆', '万州区'), fc.constantFrom('', '（五险一金+双休）', '8000', '包吃住', ' 月薪5000-8000', '(J10618)'),
      (title, before, after) => { expect(coded(before + title + after).best.code).toBe(coded(title).best.code); },
    ));
  });

  it('lets a clerk\'s correction win, also for the same title in other words of pay, and says so', () => {
    const corrections = new Map([[titleNormalForm('普工（包吃住）'), '6-05-01-03']]);
    const coding = coded('急聘普工8000', corrections);
    expect(coding).toMatchObject({ decided: true, best: { code: '6-05-01-03', name: occupationName('6-05-01-03'), probability: 1, reasons: [{ by: 'correction' }] } });
    expect(coding.next.map(({ code }) => code)).not.toContain('6-05-01-03');
    expect(coded('急聘普工8000').best.code).not.toBe('6-05-01-03');
    expect(coded('普工', new Map([['普工', '9-99-99-99']])).best.code).toBe(coded('普工').best.code);
  });

  it('names what a clerk can check: the name found, or the coded title nearest to it', () => {
    expect(coded('服装厂缝纫工').best.reasons.map(({ zh }) => zh).join()).toContain('缝纫工');
    expect(coded('资深猎头顾问').best.reasons.some(({ by }) => by === 'name' || by === 'coded-title')).toBe(true);
  });

  it('leaves to a person what does not say what the work is', () => {
    for (const title of ['!!!', '诚聘', '月入过万不是梦', '加入我们', '人员']) expect([title, coded(title).decided]).toEqual([title, false]);
  });

  it('refuses a title that is empty or too long', () => {
    expect(codeOccupation('  ')).toMatchObject({ ok: false, code: 'TITLE.EMPTY' });
    expect(codeOccupation('工'.repeat(TITLE_LIMIT + 1))).toMatchObject({ ok: false, code: 'TITLE.TOO_LONG' });
    expect(codeOccupation('工'.repeat(TITLE_LIMIT)).ok).toBe(true);
  });
});
