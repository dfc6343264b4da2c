import { join } from 'node:path';
import type { ListEntry, Market, MatchingPolicy } from '@jiedui/contracts';
import { unmatchedText } from '@jiedui/market-rules';
import type { FinishedRun, Proposal } from '@jiedui/matching-run';
import { writeXlsx } from '@jiedui/tabular';
import type { CellValue } from '@jiedui/tabular';
import { entryCells, entryHeader, rowOf } from './entry-table.js';
import type { RowEntry } from './entry-table.js';
import { writeJson, writeManifest, writePieces, writeTableFile } from './result-folder.js';

/** A row of a list that could not be read, or a cell of it. `row` as a spreadsheet counts; `column` empty for the row as a whole. */
export interface RowError {
  list: string;
  row: number;
  column: string;
  reason: string;
}

export interface ResultInput {
  market: Market;
  /** With the day filled in. */
  policy: MatchingPolicy;
  demand: readonly RowEntry[];
  supply: readonly RowEntry[];
  errors: readonly RowError[];
  run: FinishedRun;
  seconds: { reading: number };
}

export const matchHeader = ['programme', 'demandRow', 'demandId', 'demandLabel', 'supplyRow', 'supplyId', 'supplyLabel', 'quantity', 'fit', 'tier'] as const;
export const priceHeader = ['side', 'row', 'externalId', 'price'] as const;
export const unmatchedHeader = ['side', 'row', 'externalId', 'label', 'reason', 'text'] as const;

/** A whole number for JSON: as digits once it passes 2^53. */
export function jsonInteger(value: bigint): number | string {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER) ? Number(value) : value.toString();
}

/** What `summary.json` holds. */
export function summaryOf({ market, policy, demand, supply, errors, run, seconds }: ResultInput): Record<string, unknown> {
  const { counts, vector, timings, certificate } = run;
  return {
    market, asOf: policy.asOf, policyVersion: policy.version,
    objective: jsonInteger(run.objective),
    status: run.status, bound: jsonInteger(run.bound), gap: { tierSteps: jsonInteger(run.gap.tierSteps), fit: jsonInteger(run.gap.fit) },
    vector: { placedByTier: vector.placedByTier.map(jsonInteger), totalFit: jsonInteger(vector.totalFit) },
    counts: { ...counts, errors: errors.length },
    ...(run.proposals.length === 0 ? { reason: emptyReason(demand, supply, run) } : {}),
    seconds: Object.fromEntries(Object.entries({ reading: seconds.reading, pairs: timings.pairs, solve: timings.solve, certificate: timings.certificate, total: timings.total })
      .map(([phase, ms]) => [phase, Math.round(ms) / 1000])),
    certificate: certificate.isVerified ? 'verified' : 'failed', inputHash: run.inputHash,
  };
}

/** Why nothing was paired, in one sentence of each language. */
function emptyReason(demand: readonly RowEntry[], supply: readonly RowEntry[], run: FinishedRun): { zh: string; en: string } {
  if (demand.length === 0 && supply.length === 0) return { zh: '两张清单都没有可用的行', en: 'neither list has a usable row' };
  if (demand.length === 0 || supply.length === 0) return { zh: '一张清单没有可用的行', en: 'one list has no usable row' };
  return run.counts.eligiblePairs === 0 ? { zh: '没有一对符合全部硬性条件', en: 'no pair passes every hard rule' } : { zh: '没有可配的余量', en: 'there is no room to place anybody' };
}

/** Writes every file of a result, the manifest last. Memory: nothing beyond what is given. */
export async function writeResult(folder: string, input: ResultInput): Promise<void> {
  const { market, policy, demand, supply, errors, run } = input;
  const byId = new Map<string, ListEntry>([...demand, ...supply].map(({ entry }) => [entry.id, entry]));
  const known = (id: string): ListEntry => {
    const entry = byId.get(id);
    if (!entry) throw new Error(`the run names an unknown entry ${id}`);
    return entry;
  };
  const matchCells = (proposal: Proposal): CellValue[] => {
    const post = known(proposal.demandId);
    const worker = known(proposal.supplyId);
    return [proposal.programme, rowOf(post.id), post.externalId, post.label, rowOf(worker.id), worker.externalId, worker.label, proposal.quantity, proposal.fit, proposal.tier];
  };
  await writeTableFile(folder, 'demand.csv', entryHeader(market, 'demand'), demand.map(entryCells));
  await writeTableFile(folder, 'supply.csv', entryHeader(market, 'supply'), supply.map(entryCells));
  await writeJson(folder, 'policy.json', policy);
  await writeTableFile(folder, 'matches.csv', matchHeader, run.proposals.map(matchCells));
  await writePieces(join(folder, 'matches.xlsx'), writeXlsx([{
    name: '配对结果',
    columns: ['项目', '需求行', '需求编号', '需求', '供给行', '供给编号', '供给', '数量', '匹配度', '优先级'].map((header) => ({ header, width: 16 })),
    rows: run.proposals.map(matchCells),
  }]));
  await writeTableFile(folder, 'unmatched.csv', unmatchedHeader, run.unmatched.map(({ id, side, reason }) => {
    const entry = known(id);
    return [side, rowOf(id), entry.externalId, entry.label, reason, unmatchedText(reason).zh];
  }));
  await writeTableFile(folder, 'errors.csv', ['list', 'row', 'column', 'reason'], errors.map(({ list, row, column, reason }) => [list, row, column, reason]));
  await writeTableFile(folder, 'prices.csv', priceHeader, run.prices.map(({ id, side, price }) => [side, rowOf(id), known(id).externalId, price]));
  await writeJson(folder, 'summary.json', summaryOf(input));
  await writeManifest(folder);
}
