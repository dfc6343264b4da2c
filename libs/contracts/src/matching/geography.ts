/** What the rules ask about places. Implemented by `reference-data`; pure, synchronous, total. */
export interface Geography {
  /** Great-circle kilometres between the seats of two regions, null when either is not known. */
  distanceKm(a: string, b: string): number | null;
  /** Province code `xx0000` of a region code. */
  provinceOf(code: string): string;
  /** Whether `code` is `ancestor` or lies in it (county in prefecture in province; 武当山特区 in 丹江口市). */
  isWithin(code: string, ancestor: string): boolean;
  /** Strength of the pairing between a receiving unit and a supporter's place inside a programme. */
  pairing(programme: string, unit: string, supporter: string): PairingStrength;
  /** Chinese name for messages; the code itself when unknown. */
  nameOf(code: string): string;
}
/** Names of the codes that features carry, for messages; the code itself when unknown. Implemented by `reference-data`. */
export interface CodeNames {
  categoryOf(code: string): string;
  occupationOf(code: string): string;
}
/** `key` 重点结对 or 对口协作结对, `in-province` 省内对口支援, `programme` in the same programme only. */
export type PairingStrength = 'key' | 'in-province' | 'programme';
