import { ListEntry } from '@jiedui/contracts';
import type { Market, Side } from '@jiedui/contracts';
import { Refusal } from '../refusal.js';

/** An entry as the command line keeps it: its row in the file stands for its id. */
export interface RowEntry {
  row: number;
  entry: ListEntry;
}

/** Id of a row of a list: made from the row number alone, so that nothing of a person is in it. */
export function rowId(side: Side, row: number): string {
  return `00000000-0000-8000-8${side === 'demand' ? '00d' : '00a'}-${row.toString(16).padStart(12, '0')}`;
}

/** Row number of such an id. */
export function rowOf(id: string): number {
  return Number.parseInt(id.slice(-12), 16);
}

const plainColumns = ['externalId', 'label', 'organisation', 'programme', 'region'] as const;

/** Features by kind of list, in column order; those in `texts` are written as they are, the others as JSON. Null is an empty cell. */
const featureColumns: Record<ListEntry['features']['kind'], readonly string[]> = {
  post: ['title', 'occupation', 'wageMinFen', 'wageMaxFen', 'education', 'experienceYears', 'certificates', 'skills', 'housing', 'insurance', 'startOn', 'closesOn', 'targetUnits', 'postKind', 'employerKey', 'supporter'],
  worker: ['wishes', 'education', 'experienceYears', 'certificates', 'skills', 'wageWishFen', 'wageMinFen', 'regionsWished', 'regionsExcluded', 'wishesSameProvince', 'wishesNearby', 'excludesOtherProvinces', 'needsHousing', 'availableOn', 'legalAgeFrom', 'travelGroup', 'consent'],
  orderLine: ['category', 'product', 'priceMax', 'certifications', 'grade', 'deliverFrom', 'deliverTo', 'coldChain', 'minShipmentUnits', 'splittable', 'targetUnits', 'supporter'],
  lot: ['category', 'product', 'price', 'certifications', 'grade', 'harvestFrom', 'harvestTo', 'shelfLifeDays', 'coldChain', 'minShipmentUnits'],
};
const texts = new Set(['title', 'occupation', 'housing', 'startOn', 'closesOn', 'postKind', 'employerKey', 'supporter', 'availableOn', 'legalAgeFrom', 'travelGroup',
  'category', 'product', 'deliverFrom', 'deliverTo', 'harvestFrom', 'harvestTo']);

const kinds: Record<Market, Record<Side, ListEntry['features']['kind']>> = {
  employment: { demand: 'post', supply: 'worker' }, produce: { demand: 'orderLine', supply: 'lot' },
};

/** Header of the canonical CSV of a list. */
export function entryHeader(market: Market, side: Side): string[] {
  return ['row', ...plainColumns, 'capacity', 'tier', 'status', ...featureColumns[kinds[market][side]]];
}

/** Cells of an entry under `entryHeader`. */
export function entryCells({ row, entry }: RowEntry): string[] {
  const features = new Map<string, unknown>(Object.entries(entry.features));
  return [
    String(row), ...plainColumns.map((column) => entry[column]), String(entry.capacity), String(entry.tier), entry.status,
    ...featureColumns[entry.features.kind].map((name) => {
      const value = features.get(name);
      if (value === null || value === undefined) return '';
      return texts.has(name) ? String(value) : JSON.stringify(value);
    }),
  ];
}

/** Undoes the guard of `csvCell` against cells a spreadsheet would run. */
export function unguarded(cell: string): string {
  return /^'[=+\-@\t\r\u0000＝＋－＠]/u.test(cell) ? cell.slice(1) : cell;
}

/**
 * The entry of a row of the canonical CSV.
 *
 * @throws Refusal when the cells are no valid entry.
 */
export function entryFromCells(market: Market, side: Side, header: readonly string[], cells: readonly string[]): RowEntry {
  const of = new Map(header.map((name, index) => [name, unguarded(cells[index] ?? '')]));
  const kind = kinds[market][side];
  const row = Number(of.get('row'));
  try {
    const features: Record<string, unknown> = { kind };
    for (const name of featureColumns[kind]) {
      const cell = of.get(name) ?? '';
      features[name] = cell === '' ? null : texts.has(name) ? cell : JSON.parse(cell);
    }
    const entry = ListEntry.parse({
      market, side, id: rowId(side, row), version: 1, capacity: Number(of.get('capacity')), tier: Number(of.get('tier')), status: of.get('status'),
      ...Object.fromEntries(plainColumns.map((column) => [column, of.get(column) ?? ''])), features,
    });
    return { row, entry };
  } catch {
    throw new Refusal(`${side}.csv 第 ${of.get('row') ?? '?'} 行不是有效的清单条目。`, `Row ${of.get('row') ?? '?'} of ${side}.csv is no valid entry.`);
  }
}
