import { once } from '../data-files.js';
import type { TitleForm } from './title-form.js';
import { titleKeywords } from './title-keywords.js';
import { occupationNames } from './title-knowledge.js';

/** A code that a whole title names by itself. */
export interface NamedCode {
  /** Index of the code. */
  readonly code: number;
  /** The classification's own name, or a word of the table of words. */
  readonly by: 'official' | 'word';
}

/** Of titles that are an official name, so many were labelled with its code (81 of 82). */
export const OFFICIAL_CHANCE = 0.98;
/** Of titles that are a word of the table and no name, half were (20 of 40; in 25 the 小类 was right). */
export const WORD_CHANCE = 0.5;

const names = once(() => {
  const { codes, names: known } = occupationNames(), found = new Map<string, NamedCode>(), place = new Map(codes.map((code, i) => [code, i]));
  for (const [code, ...words] of titleKeywords) for (const word of words) { const at = place.get(code); if (at !== undefined) found.set(word, { code: at, by: 'word' }); }
  known.forEach(([name], code) => { if (name !== undefined) found.set(name.toLowerCase(), { code, by: 'official' }); });
  return found;
});

/** The code that the whole title names: few advertisements are so plain, but wishes mostly are. Null for others. */
export const namedOutright = (form: TitleForm): NamedCode | null => names().get(form.normal) ?? null;

/**
 * Candidates with what the title names outright in front: an official name always; a word of the table where the model's own best is less likely, since what
 * the model learned from are advertisements of towns, and the words of building sites, farms and workshops hardly stand in them.
 *
 * @param bestChance chance that the first candidate is right, by the model.
 */
export function namesFirst<T extends { readonly code: number }>(form: TitleForm, order: readonly T[], bestChance: number): { readonly order: readonly T[]; readonly named: NamedCode | null } {
  const named = namedOutright(form), at = named === null ? -1 : order.findIndex(({ code }) => code === named.code), found = order[at];
  if (named === null || found === undefined || (named.by === 'word' && bestChance >= WORD_CHANCE)) return { order, named: null };
  return { order: [found, ...order.slice(0, at), ...order.slice(at + 1)], named };
}
