import { dearerThan } from '@jiedui/contracts';
import type { CertificationKind, LotFeatures, OrderLineFeatures, Text2, UnitPrice } from '@jiedui/contracts';
import { calendarDay, dayNumber } from '../day-number.js';
import { productForm } from '../name-form.js';
import type { HardRule, RuleContext } from '../rule-set.js';
import { grades, levelName, say, yuan } from '../wording.js';
import { firstDelivery, isInCategory } from './produce-terms.js';
import type { Lot, OrderLine } from './produce-terms.js';

type Rule = HardRule<OrderLineFeatures, LotFeatures>;

const closed: Rule = {
  code: 'CLOSED', name: say('清单有效', 'still open'),
  check: (order, lot) => (order.status === 'closed' || lot.status === 'closed' ? 'failed' : 'passed'),
  detail(order, lot) {
    if (order.status === 'closed') return say('采购需求已结束', 'the order line is closed');
    return lot.status === 'closed' ? say('批次已结束', 'the lot is closed') : say('双方均有效', 'both are open');
  },
};

/** The lot's category is the order's or lies under it; a stated product must be in the lot's product name. */
const category: Rule = {
  code: 'CATEGORY', name: say('品类品名', 'category and product'),
  check(order, lot) {
    if (!isInCategory(lot.features.category, order.features.category)) return 'failed';
    if (order.features.product === null) return 'passed';
    if (lot.features.product === null) return 'unknown';
    return productForm(lot.features.product).includes(productForm(order.features.product)) ? 'passed' : 'failed';
  },
  detail(order, lot, { names }) {
    const classOf = (code: string): string => names?.categoryOf(code) ?? code;
    const wanted = order.features.product ?? classOf(order.features.category);
    const offered = lot.features.product ?? classOf(lot.features.category);
    return say(`需求「${wanted}」，供给「${offered}」`, `wants "${wanted}", offers "${offered}"`);
  },
  relaxDemand(order, lot) {
    if (!isInCategory(lot.features.category, order.features.category) || order.features.product === null) return null;
    return { code: 'CATEGORY', text: say('不限品名', 'accept any product of the category'), set: { product: null }, magnitude: 60 };
  },
};

const certificationNames: Record<CertificationKind, Text2> = {
  'green-food': say('绿色食品', 'green food'), organic: say('有机', 'organic'),
  'geographical-indication': say('地理标志', 'geographical indication'), conformity: say('达标合格证', 'certificate of conformity'),
};

const listKinds = (kinds: readonly CertificationKind[]): Text2 => say(
  kinds.map((kind) => certificationNames[kind].zh).join('、'), kinds.map((kind) => certificationNames[kind].en).join(', '));

/** Kinds asked for that the lot does not hold on the first possible day of delivery. */
function missingCertifications(order: OrderLine, lot: Lot, ctx: RuleContext): CertificationKind[] {
  const { day } = firstDelivery(order, lot, ctx);
  return order.features.certifications.filter((kind) => !lot.features.certifications.some(
    (held) => held.kind === kind && (held.expiresOn === null || dayNumber(held.expiresOn) >= day)));
}

