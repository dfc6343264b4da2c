/**
 * The smallest change of an unmatched entry's own features after which it is matched in every optimum.
 *
 * Let V be the optimum of the solved lists, e the unmatched entry, k a counterpart with room, and loss(k) = V − V(k with one unit
 * less), exactly. Change e so that the pair (e, k) is eligible with weight w > loss(k). Take the optimum with one unit of k less
 * and add one unit of (e, k): it is feasible after the change and worth V − loss(k) + w > V. Every flow that leaves e out was
 * feasible before the change, so it is worth V at most. Hence every optimum after the change uses e. The tier step M is a
 * function of the number of entries, which the change does not touch. Nothing is solved again to find the change.
 *
 * With conditions (`conditions.ts`) V is the best that keeps them and loss(k) is taken in the flow that is left with every condition
 * decided as that answer has it: no less than the true loss, and the flow with one unit of k less keeps all conditions still. The one
 * unit of (e, k) keeps them when the pair has no least amount above it. So an entry first gives up the conditions it states itself;
 * then "was feasible before" holds as above. Who leaves a travel group may let the others go without them, though, which was not
 * feasible before: leaving is named only where the others could go nowhere all the same.
 *
 * Searched: all counterparts, nearest first (fewest failed rules, then smallest loss), at most `attemptLimit` of them with care.
 * Fewest features first, then least magnitude, then the nearer counterpart. Where the limit cuts, or parts of the fit have to
 * be raised together, the answer is the smallest among those tried; that it matches the entry is certain in every case.
 */
import type { EntryOf, Features, Side } from '@jiedui/contracts';
import { leastUnits } from './conditions.js';
import { failedRules, fitOf } from './evaluate-pair.js';
import { greatestFit, tierBonus, withChanges } from './rule-set.js';
import type { ProposedChange } from './rule-set.js';
import { failureBits, pairWeight } from './solved-market.js';
import type { SolvedMarket } from './solved-market.js';

/** Counterparts looked at with care: keeps a card under about half a second on the largest lists. */
export const attemptLimit = 4000;

export interface SmallestChange<F extends Features> {
  changes: ProposedChange<F>[];
  /** Index on the other side of the counterpart that the entry could then take. */
  counterpart: number;
  features: number;
  magnitude: number;
}

/** One entry looking at one counterpart: the rules with the entry's side fixed. */
interface OwnView<F extends Features> {
  /** The change that does away with the conditions the entry states; null when it states none. */
  release(own: EntryOf<F>): ProposedChange<F> | null;
  /** Least units of a pair. */
  minimum(own: EntryOf<F>, k: number): number;
  failed(own: EntryOf<F>, k: number): string[];
  fit(own: EntryOf<F>, k: number): number;
  weight(own: EntryOf<F>, k: number, fit: number): number;
  loss(k: number): number;
  relax(code: string, own: EntryOf<F>, k: number): ProposedChange<F> | null;
  /** The parts the entry can raise, by code. */
  improvable: readonly string[];
  points(code: string, own: EntryOf<F>, k: number): number;
  improve(code: string, own: EntryOf<F>, k: number, wanted: number): ProposedChange<F> | null;
}

/** Smallest change of supply entry `i`, or null when nothing of its own would do. */
export function smallestSupplyChange<D extends Features, S extends Features>(market: SolvedMarket<D, S>, i: number): SmallestChange<S> | null {
  const { ruleSet, ctx } = market;
  const entry = market.supply[i];
  if (!entry || entry.status === 'closed' || wouldLetOthersGo(market, i)) return null;
  const key = ruleSet.groupOf(entry);
  const isAlone = key !== null && !market.supply.some((other, k) => k !== i && ruleSet.groupOf(other) === key);
  const demandAt = (j: number): EntryOf<D> => known(market.demand[j], 'demand', j);
  const rules = new Map(ruleSet.hardRules.map((rule) => [rule.code, rule]));
  const parts = new Map(ruleSet.softParts.map((part) => [part.code, part]));
  const view: OwnView<S> = {
    // A group of one is none, and needs no leaving.
    release: (own) => (isAlone ? null : ruleSet.releaseSupply(own)),
    minimum: (own, j) => leastUnits(ruleSet, demandAt(j), own),
    failed: (own, j) => failedRules(ruleSet, demandAt(j), own, ctx),
    fit: (own, j) => fitOf(ruleSet, demandAt(j), own, ctx),
    weight: (own, _j, fit) => pairWeight(market, own, fit),
    loss: (j) => market.losses.lossOfDemandUnit(j),
    relax: (code, own, j) => rules.get(code)?.relaxSupply?.(demandAt(j), own, ctx) ?? null,
    improvable: ruleSet.softParts.filter((part) => part.improveSupply !== undefined).map((part) => part.code),
    points: (code, own, j) => parts.get(code)?.points(demandAt(j), own, ctx) ?? 0,
    improve: (code, own, j, wanted) => parts.get(code)?.improveSupply?.(demandAt(j), own, ctx, wanted) ?? null,
  };
  const fixed = ruleSet.hardRules.reduce((bits, rule, k) => (rule.relaxSupply === undefined ? bits | (1 << k) : bits), 0);
  return search(view, entry, nearestFirst(market, 'supply', i, fixed, (j) => market.losses.lossOfDemandUnit(j) < greatestFit + tierBonus(entry.tier, market.tierStep)));
}

