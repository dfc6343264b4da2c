import { once } from '../data-files.js';
import { occupationName } from './occupations.js';
import { evidence, evidenceNames } from './title-evidence.js';
import { titleForm } from './title-form.js';
import { partGrams, titleGrams } from './title-grams.js';
import { codeTable, describedGrams, describedWeights, readTitleKnowledge, type TitleKnowledge } from './title-knowledge.js';
import { codeNodes, codeProbabilities, titleModel, weightiestPieces, type TitleModel } from './title-model.js';
import { namesFirst, OFFICIAL_CHANCE, WORD_CHANCE } from './title-names.js';
import { NeighbourIndex } from './title-neighbours.js';
import { treeScore } from './title-ranking.js';
import { wordsOf } from './title-words.js';

/** Why a code was given, for the person who checks it. */
export interface CodingReason {
  /** By whose word: a clerk's correction, a name of the classification, the table of words, a title coded before, characters, the description. */
  readonly by: 'correction' | 'name' | 'word' | 'coded-title' | 'pieces' | 'description' | 'habit';
  readonly zh: string;
  readonly en: string;
}

/** A code for a title. */
export interface OccupationChoice {
  /** Code of 职业分类大典 2022; of a group (`4-01-02-00`) where titles like this one are only known so far. */
  readonly code: string;
  readonly name: string;
  /** 小类 it belongs to, `x-xx-xx`. */
  readonly family: string;
  /** Chance of being right, 0 to 1, as counted on titles the model had not seen; 1 for a correction. */
  readonly probability: number;
  readonly reasons: readonly CodingReason[];
}

/** A coded title. */
export interface OccupationCoding {
  readonly ok: true;
  readonly best: OccupationChoice;
  /** The next best, in order; three. */
  readonly next: readonly OccupationChoice[];
  /** The likeliest 小类, which need not be that of `best`: several of its codes may share the likelihood. */
  readonly family: { readonly code: string; readonly name: string; readonly probability: number };
  /** Whether the code may stand without a person: set for 92 right in 100, measured 90 to 94 (docs/occupation-coding.md). */
  readonly decided: boolean;
  /** The same for the 小类 alone. */
  readonly familyDecided: boolean;
}

/** A title that cannot be coded, and why. */
export interface CodingRefusal {
  readonly ok: false;
  readonly code: 'TITLE.EMPTY' | 'TITLE.TOO_LONG';
  readonly zh: string;
  readonly en: string;
}

export interface CodingOptions {
  /** Corrections that clerks made: normal form of a title (`titleNormalForm`) to the code it belongs to. Codes that do not exist are passed over. */
  readonly corrections?: ReadonlyMap<string, string>;
}

/** Longest title taken, in characters: that of a cell. */
export const TITLE_LIMIT = 200;

const LIKE_ENOUGH = 0.25;
const at = (name: typeof evidenceNames[number]): number => evidenceNames.indexOf(name);
const OWN = at('nearest own'), CODED = at('nearest coded'), DESCRIBED = at('described'), END = at('longest name end'), INSIDE = at('longest name inside');

interface Coder {
  readonly knowledge: Pick<TitleKnowledge, 'codes' | 'names' | 'described'>;
  readonly model: TitleModel;
  readonly nodes: ReturnType<typeof codeNodes>;
  readonly table: ReturnType<typeof codeTable>;
  readonly texts: NeighbourIndex;
  readonly descriptions: NeighbourIndex;
}

const coder = once((): Coder => {
  const { codes, names, described, own, coded } = readTitleKnowledge();
  const texts = [...own, ...coded.map(({ text, code, normal }) => ({ text, code, own: false, normal }))];
  return {
    knowledge: { codes, names, described }, model: titleModel(), nodes: codeNodes(codes), table: codeTable({ codes, names }, coded),
    texts: new NeighbourIndex(texts, ({ text }) => titleGrams(titleForm(text))),
    descriptions: new NeighbourIndex(described.map((text, code) => ({ text, code, own: true, normal: '' })), ({ text }) => describedWeights(text)),
  };
});

/** The form under which a correction is kept: a title without pay, welfare, places, brackets and marks. Titles that differ in these alone share it. */
export const titleNormalForm = (title: string): string => titleForm(title).normal;

