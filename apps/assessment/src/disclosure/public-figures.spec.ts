import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FigureCode } from '@jiedui/contracts';
import { definitions } from '../figures/definitions.js';
import { type CountyValues, publicCells } from './public-figures.js';

const counts: readonly FigureCode[] = ['workers.open', 'lots.open', 'matched.people', 'contracts.lines', 'placed.total', 'placed.tier-1', 'placed.tier-2', 'placed.tier-3', 'placed.tier-4', 'projects.count', 'posts.open', 'order-lines.open'];
const value = fc.integer({ min: 0, max: 12 });
const county = fc.tuple(value, value, value, value, value, value, value, value, value).map(([workers, lots, matched, lines, one, two, three, four, projects]): CountyValues => new Map<FigureCode, number>([
  ['workers.open', workers], ['lots.open', lots], ['lots.grams', lots * 700], ['matched.people', matched], ['contracts.lines', lines], ['contracts.grams', lines * 900], ['contracts.fen', lines * 300],
  ['placed.tier-1', one], ['placed.tier-2', two], ['placed.tier-3', three], ['placed.tier-4', four], ['placed.total', one + two + three + four],
  ['projects.count', projects], ['projects.total-fen', projects * 10], ['projects.grant-fen', projects * 5], ['projects.paid-fen', projects],
]));

describe('public figures', () => {
  it('never shows a count from 1 to 4, nor an amount whose count is hidden', () => {
    fc.assert(fc.property(fc.array(county, { minLength: 1, maxLength: 8 }), (counties) => {
      const made = publicCells(counties, new Map([['posts.open', 3], ['posts.headcount', 40]]));
      for (const cells of [...made.counties, made.totals]) {
        for (const code of counts) {
          const cell = cells.get(code);
          if (cell !== undefined && cell.value !== null) expect(cell.value === 0 || cell.value >= 5).toBe(true);
        }
        expect(cells.get('contracts.fen')?.hidden).toBe(cells.get('contracts.lines')?.hidden);
        expect(cells.get('lots.grams')?.hidden).toBe(cells.get('lots.open')?.hidden);
        for (const cell of cells.values()) expect(cell.hidden).toBe(cell.value === null);
      }
      expect(made.totals.get('posts.headcount')).toEqual({ value: null, hidden: true });
    }), { numRuns: 100 });
  });

  it('shows the money of projects whole and is within what the definitions call public', () => {
    const made = publicCells([new Map<FigureCode, number>([['projects.count', 1], ['projects.total-fen', 900]])], new Map());
    expect(made.totals.get('projects.total-fen')).toEqual({ value: 900, hidden: false });
    expect(made.totals.get('projects.count')?.hidden).toBe(true);
    const open = new Set(definitions.filter((definition) => definition.public).map((definition) => definition.code));
    expect([...made.totals.keys()].filter((code) => !open.has(code))).toEqual([]);
    expect([...open].filter((code) => !made.totals.has(code))).toEqual([]);
  });
});
