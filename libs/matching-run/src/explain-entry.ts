import type { ExplanationCard, Features, Market } from '@jiedui/contracts';
import { employmentRuleSet, explain, greatestFit, produceRuleSet } from '@jiedui/market-rules';
import type { RuleSet } from '@jiedui/market-rules';
import { tierStep } from '@jiedui/matching-core';
import { programmeLists } from './programme-lists.js';
import type { ListsInput } from './programme-lists.js';
import type { PairQuantity } from './run-types.js';

/** A run as it was stored: its input, its proposals and what one unit of each entry was worth. */
export interface StoredRun extends ListsInput {
  market: Market;
  proposals: readonly PairQuantity[];
  /** `lossOfOneUnit` by entry id, as in the run's prices; entries without one lose nothing. */
  losses: ReadonlyMap<string, number>;
  run: ExplanationCard['run'];
}

/**
 * The explanation card of one entry of a stored run, or null when the run has no such entry. Only the entry's own programme need be given.
 *
 * @param counterpartId which of several pairs to show; the largest when left out.
 */
export function explainEntry(stored: StoredRun, entryId: string, counterpartId?: string): ExplanationCard | null {
  const entry = stored.entries.find((each) => each.id === entryId);
  if (!entry) return null;
  const entries = stored.entries.filter((each) => each.programme === entry.programme);
  return stored.market === 'employment' ? explainIn(employmentRuleSet, { ...stored, entries }, entryId, counterpartId)
    : explainIn(produceRuleSet, { ...stored, entries }, entryId, counterpartId);
}

function explainIn<D extends Features, S extends Features>(ruleSet: RuleSet<D, S>, stored: StoredRun, entryId: string, counterpartId: string | undefined): ExplanationCard | null {
  const lists = programmeLists(ruleSet, stored).lists[0];
  if (!lists) return null;
  const demandIndex = new Map(lists.demand.map((entry, j) => [entry.id, j]));
  const supplyIndex = new Map(lists.supply.map((entry, i) => [entry.id, i]));
  const side = demandIndex.has(entryId) ? 'demand' : 'supply';
  const index = (side === 'demand' ? demandIndex : supplyIndex).get(entryId);
  if (index === undefined) return null;
  const placements = stored.proposals.flatMap(({ demandId, supplyId, quantity }) => {
    const demand = demandIndex.get(demandId);
    const supply = supplyIndex.get(supplyId);
    return demand === undefined || supply === undefined ? [] : [{ demand, supply, quantity }];
  });
  const lossOf = (id: string | undefined): number => (id === undefined ? 0 : stored.losses.get(id) ?? 0);
  return explain({
    ruleSet, ctx: lists.ctx, demand: lists.demand, supply: lists.supply, demandRoom: lists.demandRoom, supplyRoom: lists.supplyRoom,
    tierStep: tierStep(greatestFit, lists.supply.length, lists.demand.length), placements,
    losses: { lossOfDemandUnit: (j) => lossOf(lists.demand[j]?.id), lossOfSupplyUnit: (i) => lossOf(lists.supply[i]?.id) },
    isExcluded: (demand, supply) => lists.excluded.get(supply)?.has(demand) ?? false, run: stored.run,
  }, side, index, counterpartId);
}
