import { type BatchId, BatchView, pathOf } from '@firn/contract';
import { pause } from '../pause.js';
import type { Transport } from '../transport.js';
import { follow, isFull } from './follow.js';
import { parsedAs } from './parsed-as.js';

/** Between two looks at a batch where the process has no room for one more stream. */
const LOOK_MS = 1_000;

/** A batch as it is, and each time it got further, until it is done. */
export async function* followBatch(transport: Transport, id: BatchId, signal?: AbortSignal): AsyncGenerator<BatchView> {
  let after: string | undefined;
  for (;;) {
    try {
      for await (const { name, id: seen, data } of follow(transport, {
        path: pathOf('batchEvents', id),
        after,
        signal,
      })) {
        after = seen ?? after;
        if (name !== 'batch') continue; // a newer API may tell more
        const batch = parsedAs(BatchView, data, id);
        yield batch;
        if (batch.done) return;
      }
    } catch (error) {
      if (!isFull(error)) throw error;
    }
    const call = { method: 'GET', path: pathOf('batch', id), repeatable: true, signal } as const;
    const batch: BatchView = await transport.json(call, BatchView);
    yield batch;
    if (batch.done) return;
    await pause(LOOK_MS, signal);
  }
}
