import type { EntryOf, Features, LotFeatures, OrderLineFeatures, ProtectionTier, Text2 } from '@jiedui/contracts';
import type { ProposedChange, RuleSet } from '../rule-set.js';
import { say } from '../wording.js';
import { produceSoftParts } from './fit.js';
import { produceHardRules } from './hard-rules.js';
import { ProduceScanner } from './produce-scanner.js';

/** What an order line would have to give up for any amount from any lot to do. */
function releaseOrder({ features: { splittable, minShipmentUnits } }: EntryOf<OrderLineFeatures>): ProposedChange<OrderLineFeatures> | null {
  const asks = minShipmentUnits > 1;
  if (splittable && !asks) return null;
  return {
    code: 'MIN_ORDER', text: splittable ? say('取消最小起订量', 'drop the minimum order') : asks ? say('允许拆分且不设最小起订量', 'allow splitting, without a minimum order') : say('允许拆分', 'allow splitting'), magnitude: 50,
    set: { ...(splittable ? {} : { splittable: true }), ...(asks ? { minShipmentUnits: 0 } : {}) },
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
  groupOf: () => null,
  placeOf: () => '',
  // 最小起订量 and 最小发货量 are of a shipment, and a pair is one. 允许拆分 = 否: one lot delivers the whole line, or nobody.
  demandMinimum: (order) => order.features.minShipmentUnits,
  supplyMinimum: (lot) => lot.features.minShipmentUnits,
  isServedWhole: (order) => !order.features.splittable,
  releaseDemand: releaseOrder,
  releaseSupply: (lot) => (lot.features.minShipmentUnits <= 1 ? null : { code: 'MIN_SHIPMENT', text: say('取消最小发货量', 'drop the minimum shipment'), set: { minShipmentUnits: 0 }, magnitude: 50 }),
  demandObstacle: (order) => (order.status === 'closed' ? 'CLOSED' : null),
  supplyObstacle: (lot) => (lot.status === 'closed' ? 'CLOSED' : null),
  tierReason: (tier) => tierReasons[tier],
  compile: (demand, supply, ctx) => new ProduceScanner(demand, supply, ctx),
};
