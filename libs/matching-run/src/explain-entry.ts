import type { ExplanationCard, Features, ListEntry, Market, UnmatchedReason } from '@jiedui/contracts';
import { employmentRuleSet, explain, greatestFit, lossBounds, produceRuleSet } from '@jiedui/market-rules';
import type { RuleSet, SolvedMarket } from '@jiedui/market-rules';
import { tierStep } from '@jiedui/matching-core';
import { programmeLists } from './programme-lists.js';
import type { ListsInput } from './programme-lists.js';
import type { PairQuantity, ProgrammeLists } from './run-types.js';

/** A run as it was stored: its input, its proposals and what one unit of each entry was worth. */
export interface StoredRun extends ListsInput {
  market: Market;
  proposals: readonly PairQuantity[];
  /** `lossOfOneUnit` by entry id, as in the run's prices; entries without one lose nothing. Null where the run left them out: cards then say what is certain without. */
  losses: ReadonlyMap<string, number> | null;
  /** Whether the proposals are the best there are. Where they may not be, no change of an entry is certain. */
  isBest: boolean;
  /** Why entries were left unmatched, by id. */
  reasons: ReadonlyMap<string, UnmatchedReason>;
  run: ExplanationCard['run'];
}

/**
 * Gives the explanation card of an entry of the run, or null when the run has no such entry. `counterpartId` chooses which of
 * several pairs to show; the largest when left out.
 */
export type Explainer = (entryId: string, counterpartId?: string) => ExplanationCard | null;

/**
 * Prepares a stored run once for many cards; the first card of a programme sorts its lists. Keeps the run's entries in memory.
 * Only the entries of one programme need be given when only its cards are asked for.
 */
export function explainer(stored: StoredRun): Explainer {
  return stored.market === 'employment' ? explainerOf(employmentRuleSet, stored) : explainerOf(produceRuleSet, stored);
}

/** One card; see `explainer` for many. */
export function explainEntry(stored: StoredRun, entryId: string, counterpartId?: string): ExplanationCard | null {
  return explainer(stored)(entryId, counterpartId);
}

function explainerOf<D extends Features, S extends Features>(ruleSet: RuleSet<D, S>, stored: StoredRun): Explainer {
  const programmeOf = new Map(stored.entries.map((entry) => [entry.id, entry.programme]));
  const prepared = new Map<string, PreparedProgramme<D, S> | null>();
  return (entryId, counterpartId) => {
    const programme = programmeOf.get(entryId);
    if (programme === undefined) return null;
    let ready = prepared.get(programme);
    if (ready === undefined) {
      ready = prepareProgramme(ruleSet, stored, stored.entries.filter((entry) => entry.programme === programme));
      prepared.set(programme, ready);
    }
    if (ready === null) return null;
    const demand = ready.demandIndex.get(entryId);
    const index = demand ?? ready.supplyIndex.get(entryId);
    return index === undefined ? null : explain(ready.market, demand === undefined ? 'supply' : 'demand', index, counterpartId);
  };
}

interface PreparedProgramme<D extends Features, S extends Features> {
  market: SolvedMarket<D, S>;
  demandIndex: Map<string, number>;
  supplyIndex: Map<string, number>;
}

function prepareProgramme<D extends Features, S extends Features>(ruleSet: RuleSet<D, S>, stored: StoredRun, entries: readonly ListEntry[]): PreparedProgramme<D, S> | null {
  const lists: ProgrammeLists<D, S> | undefined = programmeLists(ruleSet, { ...stored, entries }).lists[0];
  if (!lists) return null;
  const demandIndex = new Map(lists.demand.map((entry, j) => [entry.id, j]));
  const supplyIndex = new Map(lists.supply.map((entry, i) => [entry.id, i]));
  const placements = stored.proposals.flatMap(({ demandId, supplyId, quantity }) => {
    const demand = demandIndex.get(demandId);
    const supply = supplyIndex.get(supplyId);
    return demand === undefined || supply === undefined ? [] : [{ demand, supply, quantity }];
  });
  const { losses } = stored, lossOf = (id: string | undefined): number => (id === undefined ? 0 : losses?.get(id) ?? 0);
  const solved: Omit<SolvedMarket<D, S>, 'losses'> = {
    isBest: stored.isBest, ruleSet, ctx: lists.ctx, demand: lists.demand, supply: lists.supply, demandRoom: lists.demandRoom, supplyRoom: lists.supplyRoom,
    tierStep: tierStep(greatestFit, lists.supply.length, lists.demand.length), placements,
    reasonOf: (side, index) => stored.reasons.get((side === 'supply' ? lists.supply : lists.demand)[index]?.id ?? '') ?? null,
    isExcluded: (demand, supply) => lists.excluded.get(supply)?.has(demand) ?? false, run: stored.run,
  };
  const market = { ...solved, losses: losses === null ? lossBounds(solved) : { isExact: true, lossOfDemandUnit: (j: number) => lossOf(lists.demand[j]?.id), lossOfSupplyUnit: (i: number) => lossOf(lists.supply[i]?.id) } };
  return { market, demandIndex, supplyIndex };
}
