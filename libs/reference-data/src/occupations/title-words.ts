import { once } from '../data-files.js';
import type { TitleForm } from './title-form.js';
import { titleKeywords } from './title-keywords.js';

/** A word of the table found in a title. */
export interface FoundWord {
  readonly word: string;
  /** Whether a part of the title ends in it: a Chinese title ends in its head. */
  readonly atEnd: boolean;
  /** Share of the part it stands in, 0 to 1. */
  readonly cover: number;
}

const table = once(() => {
  const codes = new Map<string, string>();
  let longest = 0;
  for (const [code, ...words] of titleKeywords) for (const word of words) { codes.set(word, code); longest = Math.max(longest, word.length); }
  return { codes, longest };
});
const PARTS = 4;

/** By code, the longest word of the table in the first parts of a title; of equally long ones the last. Latin words must stand alone: `it` is not in `unity`. */
export function wordsOf(form: TitleForm): Map<string, FoundWord> {
  const { codes, longest } = table(), out = new Map<string, FoundWord>();
  for (const part of form.parts.slice(0, PARTS)) {
    for (let length = Math.min(longest, part.length); length >= 2; length--) {
      for (let at = part.length - length; at >= 0; at--) {
        const word = part.slice(at, at + length), code = codes.get(word);
        if (code === undefined || (out.get(code)?.word.length ?? 0) >= length) continue;
        if (/^[a-z]/u.test(word) && (/[a-z]/u.test(part[at - 1] ?? '') || /[a-z]/u.test(part[at + length] ?? ''))) continue;
        out.set(code, { word, atEnd: at + length === part.length, cover: length / part.length });
      }
    }
  }
  return out;
}
