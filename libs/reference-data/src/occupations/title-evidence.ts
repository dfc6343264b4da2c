import type { TitleForm } from './title-form.js';
import { tokensOf } from './title-grams.js';
import type { KnownText } from './title-neighbours.js';
import { wordsOf } from './title-words.js';

/** What is known of the codes themselves; the same for every title. */
export interface CodeTable {
  readonly codes: readonly string[];
  /** Index of each code in `codes`. */
  readonly places: ReadonlyMap<string, number>;
  /** Index of a code's 小类 and 中类. */
  readonly family: Int32Array;
  readonly group: Int32Array;
  readonly families: number;
  readonly groups: number;
  /** Natural logarithm of 1 + coded titles of each code and of each 小类. */
  readonly codeCount: Float32Array;
  readonly familyCount: Float32Array;
  /** Names of each code, plain. */
  readonly names: readonly (readonly string[])[];
  /** Coded titles by the end of their first part (`endsOf`), and of those how many a code has. */
  readonly ends: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

/** What was found of one title before candidates are chosen. */
export interface Findings {
  /** By the classifier, for every code: of the whole title, and of each part where there are several. */
  readonly probability: ArrayLike<number>;
  readonly ofParts: readonly ArrayLike<number>[];
  /** By the classifier that knows the classification's own names only. */
  readonly byNames: ArrayLike<number>;
  /** Likeness to `texts`, in their order. */
  readonly likeness: ArrayLike<number>;
  readonly texts: readonly KnownText[];
  /** Likeness to the description of every code. */
  readonly described: ArrayLike<number>;
}

/** The last two and the last three tokens of a title's first part, shortest first. */
export function endsOf(form: TitleForm): string[] {
  const tokens = tokensOf(form.parts[0] ?? '');
  return [2, 3].filter((n) => n <= tokens.length).map((n) => tokens.slice(-n).join(''));
}

/** A code worth a look, with what speaks for it; `values` in the order of `evidenceNames`. */
export interface Candidate {
  readonly code: number;
  readonly values: Float32Array;
}

export const evidenceNames = [
  'log-probability', 'behind the best', 'rank', 'family', 'group', 'inside family', 'nearest coded', 'second coded', 'vote', 'family vote', 'nearest own', 'family own', 'name in title', 'title in name',
  'longest name end', 'longest name inside', 'name length', 'coded titles', 'coded in family', 'upper level', 'major group', 'title length', 'parts', 'entropy', 'best probability', 'best likeness', 'best own likeness', 'described', 'description rank', 'vote rank', 'exact votes', 'exact share',
  'by names', 'rank by names', 'best part', 'same end of two', 'share of two', 'same end of three', 'share of three',
  'word length', 'word at end', 'word cover', 'longest word', 'official name',
] as const;

const BY_MODEL = 24;
const BY_NEIGHBOURS = 12;
const BY_OWN = 8;
const BY_DESCRIPTION = 4;
const BY_NAMES = 5;
const BY_PART = 4;
const VOTERS = 12;

/** Indices of the `count` greatest values above zero, greatest first; ties by index. */
function greatest(values: ArrayLike<number>, count: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (value <= 0 || (out.length === count && value <= (values[out[count - 1] ?? 0] ?? 0))) continue;
    let at = out.length;
    while (at > 0 && (values[out[at - 1] ?? 0] ?? 0) < value) at--;
    out.splice(at, 0, i);
    if (out.length > count) out.pop();
  }
  return out;
}

function bigrams(text: string): Set<string> {
  const out = new Set<string>();
  for (let i = 0; i + 1 < text.length; i++) out.add(text.slice(i, i + 2));
  return out;
}

