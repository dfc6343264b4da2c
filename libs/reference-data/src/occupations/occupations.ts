import { cell, once, readDataFile } from '../data-files.js';

/** Level of a code of 中华人民共和国职业分类大典 (2022): 大类, 中类, 小类, 职业. */
export type OccupationLevel = 1 | 2 | 3 | 4;

const table = once(() => new Map(readDataFile('occupations.csv').map((r) => [cell(r, 'code'), cell(r, 'name')])));

const FORM = /^\d-\d\d-\d\d-\d\d$/;

/** Codes and names of all levels. Where a level has a single child the upper row may be missing: walk by prefix. */
export const occupations = (): ReadonlyMap<string, string> => table();

/** Whether this is the code of an occupation or of a group above it (`6-11-01-03`, `4-01-02-00`). */
export const isOccupation = (code: string): boolean => table().has(code);

/** Name of a code, null when there is none. */
export const occupationName = (code: string): string | null => table().get(code) ?? null;

/** 小类 of an occupation, `x-xx-xx`: wishes and posts meet at this level. Throws on a text that is no code: callers hold codes. */
export function familyOf(code: string): string {
  if (!FORM.test(code)) throw new Error('an occupation code looks like 6-11-01-03');
  return code.slice(0, 7);
}

/** Level by the last group that is not 00. A 职业 that is alone in its 小类 is itself written with 00 at the end and reads as level 3. */
export function occupationLevel(code: string): OccupationLevel {
  return code.endsWith('-00-00-00') ? 1 : code.endsWith('-00-00') ? 2 : code.endsWith('-00') ? 3 : 4;
}
