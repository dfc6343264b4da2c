import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { suppressList, suppressTable, type TablePattern } from './suppress.js';

const THRESHOLD = 5;
const count = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 60 }));
const listOfCounts = fc.array(count, { minLength: 1, maxLength: 30 });
const tableOfCounts = fc.integer({ min: 1, max: 5 }).chain((columns) => fc.array(fc.array(count, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 14 }));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * Which unknowns a reader can solve for exactly from linear equations over the rationals (the sums that hold), by Gaussian
 * elimination in exact fractions of small integers: an unknown is determined when its row of the reduced form stands alone.
 */
function determined(equations: readonly (readonly number[])[], unknowns: number): boolean[] {
  const rows = equations.map((row) => [...row]);
  const pivots: number[] = [];
  let at = 0;
  for (let column = 0; column < unknowns && at < rows.length; column += 1) {
    const pivot = rows.findIndex((row, i) => i >= at && Math.abs(row[column] ?? 0) > 1e-9);
    const chosen = rows[pivot];
    const held = rows[at];
    if (chosen === undefined || held === undefined) continue;
    rows[pivot] = held;
    const scale = chosen[column] ?? 1;
    rows[at] = chosen.map((value) => value / scale);
    for (const [i, row] of rows.entries()) {
      const factor = row[column] ?? 0;
      if (i !== at && Math.abs(factor) > 1e-9) rows[i] = row.map((value, c) => value - factor * (rows[at]?.[c] ?? 0));
    }
    pivots[at] = column;
    at += 1;
  }
  const known = new Array<boolean>(unknowns).fill(false);
  for (let i = 0; i < at; i += 1) {
    const others = (rows[i] ?? []).filter((value, c) => c < unknowns && c !== pivots[i] && Math.abs(value) > 1e-9);
    if (others.length === 0) known[pivots[i] ?? 0] = true;
  }
  return known;
}

/** Hidden arcs of a table as unknowns, and the sums that hold between them. */
function equationsOf(rows: number, columns: number, pattern: TablePattern): { equations: number[][]; unknowns: number } {
  const index = new Map<string, number>();
  const unknown = (key: string, hidden: boolean | undefined): void => { if (hidden === true) index.set(key, index.size); };
  for (let r = 0; r < rows; r += 1) for (let c = 0; c < columns; c += 1) unknown(`${r} ${c}`, pattern.cells[r]?.[c]);
  for (let r = 0; r < rows; r += 1) unknown(`row ${r}`, pattern.rowTotals[r]);
  for (let c = 0; c < columns; c += 1) unknown(`column ${c}`, pattern.columnTotals[c]);
  unknown('total', pattern.total);
  const line = (parts: readonly string[], total: string): number[] => {
    const row = new Array<number>(index.size).fill(0);
    for (const part of parts) { const i = index.get(part); if (i !== undefined) row[i] = 1; }
    const i = index.get(total);
    if (i !== undefined) row[i] = -1;
    return row;
  };
  const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
  return {
    unknowns: index.size,
    equations: [
      ...all(rows).map((r) => line(all(columns).map((c) => `${r} ${c}`), `row ${r}`)), ...all(columns).map((c) => line(all(rows).map((r) => `${r} ${c}`), `column ${c}`)),
      line(all(rows).map((r) => `row ${r}`), 'total'), line(all(columns).map((c) => `column ${c}`), 'total'),
    ],
  };
}

describe('suppressList', () => {
  it('shows everything when nothing is small, and zeros always', () => {
    expect(suppressList([0, 5, 12, 0], THRESHOLD)).toEqual({ cells: [false, false, false, false], total: false });
  });

  it('hides a second count, the smallest that will do, so that the total does not give the first away', () => {
    expect(suppressList([3, 40, 9, 0], THRESHOLD)).toEqual({ cells: [true, false, true, false], total: false });
  });

  it('hides more where two small counts would be known from their sum', () => {
    // 1 + 1 = 2 leaves nothing open, since hidden counts are at least 1.
    const pattern = suppressList([1, 1, 30, 7], THRESHOLD);
    expect(pattern.cells).toEqual([true, true, false, true]);
  });

  it('hides the total when there is nothing else', () => {
    expect(suppressList([0, 2, 0], THRESHOLD)).toEqual({ cells: [false, true, false], total: true });
  });

  it('leaves each hidden count any of at least five values, whatever the counts', () => {
    fc.assert(fc.property(listOfCounts, (counts) => {
      const { cells, total } = suppressList(counts, THRESHOLD);
      for (const [i, value] of counts.entries()) {
        if (value > 0 && value < THRESHOLD) expect(cells[i]).toBe(true);
        if (value === 0) expect(cells[i]).toBe(false);
      }
      const hidden = counts.filter((_, i) => cells[i] === true);
      if (hidden.length === 0 || total) return;
      // With the total shown, a hidden count lies between 1 and what is left when all the others are 1.
      expect(hidden.length).toBeGreaterThan(1);
      expect(sum(hidden) - hidden.length + 1).toBeGreaterThanOrEqual(THRESHOLD);
    }), { numRuns: 2000 });
  });
});

