import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ListIssueAct, type ListIssueActor, listIssueNumber, listIssueRules, ListIssueState, standingListIssues } from '@jiedui/contracts';
import { faultsOfListIssues, issueActs, issueRule, layoutOf } from './issue-row.js';

describe('the rules of list issues', () => {
  it('are sound as declared: no dead state, every act can be done', () => {
    expect(faultsOfListIssues()).toEqual([]);
    expect([...new Set(listIssueRules.map((rule) => rule.act))].sort()).toEqual([...ListIssueAct.options].sort());
  });

  it('are named where they are not', () => {
    expect(faultsOfListIssues(listIssueRules.filter((rule) => rule.act !== 'publish'))).toEqual(expect.arrayContaining(['list issue: state published cannot be reached', 'list issue: act acknowledge can never be done']));
    expect(faultsOfListIssues([...listIssueRules, { act: 'publish', from: ['withdrawn'], to: 'published', by: 'issuer', name: { zh: '', en: '' } }])).toEqual(expect.arrayContaining(['list issue: state withdrawn is the last and is left', 'list issue: act publish is declared twice']));
  });

  it('give each end its own acts, and nobody the system\'s', () => {
    const way = (by: ListIssueActor): Record<string, readonly string[]> => Object.fromEntries(ListIssueState.options.map((state) => [state, issueActs(state, [by])]));
    expect(way('issuer')).toEqual({ draft: ['publish', 'withdraw'], published: ['withdraw'], acknowledged: ['withdraw'], returned: ['withdraw'], superseded: [], withdrawn: [] });
    expect(way('other-side')).toEqual({ draft: [], published: ['acknowledge', 'return'], acknowledged: [], returned: [], superseded: [], withdrawn: [] });
    expect(way('system')).toEqual({ draft: [], published: ['supersede'], acknowledged: ['supersede'], returned: ['supersede'], superseded: [], withdrawn: [] });
  });

  it('never change what was published back into a draft, and answer an issue at most once', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...ListIssueAct.options), { maxLength: 20 }), (acts) => {
      let state: ListIssueState = 'draft', published = 0, answers = 0;
      for (const act of acts) {
        if (!issueRule(act).from.includes(state)) continue;
        state = issueRule(act).to;
        if (act === 'publish') published += 1;
        if (act === 'acknowledge' || act === 'return') answers += 1;
      }
      expect([published <= 1, answers <= published, standingListIssues.includes(state) ? published : 1]).toEqual([true, true, 1]);
    }), { numRuns: 500 });
  });
});

describe('an issue', () => {
  it('is numbered as officials write it', () => {
    expect([listIssueNumber('post', 2026, 3), listIssueNumber('worker', 2027, 12)]).toEqual(['岗位清单〔2026〕第3期', '需求清单〔2027〕第12期']);
  });

  it('has the open columns of its list in the template\'s order, and of workers nothing that says who or of which household somebody is', () => {
    expect(layoutOf('worker').map(({ header }) => header)).toEqual(['人员编号', '所在县区', '学历', '求职意向', '技能', '证书', '工作年限', '期望月薪', '最低月薪', '意向地区', '排除地区', '需要住宿', '可到岗日期']);
    expect(layoutOf('post').map(({ header }) => header).slice(0, 7)).toEqual(['岗位编号', '岗位名称', '职业编码', '招聘人数', '用工单位', '统一社会信用代码', '工作地区']);
  });
});
