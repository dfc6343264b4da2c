import { createHash } from 'node:crypto';
import type { FinishedRun, RunInput } from './run-types.js';

/** A field of an object: its key as JSON, and where its value stands among the object's values. */
interface Field { readonly key: string; readonly at: number }
/** Fields of objects in order of key, by their keys as they come: entries of a list have few such sequences. */
const ordered = new Map<string, readonly Field[]>();
/** So that input of many odd shapes cannot fill the memory. */
const SHAPES = 1000;

function orderedFields(value: object): readonly Field[] {
  const keys = Object.keys(value), shape = keys.join('\n'), known = ordered.get(shape);
  if (known !== undefined) return known;
  const fields = keys.map((key, at) => ({ key, at })).sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ key, at }) => ({ key: `${JSON.stringify(key)}:`, at }));
  if (ordered.size < SHAPES) ordered.set(shape, fields);
  return fields;
}

/** JSON with keys in order, so that equal values give equal text whatever made them. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const values: unknown[] = Object.values(value);
  let text = '';
  for (const { key, at } of orderedFields(value)) if (values[at] !== undefined) text += `${text === '' ? '' : ','}${key}${canonicalJson(values[at])}`;
  return `{${text}}`;
}

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
export function resultHash(run: Pick<FinishedRun, 'proposals' | 'prices' | 'vector' | 'gap'>): string {
  return digest(resultLines(run));
}

function* resultLines({ proposals, prices, vector, gap }: Parameters<typeof resultHash>[0]): Generator<string> {
  yield [...vector.placedByTier, vector.totalFit, gap.tierSteps, gap.fit].join(' ');
  for (const { programme, demandId, supplyId, quantity, fit, tier } of proposals) yield [programme, demandId, supplyId, quantity, fit, tier].join(' ');
  for (const { id, side, price, lossOfOneUnit, gainOfOneUnit } of prices) yield [id, side, price, lossOfOneUnit, gainOfOneUnit].join(' ');
}
