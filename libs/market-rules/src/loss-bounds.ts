/**
 * What one unit of an entry is worth at most, from the pairs of the result alone: for runs whose pairs were too many to find the exact
 * losses, which are shortest paths over all pairs.
 *
 * An entry with room left gives a unit up for nothing. Of a full one, one unit of any of its pairs can be taken back; the result stays
 * feasible and is worth that pair's weight less. So the loss is at most the least weight of its pairs; it is less where whoever loses
 * the place would find another, or the place would be taken by somebody else. A pair whose least amount the unit would break cannot be
 * taken back so, nor one of somebody who travels in a group: such units are not to be had (`lossNotToBeHad`).
 */
import type { Features } from '@jiedui/contracts';
import { leastUnits } from './conditions.js';
import { fitOf } from './evaluate-pair.js';
import { tierBonus } from './rule-set.js';
import { lossNotToBeHad } from './solved-market.js';
import type { MarginalLosses, Placement, SolvedMarket } from './solved-market.js';

/** Losses that are no less than the exact ones; pairs are weighed when they are first asked for. */
export function lossBounds<D extends Features, S extends Features>(market: Omit<SolvedMarket<D, S>, 'losses'>): MarginalLosses {
  const { ruleSet, ctx, demand, supply, demandRoom, supplyRoom, placements, tierStep } = market;
  const into = new Map<number, Placement[]>(), outOf = new Map<number, Placement[]>(), people = new Map<string, number>();
  const note = (by: Map<number, Placement[]>, index: number, placement: Placement): void => {
    const known = by.get(index);
    if (known === undefined) by.set(index, [placement]);
    else known.push(placement);
  };
  for (const placement of placements) {
    note(into, placement.demand, placement);
    note(outOf, placement.supply, placement);
  }
  for (const entry of supply) {
    const key = ruleSet.groupOf(entry);
    if (key !== null) people.set(key, (people.get(key) ?? 0) + 1);
  }
  const isInGroup = (i: number): boolean => {
    const entry = supply[i], key = entry === undefined ? null : ruleSet.groupOf(entry);
    return key !== null && (people.get(key) ?? 0) > 1;
  };
  const worth = ({ demand: j, supply: i, quantity }: Placement): number => {
    const post = demand[j], worker = supply[i];
    if (post === undefined || worker === undefined || isInGroup(i)) return lossNotToBeHad(tierStep);
    const least = leastUnits(ruleSet, post, worker);
    return least > 1 && quantity - 1 < least ? lossNotToBeHad(tierStep) : fitOf(ruleSet, post, worker, ctx) + tierBonus(worker.tier, tierStep);
  };
  const known = { demand: new Map<number, number>(), supply: new Map<number, number>() };
  const lossOf = (side: 'demand' | 'supply', index: number, room: number, own: readonly Placement[]): number => {
    let loss = known[side].get(index);
    if (loss === undefined) {
      const isFull = own.reduce((sum, { quantity }) => sum + quantity, 0) >= room;
      loss = isFull ? own.reduce((least, placement) => Math.min(least, worth(placement)), lossNotToBeHad(tierStep)) : 0;
      known[side].set(index, loss);
    }
    return loss;
  };
  return {
    isExact: false,
    lossOfDemandUnit: (j) => ((demandRoom[j] ?? 0) === 0 ? 0 : lossOf('demand', j, demandRoom[j] ?? 0, into.get(j) ?? [])),
    // Who waits for a group goes nowhere without it.
    lossOfSupplyUnit: (i) => ((supplyRoom[i] ?? 0) === 0 ? 0 : isInGroup(i) ? lossNotToBeHad(tierStep) : lossOf('supply', i, supplyRoom[i] ?? 0, outOf.get(i) ?? [])),
  };
}
