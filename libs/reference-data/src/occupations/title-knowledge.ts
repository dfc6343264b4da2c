import { createHash } from 'node:crypto';
import { cell, dataFileText, once, readDataFile } from '../data-files.js';
import { occupations } from './occupations.js';
import { endsOf, type CodeTable } from './title-evidence.js';
import { titleForm, type TitleForm } from './title-form.js';
import { titleGrams } from './title-grams.js';
import { titleKeywords } from './title-keywords.js';
import type { KnownText } from './title-neighbours.js';

/** A title somebody coded, taken apart. */
export interface CodedText extends KnownText {
  readonly own: false;
  readonly form: TitleForm;
}

/** What titles are coded from: the classification's names and other names, words of its descriptions, and titles coded before. */
export interface TitleKnowledge {
  /** All codes, sorted; everywhere else a code is its place here. */
  readonly codes: readonly string[];
  /** Its own name first, then other names. */
  readonly names: readonly (readonly string[])[];
  readonly own: readonly KnownText[];
  readonly coded: readonly CodedText[];
  /** Words that mark a code's description, with their weights. */
  readonly described: readonly ReadonlyMap<string, number>[];
}

const FILES = ['occupations.csv', 'occupation-names.csv', 'occupation-words.csv', 'coded-titles.csv'] as const;

/** SHA-256 over the shipped files and the table of words that a model is trained on, in hexadecimal: the model names the one it was made from. */
export function knowledgeChecksum(): string {
  const hash = createHash('sha256');
  for (const file of FILES) hash.update(`${file}\n`).update(dataFileText(file));
  hash.update(JSON.stringify(titleKeywords));
  return hash.digest('hex');
}

/** Reads the shipped files, once a process. */
export const titleKnowledge = once((): TitleKnowledge => {
  const codes = [...occupations().keys()].sort();
  const idOf = new Map(codes.map((code, i) => [code, i]));
  const id = (code: string): number => {
    const found = idOf.get(code);
    if (found === undefined) throw new Error(`occupation ${code} is not in the table`);
    return found;
  };
  const names = codes.map((code) => [occupations().get(code) ?? code]);
  for (const row of readDataFile('occupation-names.csv')) names[id(cell(row, 'code'))]?.push(cell(row, 'name'));
  const own = names.flatMap((list, code) => list.map((text): KnownText => {
    const form = titleForm(text);
    return { text, code, own: true, normal: form.normal, grams: titleGrams(form) };
  }));
  const coded = readDataFile('coded-titles.csv').map((row): CodedText => {
    const form = titleForm(cell(row, 'title'));
    return { text: cell(row, 'title'), code: id(cell(row, 'code')), own: false, form, normal: form.normal, grams: titleGrams(form) };
  });
  const words: string[][] = codes.map(() => []);
  for (const row of readDataFile('occupation-words.csv')) words[id(cell(row, 'code'))] = cell(row, 'words').split(' ');
  const described = words.map((list) => new Map(list.map((word, order) => [word, 1 / Math.sqrt(1 + order / 10)])));
  return { codes, names, own, coded, described };
});

/** Counts and groups of the codes, where `coded` are the titles known. */
export function codeTable(knowledge: TitleKnowledge, coded: readonly CodedText[]): CodeTable {
  const place = (length: number): { at: Int32Array; size: number } => {
    const known = new Map<string, number>();
    const at = Int32Array.from(knowledge.codes, (code) => {
      const key = code.slice(0, length);
      const found = known.get(key) ?? known.size;
      known.set(key, found);
      return found;
    });
    return { at, size: known.size };
  };
  const family = place(7), group = place(4);
  const codeCount = new Float32Array(knowledge.codes.length), familyCount = new Float32Array(family.size);
  const ends = new Map<string, Map<number, number>>();
  for (const { code, form } of coded) {
    for (const end of endsOf(form)) {
      const codes = ends.get(end) ?? new Map<number, number>();
      codes.set(code, (codes.get(code) ?? 0) + 1);
      ends.set(end, codes);
    }
    codeCount[code] = (codeCount[code] ?? 0) + 1;
    const f = family.at[code] ?? 0;
    familyCount[f] = (familyCount[f] ?? 0) + 1;
  }
  return {
    codes: knowledge.codes, places: new Map(knowledge.codes.map((code, i) => [code, i])), family: family.at, group: group.at, families: family.size, groups: group.size,
    codeCount: codeCount.map((n) => Math.log(1 + n)), familyCount: familyCount.map((n) => Math.log(1 + n)), ends,
    names: knowledge.names.map((list) => list.map((name) => name.toLowerCase())),
  };
}

/** Pieces of two and three characters, to be found again among the words of descriptions. */
export function describedGrams(form: TitleForm): Map<string, number> {
  const out = new Map<string, number>();
  for (const part of form.parts) for (let n = 2; n <= 3; n++) for (let at = 0; at + n <= part.length; at++) out.set(part.slice(at, at + n), 1);
  return out;
}
