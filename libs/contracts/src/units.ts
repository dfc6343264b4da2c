import { z } from 'zod';

/** UUIDv7 text, the id of everything that is stored. */
export const Id = z.uuid();
/** GB/T 2260 code of six digits, or the nine-digit statistical code of 武当山特区. */
export const RegionCode = z.string().regex(/^\d{6}(\d{3})?$/);
/** Calendar day `YYYY-MM-DD` in Asia/Shanghai. */
export const Day = z.iso.date();
/** Calendar month `YYYY-MM`. */
export const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
/** Instant, ISO 8601 in UTC. */
export const Instant = z.iso.datetime({ offset: true });
/** Money in fen; a JSON number, so below 2^53. Stored as bigint. */
export const Fen = z.int().min(0);
/** A price: `fen` for a unit of `grams`. Prices are compared by integer cross-multiplication, so no rounding moves a ceiling. */
export const UnitPrice = z.strictObject({ fen: z.int().positive(), grams: z.int().positive() });
export type UnitPrice = z.infer<typeof UnitPrice>;
/** The programmes are data; this is only the form of their code (`three-gorges`). */
export const ProgrammeCode = z.string().regex(/^[a-z][a-z0-9-]{1,40}$/);

/** Whether `a` costs more than `b` for the same weight, by cross-multiplication in exact integers. */
export function dearerThan(a: UnitPrice, b: UnitPrice): boolean {
  return BigInt(a.fen) * BigInt(b.grams) > BigInt(b.fen) * BigInt(a.grams);
}
