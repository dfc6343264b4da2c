import { z } from 'zod';

/** Page request: keyset cursor in either direction; `last` jumps to the end. */
export const PageRequest = {
  size: z.coerce.number().int().min(1).max(200).default(20),
  cursor: z.string().max(600).optional(),
  last: z.stringbool().optional(),
};
/** A page of `items`; `total` counts to 10,000 and then says 约 (`exact` false). */
export const pageOf = <T extends z.ZodType>(item: T) => z.strictObject({
  items: z.array(item), next: z.string().nullable(), previous: z.string().nullable(),
  total: z.int(), exact: z.boolean(),
});
