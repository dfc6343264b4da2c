import { z } from 'zod';
import type { Text2 } from '../matching/explanation.js';

/** 培训方向 (mechanisms E09, E10, E13): what a course trains for. */
export const TrainingTrack = z.enum(['rural-practical', 'agri-technology', 'new-farmer', 'transfer-skills', 'start-up-skills', 'e-commerce', 'tourism', 'wealth-leader', 'new-operator', 'community', 'vocational-school']);
export type TrainingTrack = z.infer<typeof TrainingTrack>;

/** 国家培养培训计划 that a course is held under (mechanisms E08); left out where it is under none. */
export const TrainingScheme = z.enum(['high-quality-farmer', 'rural-leader', 'spring-tide', 'rain-dew', 'skills-action', 'other']);
export type TrainingScheme = z.infer<typeof TrainingScheme>;

/** A short course, or the enrolment of a vocational school with seats for each county and year (mechanisms E13). */
export const TrainingKind = z.enum(['short', 'school']);
export type TrainingKind = z.infer<typeof TrainingKind>;

/** Who holds a course: a supporter's office, a county's, or whoever answers for the programme. */
export const TrainingSide = z.enum(['supporter', 'receiver', 'programme']);
export type TrainingSide = z.infer<typeof TrainingSide>;

/** Where a course stands. */
export const TrainingState = z.enum(['planned', 'open', 'running', 'ended', 'cancelled']);
export type TrainingState = z.infer<typeof TrainingState>;

/** What can be done with a course. */
export const TrainingAct = z.enum(['create', 'amend', 'open', 'begin', 'end', 'cancel']);
export type TrainingAct = z.infer<typeof TrainingAct>;

/** Why a course is cancelled. */
export const TrainingCancelReason = z.enum(['too-few', 'no-teacher', 'no-funds', 'disaster', 'merged', 'entered-in-error']);
export type TrainingCancelReason = z.infer<typeof TrainingCancelReason>;

/** Where somebody's seat in a course stands. */
export const EnrolmentState = z.enum(['enrolled', 'attended', 'passed', 'failed', 'dropped']);
export type EnrolmentState = z.infer<typeof EnrolmentState>;

/** What can be done with a seat. `reopen` takes a result back that was entered by mistake. */
export const EnrolmentAct = z.enum(['enrol', 'attend', 'pass', 'fail', 'drop', 'reopen']);
export type EnrolmentAct = z.infer<typeof EnrolmentAct>;

/** Why somebody did not pass or left. The last two are the system's: who withdraws the consent is followed no more. */
export const EnrolmentReason = z.enum(['exam-failed', 'absent-too-often', 'did-not-come', 'found-work', 'health', 'family', 'not-suited', 'entered-in-error', 'course-cancelled', 'consent-withdrawn']);
export type EnrolmentReason = z.infer<typeof EnrolmentReason>;

/** 年龄段 on the day of the enrolment (mechanisms E23); 青壮年 are the first three. */
export const AgeBand = z.enum(['16-24', '25-34', '35-44', '45-59', '60+', 'unknown']);
export type AgeBand = z.infer<typeof AgeBand>;

/** One act of a course: in which states (none: it makes the course), to which state (`null`: the state stays). */
export interface TrainingRule { readonly act: TrainingAct; readonly from: readonly TrainingState[]; readonly to: TrainingState | null; readonly name: Text2 }

/** Who acts on a seat: the office that holds the course, the worker's county, or the system. */
export type EnrolmentActor = 'holder' | 'county' | 'system';

/** One act of a seat: in which of its states, to which, while the course is in which, by whom. */
export interface EnrolmentRule { readonly act: EnrolmentAct; readonly from: readonly EnrolmentState[]; readonly to: EnrolmentState; readonly while: readonly TrainingState[]; readonly by: readonly EnrolmentActor[]; readonly name: Text2 }

/** A coded reason of a seat's end: which act takes it, and whether people may give it. */
export interface EnrolmentReasonRule { readonly reason: EnrolmentReason; readonly act: 'fail' | 'drop'; readonly bySystem: boolean; readonly name: Text2 }

export const trainingTrackNames: Readonly<Record<TrainingTrack, Text2>> = {
  'rural-practical': { zh: '农村实用人才', en: 'Practical skills of the countryside' }, 'agri-technology': { zh: '农业科技人才', en: 'Agricultural technology' }, 'new-farmer': { zh: '新型农民', en: 'New farmers' }, 'transfer-skills': { zh: '转移就业技能', en: 'Skills for work elsewhere' },
  'start-up-skills': { zh: '创业技能', en: 'Skills for founding' }, 'e-commerce': { zh: '电商技术', en: 'E-commerce' }, tourism: { zh: '旅游服务', en: 'Tourism' }, 'wealth-leader': { zh: '农业致富带头人', en: 'Leaders of farming for income' },
  'new-operator': { zh: '新型经营主体', en: 'New farm businesses' }, community: { zh: '社区管理', en: 'Community management' }, 'vocational-school': { zh: '职业院校招生', en: 'Vocational school' },
};

export const trainingSchemeNames: Readonly<Record<TrainingScheme, Text2>> = {
  'high-quality-farmer': { zh: '高素质农民培育计划', en: 'High-quality farmers' }, 'rural-leader': { zh: '农村实用人才带头人培训', en: 'Leaders of practical skills' }, 'spring-tide': { zh: '农民工职业技能提升计划（春潮行动）', en: 'Spring Tide' },
  'rain-dew': { zh: '雨露计划', en: 'Rain and Dew' }, 'skills-action': { zh: '职业技能提升行动', en: 'Vocational skills action' }, other: { zh: '其他国家计划', en: 'another national scheme' },
};

