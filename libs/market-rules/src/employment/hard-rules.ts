import { type CodeNames, minimumWageFen, type PostFeatures, type WorkerFeatures } from '@jiedui/contracts';
import { calendarDay, dayAfterMonth, dayNumber } from '../day-number.js';
import { certificateForm } from '../name-form.js';
import type { HardRule, RuleContext } from '../rule-set.js';
import { levelName, say, schooling, yuan } from '../wording.js';
import {
  excludesRegion, hasUncodedWish, isOccupationCode, latestAvailability, occupationFamily, offersLodging, samePlace,
  schoolingRank, startDay, wageTopFen,
} from './employment-terms.js';
import type { Post, Worker } from './employment-terms.js';

type Rule = HardRule<PostFeatures, WorkerFeatures>;

/** 个人信息保护法 art. 13: without consent the row is kept and never matched. */
const consent: Rule = {
  code: 'CONSENT', name: say('知情同意', 'consent'),
  check: (_post, worker) => (worker.features.consent ? 'passed' : 'failed'),
  detail: (_post, worker) => (worker.features.consent ? say('本人已同意参与配对', 'has agreed to be matched') : say('本人尚未同意参与配对', 'has not agreed to be matched')),
  relaxSupply: () => ({ code: 'CONSENT', text: say('取得本人知情同意', 'obtain the worker\'s consent'), set: { consent: true }, magnitude: 10 }),
};

const closed: Rule = {
  code: 'CLOSED', name: say('招聘有效', 'still open'),
  check(post, worker, ctx) {
    if (post.status === 'closed' || worker.status === 'closed') return 'failed';
    return post.features.closesOn !== null && post.features.closesOn < ctx.asOf ? 'failed' : 'passed';
  },
  detail(post, worker) {
    if (worker.status === 'closed') return say('求职登记已结束', 'the worker is no longer looking');
    if (post.status === 'closed') return say('岗位已关闭', 'the post is closed');
    const until = post.features.closesOn;
    return until === null ? say('未设截止日期', 'no closing date') : say(`截止日期 ${until}`, `closes on ${until}`);
  },
  relaxDemand: (post, worker, ctx) => (post.status === 'closed' || worker.status === 'closed' ? null
    : { code: 'CLOSED', text: say(`截止日期延至 ${ctx.asOf}`, `keep open until ${ctx.asOf}`), set: { closesOn: ctx.asOf }, magnitude: 20 }),
};

/**
 * 劳动法 art. 15: nobody under 16 is employed. Only the month of the sixteenth birthday is known, so work may start
 * from the first day of the month after it.
 */
const legalAge: Rule = {
  code: 'LEGAL_AGE', name: say('法定年龄', 'legal working age'),
  check(post, worker, ctx) {
    const from = worker.features.legalAgeFrom;
    return from === null || startDay(post.features, worker.features, ctx) >= dayAfterMonth(from) ? 'passed' : 'failed';
  },
  detail(_post, worker) {
    const from = worker.features.legalAgeFrom;
    if (from === null) return say('已达法定就业年龄', 'of legal working age');
    const day = calendarDay(dayAfterMonth(from));
    return say(`须 ${day} 起方可上岗`, `may not start before ${day}`);
  },
  relaxSupply(_post, worker) {
    if (worker.features.legalAgeFrom === null) return null;
    const day = calendarDay(dayAfterMonth(worker.features.legalAgeFrom));
    return { code: 'LEGAL_AGE', text: say(`可到岗日期改为 ${day}`, `be available from ${day}`), set: { availableOn: day }, magnitude: 100 };
  },
  relaxDemand(_post, worker) {
    if (worker.features.legalAgeFrom === null) return null;
    const day = calendarDay(dayAfterMonth(worker.features.legalAgeFrom));
    return { code: 'LEGAL_AGE', text: say(`到岗日期改为 ${day}`, `start on ${day}`), set: { startOn: day }, magnitude: 100 };
  },
};

/** `电焊工（6-18-02-04）` */
const nameOf = (code: string, names: CodeNames | undefined): string => (names === undefined ? code : `${names.occupationOf(code)}（${code}）`);

