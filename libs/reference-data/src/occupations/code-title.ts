import { cell, once, readDataFile } from '../data-files.js';
import { occupationName, occupations, occupationLevel } from './occupations.js';
import { titleKeywords, titleNoise } from './title-keywords.js';

/** An occupation for a job title, with how it was found. */
export interface CodedTitle {
  readonly code: string;
  readonly name: string;
  /** 0 to 1: 1 the occupation's own name, 0.95 a title coded before, 0.5–0.9 by a word of the title, below 0.5 by likeness. */
  readonly confidence: number;
  /** How it was found, in both languages, best first. */
  readonly reasons: readonly { readonly zh: string; readonly en: string }[];
  /** Up to three other occupations worth a look, best first. */
  readonly alternatives: readonly { readonly code: string; readonly name: string; readonly score: number }[];
}

/** Words and marks that add nothing; what is left is lower case letters, digits of names such as c1, and `+#.`. */
function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N}+#.]/gu, '');
}

/** Parts of a title that may name work, the likeliest first: brackets, slogans, welfare and wages are gone. */
export function titleParts(title: string): readonly string[] {
  const folded = title.normalize('NFKC').toLowerCase();
  const bare = folded.replace(/[([【{「《][^([【{「《)\]】}」》]*[)\]】}」》]/gu, ' ').replace(/[([【][^]*$/u, ' ');
  const inside = [...folded.matchAll(/[([【]([^([【)\]】]*)[)\]】]/gu)].map((m) => m[1] ?? '');
  const split = (text: string): string[] => text.split(/(?<!c)\+|[/、,，;；|·•\-—–_~!！?？:：\s]+/u).map((p) => plain(p.replace(titleNoise, ''))).filter((p) => p.length > 0 && !/^\d+$/u.test(p));
  const parts = [...split(bare), ...inside.flatMap(split)];
  return parts.length > 0 ? [...new Set(parts)] : [plain(folded)].filter((p) => p !== '');
}

interface Index {
  readonly exact: ReadonlyMap<string, { readonly code: string; readonly own: boolean }>;
  readonly keywords: ReadonlyMap<string, string>;
  readonly longestKeyword: number;
  readonly docs: readonly { readonly code: string }[];
  /** Gram to documents that hold it, with its weight in each. */
  readonly postings: ReadonlyMap<string, { readonly docs: Int32Array; readonly weights: Float32Array; readonly idf: number }>;
}

/** Single characters and pairs: Chinese titles are too short for more. */
function grams(text: string): Map<string, number> {
  const out = new Map<string, number>();
  const characters = [...text];
  for (let i = 0; i < characters.length; i++) {
    const one = characters[i] ?? '';
    out.set(one, (out.get(one) ?? 0) + 0.4);
    const next = characters[i + 1];
    if (next !== undefined) out.set(one + next, (out.get(one + next) ?? 0) + 1);
  }
  return out;
}

const index = once((): Index => {
  const exact = new Map<string, { code: string; own: boolean }>();
  const texts: { text: string; code: string }[] = [];
  for (const row of readDataFile('title-examples.csv')) {
    const text = cell(row, 'title');
    exact.set(text, { code: cell(row, 'code'), own: false });
    texts.push({ text, code: cell(row, 'code') });
  }
  for (const [code, name] of occupations()) {
    if (occupationLevel(code) < 3) continue;
    const text = plain(name.toLowerCase());
    exact.set(text, { code, own: true });
    texts.push({ text, code });
  }
  const keywords = new Map<string, string>();
  let longestKeyword = 0;
  for (const [code, ...words] of titleKeywords) {
    for (const word of words) {
      keywords.set(plain(word), code);
      longestKeyword = Math.max(longestKeyword, word.length);
      if (!exact.has(word)) texts.push({ text: word, code });
    }
  }
  const docGrams = texts.map((t) => grams(t.text));
  const frequency = new Map<string, number>();
  for (const g of docGrams) for (const gram of g.keys()) frequency.set(gram, (frequency.get(gram) ?? 0) + 1);
  const lists = new Map<string, { docs: number[]; weights: number[]; idf: number }>();
  docGrams.forEach((g, doc) => {
    let norm = 0;
    const weighed: [string, number, number][] = [];
    for (const [gram, tf] of g) {
      const idf = Math.log(1 + texts.length / (frequency.get(gram) ?? 1));
      weighed.push([gram, tf * idf, idf]);
      norm += (tf * idf) ** 2;
    }
    norm = Math.sqrt(norm) || 1;
    for (const [gram, weight, idf] of weighed) {
      const list = lists.get(gram) ?? { docs: [], weights: [], idf };
      list.docs.push(doc);
      list.weights.push(weight / norm);
      lists.set(gram, list);
    }
  });
  const postings = new Map([...lists].map(([gram, l]) => [gram, { docs: Int32Array.from(l.docs), weights: Float32Array.from(l.weights), idf: l.idf }]));
  return { exact, keywords, longestKeyword, docs: texts.map((t) => ({ code: t.code })), postings };
});

/** Occupations by likeness of characters to names, coded titles and keywords, best first; score 0 to 1. */
function byLikeness(text: string): { code: string; score: number }[] {
  const { docs, postings } = index();
  const scores = new Map<number, number>();
  let norm = 0;
  for (const [gram, tf] of grams(text)) {
    const posting = postings.get(gram);
    if (posting === undefined) { norm += (tf * 5) ** 2; continue; }
    const weight = tf * posting.idf;
    norm += weight ** 2;
    for (let i = 0; i < posting.docs.length; i++) {
      const doc = posting.docs[i] ?? 0;
      scores.set(doc, (scores.get(doc) ?? 0) + weight * (posting.weights[i] ?? 0));
    }
  }
  norm = Math.sqrt(norm) || 1;
  const best = [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 12);
  // Neighbours of one occupation add up, each next one for less: the mean of a crowd beats one chance likeness.
  const codes = new Map<string, number>();
  for (const [doc, score] of best) {
    const code = docs[doc]?.code ?? '';
    const value = score / norm;
    codes.set(code, codes.has(code) ? Math.min(1, (codes.get(code) ?? 0) + value * 0.15) : value);
  }
  return [...codes].map(([code, score]) => ({ code, score })).sort((a, b) => b.score - a.score || a.code.localeCompare(b.code));
}

/** The longest keyword in a text; of equally long ones the last. */
function byKeyword(text: string): { word: string; code: string } | null {
  const { keywords, longestKeyword } = index();
  let found: { word: string; code: string } | null = null;
  for (let length = Math.min(longestKeyword, text.length); length >= 2; length--) {
    for (let at = text.length - length; at >= 0; at--) {
      const word = text.slice(at, at + length);
      // Latin words must stand alone: `it` is not in `unity`.
      if (/^[a-z]/u.test(word) && (/[a-z]/u.test(text[at - 1] ?? '') || /[a-z]/u.test(text[at + length] ?? ''))) continue;
      const code = keywords.get(word);
      if (code !== undefined) { found = { word, code }; break; }
    }
    if (found !== null) break;
  }
  return found;
}

const cache = new Map<string, CodedTitle | null>();
const CACHE_LIMIT = 50_000;

/**
 * Occupation of a job title as advertisements write it (普工8000包吃住, 客服专员（双休）). Offline and deterministic: the
 * occupation's name, titles coded before, a table of words, then likeness of characters. Null when nothing comes near.
 * Below a millisecond a title, and remembered.
 */
export function codeTitle(title: string): CodedTitle | null {
  const seen = cache.get(title);
  if (seen !== undefined) return seen;
  const coded = code(title);
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(title, coded);
  return coded;
}

function code(title: string): CodedTitle | null {
  const parts = titleParts(title);
  const candidates: { code: string; score: number; zh: string; en: string }[] = [];
  const { exact } = index();
  parts.slice(0, 6).forEach((part, order) => {
    const later = order * 0.04;
    const whole = exact.get(part);
    if (whole !== undefined) {
      candidates.push(whole.own
        ? { code: whole.code, score: 1 - later, zh: `「${part}」即职业名称`, en: `"${part}" is the name of an occupation` }
        : { code: whole.code, score: 0.95 - later, zh: `「${part}」曾编为此职业`, en: `"${part}" has been coded so before` });
    }
    const keyword = byKeyword(part);
    if (keyword !== null) {
      const cover = keyword.word.length / part.length;
      const atEnd = part.endsWith(keyword.word) ? 0.1 : 0;
      candidates.push({ code: keyword.code, score: Math.min(0.9, 0.55 + 0.25 * cover + atEnd) - later, zh: `含「${keyword.word}」`, en: `contains "${keyword.word}"` });
    }
  });
  const like = byLikeness(parts[0] ?? '');
  for (const l of like.slice(0, 5)) candidates.push({ code: l.code, score: l.score * LIKENESS_WEIGHT, zh: `与「${occupationName(l.code) ?? l.code}」的说法相近`, en: 'resembles titles of this occupation' });
  candidates.sort((a, b) => b.score - a.score || a.code.localeCompare(b.code));
  const [best] = candidates;
  if (best === undefined || best.score < LEAST) return null;
  const others = new Map<string, number>();
  for (const c of candidates) if (c.code !== best.code && !others.has(c.code)) others.set(c.code, c.score);
  return {
    code: best.code, name: occupationName(best.code) ?? best.code, confidence: Math.round(best.score * 100) / 100,
    reasons: candidates.filter((c) => c.code === best.code).slice(0, 3).map(({ zh, en }) => ({ zh, en })),
    alternatives: [...others].slice(0, 3).map(([c, score]) => ({ code: c, name: occupationName(c) ?? c, score: Math.round(score * 100) / 100 })),
  };
}

/** A near-copy of a coded title outweighs a single word of it, anything less like does not. */
const LIKENESS_WEIGHT = 0.85;
/** Below this a title resembles nothing and stays without a code. */
const LEAST = 0.2;
