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

/** One piece of a file on its way through the bus; `next` is the seq of the piece after it, null at the end. */
export const FilePiece = z.strictObject({ fileName: z.string(), mime: z.string(), base64: z.string(), next: z.int().nullable() });
export type FilePiece = z.infer<typeof FilePiece>;
