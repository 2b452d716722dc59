import { BatchAnswer, type BatchLineAnswer, type BatchView, type Problem, pathOf, problem } from '@firn/contract';
import { FirnProblem } from '../firn-problem.js';
import type { JobSubmission } from '../job-submission.js';
import { pause } from '../pause.js';
import { idempotencyHeader, type Transport } from '../transport.js';
import { batchParts, type Part } from './batch-parts.js';

/** How far the sending of a batch is. */
export interface BatchSent {
  /** Lines that were decided. */
  readonly lines: number;
  readonly accepted: number;
  readonly refused: number;
}

export interface BatchSending {
  /** Holds the parts together, and makes what is sent again meet the jobs of the first time. */
  readonly idempotencyKey: string;
  readonly onProgress?: ((sent: BatchSent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Refusals that say nothing of the line: it is sent again, as long as others are accepted meanwhile. */
const PASSING: ReadonlySet<string> = new Set(['too_many_requests', 'queue_full', 'redis_unavailable']);
const AGAIN_MS = 1_000;

/**
 * Sends a batch part by part as its requests come, each after the one before it was answered, so that whoever makes them is held to the
 * pace at which they are accepted. A part that breaks off is sent again and meets the jobs that it made.
 */
export async function sendBatch(
  transport: Transport,
  requests: Iterable<JobSubmission> | AsyncIterable<JobSubmission>,
  sending: BatchSending,
): Promise<BatchAnswer> {
  const lines: BatchLineAnswer[] = [];
  let batch: BatchView | null = null;
  let next = 1;
  let accepted = 0;
  try {
    for await (const part of batchParts(requests, sending.signal)) {
      const answer = await sendPart(transport, part, sending);
      next = part.from + part.lines;
      batch = answer.batch;
      for (const line of answer.lines) lines.push(line);
      accepted += answer.lines.filter((line) => 'id' in line).length;
      await sending.onProgress?.({ lines: lines.length, accepted, refused: lines.length - accepted });
    }
  } catch (error) {
    // No more lines come: who waits for the batch must not wait for them.
    if (batch !== null) await endBatch(transport, next, sending).catch(() => undefined); // closed later by itself
    throw error;
  }
  if (batch === null) throw new FirnProblem(problem('internal', { detail: 'A batch had no part.' }));
  return { batch, lines };
}

async function sendPart(transport: Transport, part: Part, sending: BatchSending): Promise<BatchAnswer> {
  let accepted = 0;
  for (;;) {
    const answer = await send(transport, part, sending);
    const passing = answer.lines.map(problemOf).find((found) => found !== null && PASSING.has(found.code));
    const now = answer.lines.filter((line) => 'id' in line).length;
    if (!passing || now === accepted) return answer;
    accepted = now;
    await pause(passing.retryAfterMs ?? AGAIN_MS, sending.signal);
  }
}

const problemOf = (line: BatchLineAnswer): Problem | null => ('problem' in line ? line.problem : null);

const endBatch = (transport: Transport, from: number, sending: BatchSending) =>
  send(transport, { from, lines: 0, body: '', more: false }, { idempotencyKey: sending.idempotencyKey });

const send = (
  transport: Transport,
  { from, body, more }: Part,
  { idempotencyKey, signal }: BatchSending,
): Promise<BatchAnswer> =>
  transport.json(
    {
      method: 'POST',
      path: pathOf('batches'),
      query: { from: from === 1 ? undefined : from, more: more || undefined },
      headers: { 'content-type': 'application/x-ndjson', ...idempotencyHeader(idempotencyKey) },
      body,
      repeatable: true,
      signal,
    },
    BatchAnswer,
  );
