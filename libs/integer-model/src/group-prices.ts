/**
 * Groups placed by prices alone: what is left for a model is only who cannot be placed so.
 *
 * An opening costs its price, which is what somebody else is worth there; a member who takes it therefore loses the slack of the arc.
 * In a large list many openings lie within a few points of slack, and moving a few people hardly moves a price. So each group takes
 * the place with the least sum of slacks, in turn, as long as no member loses half a tier step: more would cost somebody of a tier a
 * place, which only levels can weigh. The exact solve of that choice then moves everybody else.
 */
import { placeOfGroup, type ConditionIndex } from './conditions.js';
import type { HeldFlow } from './part.js';

export interface Prices { readonly supplyPrice: Float64Array; readonly demandPrice: Float64Array }

/**
 * @param groups those to place, the first first.
 * @param step what a tier is worth.
 * @returns [groups of the index] place, -1 for none: those that the held flow has placed as they are, the given ones where prices say.
 */
export function placesByPrices(index: ConditionIndex, { supplyPrice, demandPrice }: Prices, held: HeldFlow, groups: readonly number[], step: number): Int32Array {
  const { problem: { rowStart, column, fit, bonus, supplyCapacity, demandCapacity }, conditions, groupOf } = index;
  const places = Int32Array.from(conditions.groups, (_, g) => placeOfGroup(index, g, held.flow) ?? -1), room = demandCapacity.slice();
  // Nobody moves a group that is placed, nor an amount that a condition holds.
  held.flow.forEach((units, e) => { if (units > 0 && (groupOf[held.rowOf[e]!]! >= 0 || index.isConditioned(held.rowOf[e]!, e))) room[column[e]!]! -= units; });
  for (const g of groups) {
    if (places[g]! >= 0) continue;
    const { members, place } = conditions.groups[g]!;
    const offers = members.map((i) => {
      const here = new Map<number, { j: number; slack: number }[]>();
      for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
        const j = column[e]!, at = conditions.placeOf[j]!, slack = supplyPrice[i]! + demandPrice[j]! - fit[e]! - bonus[i]!;
        if (slack >= step / 2 || room[j]! < supplyCapacity[i]! || (place !== null && at !== place) || index.isConditioned(i, e)) continue;
        const list = here.get(at);
        if (list === undefined) here.set(at, [{ j, slack }]);
        else list.push({ j, slack });
      }
      return here;
    });
    let best: { at: number; cost: number; taken: Map<number, number> } | null = null;
    for (const at of offers[0]?.keys() ?? []) {
      const taken = new Map<number, number>();
      let cost = 0;
      for (const [k, here] of offers.entries()) {
        let least: { j: number; slack: number } | null = null;
        const units = supplyCapacity[members[k]!]!;
        for (const offer of here.get(at) ?? []) if (units > 0 && room[offer.j]! - (taken.get(offer.j) ?? 0) >= units && (least === null || offer.slack < least.slack)) least = offer;
        cost += least?.slack ?? Infinity;
        if (least !== null) taken.set(least.j, (taken.get(least.j) ?? 0) + units);
      }
      if (cost < (best?.cost ?? Infinity)) best = { at, cost, taken };
    }
    if (best === null) continue;
    places[g] = best.at;
    for (const [j, units] of best.taken) room[j]! -= units;
  }
  return places;
}