/** A post is in a wish when its 小类 is. An uncoded title passes, as unknown, only for a worker with an uncoded wish. */
const occupation: Rule = {
  code: 'OCCUPATION', name: say('职业小类', 'occupation family'),
  check(post, worker) {
    const code = post.features.occupation;
    if (code === null) return hasUncodedWish(worker.features) ? 'unknown' : 'failed';
    const family = occupationFamily(code);
    return worker.features.wishes.some((wish) => isOccupationCode(wish) && occupationFamily(wish) === family) ? 'passed' : 'failed';
  },
  detail(post, _worker, { names }) {
    const code = post.features.occupation;
    return code === null ? say(`岗位「${post.features.title}」未能确定职业编码`, `the post "${post.features.title}" has no occupation code`)
      : say(`岗位职业为${nameOf(code, names)}，须在求职意向的小类内`, `occupation ${nameOf(code, names)} must be in a wished family`);
  },
  relaxSupply(post, worker) {
    const wish = post.features.occupation ?? post.features.title;
    return { code: 'OCCUPATION', text: say(`求职意向增加「${post.features.title}」`, `also wish for "${post.features.title}"`), set: { wishes: [...worker.features.wishes, wish] }, magnitude: 40 };
  },
};

/** Names of the required certificates the worker does not hold, or not on the day of starting. */
export function missingCertificates(post: Post, worker: Worker, ctx: RuleContext): string[] {
  const day = startDay(post.features, worker.features, ctx);
  return post.features.certificates.filter((required) => {
    const form = certificateForm(required);
    return !worker.features.certificates.some((held) => certificateForm(held.name) === form && (held.expiresOn === null || dayNumber(held.expiresOn) >= day));
  });
}

const certificates: Rule = {
  code: 'CERTIFICATES', name: say('持证要求', 'certificates'),
  check: (post, worker, ctx) => (missingCertificates(post, worker, ctx).length === 0 ? 'passed' : 'failed'),
  detail(post, worker, ctx) {
    if (post.features.certificates.length === 0) return say('不要求证书', 'no certificate required');
    const missing = missingCertificates(post, worker, ctx);
    if (missing.length === 0) return say('所需证书在到岗日有效', 'holds what is required, valid on the day of starting');
    return say(`缺少或已过期：${missing.join('、')}`, `missing or expired: ${missing.join(', ')}`);
  },
  relaxSupply(post, worker, ctx) {
    const missing = missingCertificates(post, worker, ctx);
    const forms = new Set(missing.map(certificateForm));
    const kept = worker.features.certificates.filter((held) => !forms.has(certificateForm(held.name)));
    return {
      code: 'CERTIFICATES', text: say(`取得证书：${missing.join('、')}`, `obtain: ${missing.join(', ')}`),
      set: { certificates: [...kept, ...missing.map((name) => ({ name, expiresOn: null }))] }, magnitude: 100 * missing.length,
    };
  },
  relaxDemand(post, worker, ctx) {
    const missing = missingCertificates(post, worker, ctx);
    return {
      code: 'CERTIFICATES', text: say(`不再要求：${missing.join('、')}`, `no longer require: ${missing.join(', ')}`),
      set: { certificates: post.features.certificates.filter((name) => !missing.includes(name)) }, magnitude: 100 * missing.length,
    };
  },
};

