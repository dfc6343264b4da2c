import type { RuleContext } from './rule-set.js';
import { say } from './wording.js';

/** Whole kilometres between two regions, −1 when not known. */
export function kilometres(a: string, b: string, ctx: RuleContext): number {
  const km = ctx.geography.distanceKm(a, b);
  return km === null ? -1 : Math.round(km);
}

/** Points for being near: full at no distance, none from `scaleKm` on; half when the distance (−1) is unknown. */
export function nearnessPoints(weight: number, scaleKm: number, km: number): number {
  if (km < 0) return Math.floor(weight / 2);
  return km >= scaleKm ? 0 : Math.floor((weight * (scaleKm - km)) / scaleKm);
}

/** Pairing of a unit with a supporter's place as a number: 0 unknown supporter, 1 the programme only, 2 in-province, 3 key pairing (重点结对). */
export function pairingStrength(unit: string, supporter: string | null, ctx: RuleContext): number {
  if (supporter === null) return 0;
  const strength = ctx.geography.pairing(ctx.programme, unit, supporter);
  return strength === 'key' ? 3 : strength === 'in-province' ? 2 : 1;
}

/** Points for a pairing: all for a key pairing, six tenths in-province, two tenths otherwise. */
export function pairingPoints(weight: number, strength: number): number {
  return strength === 3 ? weight : strength === 2 ? Math.floor((weight * 6) / 10) : Math.floor((weight * 2) / 10);
}

/** Words for a pairing strength, by its number. */
export const pairingWords = [
  say('支援方待确认', 'supporter not known'), say('同一项目', 'same programme'), say('省内对口支援', 'in-province support'), say('重点结对', 'key pairing'),
] as const;
