import { createHash } from 'node:crypto';
import type { RunInput } from './run-types.js';

/** JSON with keys in order, so that equal values give equal text whatever made them. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value).filter(([, each]) => each !== undefined).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

const pairKey = (pair: { demandId: string; supplyId: string; quantity?: number }): string => `${pair.demandId} ${pair.supplyId} ${pair.quantity ?? ''}`;

/** SHA-256, hex, of all that a run's optimum depends on. The order of entries and pairs does not matter; progress hooks do not count. */
export function inputHash(input: Pick<RunInput, 'market' | 'entries' | 'policy' | 'asOf' | 'held' | 'excluded'>): string {
  const hash = createHash('sha256');
  hash.update(`${input.market}\n${input.asOf}\n${canonicalJson({ ...input.policy, asOf: null })}\n`);
  const entries = [...input.entries].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  for (const entry of entries) hash.update(`${canonicalJson(entry)}\n`);
  for (const pairs of [input.held ?? [], input.excluded ?? []]) hash.update(`${pairs.map(pairKey).sort().join('\n')}\n--\n`);
  return hash.digest('hex');
}
