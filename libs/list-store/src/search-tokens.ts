/** Runs of Han characters, and words of anything else that is a letter or a digit. */
const RUNS = /\p{Script=Han}+|[\p{L}\p{N}]+/gu;
const HAN = /^\p{Script=Han}/u;

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
    let own = remembered.get(text);
    if (own === undefined) {
      own = tokensOf(text);
      if (remembered.size >= REMEMBERED) remembered.clear();
      remembered.set(text, own);
    }
    for (const token of own) tokens.add(token);
  }
  return [...tokens].slice(0, 400);
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
      tokens.add(run.slice(0, 40));
    }
  }
  return [...tokens];
}

/** A tsquery that every word of the search must meet; null when it holds nothing to search for. */
export function searchQuery(search: string): string | null {
  const parts: string[] = [];
  for (const [run] of search.normalize('NFKC').toLowerCase().matchAll(RUNS)) {
    const letters = [...run];
    if (HAN.test(run) && letters.length > 1) letters.slice(0, -1).forEach((letter, i) => parts.push(letter + (letters[i + 1] ?? '')));
    else parts.push(HAN.test(run) ? run : run.slice(0, 40));
  }
  return parts.length === 0 ? null : [...new Set(parts)].slice(0, 30).map((part) => `'${part.replaceAll("'", "''")}'`).join(' & ');
}
