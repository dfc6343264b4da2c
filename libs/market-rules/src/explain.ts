import type { Alternative, EntryOf, ExplanationCard, Features, ListEntry, Side, Text2, UnmatchedReason } from '@jiedui/contracts';
import { leastUnits } from './conditions.js';
import { evaluatePair, failedRules, fitOf } from './evaluate-pair.js';
import { toFeatureChange } from './rule-set.js';
import { smallestDemandChange, smallestSupplyChange, wouldLetOthersGo } from './smallest-change.js';
import { failureBits, isNotToBeHad, pairWeight, tierStepsAndFit, unmatchedReason } from './solved-market.js';
import type { Placement, SolvedMarket } from './solved-market.js';
import { say } from './wording.js';

/** How many other counterparts a card names. */
const alternativesShown = 3;

/**
 * The explanation card of one entry (mechanisms.md section 4): its pair with every rule and part, or why it has none, by how
 * much it was outbid, and the smallest change of its own that would place it.
 *
 * @param counterpartId which of several pairs to show; the largest when left out. Unknown ids are taken as left out.
 * @throws RangeError when the index is outside the list.
 */
export function explain<D extends Features, S extends Features>(market: SolvedMarket<D, S>, side: Side, index: number, counterpartId?: string): ExplanationCard {
  const entry = side === 'supply' ? market.supply[index] : market.demand[index];
  if (!entry) throw new RangeError(`${side} index ${index} is outside the list`);
  const own = market.placements.filter((placement) => placement[side] === index && placement.quantity > 0);
  const placed = own.reduce((sum, placement) => sum + placement.quantity, 0);
  const room = (side === 'supply' ? market.supplyRoom : market.demandRoom)[index] ?? 0;
  const bits = failureBits(market, side, index);
  const tier = side === 'supply' ? market.supply[index]?.tier : undefined;
  return {
    market: market.ruleSet.market, side, entryId: entry.id, label: entry.label,
    outcome: placed === 0 ? 'unmatched' : placed < room ? 'partly' : 'matched',
    pair: pairCard(market, side, own, counterpartId),
    tier: tier === undefined ? null : { tier, reason: market.ruleSet.tierReason(tier) },
    alternatives: alternatives(market, side, index, bits, own),
    unmatched: placed === 0 ? unmatchedCard(market, side, index, bits) : null,
    changedSince: null, run: market.run,
  };
}

function counterparts<D extends Features, S extends Features>(market: SolvedMarket<D, S>, side: Side): readonly Pick<ListEntry, 'id' | 'label'>[] {
  return side === 'supply' ? market.demand : market.supply;
}

/** The two entries of a pair between entry `index` of `side` and counterpart `k`. */
function pairOf<D extends Features, S extends Features>(market: SolvedMarket<D, S>, side: Side, index: number, k: number): { demand: EntryOf<D>; supply: EntryOf<S> } {
  const demand = market.demand[side === 'supply' ? k : index];
  const supply = market.supply[side === 'supply' ? index : k];
  if (!demand || !supply) throw new RangeError(`no pair of ${side} ${index} and counterpart ${k}`);
  return { demand, supply };
}

function pairCard<D extends Features, S extends Features>(market: SolvedMarket<D, S>, side: Side, own: readonly Placement[], counterpartId: string | undefined): ExplanationCard['pair'] {
  const other: Side = side === 'supply' ? 'demand' : 'supply';
  const others = counterparts(market, side);
  const largest = [...own].sort((a, b) => b.quantity - a.quantity || a[other] - b[other])[0];
  const shown = own.find((placement) => others[placement[other]]?.id === counterpartId) ?? largest;
  if (shown === undefined) return null;
  const { demand, supply } = pairOf(market, 'demand', shown.demand, shown.supply);
  const counterpart = side === 'supply' ? demand : supply;
  const { fit, rules, parts } = evaluatePair(market.ruleSet, demand, supply, market.ctx);
  return { counterpartId: counterpart.id, counterpartLabel: counterpart.label, quantity: shown.quantity, fit, rules, parts };
}

function lossOf<D extends Features, S extends Features>(market: SolvedMarket<D, S>, side: Side, k: number): number {
  return side === 'supply' ? market.losses.lossOfDemandUnit(k) : market.losses.lossOfSupplyUnit(k);
}

/** By how much the pair's weight falls short of what one unit of the counterpart is worth elsewhere; 0 or less for none. */
function shortfall<D extends Features, S extends Features>(market: SolvedMarket<D, S>, side: Side, index: number, k: number): number {
  const { demand, supply } = pairOf(market, side, index, k);
  return lossOf(market, side, k) - pairWeight(market, supply, fitOf(market.ruleSet, demand, supply, market.ctx));
}

function hasRoom<D extends Features, S extends Features>(market: SolvedMarket<D, S>, side: Side, index: number, k: number): boolean {
  if (((side === 'supply' ? market.demandRoom : market.supplyRoom)[k] ?? 0) <= 0) return false;
  return !(side === 'supply' ? market.isExcluded(k, index) : market.isExcluded(index, k));
}

