/**
 * Optimality of a stored result from its lists, policy, pairs and prices alone. Eligible pairs and fits are recomputed by the rules,
 * row by row; fits, tiers, objective, gap and reasons the result states are only compared with what comes out. Where rows state
 * conditions, none may be broken, and the prices bound the result instead of proving it: the gap is recomputed by weak duality.
 */
import { MatchingPolicy } from '@jiedui/contracts';
import type { Features, ListEntry, Market, Side } from '@jiedui/contracts';
import { ConditionReasons, employmentRuleSet, forEachRow, greatestFit, GroupBound, produceRuleSet, unmatchedReason } from '@jiedui/market-rules';
import type { Placement, RuleSet } from '@jiedui/market-rules';
import { CertificateCheck, foldObjective, tierBonuses, tierStep, VIOLATION_LIMIT } from '@jiedui/matching-core';
import type { ObjectiveVector } from '@jiedui/matching-core';
import { ALL_VIOLATIONS, gapOf, judged, programmeLists, supplyObstacle, withoutRoom } from '@jiedui/matching-run';
import type { ProgrammeLists, RunGap } from '@jiedui/matching-run';
import { geography } from '@jiedui/reference-data';
import { z } from 'zod';
import { Refusal } from '../refusal.js';
import { entryFromCells, rowId } from '../result/entry-table.js';
import { readJson, readTableFile } from '../result/result-folder.js';
import { jsonInteger } from '../result/write-result.js';

const Summary = z.looseObject({
  market: z.enum(['employment', 'produce']), objective: z.union([z.int(), z.string()]),
  /** Left out by results that were written before there were conditions: none then. */
  gap: z.strictObject({ tierSteps: z.union([z.int(), z.string()]), fit: z.union([z.int(), z.string()]) }).default({ tierSteps: 0, fit: 0 }),
  vector: z.strictObject({ placedByTier: z.array(z.union([z.int(), z.string()])), totalFit: z.union([z.int(), z.string()]) }),
});

const Quantity = z.coerce.number().pipe(z.int().positive());

interface Match {
  demandId: string;
  supplyId: string;
  quantity: number;
  fit: string;
  tier: string;
  isFound: boolean;
}

/** The stored result, parsed. */
interface Stored {
  entries: ListEntry[];
  policy: MatchingPolicy & { asOf: string };
  matches: Match[];
  prices: Map<string, number>;
  reasons: Map<string, string>;
}

/** What speaks against the result; with none, nothing that keeps the conditions of the rows is ahead by more than the gap, and with gap 0 nothing at all. */
export interface OptimalityCheck {
  findings: string[];
  gap: RunGap;
}

export async function checkOptimality(folder: string): Promise<OptimalityCheck> {
  const summary = Summary.safeParse(await readJson(folder, 'summary.json'));
  if (!summary.success) return { findings: ['summary.json 无效 / not valid'], gap: { tierSteps: 0n, fit: 0n } };
  const { market } = summary.data;
  const stored = await readStored(folder, market);
  const findings = repeated(stored.matches);
  const totals = market === 'employment' ? checkMarket(employmentRuleSet, stored, findings) : checkMarket(produceRuleSet, stored, findings);
  const stated = summary.data;
  const gap = { tierSteps: jsonInteger(totals.gap.tierSteps), fit: jsonInteger(totals.gap.fit) };
  if (JSON.stringify(stated.gap) !== JSON.stringify(gap)) findings.push(`summary.json 所述与上界之差不符，应为 ${JSON.stringify(gap)} / the gap stated is not that of prices and pairs`);
  const actual = { objective: jsonInteger(totals.objective), vector: { placedByTier: totals.vector.placedByTier.map(jsonInteger), totalFit: jsonInteger(totals.vector.totalFit) } };
  if (JSON.stringify({ objective: stated.objective, vector: stated.vector }) !== JSON.stringify(actual)) {
    findings.push(`summary.json 的目标值与清单不符，应为 ${JSON.stringify(actual)} / the objective stated is not that of the pairs`);
  }
  return { findings, gap: totals.gap };
}

/** Cells of a CSV by header, one record a row. */
async function records(folder: string, name: string): Promise<Map<string, string>[]> {
  const { header, rows } = await readTableFile(folder, name);
  return rows.map((cells) => new Map(header.map((column, index) => [column, cells[index] ?? ''])));
}

