import { STATUS_CODES } from 'node:http';
import { type Problem, ProblemError, problem } from '@firn/contract';
import { storageFailure } from '@firn/results';
import { HttpException } from '@nestjs/common';
import { isRedisAway, whyRedisAway } from './redis-away.js';

const RETRY_MS = 1_000;

/** What a caller is told about a failure. Only what was meant for callers leaves the process; the rest is `internal` and in the log. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (isRedisAway(error)) {
    return problem('redis_unavailable', { detail: `${whyRedisAway(error)}.`, retryAfterMs: RETRY_MS });
  }
  const storage = storageFailure(error);
  if (storage !== null) {
    const detail = `The data folder of this API cannot be used: ${storage}`;
    return problem('storage_unavailable', { detail, retryAfterMs: RETRY_MS });
  }
  if (error instanceof HttpException) return refusal(error.getStatus(), error.message);
  if (error instanceof Error && 'code' in error && error.code === 'FST_ERR_BAD_URL') return badAddress();
  // The server's own refusals carry their status; they are met before any of our code runs.
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') {
    return refusal(error.statusCode, error.message);
  }
  return fault();
}

const fault = (): Problem =>
  problem('internal', { detail: 'The request met a fault of the server, not of the request.' });

const badAddress = (): Problem =>
  problem('invalid_request', {
    path: 'path',
    detail: 'The escapes in the address are not UTF-8.',
    cure: 'Write each byte of the UTF-8 of a character as %XX.',
  });

function refusal(status: number, message: string): Problem {
  switch (status) {
    case 404:
      return problem('route_not_found', { detail: message });
    case 413:
      return problem('payload_too_large', {
        detail: 'The body is larger than this server takes in one request (FIRN_API_BODY_BYTES).',
        path: 'body',
      });
    case 415:
      return problem('unsupported_media_type', { detail: `${message}.`, path: 'header.Content-Type' });
    case 503:
      return problem('shutting_down', { detail: 'This process takes no more requests.', retryAfterMs: RETRY_MS });
    default:
      if (status >= 400 && status < 500)
        return problem('invalid_request', { detail: message || (STATUS_CODES[status] ?? 'Bad request') });
      return fault();
  }
}