/** Smallest change of demand entry `j`, or null when nothing of its own would do. */
export function smallestDemandChange<D extends Features, S extends Features>(market: SolvedMarket<D, S>, j: number): SmallestChange<D> | null {
  const { ruleSet, ctx } = market;
  const entry = market.demand[j];
  if (!entry || entry.status === 'closed') return null;
  const supplyAt = (i: number): EntryOf<S> => known(market.supply[i], 'supply', i);
  const rules = new Map(ruleSet.hardRules.map((rule) => [rule.code, rule]));
  const parts = new Map(ruleSet.softParts.map((part) => [part.code, part]));
  const view: OwnView<D> = {
    release: (own) => ruleSet.releaseDemand(own),
    minimum: (own, i) => leastUnits(ruleSet, own, supplyAt(i)),
    failed: (own, i) => failedRules(ruleSet, own, supplyAt(i), ctx),
    fit: (own, i) => fitOf(ruleSet, own, supplyAt(i), ctx),
    weight: (_own, i, fit) => pairWeight(market, supplyAt(i), fit),
    loss: (i) => market.losses.lossOfSupplyUnit(i),
    relax: (code, own, i) => rules.get(code)?.relaxDemand?.(own, supplyAt(i), ctx) ?? null,
    improvable: ruleSet.softParts.filter((part) => part.improveDemand !== undefined).map((part) => part.code),
    points: (code, own, i) => parts.get(code)?.points(own, supplyAt(i), ctx) ?? 0,
    improve: (code, own, i, wanted) => parts.get(code)?.improveDemand?.(own, supplyAt(i), ctx, wanted) ?? null,
  };
  const fixed = ruleSet.hardRules.reduce((bits, rule, k) => (rule.relaxDemand === undefined ? bits | (1 << k) : bits), 0);
  return search(view, entry, nearestFirst(market, 'demand', j, fixed, (i) => market.losses.lossOfSupplyUnit(i) < greatestFit + tierBonus(supplyAt(i).tier, market.tierStep)));
}

/** Whether the others of an entry's group could be placed together, as far as rules and rooms go, once it has left. */
export function wouldLetOthersGo<D extends Features, S extends Features>(market: SolvedMarket<D, S>, i: number): boolean {
  const { ruleSet, supply, demand } = market;
  const entry = supply[i];
  const key = entry === undefined ? null : ruleSet.groupOf(entry);
  if (key === null) return false;
  const others = supply.flatMap((other, k) => (k !== i && other.status !== 'closed' && ruleSet.groupOf(other) === key ? [k] : []));
  if (others.length === 0) return false;
  const places = others.map((k) => {
    const here = new Set<string>();
    // Whoever has no room has no consent, or a pair already: the others do not go to a new place without them.
    if ((market.supplyRoom[k] ?? 0) > 0) {
      failureBits(market, 'supply', k).forEach((failures, j) => {
        const post = demand[j];
        if (failures === 0 && post !== undefined && (market.demandRoom[j] ?? 0) > 0 && !market.isExcluded(j, k)) here.add(ruleSet.placeOf(post));
      });
    }
    return here;
  });
  return [...places[0] ?? []].some((place) => places.every((here) => here.has(place)));
}

function known<T>(value: T | undefined, side: Side, index: number): T {
  if (value === undefined) throw new RangeError(`${side} index ${index} is outside the list`);
  return value;
}

interface Candidate {
  counterpart: number;
  failed: number;
}

/**
 * Counterparts that a change could reach: with room, not ruled out, with no failed rule the side cannot relax (`fixed`), and
 * affordable at the greatest fit. Fewest failed rules first, then smallest loss, then index.
 */
