import { holdsSecrets } from '@firn/contract';
import { z } from 'zod';

/** A text that may be large: in the record itself, or in the blob store under its digest. */
export const TextRef = z.union([
  z.strictObject({ kind: z.literal('inline'), text: z.string() }),
  z.strictObject({ kind: z.literal('blob'), digest: z.string(), bytes: z.int().nonnegative() }),
]);
export type TextRef = z.infer<typeof TextRef>;

/** Longer texts, in bytes of UTF-8, go to the blob store: a record is read often, and all of it lies in memory. */
export const INLINE_TEXT_BYTES = 16_384;

/**
 * Puts a text where its size belongs: into the record, or into the blob store. One that holds secrets lies in a file that only this
 * system reads, never in Redis with its backups and replicas.
 *
 * @param put stores a blob and gives its digest
 */
export async function keepText(content: Buffer, put: (content: Buffer) => Promise<string>): Promise<TextRef> {
  return inlineText(content) ?? { kind: 'blob', digest: await put(content), bytes: content.length };
}

/** A text that belongs into the record; null for one that is to be put into the blob store. */
export function inlineText(content: Buffer): TextRef | null {
  if (content.length > INLINE_TEXT_BYTES) return null;
  const text = content.toString('utf8');
  return holdsSecrets(text) ? null : { kind: 'inline', text };
}
