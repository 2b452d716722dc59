import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type Problem, problem } from '@firn/contract';

/** Answers what is no HTTP at all, which the server meets before there is a request. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  const requestId = randomUUID();
  const found = problemOf(error.code, requestId);
  const body = JSON.stringify(found);
  socket.end(
    [
      `HTTP/1.1 ${found.status} ${STATUS_CODES[found.status]}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function problemOf(code: string | undefined, requestId: string): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return problem('headers_too_large', { detail: 'The headers of the request are larger than 16 KB.', requestId });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return problem('request_timeout', { detail: 'The request did not arrive in time.', requestId });
    default:
      return problem('invalid_request', { detail: 'The request is not HTTP/1.1.', requestId });
  }
}
