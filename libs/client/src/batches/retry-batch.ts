import { type BatchAnswer, type BatchId, BatchLineAnswer, BatchView, pathOf } from '@firn/contract';
import { z } from 'zod';
import { FirnUnreachable } from '../firn-problem.js';
import { readLines } from '../lines.js';
import { idempotencyHeader, type Transport } from '../transport.js';

const AnswerLine = z.union([z.object({ batch: BatchView }), BatchLineAnswer]);

/** Submits the failed jobs of a batch anew, and reads the answers as they come. */
export async function retryBatch(
  transport: Transport,
  id: BatchId,
  {
    idempotencyKey,
    signal,
  }: { readonly idempotencyKey?: string | undefined; readonly signal?: AbortSignal | undefined },
): Promise<BatchAnswer> {
  const response = await transport.send({
    method: 'POST',
    path: pathOf('batchRetry', id),
    headers: {
      accept: 'application/x-ndjson',
      ...(idempotencyKey !== undefined && idempotencyHeader(idempotencyKey)),
    },
    repeatable: true,
    signal,
  });
  const lines: BatchLineAnswer[] = [];
  let batch: BatchView | null = null;
  if (response.body !== null) {
    for await (const some of readLines(response.body)) {
      for (const text of some) {
        const line = AnswerLine.parse(JSON.parse(text));
        if ('batch' in line) batch = line.batch;
        else lines.push(line);
      }
    }
  }
  if (batch === null) throw new FirnUnreachable(response.url, 'the answers broke off');
  return { batch, lines };
}
