import type { CertificationKind, EntryOf, LotFeatures, OrderLineFeatures } from '@jiedui/contracts';
import { dayNumber } from '../day-number.js';
import { kilometres } from '../distance.js';
import type { RuleContext } from '../rule-set.js';

export type OrderLine = EntryOf<OrderLineFeatures>;
export type Lot = EntryOf<LotFeatures>;

/** The kinds in the order the compiled scanner numbers them. */
export const certificationKinds: readonly CertificationKind[] = ['green-food', 'organic', 'geographical-indication', 'conformity'];

/** Whether `category` is `ancestor` or lies under it: codes of the category tree carry two digits a level, `0103` lies under `01`. */
export function isInCategory(category: string, ancestor: string): boolean {
  return ancestor.length > 0 && ancestor.length % 2 === 0 ? category.startsWith(ancestor) : category === ancestor;
}

/** Whole days a lorry needs for the kilometres; 0 when the distance is not known (−1), which the rules then show as unknown. */
export function transitDays(km: number, kmPerDay: number): number {
  return km <= 0 ? 0 : Math.ceil(km / kmPerDay);
}

/** How a lot would reach an order line: the first day it can be delivered and how old it then is, in day numbers and days. */
export interface Delivery {
  transitDays: number;
  distanceKnown: boolean;
  /** First day in the delivery window, or after it, on which fresh goods can arrive. */
  day: number;
  /** Days from harvest to that day, harvesting as late as possible. */
  ageDays: number;
}

/** First possible delivery: not before the window opens, nor before the first harvest (or the run's day) plus transit. */
export function firstDelivery(order: OrderLine, lot: Lot, ctx: RuleContext): Delivery {
  const km = kilometres(lot.region, order.region, ctx);
  const transit = transitDays(km, ctx.policy.produce.transitKmPerDay);
  const day = Math.max(dayNumber(order.features.deliverFrom), Math.max(dayNumber(lot.features.harvestFrom), dayNumber(ctx.asOf)) + transit);
  const harvested = Math.min(dayNumber(lot.features.harvestTo), day - transit);
  return { transitDays: transit, distanceKnown: km >= 0, day, ageDays: day - harvested };
}
