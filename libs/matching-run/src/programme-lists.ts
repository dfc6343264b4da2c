import type { CodeNames, EntryOf, Features, Geography, ListEntry, MatchingPolicy, UnmatchedReason } from '@jiedui/contracts';
import { conditionsOf, failedRules, heldBackByGroup } from '@jiedui/market-rules';
import type { Placement, RuleSet } from '@jiedui/market-rules';
import type { HeldProblem, PairIds, PairQuantity, ProgrammeLists } from './run-types.js';

export interface ListsInput {
  entries: readonly ListEntry[];
  policy: MatchingPolicy;
  asOf: string;
  geography: Geography;
  /** For messages only. */
  names?: CodeNames;
  held?: readonly PairQuantity[];
  excluded?: readonly PairIds[];
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Index of each id. */
function indexOf(entries: readonly { id: string }[]): Map<string, number> {
  return new Map(entries.map((entry, index) => [entry.id, index]));
}

/** Whether the entry's features are of the wanted kind. The entry itself goes on, not a copy: there are a million. */
const isOfKind = <F extends Features>(entry: ListEntry, isKind: (features: Features) => features is F): entry is EntryOf<F> => isKind(entry.features);

/**
 * Splits entries into programmes (a pair is possible only inside one) and puts each list in order of id, so that the order of
 * arrival changes nothing. Entries that are no kind of the market's are left out.
 */
export function programmeLists<D extends Features, S extends Features>(ruleSet: RuleSet<D, S>, input: ListsInput): { lists: ProgrammeLists<D, S>[]; heldProblems: HeldProblem[] } {
  const programmes = new Map<string, { demand: EntryOf<D>[]; supply: EntryOf<S>[] }>();
  for (const entry of input.entries) {
    let lists = programmes.get(entry.programme);
    if (!lists) programmes.set(entry.programme, lists = { demand: [], supply: [] });
    if (isOfKind(entry, ruleSet.isDemand)) lists.demand.push(entry);
    else if (isOfKind(entry, ruleSet.isSupply)) lists.supply.push(entry);
  }
  const heldProblems: HeldProblem[] = [];
  const settled = new Set<PairQuantity>();
  const lists = [...programmes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([programme, { demand, supply }]) => {
    demand.sort(byId);
    supply.sort(byId);
    const ctx = { geography: input.geography, policy: input.policy, asOf: input.asOf, programme, ...(input.names === undefined ? {} : { names: input.names }) };
    const demandIndex = indexOf(demand);
    const supplyIndex = indexOf(supply);
    const demandRoom = Int32Array.from(demand, (entry) => (ruleSet.demandObstacle(entry, ctx) === null ? entry.capacity : 0));
    const supplyRoom = Int32Array.from(supply, (entry) => (ruleSet.supplyObstacle(entry, ctx) === null ? entry.capacity : 0));
    const held: Placement[] = [];
    const left = { demand: demand.map((entry) => entry.capacity), supply: supply.map((entry) => entry.capacity) };
    for (const pair of input.held ?? []) {
      const j = demandIndex.get(pair.demandId);
      const i = supplyIndex.get(pair.supplyId);
      if (j === undefined || i === undefined) continue;
      settled.add(pair);
      held.push({ demand: j, supply: i, quantity: pair.quantity });
      const order = demand[j];
      const lot = supply[i];
      left.demand[j] = (left.demand[j] ?? 0) - pair.quantity;
      left.supply[i] = (left.supply[i] ?? 0) - pair.quantity;
      demandRoom[j] = Math.max(0, (demandRoom[j] ?? 0) - pair.quantity);
      supplyRoom[i] = Math.max(0, (supplyRoom[i] ?? 0) - pair.quantity);
      // What is left of a line or a lot below its own least amount can go nowhere.
      if (order && (demandRoom[j] ?? 0) < (ruleSet.isServedWhole(order) ? order.capacity : ruleSet.demandMinimum(order))) demandRoom[j] = 0;
      if (lot && (supplyRoom[i] ?? 0) < ruleSet.supplyMinimum(lot)) supplyRoom[i] = 0;
      const ids = { demandId: pair.demandId, supplyId: pair.supplyId };
      if ((left.demand[j] ?? 0) < 0 || (left.supply[i] ?? 0) < 0) heldProblems.push({ ...ids, code: 'OVER_CAPACITY' });
      if (order && lot && failedRules(ruleSet, order, lot, ctx).length > 0) heldProblems.push({ ...ids, code: 'INELIGIBLE' });
    }
    const heldBack = new Set(heldBackByGroup({ ruleSet, demand, supply, held }, (i) => (supplyRoom[i] ?? 0) > 0));
    for (const i of heldBack) supplyRoom[i] = 0;
    const excluded = new Map<number, Set<number>>();
    for (const pair of input.excluded ?? []) {
      const j = demandIndex.get(pair.demandId);
      const i = supplyIndex.get(pair.supplyId);
      if (j === undefined || i === undefined) continue;
      const row = excluded.get(i);
      if (row) row.add(j);
      else excluded.set(i, new Set([j]));
    }
    return { programme, ruleSet, ctx, demand, supply, demandRoom, supplyRoom, excluded, held, heldBack, conditions: conditionsOf({ ruleSet, demand, supply, held }) };
  });
  for (const pair of input.held ?? []) {
    if (!settled.has(pair)) heldProblems.push({ demandId: pair.demandId, supplyId: pair.supplyId, code: 'UNKNOWN_ENTRY' });
  }
  return { lists, heldProblems };
}

/** What keeps a supply entry out of every pair: its own row, or its group. */
export function supplyObstacle<D extends Features, S extends Features>(lists: ProgrammeLists<D, S>, i: number): UnmatchedReason | null {
  const entry = lists.supply[i];
  const own = entry === undefined ? null : lists.ruleSet.supplyObstacle(entry, lists.ctx);
  return own ?? (lists.heldBack.has(i) ? 'GROUP_NOT_TOGETHER' : null);
}

/** 1 where an entry has no room and is left out of the scan. */
export function withoutRoom(room: Int32Array): Uint8Array {
  return Uint8Array.from(room, (units) => (units > 0 ? 0 : 1));
}
