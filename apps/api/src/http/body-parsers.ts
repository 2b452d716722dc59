import type { Readable } from 'node:stream';
import { ProblemError, SMALL_JSON_LIMITS } from '@firn/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ApiConfig } from '../config/config.js';
import { arriving, joined } from './arriving.js';
import { BODY_BYTES_OF_COMMANDS, takes } from './body-kinds.js';
import type { BodyMemory, BodyShare } from './body-memory.js';
import { NDJSON_TYPES } from './content-type.js';
import { readJson } from './json-body.js';

const shares = new WeakMap<FastifyRequest, BodyShare>();

/**
 * A job is handed over as bytes, for whoever reads jobs; other JSON is parsed here. NDJSON is handed over as it arrives, so that
 * its length costs no memory. An empty JSON body is no body: some clients name the type on every POST.
 */
export function addBodyParsers(
  server: FastifyInstance,
  { bodyBytes, pauseMs }: Pick<ApiConfig, 'bodyBytes' | 'pauseMs'>,
  memory: BodyMemory,
): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', async (request: FastifyRequest, payload: Readable) => {
    const isJob = takes(request) === 'job';
    // The setting may be as small as the limit of the route: what is said names the one that counts.
    const ofRoute = !isJob && BODY_BYTES_OF_COMMANDS < bodyBytes;
    const limit = ofRoute ? BODY_BYTES_OF_COMMANDS : bodyBytes;
    // One that says itself that it is too large is not waited for.
    if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit, ofRoute ? 'route' : 'server');
    const share = memory.open();
    shares.set(request, share);
    const bytes = await readAll(arriving(payload, pauseMs), limit, share, ofRoute ? 'route' : 'server');
    if (isBlank(bytes)) return undefined;
    return isJob ? bytes : readJson(bytes, SMALL_JSON_LIMITS).json;
  });
  server.addContentTypeParser([...NDJSON_TYPES], { bodyLimit: Number.MAX_SAFE_INTEGER }, (_request, body, done) =>
    done(null, body),
  );
  server.addHook('onResponse', (request, _reply, done) => {
    shares.get(request)?.release();
    done();
  });
}

async function readAll(
  body: AsyncIterable<Buffer>,
  limit: number,
  share: BodyShare,
  of: LimitOf,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    if (length > limit) throw tooLarge(limit, of);
    share.add(piece.length);
    pieces.push(piece);
  }
  return joined(pieces);
}

/** Whose limit it is: the route's own, or the one that is set. */
type LimitOf = 'route' | 'server';

const tooLarge = (limit: number, of: LimitOf): ProblemError =>
  ProblemError.of('payload_too_large', {
    detail:
      of === 'route'
        ? `The body is larger than the ${limit} bytes that this route takes.`
        : `The body is larger than the ${limit} bytes that this server takes (FIRN_API_BODY_BYTES).`,
    path: 'body',
  });

/** Nothing but what JSON allows around a value. By index: a body is many megabytes, and an iterator costs five times as much. */
export function isBlank(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return false;
  }
  return true;
}