/** Chance that goes with a share, between the steps counted in training. */
export function chanceOf(steps: readonly (readonly [number, number])[], share: number): number {
  let [low] = steps;
  if (low === undefined || share <= low[0]) return low?.[1] ?? 0;
  for (const step of steps) {
    if (share <= step[0]) return step[0] === low[0] ? step[1] : low[1] + (step[1] - low[1]) * (share - low[0]) / (step[0] - low[0]);
    low = step;
  }
  return low[1];
}

const rounded = (chance: number): number => Math.round(chance * 1000) / 1000;

/**
 * Codes a free title (普工8000包吃住, 客服专员（双休）) against 职业分类大典 2022, offline: a classifier over pieces of characters, the
 * nearest titles coded before, names and descriptions give some twenty candidates; boosted trees put them in order. The same title, model and
 * corrections always give the same answer. The first call of a process reads the model (about 0.3 s); a title takes about two milliseconds.
 */
export function codeOccupation(title: string, { corrections }: CodingOptions = {}): OccupationCoding | CodingRefusal {
  if (title.trim() === '') return { ok: false, code: 'TITLE.EMPTY', zh: '岗位名称为空', en: 'the title is empty' };
  if ([...title].length > TITLE_LIMIT) return { ok: false, code: 'TITLE.TOO_LONG', zh: `岗位名称最长 ${TITLE_LIMIT} 个字`, en: `a title has at most ${TITLE_LIMIT} characters` };
  const { knowledge, model, nodes, table, texts, descriptions } = coder();
  const form = titleForm(title), grams = titleGrams(form);
  const likeness = texts.likeness(grams);
  const candidates = evidence(form, {
    likeness, texts: texts.texts, probability: codeProbabilities(model.all, grams, nodes), byNames: codeProbabilities(model.names, grams, nodes), described: descriptions.likeness(describedGrams(form)),
    ofParts: partGrams(form).map((part) => codeProbabilities(model.all, part, nodes)),
  }, table);
  const scores = candidates.map(({ values }) => treeScore(model.trees, values)), top = Math.max(...scores);
  const sum = scores.reduce((total, score) => total + Math.exp(score - top), 0);
  const ranked = candidates.map(({ code, values }, i) => ({ code, values, share: Math.exp((scores[i] ?? 0) - top) / sum })).sort((a, b) => b.share - a.share || a.code - b.code);
  const { order, named } = namesFirst(form, ranked, chanceOf(model.facts.chances, ranked[0]?.share ?? 0)), isOfficial = named?.by === 'official', outright = isOfficial ? OFFICIAL_CHANCE : WORD_CHANCE;
  const familyShares = new Map<string, number>();
  for (const { code, share } of order) {
    const family = (knowledge.codes[code] ?? '').slice(0, 7);
    familyShares.set(family, (familyShares.get(family) ?? 0) + share);
  }

  const leading = order.slice(0, 5).map(({ code }) => code);
  const choice = ({ code, values, share }: (typeof order)[number]): OccupationChoice => {
    const text = knowledge.codes[code] ?? '';
    return {
      code: text, name: occupationName(text) ?? text, family: text.slice(0, 7), probability: rounded(code === named?.code ? Math.max(outright, chanceOf(model.facts.chances, share)) : Math.min(named === null ? 1 : outright, chanceOf(model.facts.chances, share))),
      reasons: reasonsFor(code, values, leading.filter((other) => other !== code)),
    };
  };
  function reasonsFor(code: number, values: Float32Array, rivals: readonly number[]): CodingReason[] {
    const reasons: CodingReason[] = [];
    const name = knowledge.names[code]?.filter((one) => form.parts.some((part) => part.includes(one.toLowerCase()))).sort((a, b) => b.length - a.length)[0];
    const word = wordsOf(form).get(knowledge.codes[code] ?? '');
    if (name !== undefined && name.length === Math.max(values[END] ?? 0, values[INSIDE] ?? 0)) {
      reasons.push(name.toLowerCase() === form.normal ? { by: 'name', zh: `「${name}」是该职业的名称`, en: `"${name}" is a name of this occupation` } : { by: 'name', zh: `含有该职业的名称「${name}」`, en: `contains "${name}", a name of this occupation` });
    }
    else if (word !== undefined) reasons.push({ by: 'word', zh: `「${word.word}」多指该职业`, en: `"${word.word}" is a word for this occupation` });
    const nearest = (own: boolean): string | undefined => {
      let best: string | undefined, most = 0;
      for (let i = 0; i < likeness.length; i++) {
        const like = likeness[i] ?? 0, known = texts.texts[i];
        if (like > most && known !== undefined && known.code === code && known.own === own) { best = known.text; most = like; }
      }
      return best;
    };
    if ((values[CODED] ?? 0) >= LIKE_ENOUGH) {
      const other = nearest(false) ?? '', percent = Math.round((values[CODED] ?? 0) * 100);
      reasons.push({ by: 'coded-title', zh: `已编码的「${other}」与之相近（${percent}%）`, en: `"${other}", coded so before, is like it (${percent} %)` });
    }
    if (reasons[0]?.by !== 'name' && (values[OWN] ?? 0) >= LIKE_ENOUGH) reasons.push({ by: 'name', zh: `与该职业的名称「${nearest(true) ?? ''}」相近（${Math.round((values[OWN] ?? 0) * 100)}%）`, en: `is like "${nearest(true) ?? ''}", a name of this occupation (${Math.round((values[OWN] ?? 0) * 100)} %)` });
    const pieces = weightiestPieces(model.all, grams, nodes, code, rivals);
    if (pieces.length > 0) reasons.push({ by: 'pieces', zh: `「${pieces.join('」「')}」多指该职业`, en: `"${pieces.join('", "')}" mostly mean this occupation` });
    if (reasons.length === 0 && (values[DESCRIBED] ?? 0) > 0.1) {
      const words = [...describedGrams(form).keys()].filter((word) => ` ${knowledge.described[code] ?? ''} `.includes(` ${word} `)).sort((a, b) => b.length - a.length).slice(0, 3);
      reasons.push({ by: 'description', zh: `职业描述中有「${words.join('」「')}」`, en: `its description says "${words.join('", "')}"` });
    }
    if (reasons.length === 0) reasons.push({ by: 'habit', zh: '没有明确依据，仅供参考', en: 'nothing in the title points to it; listed for want of better' });
    return reasons;
  }

  const correctedCode = (form.normal === '' ? undefined : corrections?.get(form.normal)) ?? corrections?.get(title.trim());
  const corrected = correctedCode === undefined ? null : occupationName(correctedCode);
  if (correctedCode !== undefined && corrected !== null) {
    const family = correctedCode.slice(0, 7);
    return {
      ok: true, decided: true, familyDecided: true, family: { code: family, name: familyName(family), probability: 1 },
      best: { code: correctedCode, name: corrected, family, probability: 1, reasons: [{ by: 'correction', zh: '经办人曾将此名称改定为该职业', en: 'a clerk corrected this title to this occupation' }] },
      next: order.filter(({ code }) => knowledge.codes[code] !== correctedCode).slice(0, 3).map(choice),
    };
  }
  const [best, ...others] = order;
  if (best === undefined) throw new Error('a title has at least one candidate');
  const [likeliest, familyShare] = [...familyShares].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0] ?? ['', 0];
  const first = choice(best), family = named === null ? likeliest : first.family, familyChance = rounded(Math.max(named === null ? 0 : outright, chanceOf(model.facts.familyChances, familyShares.get(family) ?? 0)));
  return {
    ok: true, best: first, next: others.slice(0, 3).map(choice), family: { code: family, name: familyName(family), probability: familyChance },
    decided: isOfficial || (named === null && best.share >= model.facts.sureShare), familyDecided: isOfficial || (family === likeliest && familyShare >= model.facts.sureFamilyShare),
  };
}

/** Name of a 小类; where the printed upper row is missing, that of its only occupation. */
function familyName(family: string): string {
  const { knowledge } = coder();
  return occupationName(`${family}-00`) ?? occupationName(knowledge.codes.find((code) => code.startsWith(family)) ?? '') ?? family;
}
