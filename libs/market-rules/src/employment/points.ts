import { nearnessPoints } from '../distance.js';

/**
 * The arithmetic of the employment fit on bare numbers, shared by the readable parts and the compiled scanner.
 * Every function answers whole points 0..weight. −1 stands for unknown.
 */

/** Full from the wished wage up, none at half of it or less, in proportion between; half when a wage is unknown. Fen. */
export function wagePoints(weight: number, wish: number, offer: number): number {
  if (wish < 0 || offer < 0) return Math.floor(weight / 2);
  if (offer >= wish) return weight;
  const above = 2 * offer - wish;
  return above <= 0 ? 0 : Math.floor((weight * above) / wish);
}

/** `wished` 0 no place named, 1 in a named place: full, 2 elsewhere: half of what nearness alone would give. Kilometres whole. */
export function distancePoints(weight: number, scaleKm: number, km: number, wished: number): number {
  if (wished === 1) return weight;
  const near = nearnessPoints(weight, scaleKm, km);
  return wished === 2 ? Math.floor(near / 2) : near;
}

/** Four tenths for the very occupation (two for its 小类 only), six tenths for the share of the listed skills held. */
export function skillPoints(weight: number, exact: boolean, held: number, listed: number): number {
  const trade = exact ? 4 : 2;
  if (listed === 0) return Math.floor((weight * (trade + 6)) / 10);
  return Math.floor((weight * (trade * listed + 6 * held)) / (10 * listed));
}

/** Housing as a number: −1 unknown, 0 none, 1 board, 2 lodging, 3 both. A worker who needs none lacks nothing. */
export function housingPoints(weight: number, needless: boolean, housing: number): number {
  if (needless || housing === 3) return weight;
  if (housing === 2) return Math.floor((weight * 8) / 10);
  return housing === 0 ? 0 : Math.floor((weight * 4) / 10);
}

/** Six tenths for social insurance (three when unknown), four for the share of the asked years the worker has. */
export function stabilityPoints(weight: number, insurance: number, held: number, asked: number): number {
  const insured = insurance === 1 ? 6 : insurance === 0 ? 0 : 3;
  const tenths = asked <= 0 || held >= asked ? 4 : held < 0 ? 2 : (4 * held) / asked;
  return Math.floor((weight * (insured + tenths)) / 10);
}
