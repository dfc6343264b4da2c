import { regionPrefix } from '@jiedui/access';

/** Runs of Han characters, and words of anything else that is a letter or a digit: 5G工程师 is both. */
const RUNS = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;
const HOLDS_HAN = /\p{Script=Han}/u;
const HAN = /^\p{Script=Han}/u;
/** Characters of a long word that it is found by; whole ones, since half a one is stored nowhere. */
const WORD = 40;

/** Texts whose tokens are remembered: titles, places and classes come again on every other row of a list. */
const REMEMBERED = 5000;
const remembered = new Map<string, readonly string[]>();

/**
 * Tokens a text is found by: single characters and pairs of neighbours for Chinese (no dictionary, so 客服 finds 电话客服专员),
 * whole lower-case words and their beginnings from two letters on for the rest.
 */
export function searchTokens(texts: readonly string[]): string[] {
  const tokens = new Set<string>();
  for (const text of texts) {
    for (const token of tokensRemembered(text)) tokens.add(token);
  }
  return [...tokens].slice(0, 400);
}

function tokensRemembered(text: string): readonly string[] {
  // A number of one's own comes once, and would only push out what comes again.
  if (!HOLDS_HAN.test(text)) return tokensOf(text);
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const tokens = tokensOf(text);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(text, tokens);
  return tokens;
}

function tokensOf(text: string): string[] {
  const tokens = new Set<string>();
  for (const [run] of text.normalize('NFKC').toLowerCase().matchAll(RUNS)) {
    const letters = [...run];
    if (HAN.test(run)) {
      letters.forEach((letter, i) => {
        tokens.add(letter);
        const next = letters[i + 1];
        if (next !== undefined) tokens.add(letter + next);
      });
    } else {
      for (let end = Math.min(2, letters.length); end <= Math.min(letters.length, 12); end += 1) tokens.add(letters.slice(0, end).join(''));
      tokens.add(letters.slice(0, WORD).join(''));
    }
  }
  return [...tokens];
}

/** What a row is filtered by, as tokens beside those of its words: no word holds `=`. */
export interface FilterTokens {
  readonly programme?: string | undefined;
  readonly region?: string | undefined;
  readonly organisation?: string | undefined;
  readonly category?: string | null | undefined;
  readonly tier?: number | null | undefined;
}

/**
 * Tokens of a row's filters, so that one inverted index answers a search and its filters together. A row is found by its
 * region, prefecture and province.
 */
export function filterTokens(row: FilterTokens): string[] {
  const tokens: string[] = [];
  if (row.programme !== undefined) tokens.push(`=p:${row.programme}`);
  if (row.organisation !== undefined) tokens.push(`=o:${row.organisation}`);
  if (row.category !== undefined && row.category !== null) tokens.push(`=c:${row.category}`);
  if (row.tier !== undefined && row.tier !== null) tokens.push(`=t:${row.tier}`);
  if (row.region !== undefined) for (const length of new Set([2, 4, 6, row.region.length])) tokens.push(`=r:${row.region.slice(0, length)}`);
  return tokens;
}

/** Token of a sealed value's blind index. */
export const blindToken = (blind: string): string => `#${blind}`;

/** A tsquery that a row meets when its filters are these; null when there is none. A region stands for all that lie in it. */
export function filterQuery(filters: FilterTokens): string | null {
  const { region, ...others } = filters;
  const tokens = [...filterTokens(others), ...(region === undefined ? [] : [`=r:${regionPrefix(region)}`])];
  return tokens.length === 0 ? null : tokens.map(quoted).join(' & ');
}

const quoted = (token: string): string => `'${token.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/**
 * A tsquery of which a row meets every word of the search, or holds one of the blind tokens; null when there is nothing to
 * search for.
 */
export function searchQuery(search: string, blind: readonly string[] = []): string | null {
  const parts: string[] = [];
  for (const [run] of search.normalize('NFKC').toLowerCase().matchAll(RUNS)) {
    const letters = [...run];
    if (HAN.test(run) && letters.length > 1) letters.slice(0, -1).forEach((letter, i) => parts.push(letter + (letters[i + 1] ?? '')));
    else parts.push(letters.slice(0, WORD).join(''));
  }
  const words = [...new Set(parts)].slice(0, 30).map(quoted).join(' & ');
  const alternatives = [...(words === '' ? [] : [`(${words})`]), ...blind.map((one) => quoted(blindToken(one)))];
  return alternatives.length === 0 ? null : alternatives.join(' | ');
}
