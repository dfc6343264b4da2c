import type { Features, PostFeatures, ProtectionTier, Text2, WorkerFeatures } from '@jiedui/contracts';
import type { RuleSet } from '../rule-set.js';
import { say } from '../wording.js';
import { EmploymentScanner } from './employment-scanner.js';
import { employmentSoftParts } from './fit.js';
import { employmentHardRules } from './hard-rules.js';

/** three-gorges plan 五（四）: the hard-to-employ members of zero-employment households come first; then DESIGN section 3. */
const tierReasons: Record<ProtectionTier, Text2> = {
  1: say('零就业家庭中的就业困难人员', 'hard-to-employ member of a zero-employment household'),
  2: say('防止返贫监测对象', 'household monitored against falling back into poverty'),
  3: say('脱贫人口或移民', 'lifted out of poverty, or resettled'),
  4: say('一般求职者', 'everyone else'),
};

/** Posts against workers. */
export const employmentRuleSet: RuleSet<PostFeatures, WorkerFeatures> = {
  market: 'employment',
  hardRules: employmentHardRules,
  softParts: employmentSoftParts,
  isDemand: (features: Features): features is PostFeatures => features.kind === 'post',
  isSupply: (features: Features): features is WorkerFeatures => features.kind === 'worker',
  // 同行编组: people of one group take places at one enterprise and one work region, or none of them does.
  groupOf: (worker) => worker.features.travelGroup,
  placeOf: (post) => `${post.region} ${post.features.employerKey}`,
  demandMinimum: () => 0,
  supplyMinimum: () => 0,
  isServedWhole: () => false,
  releaseDemand: () => null,
  releaseSupply: (worker) => (worker.features.travelGroup === null ? null : { code: 'TRAVEL_GROUP', text: say('退出同行编组', 'leave the travel group'), set: { travelGroup: null }, magnitude: 50 }),
  demandObstacle: (post, ctx) => (post.status === 'closed' || (post.features.closesOn !== null && post.features.closesOn < ctx.asOf) ? 'CLOSED' : null),
  supplyObstacle(worker) {
    if (worker.status === 'closed') return 'CLOSED';
    return worker.features.consent ? null : 'NO_CONSENT';
  },
  tierReason: (tier) => tierReasons[tier],
  compile: (demand, supply, ctx) => new EmploymentScanner(demand, supply, ctx),
};
