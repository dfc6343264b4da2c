import type { EntryOf, Features, PostFeatures, WorkerFeatures } from '@jiedui/contracts';
import type { IntegerNeed, RuleSet } from '../rule-set.js';
import { say } from '../wording.js';
import { EmploymentScanner } from './employment-scanner.js';
import { employmentSoftParts } from './fit.js';
import { employmentHardRules } from './hard-rules.js';

/** People who travel together take places at one enterprise and one work region, or none: more than a flow can promise. */
function workerNeedsIntegerModel(worker: EntryOf<WorkerFeatures>): IntegerNeed<WorkerFeatures> | null {
  if (worker.features.travelGroup === null) return null;
  return {
    reason: 'NEEDS_INTEGER_MODEL',
    text: say('有同行编组，须整组安排，待整数模型处理', 'travels in a group, which is placed together or not at all; waits for the integer model'),
    release: { code: 'NEEDS_INTEGER_MODEL', text: say('退出同行编组', 'leave the travel group'), set: { travelGroup: null }, magnitude: 50 },
  };
}

/** Posts against workers. */
export const employmentRuleSet: RuleSet<PostFeatures, WorkerFeatures> = {
  market: 'employment',
  hardRules: employmentHardRules,
  softParts: employmentSoftParts,
  isDemand: (features: Features): features is PostFeatures => features.kind === 'post',
  isSupply: (features: Features): features is WorkerFeatures => features.kind === 'worker',
  demandNeedsIntegerModel: () => null,
  supplyNeedsIntegerModel: workerNeedsIntegerModel,
  compile: (demand, supply, ctx) => new EmploymentScanner(demand, supply, ctx),
};