const education: Rule = {
  code: 'EDUCATION', name: say('学历要求', 'education'),
  check(post, worker, ctx) {
    if (!ctx.policy.employment.educationHard) return 'passed';
    const required = post.features.education;
    const held = worker.features.education;
    if (required === 0) return 'passed';
    if (required === null || held === null) return 'unknown';
    return schoolingRank(held) >= schoolingRank(required) ? 'passed' : 'failed';
  },
  detail(post, worker, ctx) {
    if (!ctx.policy.employment.educationHard) return say('政策未将学历设为硬性条件', 'not a hard condition in this policy');
    const required = post.features.education === null ? say('待确认', 'not known') : levelName(schooling, post.features.education);
    const held = worker.features.education === null ? say('待确认', 'not known') : levelName(schooling, worker.features.education);
    return say(`要求${required.zh}，本人${held.zh}`, `requires ${required.en}, has ${held.en}`);
  },
  relaxSupply(post, worker) {
    const required = post.features.education ?? 0;
    const level = levelName(schooling, required);
    return { code: 'EDUCATION', text: say(`学历提升到${level.zh}`, `reach ${level.en}`), set: { education: required }, magnitude: 500 * Math.max(1, required - (worker.features.education ?? 0)) };
  },
  relaxDemand(post, worker) {
    const held = worker.features.education ?? 0;
    const level = levelName(schooling, held);
    return { code: 'EDUCATION', text: say(`学历要求放宽到${level.zh}`, `accept ${level.en}`), set: { education: held }, magnitude: 100 * Math.max(1, (post.features.education ?? 0) - held) };
  },
};

const experience: Rule = {
  code: 'EXPERIENCE', name: say('经验要求', 'experience'),
  check(post, worker, ctx) {
    if (!ctx.policy.employment.experienceHard) return 'passed';
    const required = post.features.experienceYears;
    const held = worker.features.experienceYears;
    if (required === 0) return 'passed';
    if (required === null || held === null) return 'unknown';
    return held >= required ? 'passed' : 'failed';
  },
  detail(post, worker, ctx) {
    if (!ctx.policy.employment.experienceHard) return say('政策未将经验设为硬性条件', 'not a hard condition in this policy');
    const required = post.features.experienceYears ?? '待确认';
    const held = worker.features.experienceYears ?? '待确认';
    return say(`要求 ${required} 年，本人 ${held} 年`, `requires ${post.features.experienceYears ?? 'unknown'} years, has ${worker.features.experienceYears ?? 'unknown'}`);
  },
  relaxSupply(post, worker) {
    const required = post.features.experienceYears ?? 0;
    return { code: 'EXPERIENCE', text: say(`工作年限达到 ${required} 年`, `reach ${required} years of experience`), set: { experienceYears: required }, magnitude: 300 * Math.ceil(required - (worker.features.experienceYears ?? 0)) };
  },
  relaxDemand(post, worker) {
    const held = worker.features.experienceYears ?? 0;
    return { code: 'EXPERIENCE', text: say(`经验要求放宽到 ${held} 年`, `accept ${held} years of experience`), set: { experienceYears: held }, magnitude: 60 * Math.ceil((post.features.experienceYears ?? 0) - held) };
  },
};

const regionExcluded: Rule = {
  code: 'REGION_EXCLUDED', name: say('排除地区', 'excluded regions'),
  check: (post, worker, ctx) => (excludesRegion(worker, post.region, ctx) ? 'failed' : 'passed'),
  detail(post, worker, ctx) {
    const name = ctx.geography.nameOf(post.region);
    return excludesRegion(worker, post.region, ctx) ? say(`本人不去${name}`, `will not go to ${name}`) : say(`${name}不在排除地区内`, `${name} is not excluded`);
  },
  relaxSupply(post, worker, ctx) {
    const name = ctx.geography.nameOf(post.region);
    const kept = worker.features.regionsExcluded.filter((excluded) => !ctx.geography.isWithin(post.region, excluded));
    const otherProvince = ctx.geography.provinceOf(post.region) !== ctx.geography.provinceOf(worker.region);
    return {
      code: 'REGION_EXCLUDED', text: say(`不再排除${name}`, `no longer exclude ${name}`), magnitude: 60,
      set: {
        ...(kept.length < worker.features.regionsExcluded.length ? { regionsExcluded: kept } : {}),
        ...(worker.features.excludesOtherProvinces && otherProvince ? { excludesOtherProvinces: false } : {}),
      },
    };
  },
};

