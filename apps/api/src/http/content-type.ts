import { ProblemError } from '@firn/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type BodyKind, takes } from './body-kinds.js';

export const NDJSON_TYPES = [
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonlines',
] as const;

const TYPES: Readonly<Record<BodyKind, readonly string[]>> = {
  job: ['application/json'],
  command: ['application/json'],
  lines: NDJSON_TYPES,
};

const CURES: Readonly<Record<BodyKind, string>> = {
  job: 'Send one job as Content-Type: application/json, or several to POST /v1/batches.',
  command: 'Send Content-Type: application/json.',
  lines: 'Send Content-Type: application/x-ndjson, or a single job to POST /v1/jobs.',
};

/**
 * Refuses a body that the route cannot read, before any of it is read: of another type, in another character set, or compressed.
 *
 * @throws ProblemError unsupported_media_type
 */
export function checkContent(request: FastifyRequest, reply: FastifyReply): void {
  const { headers } = request;
  if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) return;
  const transfer = headers['transfer-encoding']?.trim().toLowerCase() ?? 'chunked';
  if (transfer !== 'chunked') {
    throw ProblemError.of('unsupported_media_type', {
      path: 'header.Transfer-Encoding',
      detail: `A body is taken in chunks, not as ${transfer.slice(0, 100)}.`,
      cure: 'Send the body without compression, as chunked or with its length.',
    });
  }
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (coding !== '' && coding !== 'identity') {
    reply.header('Accept-Encoding', 'identity');
    throw ProblemError.of('unsupported_media_type', {
      path: 'header.Content-Encoding',
      detail: `A body is taken as it is, not as ${coding.slice(0, 100)}.`,
      cure: 'Send the body without compression.',
    });
  }
  const kind = takes(request);
  const [type = '', ...parameters] = (headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const wrong = wrongType(type, TYPES[kind]) ?? wrongCharset(parameters);
  if (wrong === null) return;
  reply.header('Accept-Post', TYPES[kind].join(', '));
  throw ProblemError.of('unsupported_media_type', { path: 'header.Content-Type', detail: wrong, cure: CURES[kind] });
}

function wrongType(type: string, allowed: readonly string[]): string | null {
  if (allowed.includes(type)) return null;
  const found = type === '' ? 'The request does not say what its body is' : `The body is ${type.slice(0, 100)}`;
  return `${found}; this route takes ${allowed[0]}.`;
}

function wrongCharset(parameters: readonly string[]): string | null {
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  const name = charset?.replace(/^"(.*)"$/, '$1') ?? 'utf-8';
  return name === 'utf-8' || name === 'utf8' || name === 'us-ascii'
    ? null
    : `The body is in ${name.slice(0, 40)}; JSON is UTF-8.`;
}
