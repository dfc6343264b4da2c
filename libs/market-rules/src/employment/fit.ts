import type { Housing, PostFeatures, WorkerFeatures } from '@jiedui/contracts';
import { kilometres, pairingPoints, pairingStrength, pairingWords } from '../distance.js';
import { skillForm } from '../name-form.js';
import type { SoftPart } from '../rule-set.js';
import { say, yuan } from '../wording.js';
import { wageOfferFen, wishedRegion } from './employment-terms.js';
import type { Post, Worker } from './employment-terms.js';
import { distancePoints, housingPoints, skillPoints, stabilityPoints, wagePoints } from './points.js';

type Part = SoftPart<PostFeatures, WorkerFeatures>;

export function housingNumber(housing: Housing | null): number {
  if (housing === null) return -1;
  return housing === 'none' ? 0 : housing === 'board' ? 1 : housing === 'lodging' ? 2 : 3;
}

const wage: Part = {
  code: 'WAGE', name: say('工资', 'wage'),
  weight: (policy) => policy.employment.weights.wage,
  points: (post, worker, ctx) => wagePoints(ctx.policy.employment.weights.wage, worker.features.wageWishFen ?? -1, wageOfferFen(post.features) ?? -1),
  detail(post, worker) {
    const offer = wageOfferFen(post.features);
    const wish = worker.features.wageWishFen;
    if (offer === null || wish === null) return say('工资或期望待确认', 'wage or wish not known');
    return say(`岗位约 ${yuan(offer)} 元，期望 ${yuan(wish)} 元`, `pays about ${yuan(offer)} yuan, wished ${yuan(wish)}`);
  },
  improveSupply(post, worker, ctx, wanted) {
    const weight = ctx.policy.employment.weights.wage;
    const offer = wageOfferFen(post.features);
    const wish = worker.features.wageWishFen;
    if (offer === null || (wish !== null && offer >= wish)) return null;
    // points(w) falls as w rises: the greatest wish, down to the offer, that still reaches what is wanted.
    let low = offer;
    let high = wish ?? offer;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (wagePoints(weight, middle, offer) >= wanted) low = middle;
      else high = middle - 1;
    }
    return {
      code: 'WAGE', text: say(`期望月薪降到 ${yuan(low)} 元`, `wish for ${yuan(low)} yuan a month`), set: { wageWishFen: low },
      magnitude: wish === null ? 10 : Math.ceil((500 * (wish - low)) / Math.max(1, wish)),
    };
  },
  improveDemand(post, worker, ctx, wanted) {
    const weight = ctx.policy.employment.weights.wage;
    const wish = worker.features.wageWishFen;
    const offer = wageOfferFen(post.features);
    if (wish === null || (offer !== null && offer >= wish)) return null;
    let low = offer ?? 0;
    let high = wish;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (wagePoints(weight, wish, middle) >= wanted) high = middle;
      else low = middle + 1;
    }
    // The fit counts with the middle of the range: raise both ends so that the middle is `low`.
    const { wageMinFen, wageMaxFen } = post.features;
    const bottom = Math.max(low, wageMinFen ?? 0);
    return {
      code: 'WAGE', text: say(`月薪提高到 ${yuan(bottom)} 元`, `pay ${yuan(bottom)} yuan a month`),
      set: { wageMinFen: bottom, wageMaxFen: Math.max(bottom, wageMaxFen ?? 0) },
      magnitude: Math.ceil((1000 * (low - (offer ?? 0))) / Math.max(1, offer ?? low)),
    };
  },
};

const distance: Part = {
  code: 'DISTANCE', name: say('地区与距离', 'region and distance'),
  weight: (policy) => policy.employment.weights.distance,
  points: (post, worker, ctx) => distancePoints(
    ctx.policy.employment.weights.distance, ctx.policy.employment.distanceScaleKm,
    kilometres(worker.region, post.region, ctx), wishedRegion(worker, post.region, ctx)),
  detail(post, worker, ctx) {
    const km = kilometres(worker.region, post.region, ctx);
    const wished = wishedRegion(worker, post.region, ctx);
    const how = wished === 1 ? say('在意向地区内', 'in a wished region') : wished === 2 ? say('不在意向地区内', 'outside the wished regions') : say('未填意向地区', 'no region wished');
    return say(`${how.zh}，${km < 0 ? '距离待确认' : `约 ${km} 公里`}`, `${how.en}, ${km < 0 ? 'distance not known' : `about ${km} km`}`);
  },
  improveSupply(post, worker, ctx) {
    if (wishedRegion(worker, post.region, ctx) === 1) return null;
    const name = ctx.geography.nameOf(post.region);
    return { code: 'DISTANCE', text: say(`意向地区增加${name}`, `also wish for ${name}`), set: { regionsWished: [...worker.features.regionsWished, post.region] }, magnitude: 40 };
  },
};

/** The listed skills, each counted once, and which of them the worker lacks. */
function skillShare(post: Post, worker: Worker): { listed: number; missing: string[] } {
  const held = new Set(worker.features.skills.map(skillForm));
  const listed = new Map<string, string>();
  for (const skill of post.features.skills) {
    const form = skillForm(skill);
    if (!listed.has(form)) listed.set(form, skill);
  }
  return { listed: listed.size, missing: [...listed].filter(([form]) => !held.has(form)).map(([, skill]) => skill) };
}

const isExact = (post: Post, worker: Worker): boolean => post.features.occupation !== null && worker.features.wishes.includes(post.features.occupation);

