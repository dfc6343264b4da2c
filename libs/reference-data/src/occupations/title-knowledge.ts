import { createHash } from 'node:crypto';
import { cell, dataFileText, once, readDataFile } from '../data-files.js';
import { occupations } from './occupations.js';
import { endsOf, type CodeTable } from './title-evidence.js';
import { titleForm, type TitleForm } from './title-form.js';
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
  /** Words that mark a code's description, the weightiest first, with spaces between. */
  readonly described: readonly string[];
}

const FILES = ['occupations.csv', 'occupation-names.csv', 'occupation-words.csv', 'coded-titles.csv'] as const;

/** SHA-256 over the shipped files and the table of words that a model is trained on, in hexadecimal: the model names the one it was made from. */
export function knowledgeChecksum(): string {
  const hash = createHash('sha256');
  for (const file of FILES) hash.update(`${file}\n`).update(dataFileText(file));
  hash.update(JSON.stringify(titleKeywords));
  return hash.digest('hex');
}

/** Words of a code's description with their weights. */
export const describedWeights = (words: string): Map<string, number> => new Map(words.split(' ').map((word, order) => [word, 1 / Math.sqrt(1 + order / 10)]));

/** All codes, sorted, and their names, once a process. */
export const occupationNames = once((): Pick<TitleKnowledge, 'codes' | 'names'> => {
  const codes = [...occupations().keys()].sort();
  const id = placesOf(codes), names = codes.map((code) => [occupations().get(code) ?? code]);
  for (const row of readDataFile('occupation-names.csv')) names[id(cell(row, 'code'))]?.push(cell(row, 'name'));
  return { codes, names };
});

function placesOf(codes: readonly string[]): (code: string) => number {
  const places = new Map(codes.map((code, i) => [code, i]));
  return (code) => {
    const found = places.get(code);
    if (found === undefined) throw new Error(`occupation ${code} is not in the table`);
    return found;
  };
}

/** Reads the shipped files; what is made from them is kept, not they. */
export function readTitleKnowledge(): TitleKnowledge {
  const { codes, names } = occupationNames(), id = placesOf(codes);
  const own = names.flatMap((list, code) => list.map((text): KnownText => {
    const { normal } = titleForm(text);
    return { text, code, own: true, normal };
  }));
  const coded = readDataFile('coded-titles.csv').map((row): CodedText => {
    const form = titleForm(cell(row, 'title'));
    return { text: cell(row, 'title'), code: id(cell(row, 'code')), own: false, form, normal: form.normal };
  });
  const described = codes.map(() => '');
  for (const row of readDataFile('occupation-words.csv')) described[id(cell(row, 'code'))] = cell(row, 'words');
  return { codes, names, own, coded, described };
}

/** Counts and groups of the codes, where `coded` are the titles known. */
export function codeTable(knowledge: Pick<TitleKnowledge, 'codes' | 'names'>, coded: readonly CodedText[]): CodeTable {
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
