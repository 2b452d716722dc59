import { ServerResponse } from 'node:http';

/** Node's own response: Express hands it over itself, Fastify as `raw`. */
export function rawOf(response: unknown): ServerResponse {
  const raw = typeof response === 'object' && response !== null && 'raw' in response ? response.raw : response;
  if (raw instanceof ServerResponse) return raw;
  if (isResponse(raw)) return raw;
  throw new TypeError('The response of this request is none of HTTP.');
}

/** That of HTTP/2 has the form, and another class. */
const isResponse = (value: unknown): value is ServerResponse =>
  typeof value === 'object' && value !== null && 'writableFinished' in value && 'destroy' in value && 'once' in value;