const skills: Part = {
  code: 'SKILLS', name: say('职业与技能', 'trade and skills'),
  weight: (policy) => policy.employment.weights.skills,
  points(post, worker, ctx) {
    const { listed, missing } = skillShare(post, worker);
    return skillPoints(ctx.policy.employment.weights.skills, isExact(post, worker), listed - missing.length, listed);
  },
  detail(post, worker) {
    const { listed, missing } = skillShare(post, worker);
    const trade = isExact(post, worker) ? say('职业一致', 'the very occupation') : say('同一职业小类', 'the same family');
    if (listed === 0) return say(`${trade.zh}，未列技能要求`, `${trade.en}, no skills listed`);
    if (missing.length === 0) return say(`${trade.zh}，技能全部具备`, `${trade.en}, all skills held`);
    return say(`${trade.zh}，缺少技能：${missing.join('、')}`, `${trade.en}, lacks: ${missing.join(', ')}`);
  },
  improveSupply(post, worker, ctx, wanted) {
    const weight = ctx.policy.employment.weights.skills;
    const { listed, missing } = skillShare(post, worker);
    const code = post.features.occupation;
    const exact = isExact(post, worker);
    if (code !== null && !exact && skillPoints(weight, true, listed - missing.length, listed) >= wanted) {
      return { code: 'SKILLS', text: say(`求职意向写明「${post.features.title}」`, `wish for "${post.features.title}" itself`), set: { wishes: [...worker.features.wishes, code] }, magnitude: 30 };
    }
    for (let learnt = 1; learnt <= missing.length; learnt++) {
      if (learnt < missing.length && skillPoints(weight, exact, listed - missing.length + learnt, listed) < wanted) continue;
      const names = missing.slice(0, learnt);
      return { code: 'SKILLS', text: say(`学会：${names.join('、')}`, `learn: ${names.join(', ')}`), set: { skills: [...worker.features.skills, ...names] }, magnitude: 80 * learnt };
    }
    return null;
  },
  improveDemand(post, worker, ctx, wanted) {
    const weight = ctx.policy.employment.weights.skills;
    const { listed, missing } = skillShare(post, worker);
    const exact = isExact(post, worker);
    for (let dropped = 1; dropped <= missing.length; dropped++) {
      if (dropped < missing.length && skillPoints(weight, exact, listed - missing.length, listed - dropped) < wanted) continue;
      const forms = new Set(missing.slice(0, dropped).map(skillForm));
      const names = missing.slice(0, dropped);
      return {
        code: 'SKILLS', text: say(`不再要求技能：${names.join('、')}`, `no longer ask for: ${names.join(', ')}`),
        set: { skills: post.features.skills.filter((skill) => !forms.has(skillForm(skill))) }, magnitude: 50 * dropped,
      };
    }
    return null;
  },
};

const pairing: Part = {
  code: 'PAIRING', name: say('结对关系', 'pairing'),
  weight: (policy) => policy.employment.weights.pairing,
  points: (post, worker, ctx) => pairingPoints(ctx.policy.employment.weights.pairing, pairingStrength(worker.region, post.features.supporter, ctx)),
  detail: (post, worker, ctx) => pairingWords[pairingStrength(worker.region, post.features.supporter, ctx)] ?? pairingWords[0],
};

const housing: Part = {
  code: 'HOUSING', name: say('食宿', 'board and lodging'),
  weight: (policy) => policy.employment.weights.housing,
  points: (post, worker, ctx) => housingPoints(ctx.policy.employment.weights.housing, worker.features.needsHousing === false, housingNumber(post.features.housing)),
  detail(post, worker) {
    if (worker.features.needsHousing === false) return say('本人不需要住宿', 'the worker needs no lodging');
    const words = [say('待确认', 'not known'), say('不提供', 'none'), say('包吃', 'board'), say('包住', 'lodging'), say('包吃住', 'board and lodging')];
    return words[housingNumber(post.features.housing) + 1] ?? say('待确认', 'not known');
  },
  improveDemand(post, worker, ctx, wanted) {
    if (worker.features.needsHousing === false || post.features.housing === 'board-and-lodging') return null;
    const lodging = housingPoints(ctx.policy.employment.weights.housing, false, 2) >= wanted && post.features.housing !== 'lodging';
    return {
      code: 'HOUSING', text: lodging ? say('提供住宿', 'offer lodging') : say('提供食宿', 'offer board and lodging'),
      set: { housing: lodging ? 'lodging' : 'board-and-lodging' }, magnitude: lodging ? 80 : 120,
    };
  },
};

const stability: Part = {
  code: 'STABILITY', name: say('稳定性', 'stability'),
  weight: (policy) => policy.employment.weights.stability,
  points: (post, worker, ctx) => stabilityPoints(
    ctx.policy.employment.weights.stability, post.features.insurance === null ? -1 : post.features.insurance ? 1 : 0,
    worker.features.experienceYears ?? -1, post.features.experienceYears ?? 0),
  detail(post, worker) {
    const insured = post.features.insurance === null ? say('五险一金待确认', 'insurance not known') : post.features.insurance ? say('有五险一金', 'insured') : say('无五险一金', 'not insured');
    return say(`${insured.zh}；经验 ${worker.features.experienceYears ?? '待确认'}／要求 ${post.features.experienceYears ?? 0} 年`,
      `${insured.en}; ${worker.features.experienceYears ?? 'unknown'} of ${post.features.experienceYears ?? 0} years`);
  },
  improveDemand: (post) => (post.features.insurance === true ? null
    : { code: 'STABILITY', text: say('缴纳五险一金', 'pay social insurance'), set: { insurance: true }, magnitude: 150 }),
};

/** The soft parts of employment; their weights come from the policy and add up to 1000. */
export const employmentSoftParts: readonly Part[] = [wage, distance, skills, pairing, housing, stability];