/** 食用农产品市场销售质量安全监督管理办法 and the marks' own rules: an expired certificate never counts. */
const certifications: Rule = {
  code: 'CERTIFICATIONS', name: say('认证要求', 'certifications'),
  check: (order, lot, ctx) => (missingCertifications(order, lot, ctx).length === 0 ? 'passed' : 'failed'),
  detail(order, lot, ctx) {
    if (order.features.certifications.length === 0) return say('不要求认证', 'none required');
    const missing = missingCertifications(order, lot, ctx);
    if (missing.length === 0) return say('所需认证在交货日有效', 'all required are valid on the day of delivery');
    const names = listKinds(missing);
    return say(`缺少或已过期：${names.zh}`, `missing or expired: ${names.en}`);
  },
  relaxSupply(order, lot, ctx) {
    const missing = missingCertifications(order, lot, ctx);
    const names = listKinds(missing);
    return {
      code: 'CERTIFICATIONS', text: say(`取得认证：${names.zh}`, `obtain: ${names.en}`), magnitude: 200 * missing.length,
      set: { certifications: [...lot.features.certifications.filter((held) => !missing.includes(held.kind)), ...missing.map((kind) => ({ kind, expiresOn: null }))] },
    };
  },
  relaxDemand(order, lot, ctx) {
    const missing = missingCertifications(order, lot, ctx);
    const names = listKinds(missing);
    return {
      code: 'CERTIFICATIONS', text: say(`不再要求：${names.zh}`, `no longer require: ${names.en}`), magnitude: 100 * missing.length,
      set: { certifications: order.features.certifications.filter((kind) => !missing.includes(kind)) },
    };
  },
};

const grade: Rule = {
  code: 'GRADE', name: say('等级要求', 'grade'),
  /** A lot without a grade (0) is not known to be of one, so it passes as unknown. */
  check(order, lot) {
    if (lot.features.grade >= order.features.grade) return 'passed';
    return lot.features.grade === 0 ? 'unknown' : 'failed';
  },
  detail(order, lot) {
    const wanted = levelName(grades, order.features.grade);
    const held = lot.features.grade === 0 ? say('待确认', 'not known') : levelName(grades, lot.features.grade);
    return say(`要求${wanted.zh}，批次${held.zh}`, `wants ${wanted.en}, lot is ${held.en}`);
  },
  relaxSupply(order, lot) {
    const wanted = levelName(grades, order.features.grade);
    return { code: 'GRADE', text: say(`分选达到${wanted.zh}`, `sort to ${wanted.en}`), set: { grade: order.features.grade }, magnitude: 100 * (order.features.grade - lot.features.grade) };
  },
  relaxDemand(order, lot) {
    const held = levelName(grades, lot.features.grade);
    return { code: 'GRADE', text: say(`等级放宽到${held.zh}`, `accept ${held.en}`), set: { grade: lot.features.grade }, magnitude: 60 * (order.features.grade - lot.features.grade) };
  },
};

/** Harvest window against delivery window plus transit. With an unknown distance only what fails without any transit fails. */
const window: Rule = {
  code: 'WINDOW', name: say('采收与交货期', 'harvest and delivery window'),
  check(order, lot, ctx) {
    const delivery = firstDelivery(order, lot, ctx);
    if (delivery.day > dayNumber(order.features.deliverTo)) return 'failed';
    return delivery.distanceKnown ? 'passed' : 'unknown';
  },
  detail(order, lot, ctx) {
    const delivery = firstDelivery(order, lot, ctx);
    const day = calendarDay(delivery.day);
    const transit = delivery.distanceKnown ? `${delivery.transitDays}` : '?';
    return say(`最早 ${day} 送达（在途 ${transit} 天），交货期 ${order.features.deliverFrom} 至 ${order.features.deliverTo}`,
      `arrives ${day} at the earliest (${transit} days in transit), window ${order.features.deliverFrom} to ${order.features.deliverTo}`);
  },
  relaxSupply(order, lot, ctx) {
    const { transitDays } = firstDelivery(order, lot, ctx);
    const needed = dayNumber(order.features.deliverTo) - transitDays;
    if (needed < dayNumber(ctx.asOf) || dayNumber(order.features.deliverFrom) > dayNumber(order.features.deliverTo)) return null;
    const day = calendarDay(needed);
    return { code: 'WINDOW', text: say(`采收期提前到 ${day}`, `begin the harvest on ${day}`), set: { harvestFrom: day }, magnitude: dayNumber(lot.features.harvestFrom) - needed };
  },
  relaxDemand(order, lot, ctx) {
    const delivery = firstDelivery(order, lot, ctx);
    const day = calendarDay(delivery.day);
    return { code: 'WINDOW', text: say(`交货期延至 ${day}`, `accept delivery until ${day}`), set: { deliverTo: day }, magnitude: delivery.day - dayNumber(order.features.deliverTo) };
  },
};

