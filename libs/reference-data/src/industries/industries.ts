import { cell, once, readDataFile } from '../data-files.js';

/** A class of 国民经济行业分类 GB/T 4754-2017 (amendment 1 of 2019). */
export interface Industry {
  /** Letter for 门类, two, three or four digits below. */
  readonly code: string;
  readonly name: string;
  /** 1 门类, 2 大类, 3 中类, 4 小类. */
  readonly level: 1 | 2 | 3 | 4;
  readonly parent?: string;
}

const levels = [1, 2, 3, 4] as const;

const table = once(() => new Map(readDataFile('industries.csv').map((r): [string, Industry] => {
  const level = levels.find((l) => String(l) === cell(r, 'level'));
  if (level === undefined) throw new Error('industries.csv: a level is not 1 to 4');
  const parent = cell(r, 'parent');
  return [cell(r, 'code'), { code: cell(r, 'code'), name: cell(r, 'name'), level, ...(parent === '' ? {} : { parent }) }];
})));

export const industries = (): ReadonlyMap<string, Industry> => table();
export const isIndustry = (code: string): boolean => table().has(code);
export const industryName = (code: string): string | null => table().get(code)?.name ?? null;
