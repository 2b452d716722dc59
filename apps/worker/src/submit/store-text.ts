import { INLINE_TEXT_BYTES, type TextRef } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';

/** Puts a statement where its size belongs: into the record, or into the blob store. It is kept to be shown, so without secrets. */
export async function storeText(tenant: string, text: string, ports: Pick<WorkerPorts, 'blobs'>): Promise<TextRef> {
  const bytes = Buffer.byteLength(text);
  if (bytes <= INLINE_TEXT_BYTES) return { kind: 'inline', text };
  return { kind: 'blob', digest: await ports.blobs.put(tenant, Buffer.from(text)), bytes };
}
