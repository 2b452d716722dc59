import { IdempotencyKey, ProblemError, problem, type ReadJob, readJob } from '@firn/contract';

/** Reads one job as it was sent. @throws ProblemError that says where it is wrong and what to do. */
export function readRequest(body: unknown): ReadJob {
  if (body === undefined) throw ProblemError.of('malformed_json', { detail: 'The request has no body.', path: 'body' });
  try {
    return readJob(body);
  } catch (error) {
    // Plans are trees and are read by recursion; nobody writes one that deep.
    if (error instanceof RangeError)
      throw new ProblemError(problem('invalid_plan', { detail: 'The plan is nested too deep.', path: 'action' }), {
        cause: error,
      });
    throw error;
  }
}

/** Parses one line of a batch. @throws ProblemError malformed_json */
export function readLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw ProblemError.of(
      'malformed_json',
      { detail: `The line is not JSON: ${error instanceof Error ? error.message : ''}` },
      { cause: error },
    );
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
