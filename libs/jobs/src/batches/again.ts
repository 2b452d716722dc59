import type { BatchId } from '@firn/contract';
import type { NewJob } from '../outbox/new-job.js';
import type { Job } from '../record.js';

/**
 * A job that does what another one was to do, as a part of a batch. What a handler has built is the action from now on: it is not built
 * again.
 *
 * @param key the same for the same retry, so that repeating it makes no second job
 * @returns null where the record does not say what was to be done
 */
export function again(job: Job, batch: BatchId, key: string): NewJob | null {
  const { tenant, plan, action, profile, session, timeoutMs, delivery, tags, inlineRows, inlineBytes, parameters } =
    job;
  const { queueTimeoutMs, runTimeoutMs, retry, orderKey } = job;
  if (plan === null) return null;
  const handler = job.handler !== null && job.built === null ? { handler: job.handler } : {};
  return {
    tenant,
    kind: action,
    plan,
    batch,
    lane: job.lane ?? '',
    idempotencyKey: `${key}/${job.id}`,
    request: {
      profile,
      ...(session !== null && { session }),
      timeoutMs,
      priority: job.priority ?? 0,
      singleFlight: job.flight !== null,
      ...(orderKey !== null && { orderKey }),
      ...(queueTimeoutMs !== null && { queueTimeoutMs }),
      ...(runTimeoutMs !== null && { runTimeoutMs }),
      ...(retry !== null && { retry }),
      delivery: delivery ?? 'standard',
      tags,
      inlineRows,
      inlineBytes,
      parameters,
      ...handler,
    },
    trace: job.trace,
  };
}