const startDate: Rule = {
  code: 'START_DATE', name: say('到岗日期', 'start date'),
  check(post, worker, ctx) {
    if (worker.features.availableOn === null || (post.features.startOn ?? post.features.closesOn) === null) return 'unknown';
    return dayNumber(worker.features.availableOn) <= latestAvailability(post.features, ctx) ? 'passed' : 'failed';
  },
  detail(post, worker, ctx) {
    const available = worker.features.availableOn;
    const reference = post.features.startOn ?? post.features.closesOn;
    if (available === null || reference === null) return say('日期待确认', 'a date is not known');
    const latest = calendarDay(latestAvailability(post.features, ctx));
    return say(`${available} 可到岗，最迟 ${latest}`, `available on ${available}, at the latest ${latest}`);
  },
  relaxSupply(post, worker, ctx) {
    if (worker.features.availableOn === null) return null;
    const latest = latestAvailability(post.features, ctx);
    const day = calendarDay(latest);
    return { code: 'START_DATE', text: say(`可到岗日期提前到 ${day}`, `be available by ${day}`), set: { availableOn: day }, magnitude: dayNumber(worker.features.availableOn) - latest };
  },
  relaxDemand(post, worker, ctx) {
    if (worker.features.availableOn === null) return null;
    const needed = dayNumber(worker.features.availableOn) - ctx.policy.employment.startGraceDays;
    const day = calendarDay(needed);
    return { code: 'START_DATE', text: say(`到岗日期推迟到 ${day}`, `start on ${day}`), set: { startOn: day }, magnitude: Math.max(1, dayNumber(worker.features.availableOn) - latestAvailability(post.features, ctx)) };
  },
};

const wageFloor: Rule = {
  code: 'WAGE_FLOOR', name: say('最低月薪', 'lowest wage accepted'),
  check(post, worker) {
    const floor = worker.features.wageMinFen;
    if (floor === null) return 'passed';
    const top = wageTopFen(post.features);
    if (top === null) return 'unknown';
    return top >= floor ? 'passed' : 'failed';
  },
  detail(post, worker) {
    const floor = worker.features.wageMinFen;
    if (floor === null) return say('本人未设最低月薪', 'the worker set no floor');
    const top = wageTopFen(post.features);
    if (top === null) return say('岗位工资待确认', 'the wage is not known');
    return say(`岗位最高 ${yuan(top)} 元，本人最低 ${yuan(floor)} 元`, `pays up to ${yuan(top)} yuan, floor ${yuan(floor)} yuan`);
  },
  relaxSupply(post, worker) {
    const top = wageTopFen(post.features);
    const floor = worker.features.wageMinFen;
    if (top === null || floor === null) return null;
    return { code: 'WAGE_FLOOR', text: say(`最低月薪降到 ${yuan(top)} 元`, `accept ${yuan(top)} yuan a month`), set: { wageMinFen: top }, magnitude: Math.ceil((1000 * (floor - top)) / Math.max(1, floor)) };
  },
  relaxDemand(post, worker) {
    const top = wageTopFen(post.features);
    const floor = worker.features.wageMinFen;
    if (top === null || floor === null) return null;
    return { code: 'WAGE_FLOOR', text: say(`月薪上限提高到 ${yuan(floor)} 元`, `pay up to ${yuan(floor)} yuan a month`), set: { wageMaxFen: floor }, magnitude: Math.ceil((1000 * (floor - top)) / Math.max(1, top)) };
  },
};

/** 劳动法 art. 48, 最低工资规定: no post below the minimum wage of its region. */
const minimumWage: Rule = {
  code: 'MINIMUM_WAGE', name: say('当地最低工资', 'legal minimum wage'),
  check(post, _worker, ctx) {
    const minimum = minimumWageFen(ctx.policy.minimumWages, post.region);
    const top = wageTopFen(post.features);
    if (minimum === null || top === null) return 'unknown';
    return top >= minimum ? 'passed' : 'failed';
  },
  detail(post, _worker, ctx) {
    const minimum = minimumWageFen(ctx.policy.minimumWages, post.region);
    const top = wageTopFen(post.features);
    if (minimum === null) return say('当地最低工资待确认', 'the minimum wage of the region is not held');
    if (top === null) return say('岗位工资待确认', 'the wage is not known');
    return say(`岗位最高 ${yuan(top)} 元，当地最低工资 ${yuan(minimum)} 元`, `pays up to ${yuan(top)} yuan, legal minimum ${yuan(minimum)} yuan`);
  },
  relaxDemand(post, _worker, ctx) {
    const minimum = minimumWageFen(ctx.policy.minimumWages, post.region);
    const top = wageTopFen(post.features);
    if (minimum === null || top === null) return null;
    return { code: 'MINIMUM_WAGE', text: say(`月薪提高到当地最低工资 ${yuan(minimum)} 元`, `pay the legal minimum of ${yuan(minimum)} yuan`), set: { wageMaxFen: minimum }, magnitude: Math.ceil((1000 * (minimum - top)) / Math.max(1, top)) };
  },
};

