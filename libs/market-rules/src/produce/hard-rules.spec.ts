import { describe, expect, it } from '@jest/globals';
import { defaultPolicy } from '@jiedui/contracts';
import type { LotFeatures, OrderLineFeatures } from '@jiedui/contracts';
import { evaluatePair } from '../evaluate-pair.js';
import { gridGeography } from '../random-market.js';
import type { RuleContext } from '../rule-set.js';
import { produceRuleSet } from './produce-rule-set.js';
import type { Lot, OrderLine } from './produce-terms.js';

/** Two days in transit between the two places of these tests. */
const ctx: RuleContext = { geography: { ...gridGeography, distanceKm: () => 1000 }, policy: defaultPolicy, asOf: '2026-03-01', programme: 'three-gorges' };
const far: RuleContext = { ...ctx, geography: { ...gridGeography, distanceKm: () => null } };

function order(features: Partial<OrderLineFeatures> = {}, entry: Partial<OrderLine> = {}): OrderLine {
  return {
    market: 'produce', programme: 'three-gorges', side: 'demand', id: '00000000-0000-8000-800d-000000000001', version: 1, externalId: 'O1', label: 'order', organisation: 'B',
    capacity: 1000, tier: 4, region: '310101', status: 'open',
    features: {
      kind: 'orderLine', category: '0201', product: null, priceMax: { fen: 500, grams: 500 }, certifications: [], grade: 0, deliverFrom: '2026-04-10', deliverTo: '2026-04-20',
      coldChain: false, minShipmentUnits: 0, splittable: true, targetUnits: [], supporter: '310000', ...features,
    }, ...entry,
  };
}

function lot(features: Partial<LotFeatures> = {}, entry: Partial<Lot> = {}): Lot {
  return {
    market: 'produce', programme: 'three-gorges', side: 'supply', id: '00000000-0000-8000-800a-000000000001', version: 1, externalId: 'L1', label: 'lot', organisation: 'C',
    capacity: 1000, tier: 4, region: '500101', status: 'open',
    features: {
      kind: 'lot', category: '0201', product: '云阳脐橙', price: { fen: 400, grams: 500 }, certifications: [], grade: 2, harvestFrom: '2026-04-01', harvestTo: '2026-04-30',
      shelfLifeDays: 20, coldChain: true, minShipmentUnits: 0, ...features,
    }, ...entry,
  };
}

const outcome = (code: string, demand: OrderLine, supply: Lot, context = ctx): string | undefined =>
  evaluatePair(produceRuleSet, demand, supply, context).rules.find((rule) => rule.code === code)?.outcome;

describe('hard rules of produce', () => {
  it.each<[string, string, OrderLine, Lot, string]>([
    ['CATEGORY', 'the first level takes the second', order({ category: '02' }), lot(), 'passed'],
    ['CATEGORY', 'the second level does not take the first', order(), lot({ category: '02' }), 'failed'],
    ['CATEGORY', 'a product narrows', order({ product: '脐橙' }), lot(), 'passed'],
    ['CATEGORY', 'another product', order({ product: '蜜柚' }), lot(), 'failed'],
    ['CATEGORY', 'a lot that names no product', order({ product: '蜜柚' }), lot({ product: null }), 'unknown'],
    ['CERTIFICATIONS', 'expired the day before delivery', order({ certifications: ['organic'] }), lot({ certifications: [{ kind: 'organic', expiresOn: '2026-04-09' }] }), 'failed'],
    ['CERTIFICATIONS', 'valid on the day of delivery', order({ certifications: ['organic'] }), lot({ certifications: [{ kind: 'organic', expiresOn: '2026-04-10' }] }), 'passed'],
    ['GRADE', 'below', order({ grade: 3 }), lot(), 'failed'],
    ['GRADE', 'a lot without a grade', order({ grade: 3 }), lot({ grade: 0 }), 'unknown'],
    ['WINDOW', 'the first harvest arrives on the last day', order(), lot({ harvestFrom: '2026-04-18' }), 'passed'],
    ['WINDOW', 'a day too late with two days in transit', order(), lot({ harvestFrom: '2026-04-19' }), 'failed'],
    ['SHELF_LIFE', 'old harvest, just fresh enough', order(), lot({ harvestFrom: '2026-03-01', harvestTo: '2026-03-23' }), 'passed'],
    ['SHELF_LIFE', 'a day too old', order(), lot({ harvestFrom: '2026-03-01', harvestTo: '2026-03-22' }), 'failed'],
    ['SHELF_LIFE', 'not known', order(), lot({ shelfLifeDays: null }), 'unknown'],
    ['COLD_CHAIN', 'asked for and not there', order({ coldChain: true }), lot({ coldChain: false }), 'failed'],
    ['COLD_CHAIN', 'not known', order({ coldChain: true }), lot({ coldChain: null }), 'unknown'],
    ['PRICE_CEILING', 'the same price for another weight', order(), lot({ price: { fen: 12_500, grams: 12_500 } }), 'passed'],
    ['PRICE_CEILING', 'a fen above on a whole crate', order(), lot({ price: { fen: 12_501, grams: 12_500 } }), 'failed'],
    ['TARGET_UNITS', 'from elsewhere', order({ targetUnits: ['420000'] }), lot(), 'failed'],
    ['MIN_SHIPMENT', 'more than the lot has', order({ minShipmentUnits: 1001 }, { capacity: 5000 }), lot(), 'failed'],
  ])('%s: %s', (code, _case, demand, supply, expected) => {
    expect(outcome(code, demand, supply)).toBe(expected);
  });

  it('with an unknown distance fail only what fails without any transit', () => {
    expect(outcome('WINDOW', order(), lot({ harvestFrom: '2026-04-20' }), far)).toBe('unknown');
    expect(outcome('WINDOW', order(), lot({ harvestFrom: '2026-04-21' }), far)).toBe('failed');
  });

  it('let rows with minimums and unsplittable lines take part, and offer the way out of them', () => {
    expect([produceRuleSet.demandObstacle(order({ splittable: false }), ctx), produceRuleSet.supplyObstacle(lot({ minShipmentUnits: 2 }), ctx)]).toEqual([null, null]);
    expect(produceRuleSet.isServedWhole(order({ splittable: false }))).toBe(true);
    expect([produceRuleSet.demandMinimum(order({ minShipmentUnits: 9 })), produceRuleSet.supplyMinimum(lot({ minShipmentUnits: 2 }))]).toEqual([9, 2]);
    expect(produceRuleSet.releaseDemand(order({ splittable: false, minShipmentUnits: 9 }))?.set).toEqual({ splittable: true, minShipmentUnits: 0 });
    expect(produceRuleSet.releaseSupply(lot({ minShipmentUnits: 1 }))).toBeNull();
  });
});