function fitWith<D extends Features, S extends Features>(market: SolvedMarket<D, S>, side: Side, index: number, k: number): number {
  const { demand, supply } = pairOf(market, side, index, k);
  return fitOf(market.ruleSet, demand, supply, market.ctx);
}

/**
 * The next best counterparts: eligible ones first, for a matched entry by fit, for an unmatched one by how little they were
 * missed; then those with the fewest failed rules.
 */
function alternatives<D extends Features, S extends Features>(market: SolvedMarket<D, S>, side: Side, index: number, bits: Int32Array, own: readonly Placement[]): Alternative[] {
  const other: Side = side === 'supply' ? 'demand' : 'supply';
  const matched = own[0];
  const taken = new Set(own.map((placement) => placement[other]));
  const eligible: { k: number; short: number }[] = [];
  const ineligible: { k: number; failed: number }[] = [];
  bits.forEach((failures, k) => {
    if (taken.has(k) || !hasRoom(market, side, index, k)) return;
    if (failures === 0) eligible.push({ k, short: matched ? -fitWith(market, side, index, k) : shortfall(market, side, index, k) });
    else ineligible.push({ k, failed: failures.toString(2).replaceAll('0', '').length });
  });
  eligible.sort((a, b) => a.short - b.short || a.k - b.k);
  ineligible.sort((a, b) => a.failed - b.failed || a.k - b.k);
  return [...eligible.map(({ k }) => k), ...ineligible.map(({ k }) => k)].slice(0, alternativesShown).map((k) => alternative(market, side, index, k, matched === undefined ? null : fitWith(market, side, index, matched[other])));
}

/** @param ownFit fit of the pair the entry has; null for an unmatched entry. */
function alternative<D extends Features, S extends Features>(market: SolvedMarket<D, S>, side: Side, index: number, k: number, ownFit: number | null): Alternative {
  const { demand, supply } = pairOf(market, side, index, k);
  const counterpart = side === 'supply' ? demand : supply;
  const who = {
    entryId: counterpart.id, label: counterpart.label, externalId: counterpart.externalId, regionName: market.ctx.geography.nameOf(counterpart.region),
    // A list of people belongs to a place, which is named already.
    organisation: /^\d{6}(\d{3})?$/.test(counterpart.organisation) ? null : counterpart.organisation,
  };
  const failed = failedRules(market.ruleSet, demand, supply, market.ctx);
  if (failed.length > 0) {
    const lacked = market.ruleSet.hardRules.filter((rule) => failed.includes(rule.code)).map((rule): Text2 => {
      const detail = rule.detail(demand, supply, market.ctx);
      return say(`${rule.name.zh}：${detail.zh}`, `${rule.name.en}: ${detail.en}`);
    });
    return { ...who, eligible: false, fit: null, lacked };
  }
  const fit = fitOf(market.ruleSet, demand, supply, market.ctx);
  if (ownFit !== null) {
    const lacked = fit < ownFit ? say(`匹配度低 ${ownFit - fit} 分`, `${ownFit - fit} points of fit less`)
      : say('该名额给他人，整体更优或同样最优', 'the whole is better, or as good, with others in this place');
    return { ...who, eligible: true, fit, lacked: [lacked] };
  }
  const short = shortfall(market, side, index, k);
  if (isNotToBeHad(lossOf(market, side, k), market.tierStep)) return { ...who, eligible: true, fit, lacked: [say('由整组或整单占用，不单独让出', 'taken up by a group or a whole order, and not given up by the unit')] };
  if (short <= 0 && leastUnits(market.ruleSet, demand, supply) > 1) return { ...who, eligible: true, fit, lacked: [say('该对有最小量或整单要求，在整体最优下达不到', 'the pair has a least amount, which the best whole does not reach')] };
  const lacked = short <= 0 && !market.isBest ? say('本次结果未证明为最优，换成这一对可能同样好或更好', 'this result is not proved the best: with this pair it might be as good, or better')
    : short <= 0 ? say('总分相同，任一均为最优', 'as good: either is optimal') : shortWords(tierStepsAndFit(short, market.tierStep), market.losses.isExact);
  return { ...who, eligible: true, fit, lacked: [lacked] };
}

function shortWords({ tierSteps, fit }: { tierSteps: number; fit: number }, isExact: boolean): Text2 {
  const [zh, en] = isExact ? ['', ''] : ['最多', 'at most '];
  if (tierSteps === 0) return say(`${zh}整体匹配度差 ${fit} 分`, `${en}${fit} points of total fit short`);
  return say(`${zh}优先级差 ${tierSteps} 级，匹配度差 ${fit} 分`, `${en}${tierSteps} tier steps and ${fit} points of fit short`);
}

