import type { LotFeatures, OrderLineFeatures } from '@jiedui/contracts';
import { dayNumber } from '../day-number.js';
import { kilometres, nearnessPoints, pairingPoints, pairingStrength, pairingWords } from '../distance.js';
import type { RuleContext, SoftPart } from '../rule-set.js';
import { say, yuan } from '../wording.js';
import { certificationPoints, certificationTenths, freshnessPoints, pricePoints } from './points.js';
import { certificationKinds, firstDelivery } from './produce-terms.js';
import type { Lot, OrderLine } from './produce-terms.js';

type Part = SoftPart<OrderLineFeatures, LotFeatures>;

function priceScore(weight: number, order: OrderLine, lot: Lot): number {
  const { price } = lot.features;
  const { priceMax } = order.features;
  return pricePoints(weight, price.fen * priceMax.grams, priceMax.fen * price.grams);
}

const withPrice = (lot: Lot, fen: number): Lot => ({ ...lot, features: { ...lot.features, price: { fen, grams: lot.features.price.grams } } });
const withCeiling = (order: OrderLine, fen: number): OrderLine => ({ ...order, features: { ...order.features, priceMax: { fen, grams: order.features.priceMax.grams } } });

const price: Part = {
  code: 'PRICE', name: say('价格', 'price'),
  weight: (policy) => policy.produce.weights.price,
  points: (order, lot, ctx) => priceScore(ctx.policy.produce.weights.price, order, lot),
  detail(order, lot) {
    const share = Math.round((100 * lot.features.price.fen * order.features.priceMax.grams) / (order.features.priceMax.fen * lot.features.price.grams));
    return say(`单价为最高单价的 ${share}%`, `asks ${share}% of the ceiling`);
  },
  improveSupply(order, lot, ctx, wanted) {
    const weight = ctx.policy.produce.weights.price;
    if (priceScore(weight, order, lot) >= weight || lot.features.price.fen <= 1) return null;
    let low = 1;
    let high = lot.features.price.fen - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (priceScore(weight, order, withPrice(lot, middle)) >= wanted) low = middle;
      else high = middle - 1;
    }
    return {
      code: 'PRICE', text: say(`单价降到 ${yuan(low)}元/${lot.features.price.grams}克`, `ask ${yuan(low)} yuan for ${lot.features.price.grams} g`),
      set: { price: { fen: low, grams: lot.features.price.grams } }, magnitude: Math.ceil((1000 * (lot.features.price.fen - low)) / lot.features.price.fen),
    };
  },
  improveDemand(order, lot, ctx, wanted) {
    const weight = ctx.policy.produce.weights.price;
    if (priceScore(weight, order, lot) >= weight) return null;
    const { fen, grams } = order.features.priceMax;
    const asked = lot.features.price;
    let low = fen + 1;
    let high = Math.max(low, Math.ceil((2 * asked.fen * grams) / asked.grams) + 1);
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (priceScore(weight, withCeiling(order, middle), lot) >= wanted) high = middle;
      else low = middle + 1;
    }
    return {
      code: 'PRICE', text: say(`最高单价提到 ${yuan(low)}元/${grams}克`, `pay up to ${yuan(low)} yuan for ${grams} g`),
      set: { priceMax: { fen: low, grams } }, magnitude: Math.ceil((1000 * (low - fen)) / fen),
    };
  },
};

const distance: Part = {
  code: 'DISTANCE', name: say('距离', 'distance'),
  weight: (policy) => policy.produce.weights.distance,
  points: (order, lot, ctx) => nearnessPoints(ctx.policy.produce.weights.distance, ctx.policy.produce.distanceScaleKm, kilometres(lot.region, order.region, ctx)),
  detail(order, lot, ctx) {
    const km = kilometres(lot.region, order.region, ctx);
    return km < 0 ? say('距离待确认', 'distance not known') : say(`约 ${km} 公里`, `about ${km} km`);
  },
};

