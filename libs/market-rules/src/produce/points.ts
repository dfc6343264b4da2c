/** The arithmetic of the produce fit on bare numbers, shared by the readable parts and the compiled scanner. Whole points 0..weight. */

/**
 * Full when the lot costs half the ceiling or less, none at the ceiling, in proportion between. `asked` and `ceiling`
 * are the cross products `fen·grams` of the two prices over their common weight.
 */
export function pricePoints(weight: number, asked: number, ceiling: number): number {
  const points = Math.floor((2 * weight * (ceiling - asked)) / ceiling);
  return points < 0 ? 0 : points > weight ? weight : points;
}

/** The share of the shelf life (days, −1 unknown: half) still left after `ageDays`; half too when the distance is unknown. */
export function freshnessPoints(weight: number, shelfLifeDays: number, ageDays: number, distanceKnown: boolean): number {
  if (shelfLifeDays < 0 || !distanceKnown) return Math.floor(weight / 2);
  return ageDays >= shelfLifeDays ? 0 : Math.floor((weight * (shelfLifeDays - ageDays)) / shelfLifeDays);
}

/** Tenths a valid certification is worth, in the order of `certificationKinds`. Together at most ten count. */
export const certificationTenths: readonly number[] = [4, 5, 4, 2];

export function certificationPoints(weight: number, tenths: number): number {
  return Math.floor((weight * (tenths > 10 ? 10 : tenths)) / 10);
}