async function readStored(folder: string, market: Market): Promise<Stored> {
  const policy = MatchingPolicy.safeParse(await readJson(folder, 'policy.json'));
  if (!policy.success || policy.data.asOf === null) throw new Refusal('policy.json 无效。', 'policy.json is not valid.');
  const entries: ListEntry[] = [];
  for (const side of ['demand', 'supply'] as const) {
    const { header, rows } = await readTableFile(folder, `${side}.csv`);
    for (const cells of rows) entries.push(entryFromCells(market, side, header, cells).entry);
  }
  if (new Set(entries.map((entry) => entry.id)).size !== entries.length) throw new Refusal('清单中有重复的行号。', 'A row number stands twice in a list.');
  const matches = (await records(folder, 'matches.csv')).map((cells): Match => {
    const quantity = Quantity.safeParse(cells.get('quantity'));
    if (!quantity.success) throw new Refusal('matches.csv 中的数量无效。', 'A quantity in matches.csv is not a positive whole number.');
    return {
      demandId: rowId('demand', Number(cells.get('demandRow'))), supplyId: rowId('supply', Number(cells.get('supplyRow'))),
      quantity: quantity.data, fit: cells.get('fit') ?? '', tier: cells.get('tier') ?? '', isFound: false,
    };
  });
  const sideOf = (cells: Map<string, string>): Side => (cells.get('side') === 'demand' ? 'demand' : 'supply');
  const idOf = (cells: Map<string, string>): string => rowId(sideOf(cells), Number(cells.get('row')));
  const prices = new Map((await records(folder, 'prices.csv')).map((cells) => [idOf(cells), cells.get('price') === '' ? Number.NaN : Number(cells.get('price'))]));
  const reasons = new Map((await records(folder, 'unmatched.csv')).map((cells) => [idOf(cells), cells.get('reason') ?? '']));
  return { entries, policy: { ...policy.data, asOf: policy.data.asOf }, matches, prices, reasons };
}

function repeated(matches: readonly Match[]): string[] {
  const pairs = new Set(matches.map((match) => `${match.demandId} ${match.supplyId}`));
  return pairs.size === matches.length ? [] : ['matches.csv 中有重复的配对 / a pair stands twice in matches.csv'];
}

interface Totals {
  objective: bigint;
  vector: ObjectiveVector;
  gap: RunGap;
}

function checkMarket<D extends Features, S extends Features>(ruleSet: RuleSet<D, S>, stored: Stored, findings: string[]): Totals {
  const { lists } = programmeLists(ruleSet, { entries: stored.entries, policy: stored.policy, asOf: stored.policy.asOf, geography });
  const totals: Totals = { objective: 0n, gap: { tierSteps: 0n, fit: 0n }, vector: { placedByTier: [0n, 0n, 0n, 0n], totalFit: 0n } };
  for (const programme of lists) checkProgramme(programme, stored, findings, totals);
  for (const match of stored.matches) {
    if (!match.isFound) findings.push(`配对 ${rowsOf(match)} 不符合规则或不在清单中 / the pair is not eligible, or not in the lists`);
  }
  const listed = new Set(stored.entries.map((entry) => entry.id));
  for (const id of [...stored.prices.keys(), ...stored.reasons.keys()]) if (!listed.has(id)) findings.push(`${id} 不在清单中 / not in the lists`);
  return totals;
}

const rowsOf = (match: { demandId: string; supplyId: string }): string => `${Number.parseInt(match.demandId.slice(-12), 16)}–${Number.parseInt(match.supplyId.slice(-12), 16)}`;

