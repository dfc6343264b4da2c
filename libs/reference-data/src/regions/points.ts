import { cell, once, readDataFile } from '../data-files.js';
import { prefectureOf, provinceOf } from './divisions.js';

/** A point on WGS84, degrees. */
export interface Point { readonly lat: number; readonly lon: number }

/** `seat` the place's own seat; `near` another seat's point (README of the points); `prefecture` or `province` the seat above. */
export type PointPrecision = 'seat' | 'near' | 'prefecture' | 'province';

export interface SeatPoint extends Point { readonly precision: PointPrecision }

const table = once(() => new Map(readDataFile('points.csv').map((r): [string, SeatPoint] => [cell(r, 'code'), {
  lat: Number(cell(r, 'lat')), lon: Number(cell(r, 'lon')), precision: ['seat', 'capital', 'city'].includes(cell(r, 'precision')) ? 'seat' : 'near',
}])));

/**
 * The point that stands for a region: its seat (units and supporters), else its prefecture's, else its province
 * capital's. Null where not even the province has one (澳门, codes that do not exist). Points: GeoNames, CC BY 4.0.
 */
export function seatOf(code: string): SeatPoint | null {
  const own = table().get(code) ?? (code.length === 9 ? table().get(code.slice(0, 6)) : undefined);
  if (own !== undefined) return own;
  const prefecture = prefectureOf(code);
  const above = prefecture === undefined ? undefined : table().get(prefecture);
  if (above !== undefined) return { lat: above.lat, lon: above.lon, precision: 'prefecture' };
  const province = table().get(provinceOf(code));
  return province === undefined ? null : { lat: province.lat, lon: province.lon, precision: 'province' };
}

/** Mean Earth radius, km (IUGG R1). */
const EARTH_RADIUS_KM = 6371.0088;

/** Great-circle distance of two points in km (haversine). */
export function greatCircleKm(a: Point, b: Point): number {
  const rad = Math.PI / 180;
  const dLat = (b.lat - a.lat) * rad;
  const dLon = (b.lon - a.lon) * rad;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

export interface Distance {
  readonly km: number;
  /** False when either end is not the region's own seat; show 约 then. */
  readonly exact: boolean;
}

/** Great-circle distance between the seats of two regions, with whether both points are their own; null when unknown. */
export function distanceBetween(a: string, b: string): Distance | null {
  const from = seatOf(a);
  const to = seatOf(b);
  if (from === null || to === null) return null;
  return { km: a === b ? 0 : greatCircleKm(from, to), exact: a === b || (from.precision === 'seat' && to.precision === 'seat') };
}

const cache = new Map<string, number | null>();

/** `distanceBetween` without the precision: what the rules read. Symmetric; null when unknown. */
export function distanceKm(a: string, b: string): number | null {
  const key = a < b ? `${a}${b}` : `${b}${a}`;
  const seen = cache.get(key);
  if (seen !== undefined) return seen;
  const km = distanceBetween(a, b)?.km ?? null;
  if (cache.size > 200_000) cache.clear();
  cache.set(key, km);
  return km;
}
