import type { Geography, PairingStrength } from '@jiedui/contracts';
import { once } from '../data-files.js';
import { pairings, supportersOf, type ProgrammeCode } from '../programmes/programmes.js';
import { isWithin, provinceOf, regionName } from './divisions.js';
import { distanceKm } from './points.js';

const strengths = once(() => {
  const map = new Map<string, PairingStrength>();
  for (const p of pairings()) {
    const key = `${p.programme} ${p.unitCode} ${p.supporterCode}`;
    const strength: PairingStrength = p.kind === '省内对口支援' ? 'in-province' : 'key';
    if (map.get(key) !== 'key') map.set(key, strength);
  }
  return map;
});

/**
 * Strength of the pairing between a unit and a supporter's place. `supporter` may be any region in the place: 青岛市
 * 市南区 stands for 青岛市, and a city that supports in its own name does not stand for its province as well.
 */
export function pairingStrength(programme: ProgrammeCode, unit: string, supporter: string): PairingStrength {
  const direct = strengths().get(`${programme} ${unit} ${supporter}`);
  if (direct !== undefined) return direct;
  const place = supporterPlaceOf(programme, supporter);
  return (place === null ? undefined : strengths().get(`${programme} ${unit} ${place}`)) ?? 'programme';
}

/** The supporter a region belongs to in a programme: its city where the city supports in its own name, else its province; null when neither does. */
export function supporterPlaceOf(programme: ProgrammeCode, region: string): string | null {
  const roles = supportersOf(programme);
  const city = roles.find((s) => s.kind === 'city' && isWithin(region, s.code));
  if (city !== undefined) return city.code;
  return roles.find((s) => s.kind === 'province' && isWithin(region, s.code))?.code ?? null;
}

/** The answers the market rules ask for, from the shipped tables. */
export const geography: Geography = {
  distanceKm, provinceOf, isWithin, pairing: pairingStrength, nameOf: regionName,
};