export const trainingKindNames: Readonly<Record<TrainingKind, Text2>> = { short: { zh: '短期培训', en: 'Short course' }, school: { zh: '院校招生', en: 'School enrolment' } };
export const trainingSideNames: Readonly<Record<TrainingSide, Text2>> = { supporter: { zh: '支援方举办', en: 'held by a supporter' }, receiver: { zh: '受援县举办', en: 'held by a county' }, programme: { zh: '协调机构举办', en: 'held by the programme' } };
export const trainingStateNames: Readonly<Record<TrainingState, Text2>> = { planned: { zh: '筹备中', en: 'Planned' }, open: { zh: '报名中', en: 'Open' }, running: { zh: '开班中', en: 'Running' }, ended: { zh: '已结班', en: 'Ended' }, cancelled: { zh: '已取消', en: 'Cancelled' } };
export const enrolmentStateNames: Readonly<Record<EnrolmentState, Text2>> = { enrolled: { zh: '已报名', en: 'Enrolled' }, attended: { zh: '已到班', en: 'Attended' }, passed: { zh: '合格', en: 'Passed' }, failed: { zh: '不合格', en: 'Failed' }, dropped: { zh: '退出', en: 'Left' } };
export const trainingCancelNames: Readonly<Record<TrainingCancelReason, Text2>> = {
  'too-few': { zh: '报名人数不足', en: 'too few people' }, 'no-teacher': { zh: '师资未落实', en: 'no teacher' }, 'no-funds': { zh: '经费未落实', en: 'no funds' }, disaster: { zh: '灾害或疫情', en: 'disaster or epidemic' }, merged: { zh: '并入其他班', en: 'joined with another course' }, 'entered-in-error': { zh: '登记有误', en: 'entered in error' },
};

/** Acts in which people still have a seat; somebody who left has none. */
export const seatedStates: readonly EnrolmentState[] = ['enrolled', 'attended', 'passed', 'failed'];
/** States of a seat that still wait for a result. */
export const unsettledStates: readonly EnrolmentState[] = ['enrolled', 'attended'];

/** The life of a course as data; employment does not start when it is not sound. Results may be entered after its end. */
export const trainingRules: readonly TrainingRule[] = [
  { act: 'create', from: [], to: 'planned', name: { zh: '登记', en: 'Planned' } },
  { act: 'amend', from: ['planned', 'open', 'running'], to: null, name: { zh: '修改', en: 'Amended' } },
  { act: 'open', from: ['planned'], to: 'open', name: { zh: '开放报名', en: 'Opened' } },
  { act: 'begin', from: ['open'], to: 'running', name: { zh: '开班', en: 'Begun' } },
  { act: 'end', from: ['running'], to: 'ended', name: { zh: '结班', en: 'Ended' } },
  { act: 'cancel', from: ['planned', 'open', 'running'], to: 'cancelled', name: { zh: '取消', en: 'Cancelled' } },
];

/** The life of a seat as data. */
export const enrolmentRules: readonly EnrolmentRule[] = [
  { act: 'enrol', from: [], to: 'enrolled', while: ['open'], by: ['county'], name: { zh: '报名', en: 'Enrolled' } },
  { act: 'attend', from: ['enrolled'], to: 'attended', while: ['running', 'ended'], by: ['holder'], name: { zh: '到班', en: 'Attended' } },
  { act: 'pass', from: ['attended'], to: 'passed', while: ['running', 'ended'], by: ['holder'], name: { zh: '合格', en: 'Passed' } },
  { act: 'fail', from: ['attended'], to: 'failed', while: ['running', 'ended'], by: ['holder'], name: { zh: '不合格', en: 'Failed' } },
  { act: 'drop', from: ['enrolled', 'attended'], to: 'dropped', while: ['open', 'running', 'ended', 'cancelled'], by: ['holder', 'county', 'system'], name: { zh: '退出', en: 'Left' } },
  { act: 'reopen', from: ['passed', 'failed'], to: 'attended', while: ['running', 'ended'], by: ['holder'], name: { zh: '撤销结果', en: 'Result taken back' } },
];

/** Reasons of seats that ended without a pass. */
export const enrolmentReasonRules: readonly EnrolmentReasonRule[] = [
  { reason: 'exam-failed', act: 'fail', bySystem: false, name: { zh: '考核未通过', en: 'did not pass the exam' } },
  { reason: 'absent-too-often', act: 'fail', bySystem: false, name: { zh: '缺课过多', en: 'absent too often' } },
  { reason: 'did-not-come', act: 'drop', bySystem: false, name: { zh: '未报到', en: 'did not come' } },
  { reason: 'found-work', act: 'drop', bySystem: false, name: { zh: '已就业', en: 'found work' } },
  { reason: 'health', act: 'drop', bySystem: false, name: { zh: '健康原因', en: 'health' } },
  { reason: 'family', act: 'drop', bySystem: false, name: { zh: '家庭原因', en: 'family' } },
  { reason: 'not-suited', act: 'drop', bySystem: false, name: { zh: '不适合本班', en: 'not the right course' } },
  { reason: 'entered-in-error', act: 'drop', bySystem: false, name: { zh: '报名有误', en: 'enrolled in error' } },
  { reason: 'course-cancelled', act: 'drop', bySystem: true, name: { zh: '培训班取消', en: 'course cancelled' } },
  { reason: 'consent-withdrawn', act: 'drop', bySystem: true, name: { zh: '本人撤回同意', en: 'consent withdrawn' } },
];

/** People that one request enrols or gives a result at most. */
export const BULK_ENROLMENTS = 200;
/** Days before its first day within which a course with free seats is to do. */
export const SEATS_SOON_DAYS = 14;
