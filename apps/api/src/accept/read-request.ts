import { IdempotencyKey, JOB_JSON_LIMITS, ProblemError, problem, type ReadJob, readJob } from '@firn/contract';
import { readJson } from '../http/json-body.js';

/** Reads one job as it was sent: a body, or a line of a batch. @throws ProblemError that says where it is wrong. */
export function readRequest(bytes: Uint8Array): ReadJob {
  const { json } = readJson(bytes, JOB_JSON_LIMITS);
  try {
    return readJob(json);
  } catch (error) {
    // Plans are trees and are read by recursion; nobody writes one that deep.
    if (error instanceof RangeError)
      throw new ProblemError(problem('invalid_plan', { detail: 'The plan is nested too deep.', path: 'action' }), {
        cause: error,
      });
    throw error;
  }
}

/** @param header of the request, null where there is none */
export function readIdempotencyKey(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  const parsed = IdempotencyKey.safeParse(header);
  if (parsed.success) return parsed.data;
  throw ProblemError.of('invalid_request', {
    path: 'header.Idempotency-Key',
    detail: `Idempotency-Key ${parsed.error.issues[0]?.message ?? 'is not valid'}.`,
  });
}