describe('suppressTable', () => {
  it('hides a cycle, not only a row', () => {
    const pattern = suppressTable([[2, 20, 30], [25, 22, 31], [40, 41, 42]], THRESHOLD);
    expect(pattern.cells.flat().filter((hidden) => hidden)).toHaveLength(4);
    expect([...pattern.rowTotals, ...pattern.columnTotals, pattern.total]).toEqual(new Array(7).fill(false));
  });

  it('lets no hidden number be solved for from the sums, whatever the table', () => {
    fc.assert(fc.property(tableOfCounts, (counts) => {
      const columns = counts[0]?.length ?? 0;
      const pattern = suppressTable(counts, THRESHOLD);
      for (const [r, row] of counts.entries()) for (const [c, value] of row.entries()) {
        if (value > 0 && value < THRESHOLD) expect(pattern.cells[r]?.[c]).toBe(true);
      }
      for (const [r, row] of counts.entries()) if (sum(row) > 0 && sum(row) < THRESHOLD) expect(pattern.rowTotals[r]).toBe(true);
      const { equations, unknowns } = equationsOf(counts.length, columns, pattern);
      expect(determined(equations, unknowns)).not.toContain(true);
    }), { numRuns: 400 });
  });

  it('leaves every hidden number at least two values for one who tries all tables of positive counts', () => {
    const small = fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 2 }), { minLength: 2, maxLength: 3 });
    fc.assert(fc.property(small, (counts) => {
      const pattern = suppressTable(counts, THRESHOLD);
      const hidden = counts.flatMap((row, r) => row.flatMap((_, c) => (pattern.cells[r]?.[c] === true ? [[r, c] as const] : [])));
      const rowSums = counts.map(sum);
      const columnSums = [0, 1].map((c) => sum(counts.map((row) => row[c] ?? 0)));
      const seen = new Map<string, Set<number>>();
      const note = (key: string, value: number): void => { seen.set(key, (seen.get(key) ?? new Set()).add(value)); };
      const table = counts.map((row) => [...row]);
      const fill = (i: number): void => {
        const place = hidden[i];
        if (place === undefined) {
          const rows = table.map(sum);
          const columns = [0, 1].map((c) => sum(table.map((row) => row[c] ?? 0)));
          const fits = rows.every((value, r) => pattern.rowTotals[r] === true || value === rowSums[r])
            && columns.every((value, c) => pattern.columnTotals[c] === true || value === columnSums[c]) && (pattern.total || sum(rows) === sum(rowSums));
          if (!fits) return;
          for (const [r, c] of hidden) note(`${r} ${c}`, table[r]?.[c] ?? 0);
          for (const [r, value] of rows.entries()) if (pattern.rowTotals[r] === true) note(`row ${r}`, value);
          for (const [c, value] of columns.entries()) if (pattern.columnTotals[c] === true) note(`column ${c}`, value);
          if (pattern.total) note('total', sum(rows));
          return;
        }
        const [r, c] = place;
        const row = table[r];
        if (row === undefined) return;
        const held = row[c] ?? 0;
        for (let value = 1; value <= 8; value += 1) { row[c] = value; fill(i + 1); }
        row[c] = held;
      };
      if (hidden.length <= 5) {
        fill(0);
        for (const values of seen.values()) expect(values.size).toBeGreaterThan(1);
      }
    }), { numRuns: 150 });
  });

  it('takes a table of the real size in a moment', () => {
    const counts = Array.from({ length: 44 }, (_, r) => [r % 3, (r * 7) % 11, (r * 5) % 23, 20 + r]);
    const before = performance.now();
    suppressTable(counts, THRESHOLD);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
