import { STATUS_CODES } from 'node:http';
import { type Problem, ProblemError, problem } from '@app/contract';
import { HttpException } from '@nestjs/common';
import { isRedisAway } from './redis-away.js';

const RETRY_REDIS_MS = 1_000;

/** What a caller is told about a failure. Only what was meant for callers leaves the process; the rest is `internal` and in the log. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (isRedisAway(error)) {
    return problem('redis_unavailable', {
      detail: 'Redis did not answer, so nothing was recorded.',
      retryAfterMs: RETRY_REDIS_MS,
    });
  }
  if (error instanceof HttpException) return fromStatus(error.getStatus(), error.message);
  return (
    fromServer(error) ?? problem('internal', { detail: 'The request met a fault of the server, not of the request.' })
  );
}

/** The server's own refusals, by their codes: they are met before any of our code runs. */
function fromServer(error: unknown): Problem | null {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return null;
  const code = 'code' in error ? error.code : undefined;
  switch (code) {
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return problem('malformed_json', { detail: 'The body is empty.', path: 'body' });
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return problem('malformed_json', { detail: error.message, path: 'body' });
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return problem('payload_too_large', {
        detail: 'The body is larger than this server takes in one request (FIRN_API_BODY_BYTES).',
        path: 'body',
      });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return problem('unsupported_media_type', { detail: error.message, path: 'header.Content-Type' });
    default:
      return fromStatus(error.statusCode, error.message);
  }
}

function fromStatus(status: number, message: string): Problem {
  switch (status) {
    case 404:
      return problem('route_not_found', { detail: message });
    case 413:
      return problem('payload_too_large', { detail: message });
    case 415:
      return problem('unsupported_media_type', { detail: message });
    case 503:
      return problem('shutting_down', { detail: 'This process takes no more requests.', retryAfterMs: RETRY_REDIS_MS });
    default:
      if (status >= 400 && status < 500)
        return problem('invalid_request', { detail: message || (STATUS_CODES[status] ?? 'Bad request') });
      return problem('internal', { detail: 'The request met a fault of the server, not of the request.' });
  }
}