function checkProgramme<D extends Features, S extends Features>(lists: ProgrammeLists<D, S>, stored: Stored, findings: string[], totals: Totals): void {
  const demandIndex = new Map(lists.demand.map((entry, j) => [entry.id, j]));
  const matchesOf = new Map<string, Map<number, Match>>();
  for (const match of stored.matches) {
    const j = demandIndex.get(match.demandId);
    if (j === undefined) continue;
    const row = matchesOf.get(match.supplyId) ?? new Map<number, Match>();
    row.set(j, match);
    matchesOf.set(match.supplyId, row);
  }
  const priceOf = (entry: { id: string }): number => stored.prices.get(entry.id) ?? Number.NaN;
  const supplyPrice = lists.supply.map(priceOf);
  const demandPrice = lists.demand.map(priceOf);
  const check = new CertificateCheck({
    supplyCapacity: lists.supplyRoom, demandCapacity: lists.demandRoom, supplyPrice, demandPrice, violationLimit: lists.conditions === null ? VIOLATION_LIMIT : ALL_VIOLATIONS,
  });
  const reasons = lists.conditions === null ? null : new ConditionReasons(lists.conditions, lists.supplyRoom, lists.demandRoom);
  const groups = lists.conditions === null ? null : new GroupBound(lists.conditions, demandPrice);
  const placements: Placement[] = [];
  const rows: { i: number; isPlaced: boolean; eligible: number }[] = [];
  const tiers = lists.supply.map((entry) => entry.tier);
  const bonus = tierBonuses(tiers, lists.demand.length, greatestFit);
  const placed: [bigint, bigint, bigint, bigint] = [0n, 0n, 0n, 0n];
  let totalFit = 0n;
  const eligible = new Int32Array(lists.demand.length);
  const demandPlaced = new Uint8Array(lists.demand.length);
  const leftOut = { supplyLeftOut: withoutRoom(lists.supplyRoom), demandLeftOut: withoutRoom(lists.demandRoom) };
  const somebody = { demand: lists.demandRoom.some((units) => units > 0) ? 1 : 0, supply: lists.supplyRoom.some((units) => units > 0) ? 1 : 0 };
  forEachRow(lists.demand, lists.supply, lists.ruleSet, lists.ctx, (i, count, column, fit) => {
    const entry = lists.supply[i];
    if (!entry) return;
    const matches = matchesOf.get(entry.id);
    let units = 0;
    reasons?.row(i, column, 0, count);
    groups?.row(i, lists.supplyRoom[i] ?? 0, supplyPrice[i] ?? 0, bonus[i] ?? 0, column, fit, 0, count);
    for (let e = 0; e < count; e++) {
      const j = column[e] ?? 0;
      const points = fit[e] ?? 0;
      const match = matches?.get(j);
      eligible[j] = (eligible[j] ?? 0) + 1;
      check.arc(i, j, points + (bonus[i] ?? 0), match?.quantity ?? 0);
      if (!match) continue;
      match.isFound = true;
      placements.push({ supply: i, demand: j, quantity: match.quantity });
      units += match.quantity;
      demandPlaced[j] = 1;
      placed[entry.tier - 1] = (placed[entry.tier - 1] ?? 0n) + BigInt(match.quantity);
      totalFit += BigInt(points) * BigInt(match.quantity);
      if (match.fit !== String(points) || match.tier !== String(entry.tier)) findings.push(`配对 ${rowsOf(match)} 的匹配度应为 ${points}、优先级 ${entry.tier} / fit or tier stated wrongly`);
    }
    rows.push({ i, isPlaced: units > 0, eligible: count });
  }, leftOut);
  // After all rows: what a condition has to do with an entry depends on others.
  for (const { i, isPlaced, eligible: count } of rows) {
    checkReason(lists.supply[i]?.id ?? '', isPlaced, () => unmatchedReason(supplyObstacle(lists, i), count, somebody.demand, reasons?.ofSupply(i, supplyPrice[i] ?? 0)), stored, findings);
  }
  lists.demand.forEach((entry, j) => {
    checkReason(entry.id, demandPlaced[j] === 1, () => unmatchedReason(lists.ruleSet.demandObstacle(entry, lists.ctx), eligible[j] ?? 0, somebody.supply, reasons?.ofDemand(j, demandPrice[j] ?? 0)), stored, findings);
  });
  const { violations, violationCount, gap } = judged(lists, placements, check.finish(), groups?.lowering() ?? 0n);
  for (const violation of violations.slice(0, VIOLATION_LIMIT)) {
    findings.push(`${violation.code} 供给 ${rowNumber(lists.supply[violation.supply])} 需求 ${rowNumber(lists.demand[violation.demand])}：应为 ${violation.expected}，实为 ${violation.actual}`);
  }
  if (violationCount > VIOLATION_LIMIT) findings.push(`… 共 ${violationCount} 处 / violations in all`);
  const { tierSteps, fit } = gapOf(gap, tierStep(greatestFit, lists.supply.length, lists.demand.length));
  totals.gap = { tierSteps: totals.gap.tierSteps + tierSteps, fit: totals.gap.fit + fit };
  const vector: ObjectiveVector = { placedByTier: placed, totalFit };
  totals.objective += foldObjective(vector, tierStep(greatestFit, lists.supply.length, lists.demand.length));
  const [a, b, c, d] = totals.vector.placedByTier;
  totals.vector = { placedByTier: [a + placed[0], b + placed[1], c + placed[2], d + placed[3]], totalFit: totals.vector.totalFit + totalFit };
}

const rowNumber = (entry: { id: string } | undefined): string => (entry === undefined ? '–' : String(Number.parseInt(entry.id.slice(-12), 16)));

/** An entry stands among the unmatched exactly when it has no pair, and with the reason the rules give. */
function checkReason(id: string, isPlaced: boolean, reason: () => string, stored: Stored, findings: string[]): void {
  const stated = stored.reasons.get(id);
  const due = isPlaced ? undefined : reason();
  if (stated !== due) findings.push(`unmatched.csv：第 ${Number.parseInt(id.slice(-12), 16)} 行应为 ${due ?? '已配对 placed'}，实为 ${stated ?? '未列 not listed'}`);
}
