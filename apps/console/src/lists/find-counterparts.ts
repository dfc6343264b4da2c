import type { ListRow, matchingExplanations, ReplyOf } from '@jiedui/contracts';
import { call, operations } from '../api/index.js';
import type { ListKind } from './list-kinds.js';

/** A counterpart that a match by hand may take. */
export type Candidate = ReplyOf<typeof matchingExplanations.candidates>['items'][number];

/** Rows of a named organisation that are judged one by one. */
const namedAtMost = 12;

/**
 * Counterparts of a row, the eligible and best first. The engine knows them by label and number; people know them by their
 * organisation, so the words are looked up in the opposite list too (`named`), where the reader may read it.
 */
export async function findCounterparts(row: ListRow, named: ListKind | undefined, search: string, signal: AbortSignal): Promise<readonly Candidate[]> {
  const judged = async (words: string): Promise<readonly Candidate[]> => (await call(operations.matchingExplanations.candidates, { entryId: row.id, ...(words === '' ? {} : { search: words }) }, signal)).items;
  if (search === '' || named === undefined) return judged(search);
  const [direct, listed] = await Promise.all([judged(search), call(named.operations.list, { programme: row.programme, status: 'open', search, size: 20 }, signal)]);
  const known = new Set(direct.map((one) => one.entryId));
  const others = listed.items.filter((one) => !known.has(one.id)).slice(0, namedAtMost);
  const found = await Promise.all(others.map(async (one) => (await judged(one.externalId === '' ? one.title : one.externalId)).filter((candidate) => candidate.entryId === one.id)));
  return [...direct, ...found.flat()].sort((a, b) => Number(b.eligible) - Number(a.eligible) || (b.fit ?? 0) - (a.fit ?? 0));
}