/** Everything that speaks for a code, for the codes worth a look: the model's best, those of the nearest texts, those described so. */
export function evidence(form: TitleForm, { probability, ofParts, byNames, likeness, texts, described }: Findings, table: CodeTable): Candidate[] {
  const count = table.codes.length;
  const families = new Float64Array(table.families), groups = new Float64Array(table.groups);
  let entropy = 0;
  for (let c = 0; c < count; c++) {
    const p = probability[c] ?? 0;
    families[table.family[c] ?? 0] = (families[table.family[c] ?? 0] ?? 0) + p;
    groups[table.group[c] ?? 0] = (groups[table.group[c] ?? 0] ?? 0) + p;
    if (p > 1e-9) entropy -= p * Math.log(p);
  }
  const nearest = new Float32Array(count), second = new Float32Array(count), own = new Float32Array(count), vote = new Float32Array(count);
  const familyVote = new Float32Array(table.families), familyOwn = new Float32Array(table.families), exact = new Float32Array(count);
  let exactAll = 0;
  const coded = new Float32Array(texts.length);
  texts.forEach((known, i) => {
    const s = likeness[i] ?? 0;
    if (s <= 0) return;
    const c = known.code, f = table.family[c] ?? 0;
    if (known.own) {
      own[c] = Math.max(own[c] ?? 0, s);
      familyOwn[f] = Math.max(familyOwn[f] ?? 0, s);
    } else {
      coded[i] = s;
      if (s > (nearest[c] ?? 0)) { second[c] = nearest[c] ?? 0; nearest[c] = s; } else if (s > (second[c] ?? 0)) second[c] = s;
      if (known.normal === form.normal) { exact[c] = (exact[c] ?? 0) + 1; exactAll++; }
    }
  });
  let votes = 0;
  for (const i of greatest(coded, VOTERS)) {
    const known = texts[i];
    if (known === undefined) continue;
    const weight = (coded[i] ?? 0) ** 3;
    vote[known.code] = (vote[known.code] ?? 0) + weight;
    const f = table.family[known.code] ?? 0;
    familyVote[f] = (familyVote[f] ?? 0) + weight;
    votes += weight;
  }
  votes = Math.max(votes, 1e-6);

  const byModel = greatest(probability, BY_MODEL), byVote = greatest(vote, BY_NEIGHBOURS), byDescription = greatest(described, BY_DESCRIPTION), byName = greatest(byNames, 10);
  const words = wordsOf(form), longestWord = Math.max(0, ...[...words.values()].map(({ word }) => word.length));
  const byWord = [...words.keys()].flatMap((code) => table.places.get(code) ?? []);
  const candidates = [...new Set([...byModel, ...byVote, ...greatest(own, BY_OWN), ...byDescription, ...byName.slice(0, BY_NAMES), ...ofParts.flatMap((part) => greatest(part, BY_PART)), ...byWord])];
  const ends = endsOf(form).map((end) => { const codes = table.ends.get(end), all = codes === undefined ? 0 : [...codes.values()].reduce((a, b) => a + b, 0); return { codes, all }; });
  const best = probability[byModel[0] ?? 0] ?? 0, bestCoded = Math.max(0, ...byVote.map((c) => nearest[c] ?? 0)), bestOwn = Math.max(0, ...candidates.map((c) => own[c] ?? 0));
  const text = form.parts.join(' '), grams = bigrams(form.normal);
  const rankOf = (list: readonly number[], c: number): number => { const at = list.indexOf(c); return at < 0 ? list.length + 5 : at; };
  return candidates.map((code) => {
    const p = Math.max(probability[code] ?? 0, 1e-12), f = table.family[code] ?? 0, pf = Math.max(families[f] ?? 0, 1e-12);
    let inTitle = 0, inName = 0, atEnd = 0, inside = 0, length = 0;
    for (const name of table.names[code] ?? []) {
      const g = bigrams(name);
      let shared = 0;
      for (const one of g) if (grams.has(one)) shared++;
      inTitle = Math.max(inTitle, g.size === 0 ? 0 : shared / g.size);
      inName = Math.max(inName, grams.size === 0 ? 0 : shared / grams.size);
      if (name.length > inside && text.includes(name)) inside = name.length;
      if (name.length > atEnd && form.parts.some((part) => part.endsWith(name))) atEnd = name.length;
      length = Math.max(length, name.length);
    }
    const found = words.get(table.codes[code] ?? '');
    const values = Float32Array.from([
      Math.log(p), Math.log(p / Math.max(best, 1e-12)), rankOf(byModel, code), Math.log(pf), Math.log(Math.max(groups[table.group[code] ?? 0] ?? 0, 1e-12)), p / pf,
      nearest[code] ?? 0, second[code] ?? 0, (vote[code] ?? 0) / votes, (familyVote[f] ?? 0) / votes, own[code] ?? 0, familyOwn[f] ?? 0, inTitle, inName, atEnd, inside, length,
      table.codeCount[code] ?? 0, table.familyCount[f] ?? 0, (table.codes[code] ?? '').endsWith('-00') ? 1 : 0, Number((table.codes[code] ?? '0').slice(0, 1)),
      form.normal.length, form.parts.length, entropy, best, bestCoded, bestOwn, described[code] ?? 0, rankOf(byDescription, code), rankOf(byVote, code), exact[code] ?? 0, exactAll === 0 ? -1 : (exact[code] ?? 0) / exactAll,
      Math.log(Math.max(byNames[code] ?? 0, 1e-12)), rankOf(byName, code), Math.log(Math.max(p, ...ofParts.map((part) => part[code] ?? 0))),
      ...[0, 1].flatMap((n) => { const same = ends[n]?.codes?.get(code) ?? 0; return [Math.log(1 + (ends[n]?.all ?? 0)), same / ((ends[n]?.all ?? 0) + 1)]; }),
      found?.word.length ?? 0, found?.atEnd === true ? 1 : 0, found?.cover ?? 0, longestWord - (found?.word.length ?? 0), table.names[code]?.[0] === form.normal ? 1 : 0,
    ]);
    return { code, values };
  });
}