const shelfLife: Rule = {
  code: 'SHELF_LIFE', name: say('保质期', 'shelf life'),
  check(order, lot, ctx) {
    const delivery = firstDelivery(order, lot, ctx);
    if (lot.features.shelfLifeDays === null) return 'unknown';
    if (delivery.ageDays + ctx.policy.produce.shelfLifeLeftDays > lot.features.shelfLifeDays) return 'failed';
    return delivery.distanceKnown ? 'passed' : 'unknown';
  },
  detail(order, lot, ctx) {
    const delivery = firstDelivery(order, lot, ctx);
    const life = lot.features.shelfLifeDays;
    if (life === null) return say('保质期待确认', 'shelf life not known');
    const left = ctx.policy.produce.shelfLifeLeftDays;
    return say(`送达时已采收 ${delivery.ageDays} 天，保质期 ${life} 天，须余 ${left} 天`, `${delivery.ageDays} days old on arrival, keeps ${life}, ${left} must be left`);
  },
  relaxSupply(order, lot, ctx) {
    const needed = firstDelivery(order, lot, ctx).ageDays + ctx.policy.produce.shelfLifeLeftDays;
    return { code: 'SHELF_LIFE', text: say(`保质期延长到 ${needed} 天`, `keep for ${needed} days`), set: { shelfLifeDays: needed }, magnitude: 10 * (needed - (lot.features.shelfLifeDays ?? 0)) };
  },
  relaxDemand(order, lot, ctx) {
    const life = lot.features.shelfLifeDays;
    if (life === null) return null;
    const { transitDays } = firstDelivery(order, lot, ctx);
    const latest = dayNumber(lot.features.harvestTo) + life - ctx.policy.produce.shelfLifeLeftDays;
    const earliest = Math.max(dayNumber(lot.features.harvestFrom), dayNumber(ctx.asOf)) + transitDays;
    if (transitDays + ctx.policy.produce.shelfLifeLeftDays > life || latest < earliest || latest >= dayNumber(order.features.deliverFrom)) return null;
    const day = calendarDay(latest);
    return { code: 'SHELF_LIFE', text: say(`交货期提前到 ${day}`, `accept delivery from ${day}`), set: { deliverFrom: day }, magnitude: dayNumber(order.features.deliverFrom) - latest };
  },
};

const coldChain: Rule = {
  code: 'COLD_CHAIN', name: say('冷链', 'cold chain'),
  check(order, lot) {
    if (!order.features.coldChain || lot.features.coldChain === true) return 'passed';
    return lot.features.coldChain === null ? 'unknown' : 'failed';
  },
  detail(order, lot) {
    if (!order.features.coldChain) return say('不要求冷链', 'not required');
    if (lot.features.coldChain === null) return say('冷链能力待确认', 'not known');
    return lot.features.coldChain ? say('具备冷链', 'available') : say('要求冷链，批次不具备', 'required, the lot has none');
  },
  relaxSupply: () => ({ code: 'COLD_CHAIN', text: say('配备冷链运输', 'provide a cold chain'), set: { coldChain: true }, magnitude: 150 }),
  relaxDemand: () => ({ code: 'COLD_CHAIN', text: say('不要求冷链', 'do without a cold chain'), set: { coldChain: false }, magnitude: 150 }),
};

/** `5.20元/500克` */
const priceWords = (price: UnitPrice): string => `${yuan(price.fen)}元/${price.grams}克`;

