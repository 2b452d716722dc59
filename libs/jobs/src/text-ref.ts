import { z } from 'zod';

/** A text that may be large: in the record itself, or in the blob store under its digest. */
export const TextRef = z.union([
  z.strictObject({ kind: z.literal('inline'), text: z.string() }),
  z.strictObject({ kind: z.literal('blob'), digest: z.string(), bytes: z.int().nonnegative() }),
]);
export type TextRef = z.infer<typeof TextRef>;

/** Longer texts, in bytes of UTF-8, go to the blob store: a record is read often, and all of it lies in memory. */
export const INLINE_TEXT_BYTES = 16_384;