const housing: Rule = {
  code: 'HOUSING', name: say('住宿', 'lodging'),
  check(post, worker, ctx) {
    if (!ctx.policy.employment.housingHard || worker.features.needsHousing === false || offersLodging(post.features)) return 'passed';
    if (worker.features.needsHousing === null || post.features.housing === null) return 'unknown';
    return 'failed';
  },
  detail(post, worker, ctx) {
    if (!ctx.policy.employment.housingHard) return say('政策未将住宿设为硬性条件', 'not a hard condition in this policy');
    if (offersLodging(post.features)) return say('岗位提供住宿', 'lodging is offered');
    if (worker.features.needsHousing === false) return say('本人不需要住宿', 'the worker needs no lodging');
    if (post.features.housing === null || worker.features.needsHousing === null) return say('住宿待确认', 'lodging is not known');
    return say('本人需要住宿，岗位不提供', 'the worker needs lodging, none is offered');
  },
  relaxSupply: () => ({ code: 'HOUSING', text: say('自行解决住宿', 'find lodging oneself'), set: { needsHousing: false }, magnitude: 80 }),
  relaxDemand: (post) => ({
    code: 'HOUSING', text: say('提供住宿', 'offer lodging'), magnitude: 80,
    set: { housing: post.features.housing === 'board' ? 'board-and-lodging' : 'lodging' },
  }),
};

const targetUnits: Rule = {
  code: 'TARGET_UNITS', name: say('面向县区', 'units the post is for'),
  check(post, worker, ctx) {
    const units = post.features.targetUnits;
    return units.length === 0 || units.some((unit) => ctx.geography.isWithin(worker.region, unit)) ? 'passed' : 'failed';
  },
  detail(post, _worker, ctx) {
    const units = post.features.targetUnits;
    if (units.length === 0) return say('面向项目内全部县区', 'for all units of the programme');
    const names = units.map((unit) => ctx.geography.nameOf(unit));
    return say(`面向${names.join('、')}`, `for ${names.join(', ')}`);
  },
  relaxDemand: (post, worker, ctx) => ({
    code: 'TARGET_UNITS', text: say(`面向县区增加${ctx.geography.nameOf(worker.region)}`, `also for ${ctx.geography.nameOf(worker.region)}`),
    set: { targetUnits: [...post.features.targetUnits, worker.region] }, magnitude: 30,
  }),
};

/** 就近就业, 以工代赈 and 公益性 posts are for the people of the unit they lie in. */
const nearHome: Rule = {
  code: 'NEAR_HOME', name: say('就近岗位', 'posts near home'),
  check: (post, worker, ctx) => (post.features.postKind === 'ordinary' || samePlace(worker.region, post.region, ctx) ? 'passed' : 'failed'),
  detail(post, _worker, ctx) {
    if (post.features.postKind === 'ordinary') return say('普通岗位', 'an ordinary post');
    const name = ctx.geography.nameOf(post.region);
    return say(`仅面向${name}本地劳动者`, `only for workers of ${name}`);
  },
};

/**
 * The hard rules of employment in the order they are shown and counted. None reads sex; age only as the legal
 * working age (就业促进法 art. 27, 劳动法 art. 15).
 */
export const employmentHardRules: readonly Rule[] = [
  consent, closed, legalAge, occupation, certificates, education, experience, regionExcluded,
  startDate, wageFloor, minimumWage, housing, targetUnits, nearHome,
];
