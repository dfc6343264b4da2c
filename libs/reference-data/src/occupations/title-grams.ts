import type { TitleForm } from './title-form.js';

/** Characters of a text, a run of Latin letters, digits and `+#.` counting as one. */
export function tokensOf(text: string): string[] {
  return text.match(/[a-z0-9+#.]+|[^a-z0-9+#.]/gu) ?? [];
}

function addGrams(out: Map<string, number>, text: string, mark: string, longest: number, weight: number): void {
  const tokens = tokensOf(text);
  for (let at = 0; at < tokens.length; at++) {
    let gram = mark;
    for (let n = 1; n <= longest && at + n <= tokens.length; n++) {
      gram += tokens[at + n - 1] ?? '';
      out.set(gram, Math.max(out.get(gram) ?? 0, weight));
    }
  }
}

/** The last one to three tokens of a part: a Chinese title ends in its head. */
function addEnds(out: Map<string, number>, text: string, mark: string, weight: number): void {
  const tokens = tokensOf(text);
  let gram = mark;
  for (let n = 1; n <= 3 && n <= tokens.length; n++) {
    gram = mark + tokens.slice(-n).join('');
    out.set(gram, Math.max(out.get(gram) ?? 0, weight));
  }
}

/**
 * What the model sees of a title: pieces of one to four characters of its parts, of brackets and of the advertiser, and ends of parts,
 * each with a weight; marks in front tell them apart ($ end, ^ first part's end, ( brackets, < advertiser).
 */
export function titleGrams(form: TitleForm): Map<string, number> {
  const out = new Map<string, number>();
  form.parts.forEach((part, order) => {
    const weight = order === 0 ? 1 : 0.7;
    addGrams(out, part, '', 4, weight);
    addEnds(out, part, '$', weight);
    if (order === 0) addEnds(out, part, '^', 1);
  });
  for (const aside of form.asides) { addGrams(out, aside, '(', 3, 0.5); addGrams(out, aside, '', 4, 0.3); }
  if (form.advertiser !== '') { addGrams(out, form.advertiser, '<', 3, 0.5); addGrams(out, form.advertiser, '', 4, 0.2); }
  return out;
}

const PARTS = 4;

/** The pieces of each of the first parts alone, where a title has several (行政助理/培训助理). */
export function partGrams(form: TitleForm): Map<string, number>[] {
  return form.parts.length < 2 ? [] : form.parts.slice(0, PARTS).map((part) => titleGrams({ parts: [part], asides: [], advertiser: '', normal: part }));
}
