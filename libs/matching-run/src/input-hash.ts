import { createHash } from 'node:crypto';
import { canonicalJson } from '@jiedui/contracts';
import type { FinishedRun, RunInput } from './run-types.js';

/** Lines go to the digest together: a call for each costs more than the digest. */
const PIECE = 1 << 16;

/** SHA-256, hex, of lines of text, without ever holding all of it. */
function digest(lines: Iterable<string>): string {
  const hash = createHash('sha256');
  let piece = '';
  for (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < PIECE) continue;
    hash.update(piece);
    piece = '';
  }
  return hash.update(piece).digest('hex');
}

const pairKey = (pair: { demandId: string; supplyId: string; quantity?: number }): string => `${pair.demandId} ${pair.supplyId} ${pair.quantity ?? ''}`;

/** SHA-256, hex, of all that a run's optimum depends on. The order of entries and pairs does not matter; progress hooks do not count. */
export function inputHash(input: Pick<RunInput, 'market' | 'entries' | 'policy' | 'asOf' | 'held' | 'excluded'>): string {
  return digest(inputLines(input));
}

function* inputLines({ market, asOf, policy, entries, held = [], excluded = [] }: Parameters<typeof inputHash>[0]): Generator<string> {
  yield `${market}\n${asOf}\n${canonicalJson({ ...policy, asOf: null })}`;
  for (const entry of [...entries].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))) yield canonicalJson(entry);
  for (const pairs of [held, excluded]) yield `${pairs.map(pairKey).sort().join('\n')}\n--`;
}

/** SHA-256, hex, of what a run answered: equal input gives an equal one. */
export function resultHash(run: Pick<FinishedRun, 'status' | 'proposals' | 'prices' | 'vector' | 'gap'>): string {
  return digest(resultLines(run));
}

function* resultLines({ status, proposals, prices, vector, gap }: Parameters<typeof resultHash>[0]): Generator<string> {
  yield [status, ...vector.placedByTier, vector.totalFit, gap.tierSteps, gap.fit].join(' ');
  for (const { programme, demandId, supplyId, quantity, fit, tier } of proposals) yield [programme, demandId, supplyId, quantity, fit, tier].join(' ');
  for (const { id, side, price, lossOfOneUnit, gainOfOneUnit } of prices) yield [id, side, price, lossOfOneUnit, gainOfOneUnit].join(' ');
}