const reasonWords: Record<UnmatchedReason, Text2> = {
  NO_CONSENT: say('本人尚未知情同意，不参与配对', 'has not consented and takes no part'),
  NOBODY_ELIGIBLE: say('没有符合全部硬性条件的对象', 'no counterpart passes every hard rule'),
  OUTBID: say('符合条件的名额由优先级或整体匹配度更高者占用', 'every eligible place is worth more to others'),
  GROUP_NOT_TOGETHER: say('同行编组未能整组安排：没有一个企业的同一地区能在整体最优下容纳全组', 'the travel group could not be placed together: no enterprise and region takes all of it in the best whole'),
  MINIMUM_NOT_MET: say('达不到最小起订量或最小发货量', 'a minimum order or shipment, its own or the counterparts\', could not be met'),
  NO_SINGLE_LOT: say('不允许拆分，没有一个批次能整单供应：数量不够，或供应别处整体更优', 'may not be split, and no single lot serves it whole: none is large enough, or they do better elsewhere'),
  NO_COUNTERPARTS: say('对方清单为空或已无余量', 'the other list is empty or has no room'),
  CLOSED: say('已关闭或已过截止日期', 'closed, or past its closing date'),
};

/** A reason for being left unmatched, in words. */
export const unmatchedText = (reason: UnmatchedReason): Text2 => reasonWords[reason];

function unmatchedCard<D extends Features, S extends Features>(market: SolvedMarket<D, S>, side: Side, index: number, bits: Int32Array): ExplanationCard['unmatched'] {
  const room = side === 'supply' ? market.demandRoom : market.supplyRoom;
  const eligible: number[] = [];
  let participants = 0;
  bits.forEach((failures, k) => {
    if ((room[k] ?? 0) > 0) participants++;
    if (failures === 0 && hasRoom(market, side, index, k)) eligible.push(k);
  });
  const stoppedBy = market.ruleSet.hardRules
    .map((rule, bit) => ({ code: rule.code, name: rule.name, pairs: bits.reduce((count, failures) => count + ((failures >>> bit) & 1), 0) }))
    .filter((stopped) => stopped.pairs > 0);
  const demandEntry = market.demand[index];
  const supplyEntry = market.supply[index];
  const obstacle = side === 'supply' ? (supplyEntry ? market.ruleSet.supplyObstacle(supplyEntry, market.ctx) : null)
    : (demandEntry ? market.ruleSet.demandObstacle(demandEntry, market.ctx) : null);
  const reason = market.reasonOf(side, index) ?? unmatchedReason(obstacle, eligible.length, participants);
  const short = eligible.reduce((least, k) => Math.min(least, shortfall(market, side, index, k)), Number.POSITIVE_INFINITY);
  const change = side === 'supply' ? smallestSupplyChange(market, index) : smallestDemandChange(market, index);
  const counterpart = change === null ? undefined : counterparts(market, side)[change.counterpart];
  const smallest = change === null || counterpart === undefined ? null
    : { changes: change.changes.map(toFeatureChange), counterpartId: counterpart.id, counterpartLabel: counterpart.label, isCertain: market.isBest };
  return {
    reason, text: unmatchedText(reason), stoppedBy, eligiblePairs: eligible.length,
    outbidBy: reason === 'OUTBID' && Number.isFinite(short) && !isOutOfReach(market, side, eligible) ? { ...tierStepsAndFit(Math.max(0, short), market.tierStep), isAtMost: !market.losses.isExact } : null,
    smallestChange: smallest,
    noChange: smallest === null ? side === 'supply' && wouldLetOthersGo(market, index) ? leavingText : noChangeText(reason, market.losses.isExact) : null,
  };
}

/** Whether all eligible counterparts are taken up by groups and whole orders: then no weight outbids anybody. */
function isOutOfReach<D extends Features, S extends Features>(market: SolvedMarket<D, S>, side: Side, eligible: readonly number[]): boolean {
  return eligible.every((k) => isNotToBeHad(lossOf(market, side, k), market.tierStep));
}

const leavingText = say('与同行编组一起安排；退出编组后名额归谁，须重新匹配才知道', 'is placed with the travel group; who would get the places after leaving it only another run can tell');

function noChangeText(reason: UnmatchedReason, isExact: boolean): Text2 {
  if (reason === 'NO_COUNTERPARTS') return say('对方清单没有余量，自身改变无济于事', 'the other list has no room: no change of its own would help');
  if (reason === 'CLOSED') return say('已关闭，须先重新开放', 'closed: it has to be opened again first');
  if (!isExact) return say('没有一项自身改变必能匹配；清单太大，未逐对核算，修改后须重新匹配才知道', 'no change of its own is certain to do; the list is too large to work out every pair, and after a change only another run can tell');
  return say('仅靠自身改变无法匹配：现有名额对优先级更高者价值更大，或不符的条件不由自身决定', 'no change of its own would do: the places are worth more to higher tiers, or what fails is not its own to change');
}
