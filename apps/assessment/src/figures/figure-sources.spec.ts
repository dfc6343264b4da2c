import { describe, expect, it } from '@jest/globals';
import { Parameters } from '@jiedui/access';
import { FigureCode } from '@jiedui/contracts';
import { definitions } from './definitions.js';
import { sources } from './figure-sources.js';
import { monthsBetween } from './months.js';

describe('figures', () => {
  it('are all defined once, with wording, unit and source in both languages', () => {
    expect(definitions.map((definition) => definition.code)).toEqual(FigureCode.options);
    for (const { name, wording, source } of definitions) for (const text of [name, wording, source]) expect(text.zh.length * text.en.length).toBeGreaterThan(0);
  });

  it('count a place by parameters only', () => {
    const parameters = new Parameters();
    const text = sources.entry.place({ programme: 'three-gorges', unit: `x'; drop`, supporter: '320000' }, parameters);
    expect(text).not.toContain('drop');
    expect(parameters.values).toEqual([`x'; drop`, '320000', `x'; drop`, expect.arrayContaining(['500235', '500101', '420527'])]);
  });
});

describe('monthsBetween', () => {
  it('goes over the turn of a year', () => {
    expect(monthsBetween('2025-11', '2026-02')).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
    expect(monthsBetween('2026-02', '2026-02')).toEqual(['2026-02']);
    expect(monthsBetween('2026-03', '2026-02')).toEqual([]);
  });
});
