import { z } from 'zod';
import type { Text2 } from '../matching/explanation.js';

/** Classes of a household that is monitored against falling back into poverty (mechanisms E20; 中央农村工作领导小组 2021: 三类监测对象). */
export const HouseholdClass = z.enum(['unstable', 'marginal', 'hardship']);
export type HouseholdClass = z.infer<typeof HouseholdClass>;

/** The classes as the column 监测对象类别 of the workers list writes them. */
export const householdClassNames: Readonly<Record<HouseholdClass, Text2>> = {
  unstable: { zh: '脱贫不稳定户', en: 'lifted out, not yet stable' }, marginal: { zh: '边缘易致贫户', en: 'on the edge of poverty' }, hardship: { zh: '突发严重困难户', en: 'in sudden severe hardship' },
};

/** What puts a household at risk: why it is monitored, and why an alert is raised. */
export const RiskReason = z.enum(['illness', 'disability', 'schooling', 'disaster', 'accident', 'job-lost', 'income-drop', 'business-failed', 'labour-shortage', 'other']);
export type RiskReason = z.infer<typeof RiskReason>;

export const riskReasonNames: Readonly<Record<RiskReason, Text2>> = {
  illness: { zh: '因病', en: 'illness' }, disability: { zh: '因残', en: 'disability' }, schooling: { zh: '因学', en: 'cost of schooling' }, disaster: { zh: '因灾', en: 'disaster' }, accident: { zh: '意外事故', en: 'accident' },
  'job-lost': { zh: '失业', en: 'job lost' }, 'income-drop': { zh: '收入骤减', en: 'sudden loss of income' }, 'business-failed': { zh: '产业项目失败', en: 'business failed' }, 'labour-shortage': { zh: '缺劳动力', en: 'nobody able to work' }, other: { zh: '其他', en: 'other' },
};

/** What is done against a risk, for a household or upon an alert. */
export const RiskMeasure = z.enum(['job-introduction', 'training', 'public-post', 'industry', 'temporary-relief', 'minimum-living', 'medical', 'education', 'housing', 'social-help', 'other']);
export type RiskMeasure = z.infer<typeof RiskMeasure>;

export const riskMeasureNames: Readonly<Record<RiskMeasure, Text2>> = {
  'job-introduction': { zh: '介绍岗位', en: 'job introduced' }, training: { zh: '技能培训', en: 'training' }, 'public-post': { zh: '公益性岗位', en: 'public-service post' }, industry: { zh: '产业帮扶', en: 'help with a trade' },
  'temporary-relief': { zh: '临时救助', en: 'temporary relief' }, 'minimum-living': { zh: '低保或特困供养', en: 'subsistence allowance' }, medical: { zh: '医疗帮扶', en: 'medical help' }, education: { zh: '教育帮扶', en: 'help with schooling' },
  housing: { zh: '住房安全保障', en: 'safe housing' }, 'social-help': { zh: '社会帮扶', en: 'help from society' }, other: { zh: '其他', en: 'other' },
};

/** What follows a relocation (易地扶贫搬迁后续扶持; mechanisms E22). */
export const RelocationMeasure = z.enum(['jobs', 'workshop', 'industry', 'training', 'community', 'schooling', 'insurance', 'title-deed', 'other']);
export type RelocationMeasure = z.infer<typeof RelocationMeasure>;

export const relocationMeasureNames: Readonly<Record<RelocationMeasure, Text2>> = {
  jobs: { zh: '就业帮扶', en: 'work' }, workshop: { zh: '帮扶车间就业', en: 'work in a local workshop' }, industry: { zh: '后续产业配套', en: 'trade at the new place' }, training: { zh: '技能培训', en: 'training' }, community: { zh: '社区融入与管理', en: 'joining the community' },
  schooling: { zh: '子女就学', en: 'schooling of the children' }, insurance: { zh: '社保医保接续', en: 'insurance carried on' }, 'title-deed': { zh: '不动产登记', en: 'title to the home' }, other: { zh: '其他', en: 'other' },
};
