import { describe, expect, it } from '@jest/globals';
import { listContext, lotList, orderLineList, postList, workerList, deriveTier } from '@jiedui/lists';
import { pairings, supporterPlaceOf, units } from '@jiedui/reference-data';
import { parseRow } from '@jiedui/tabular';
import { generateSampleLists } from './generate.mjs';

const sizes = { workers: 2000, posts: 300, lots: 500, orderLines: 200 };
const made = generateSampleLists({ seed: 7, ...sizes });
const context = listContext(made.today);

describe('sample lists', () => {
  it('are of the sizes promised at scale 1', () => {
    const { workers, posts, lots, orderLines } = generateSampleLists().sizes;
    expect([workers >= 20_000, posts, lots, orderLines]).toEqual([true, 2500, 6000, 1000]);
  });
  it('import without an error', () => {
    for (const cells of made.posts) expect(parseRow(postList, cells, context).errors).toEqual([]);
    for (const cells of made.workers) expect(parseRow(workerList, cells, context).errors).toEqual([]);
    for (const cells of made.orderLines) expect(parseRow(orderLineList, cells, context).errors).toEqual([]);
    for (const cells of made.lots) expect(parseRow(lotList, cells, context).errors).toEqual([]);
  });
  it('are the same for the same seed, and others for another', () => {
    expect([...generateSampleLists({ seed: 7, ...sizes }).workers]).toEqual([...made.workers]);
    expect([...generateSampleLists({ seed: 8, ...sizes }).lots]).not.toEqual([...made.lots]);
  });
  it('say that they are samples', () => {
    for (const cells of made.workers) expect(cells['name']).toMatch(/^样例/);
    for (const cells of made.posts) expect(cells['employer']).toMatch(/^样例/);
    for (const cells of made.orderLines) expect(cells['buyer']).toMatch(/^样例/);
    for (const cells of made.lots) expect(cells['producer']).toMatch(/^样例/);
  });
  it('cover every unit and tier, with groups, minimum shipments and unsplittable lines among them', () => {
    const workers = [...made.workers].map((cells) => parseRow(workerList, cells, context).row).filter((row) => row !== null);
    expect(new Set(workers.map((w) => w.unit)).size).toBe(units().length);
    expect(new Set(workers.map((w) => deriveTier(w, made.today).tier))).toEqual(new Set([1, 2, 3, 4]));
    const groups = workers.filter((w) => w.travelGroup !== null).length / workers.length;
    expect(groups).toBeGreaterThan(0.01);
    expect(groups).toBeLessThan(0.08);
    const lines = [...made.orderLines];
    expect(lines.some((l) => l['splittable'] === '否')).toBe(true);
    expect([...made.lots].some((l) => l['minShipment'] !== '')).toBe(true);
  });
  it('offer posts of supporters that are paired in the programme', () => {
    for (const cells of made.posts) {
      const row = parseRow(postList, cells, context).row;
      if (row === null) throw new Error('the row is right');
      if (row.kind !== 'ordinary') continue;
      const place = supporterPlaceOf(row.programme, row.region);
      expect(pairings().some((p) => p.programme === row.programme && p.supporterCode === place)).toBe(true);
    }
  });
});