const priceCeiling: Rule = {
  code: 'PRICE_CEILING', name: say('最高单价', 'price ceiling'),
  check: (order, lot) => (dearerThan(lot.features.price, order.features.priceMax) ? 'failed' : 'passed'),
  detail(order, lot) {
    const asked = priceWords(lot.features.price);
    const ceiling = priceWords(order.features.priceMax);
    return say(`批次 ${asked}，最高 ${ceiling}`, `asks ${asked}, at most ${ceiling}`);
  },
  relaxSupply(order, lot) {
    const { fen, grams } = lot.features.price;
    const ceiling = order.features.priceMax;
    const lowered = Number((BigInt(ceiling.fen) * BigInt(grams)) / BigInt(ceiling.grams));
    if (lowered < 1) return null;
    const price = { fen: lowered, grams };
    return { code: 'PRICE_CEILING', text: say(`单价降到 ${priceWords(price)}`, `ask ${priceWords(price)}`), set: { price }, magnitude: Math.ceil((1000 * (fen - lowered)) / fen) };
  },
  relaxDemand(order, lot) {
    const { fen, grams } = order.features.priceMax;
    const asked = lot.features.price;
    const raised = Number((BigInt(asked.fen) * BigInt(grams) + BigInt(asked.grams) - 1n) / BigInt(asked.grams));
    const priceMax = { fen: raised, grams };
    return { code: 'PRICE_CEILING', text: say(`最高单价提到 ${priceWords(priceMax)}`, `pay up to ${priceWords(priceMax)}`), set: { priceMax }, magnitude: Math.ceil((1000 * (raised - fen)) / fen) };
  },
};

const targetUnits: Rule = {
  code: 'TARGET_UNITS', name: say('产地要求', 'places of origin'),
  check(order, lot, ctx) {
    const units = order.features.targetUnits;
    return units.length === 0 || units.some((unit) => ctx.geography.isWithin(lot.region, unit)) ? 'passed' : 'failed';
  },
  detail(order, _lot, ctx) {
    const names = order.features.targetUnits.map((unit) => ctx.geography.nameOf(unit));
    return names.length === 0 ? say('不限产地', 'any origin in the programme') : say(`限${names.join('、')}`, `only ${names.join(', ')}`);
  },
  relaxDemand: (order, lot, ctx) => ({
    code: 'TARGET_UNITS', text: say(`产地增加${ctx.geography.nameOf(lot.region)}`, `also from ${ctx.geography.nameOf(lot.region)}`),
    set: { targetUnits: [...order.features.targetUnits, lot.region] }, magnitude: 30,
  }),
};

/** A shipment can be no larger than either quantity: a minimum above the other's quantity can never be met. */
const minimumShipment: Rule = {
  code: 'MIN_SHIPMENT', name: say('最小发货与起订量', 'minimum shipment'),
  check: (order, lot) => (Math.min(order.capacity, lot.capacity) < Math.max(order.features.minShipmentUnits, lot.features.minShipmentUnits) ? 'failed' : 'passed'),
  detail(order, lot) {
    const least = Math.max(order.features.minShipmentUnits, lot.features.minShipmentUnits);
    const most = Math.min(order.capacity, lot.capacity);
    return say(`每批至少 ${least / 2} 公斤，至多可发 ${most / 2} 公斤`, `at least ${least / 2} kg a shipment, at most ${most / 2} kg possible`);
  },
  relaxSupply: (order, lot) => (Math.min(order.capacity, lot.capacity) < order.features.minShipmentUnits ? null
    : { code: 'MIN_SHIPMENT', text: say('取消最小发货量', 'drop the minimum shipment'), set: { minShipmentUnits: 0 }, magnitude: 50 }),
  relaxDemand: (order, lot) => (Math.min(order.capacity, lot.capacity) < lot.features.minShipmentUnits ? null
    : { code: 'MIN_SHIPMENT', text: say('取消最小起订量', 'drop the minimum order'), set: { minShipmentUnits: 0 }, magnitude: 50 }),
};

/** The hard rules of produce in the order they are shown and counted. */
export const produceHardRules: readonly Rule[] = [
  closed, category, certifications, grade, window, shelfLife, coldChain, priceCeiling, targetUnits, minimumShipment,
];
