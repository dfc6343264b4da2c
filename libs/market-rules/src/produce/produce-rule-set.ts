import type { EntryOf, Features, LotFeatures, OrderLineFeatures, ProtectionTier, Text2 } from '@jiedui/contracts';
import type { IntegerNeed, RuleSet } from '../rule-set.js';
import { say } from '../wording.js';
import { produceSoftParts } from './fit.js';
import { produceHardRules } from './hard-rules.js';
import { ProduceScanner } from './produce-scanner.js';

/** A flow may send any whole number of units through a pair, so only a minimum of one unit or none is safe with it. */
const splitBreaks = (minShipmentUnits: number): boolean => minShipmentUnits > 1;

function orderNeedsIntegerModel(order: EntryOf<OrderLineFeatures>): IntegerNeed<OrderLineFeatures> | null {
  const { splittable, minShipmentUnits } = order.features;
  if (splittable && !splitBreaks(minShipmentUnits)) return null;
  return {
    reason: 'NEEDS_INTEGER_MODEL',
    text: splittable ? say('有最小起订量，拆分可能违反，待整数模型处理', 'a split could fall below the minimum order; waits for the integer model')
      : say('不允许拆分，待整数模型处理', 'may not be split; waits for the integer model'),
    release: {
      code: 'NEEDS_INTEGER_MODEL', text: say('允许拆分且不设最小起订量', 'allow splitting, without a minimum order'), magnitude: 50,
      set: { ...(splittable ? {} : { splittable: true }), ...(splitBreaks(minShipmentUnits) ? { minShipmentUnits: 0 } : {}) },
    },
  };
}

function lotNeedsIntegerModel(lot: EntryOf<LotFeatures>): IntegerNeed<LotFeatures> | null {
  if (!splitBreaks(lot.features.minShipmentUnits)) return null;
  return {
    reason: 'NEEDS_INTEGER_MODEL',
    text: say('有最小发货量，拆分可能违反，待整数模型处理', 'a split could fall below the minimum shipment; waits for the integer model'),
    release: { code: 'NEEDS_INTEGER_MODEL', text: say('取消最小发货量', 'drop the minimum shipment'), set: { minShipmentUnits: 0 }, magnitude: 50 },
  };
}

const tierReasons: Record<ProtectionTier, Text2> = {
  1: say('一级保护', 'tier one'),
  2: say('监测户占带动农户的比例达到政策要求', 'monitored households are at least the policy\'s share of the households'),
  3: say('带动监测户', 'some of the households are monitored'),
  4: say('一般批次', 'all other lots'),
};

/** Order lines against lots. */
export const produceRuleSet: RuleSet<OrderLineFeatures, LotFeatures> = {
  market: 'produce',
  hardRules: produceHardRules,
  softParts: produceSoftParts,
  isDemand: (features: Features): features is OrderLineFeatures => features.kind === 'orderLine',
  isSupply: (features: Features): features is LotFeatures => features.kind === 'lot',
  demandNeedsIntegerModel: orderNeedsIntegerModel,
  supplyNeedsIntegerModel: lotNeedsIntegerModel,
  demandObstacle: (order) => (order.status === 'closed' ? 'CLOSED' : orderNeedsIntegerModel(order) === null ? null : 'NEEDS_INTEGER_MODEL'),
  supplyObstacle: (lot) => (lot.status === 'closed' ? 'CLOSED' : lotNeedsIntegerModel(lot) === null ? null : 'NEEDS_INTEGER_MODEL'),
  tierReason: (tier) => tierReasons[tier],
  compile: (demand, supply, ctx) => new ProduceScanner(demand, supply, ctx),
};
