import { codeOccupation, isOccupation, occupationName, titleNormalForm } from '@jiedui/reference-data';
import type { Message, RowMessage } from '@jiedui/tabular';
import type { ListContext } from './list-context.js';
import { say } from './row-checks.js';

/** What clerks corrected: normal form of a title (`titleNormalForm`) to the code it belongs to. */
export type TitleCorrections = ReadonlyMap<string, string>;

/** A title of a post or a wish with its occupation. */
export interface CodedTitle {
  readonly title: string;
  /** 职业分类大典 2022; null where the title names no work. */
  readonly code: string | null;
  readonly name: string | null;
  /** Chance of being right, 0 to 1; 1 where a clerk said so. */
  readonly probability: number;
  /** Whether the 小类, by which posts and wishes meet, may stand without a person. */
  readonly isSure: boolean;
}

/** Says that a person is to look at a code; rows that hold these words are counted in the review of occupations. */
export const OCCUPATION_TO_CHECK = '职业待核对';

/** Below this chance a guess says nothing, and the title stays without a code. */
const LEAST_CHANCE = 0.15;
const REMEMBERED = 20_000;
const remembered = new Map<string, CodedTitle & { readonly normal: string }>();

function byModel(title: string): CodedTitle & { readonly normal: string } {
  const known = remembered.get(title);
  if (known !== undefined) return known;
  const normal = titleNormalForm(title), coding = normal === '' ? null : codeOccupation(title);
  // Posts and wishes meet by 小类: of the likeliest codes the one inside the likeliest 小类.
  const chosen = coding === null || !coding.ok ? null : [coding.best, ...coding.next].find(({ family }) => family === coding.family.code) ?? coding.best;
  const found = chosen === null || coding === null || !coding.ok || chosen.probability < LEAST_CHANCE
    ? { title, normal, code: null, name: null, probability: 0, isSure: false }
    : { title, normal, code: chosen.code, name: chosen.name, probability: chosen.probability, isSure: coding.familyDecided || (coding.decided && chosen === coding.best) };
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(title, found);
  return found;
}

/** Codes a title: as a clerk corrected it, else by the model (docs/occupation-coding.md). The same title always gives the same code. */
export function codeTitle(title: string, corrections: TitleCorrections): CodedTitle {
  const { normal, ...found } = byModel(title);
  const code = corrections.get(normal) ?? corrections.get(title.trim());
  return code === undefined || !isOccupation(code) ? found : { title, code, name: occupationName(code), probability: 1, isSure: true };
}

/** The occupation of a post by its title, with what the reader of the list is told. */
export function codePost(title: string, { corrections }: Pick<ListContext, 'corrections'>): { readonly code: string | null; readonly message: RowMessage } {
  const { code, name, probability, isSure } = codeTitle(title, corrections);
  const by = probability === 1 ? ['经办人改定', 'as a clerk corrected it'] as const : [`可信度 ${probability}`, `chance ${probability}`] as const;
  return {
    code,
    message: code === null ? say(['occupationCode'], 'ASSUMED.NO_OCCUPATION', `「职业编码」${OCCUPATION_TO_CHECK}：岗位名称未能编码`, '职业编码 (occupationCode): the title could not be coded; the occupation is to be checked')
      : isSure ? say(['occupationCode'], 'ASSUMED.OCCUPATION', `「职业编码」按岗位名称编为 ${name ?? code}（${code}，${by[0]}）`, `职业编码 (occupationCode): coded by the title as ${name ?? code} (${code}, ${by[1]})`)
        : say(['occupationCode'], 'ASSUMED.OCCUPATION_DOUBTFUL', `「职业编码」${OCCUPATION_TO_CHECK}：按岗位名称暂编为 ${name ?? code}（${code}，${by[0]}）`, `职业编码 (occupationCode): to be checked; coded by the title as ${name ?? code} (${code}, ${by[1]}) for now`),
  };
}

const OCCUPATION_CODE = /^\d-\d\d-\d\d-\d\d$/;

/** The occupations of wishes; a wish may be a code itself. */
export function codeWishes(titles: readonly string[], { corrections }: Pick<ListContext, 'corrections'>): { readonly wishes: readonly { readonly title: string; readonly occupation: string | null }[]; readonly message?: Message } {
  const coded = titles.map((title): CodedTitle => (OCCUPATION_CODE.test(title) ? { title, code: title, name: occupationName(title), probability: 1, isSure: true } : codeTitle(title, corrections)));
  const wishes = coded.map(({ title, code }) => ({ title, occupation: code })), unsure = coded.filter(({ isSure }) => !isSure);
  if (unsure.length === 0) return { wishes };
  const said = (words: (one: CodedTitle) => string): string => unsure.map(words).join('、');
  const uncoded = unsure.some(({ code }) => code === null);
  return {
    wishes,
    message: {
      code: uncoded ? 'ASSUMED.NO_OCCUPATION' : 'ASSUMED.OCCUPATION_DOUBTFUL',
      zh: `${OCCUPATION_TO_CHECK}：${said(({ title, code, name }) => (code === null ? `「${title}」未能编码` : `「${title}」暂编为 ${name ?? code}`))}`,
      en: `to be checked: ${said(({ title, code, name }) => (code === null ? `"${title}" could not be coded` : `"${title}" is ${name ?? code} for now`))}`,
    },
  };
}
