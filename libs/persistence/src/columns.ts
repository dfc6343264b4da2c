import type { ValueTransformer } from 'typeorm';

/**
 * `bigint` columns that hold fen, grams or versions come back from the driver as text; below 2^53 they are safe as numbers,
 * beyond it this throws rather than round. The only place where that conversion is made.
 */
export const safeInteger: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | null) => (value === null ? null : toSafeInteger(value)),
};

/** Text or number of a `bigint` as a number; throws past 2^53. */
export function toSafeInteger(value: string | number): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError('integer column beyond 2^53');
  return number;
}