const freshness: Part = {
  code: 'FRESHNESS', name: say('新鲜度', 'freshness'),
  weight: (policy) => policy.produce.weights.freshness,
  points(order, lot, ctx) {
    const delivery = firstDelivery(order, lot, ctx);
    return freshnessPoints(ctx.policy.produce.weights.freshness, lot.features.shelfLifeDays ?? -1, delivery.ageDays, delivery.distanceKnown);
  },
  detail(order, lot, ctx) {
    const life = lot.features.shelfLifeDays;
    const { ageDays } = firstDelivery(order, lot, ctx);
    return life === null ? say('保质期待确认', 'shelf life not known') : say(`送达时余 ${life - ageDays} 天（共 ${life} 天）`, `${life - ageDays} of ${life} days left on arrival`);
  },
  improveSupply(order, lot, ctx, wanted) {
    const weight = ctx.policy.produce.weights.freshness;
    const life = lot.features.shelfLifeDays;
    const delivery = firstDelivery(order, lot, ctx);
    if (life === null || !delivery.distanceKnown || delivery.ageDays === 0) return null;
    // More than a tripled shelf life is no plan.
    for (let days = life + 1; days <= 3 * life; days++) {
      if (days < 3 * life && freshnessPoints(weight, days, delivery.ageDays, true) < wanted) continue;
      return { code: 'FRESHNESS', text: say(`保质期延长到 ${days} 天`, `keep for ${days} days`), set: { shelfLifeDays: days }, magnitude: 10 * (days - life) };
    }
    return null;
  },
};

/** Tenths of the certifications valid on the first day of delivery, by kind. */
function validTenths(order: OrderLine, lot: Lot, ctx: RuleContext): number {
  const { day } = firstDelivery(order, lot, ctx);
  return certificationKinds.reduce((sum, kind, k) => sum + (lot.features.certifications.some(
    (held) => held.kind === kind && (held.expiresOn === null || dayNumber(held.expiresOn) >= day)) ? certificationTenths[k] ?? 0 : 0), 0);
}

const certification: Part = {
  code: 'CERTIFICATION', name: say('认证', 'certification'),
  weight: (policy) => policy.produce.weights.certification,
  points: (order, lot, ctx) => certificationPoints(ctx.policy.produce.weights.certification, validTenths(order, lot, ctx)),
  detail: (_order, lot) => (lot.features.certifications.length === 0 ? say('无认证', 'no certification') : say(`持有 ${lot.features.certifications.length} 项认证`, `${lot.features.certifications.length} certifications held`)),
  improveSupply(order, lot, ctx, wanted) {
    const weight = ctx.policy.produce.weights.certification;
    if (certificationPoints(weight, validTenths(order, lot, ctx)) >= weight) return null;
    let certifications = lot.features.certifications;
    let added = 0;
    // The easiest certificate first: conformity, green food, geographical indication, organic.
    for (const kind of ['conformity', 'green-food', 'geographical-indication', 'organic'] as const) {
      const before = certificationPoints(weight, validTenths(order, { ...lot, features: { ...lot.features, certifications } }, ctx));
      const candidate = [...certifications.filter((held) => held.kind !== kind), { kind, expiresOn: null }];
      const after = certificationPoints(weight, validTenths(order, { ...lot, features: { ...lot.features, certifications: candidate } }, ctx));
      if (after <= before) continue;
      certifications = candidate;
      added++;
      if (after >= wanted) break;
    }
    return added === 0 ? null : { code: 'CERTIFICATION', text: say(`增加 ${added} 项认证`, `obtain ${added} more certifications`), set: { certifications }, magnitude: 200 * added };
  },
};

const pairing: Part = {
  code: 'PAIRING', name: say('结对关系', 'pairing'),
  weight: (policy) => policy.produce.weights.pairing,
  points: (order, lot, ctx) => pairingPoints(ctx.policy.produce.weights.pairing, pairingStrength(lot.region, order.features.supporter, ctx)),
  detail: (order, lot, ctx) => pairingWords[pairingStrength(lot.region, order.features.supporter, ctx)] ?? pairingWords[0],
};

/** The soft parts of produce; their weights come from the policy and add up to 1000. */
export const produceSoftParts: readonly Part[] = [price, distance, freshness, certification, pairing];