function nearestFirst<D extends Features, S extends Features>(
  market: SolvedMarket<D, S>, side: Side, index: number, fixed: number, isAffordable: (counterpart: number) => boolean,
): Candidate[] {
  const bits = failureBits(market, side, index);
  const room = side === 'supply' ? market.demandRoom : market.supplyRoom;
  const found: (Candidate & { loss: number })[] = [];
  bits.forEach((failures, k) => {
    if ((failures & fixed) !== 0 || (room[k] ?? 0) <= 0 || !isAffordable(k)) return;
    if (side === 'supply' ? market.isExcluded(k, index) : market.isExcluded(index, k)) return;
    const loss = side === 'supply' ? market.losses.lossOfDemandUnit(k) : market.losses.lossOfSupplyUnit(k);
    found.push({ counterpart: k, failed: bitCount(failures), loss });
  });
  found.sort((a, b) => a.failed - b.failed || a.loss - b.loss || a.counterpart - b.counterpart);
  return found.slice(0, attemptLimit);
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function search<F extends Features>(view: OwnView<F>, entry: EntryOf<F>, candidates: readonly Candidate[]): SmallestChange<F> | null {
  let best: SmallestChange<F> | null = null;
  for (const { counterpart, failed } of candidates) {
    // One feature mends two rules at the most, so more failed rules than this cannot need fewer features.
    const limit: number = best === null ? Number.POSITIVE_INFINITY : best.features;
    if (failed > limit + 1) break;
    best = better(best, attempt(view, entry, counterpart, limit));
  }
  return best;
}

/** The one with fewer features, then of less magnitude; the first when equal. */
function better<F extends Features>(first: SmallestChange<F> | null, second: SmallestChange<F> | null): SmallestChange<F> | null {
  if (first === null || second === null) return first ?? second;
  return second.features < first.features || (second.features === first.features && second.magnitude < first.magnitude) ? second : first;
}

/** The least change towards one counterpart, or null when there is none of at most `featureLimit` features. */
function attempt<F extends Features>(view: OwnView<F>, entry: EntryOf<F>, k: number, featureLimit: number): SmallestChange<F> | null {
  const release = view.release(entry);
  const changes: ProposedChange<F>[] = release === null ? [] : [release];
  let own = withChanges(entry, changes);
  // Mending one rule may break another (a later start, an expired certificate): a few rounds, each rule at most once.
  const mended = new Set<string>();
  for (let failed = view.failed(own, k); failed.length > 0; failed = view.failed(own, k)) {
    const code = failed.find((each) => !mended.has(each));
    const change = code === undefined ? null : view.relax(code, own, k);
    if (code === undefined || change === null) return null;
    mended.add(code);
    changes.push(change);
    own = withChanges(own, [change]);
    if (featureCount(changes) > featureLimit) return null;
  }
  if (view.minimum(own, k) > 1) return null;
  const short = view.loss(k) + 1 - view.weight(own, k, view.fit(own, k));
  if (short <= 0) return finished(view, own, changes, k);
  return raiseFit(view, own, changes, k, short, featureLimit);
}

/** Raises the fewest parts of the fit that together gain `short` points. */
function raiseFit<F extends Features>(
  view: OwnView<F>, start: EntryOf<F>, changes: readonly ProposedChange<F>[], k: number, short: number, featureLimit: number,
): SmallestChange<F> | null {
  const gains = view.improvable.map((code) => {
    const change = view.improve(code, start, k, greatestFit);
    return { code, gain: change === null ? 0 : view.points(code, withChanges(start, [change]), k) - view.points(code, start, k) };
  }).filter((each) => each.gain > 0);
  if (gains.reduce((sum, each) => sum + each.gain, 0) < short) return null;
  let best: SmallestChange<F> | null = null;
  for (let subset = 1; subset < 1 << gains.length; subset++) {
    const chosen = gains.filter((_, bit) => (subset & (1 << bit)) !== 0);
    if (best !== null && chosen.length > best.features) continue;
    let gainLeft = chosen.reduce((sum, each) => sum + each.gain, 0);
    if (gainLeft < short) continue;
    const all = [...changes];
    let own = start;
    let missing = short;
    for (const { code, gain } of chosen) {
      gainLeft -= gain;
      const before = view.points(code, own, k);
      const change = view.improve(code, own, k, before + Math.max(1, missing - gainLeft));
      if (change === null) continue;
      own = withChanges(own, [change]);
      missing -= view.points(code, own, k) - before;
      all.push(change);
    }
    if (featureCount(all) > featureLimit) continue;
    best = better(best, finished(view, own, all, k));
  }
  return best;
}

/** The last word: the changed entry is eligible, states no condition, and is worth more than the loss; else null. */
function finished<F extends Features>(view: OwnView<F>, own: EntryOf<F>, changes: readonly ProposedChange<F>[], k: number): SmallestChange<F> | null {
  if (changes.length === 0 || view.release(own) !== null || view.minimum(own, k) > 1 || view.failed(own, k).length > 0) return null;
  if (view.weight(own, k, view.fit(own, k)) <= view.loss(k)) return null;
  const kept = withoutOvertaken(changes);
  const magnitude = kept.reduce((sum, change) => sum + change.magnitude, 0);
  return { changes: kept, counterpart: k, features: featureCount(kept), magnitude };
}

/** Leaves out a change whose single values are all set again by a later one (a price lowered to the ceiling, then further). */
function withoutOvertaken<F extends Features>(changes: readonly ProposedChange<F>[]): ProposedChange<F>[] {
  return changes.filter((change, at) => !Object.entries(change.set).every(
    ([feature, value]) => !Array.isArray(value) && changes.slice(at + 1).some((later) => feature in later.set)));
}

function featureCount<F extends Features>(changes: readonly ProposedChange<F>[]): number {
  return new Set(changes.flatMap((change) => Object.keys(change.set))).size;
}
