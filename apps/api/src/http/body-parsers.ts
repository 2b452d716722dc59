import type { Readable } from 'node:stream';
import { ProblemError, SMALL_JSON_LIMITS } from '@firn/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BODY_BYTES_OF_COMMANDS, takes } from './body-kinds.js';
import { NDJSON_TYPES } from './content-type.js';
import { readJson } from './json-body.js';

/**
 * A job is handed over as bytes, for whoever reads jobs; other JSON is parsed here. NDJSON is handed over as it arrives, so that
 * its length costs no memory. An empty JSON body is no body: some clients name the type on every POST.
 */
export function addBodyParsers(server: FastifyInstance, bodyBytes: number): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { bodyLimit: bodyBytes },
    async (request: FastifyRequest, payload: Readable) => {
      const isJob = takes(request) === 'job';
      const bytes = await readAll(payload, isJob ? bodyBytes : Math.min(bodyBytes, BODY_BYTES_OF_COMMANDS));
      if (isBlank(bytes)) return undefined;
      return isJob ? bytes : readJson(bytes, SMALL_JSON_LIMITS).json;
    },
  );
  server.addContentTypeParser([...NDJSON_TYPES], { bodyLimit: Number.MAX_SAFE_INTEGER }, (_request, body, done) =>
    done(null, body),
  );
}

async function readAll(payload: Readable, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Buffer[] = [];
  let length = 0;
  // Leaving off in the middle must not destroy the body, or the connection would be gone before the answer.
  for await (const part of payload.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(part)) throw new TypeError('A body arrives as bytes.');
    length += part.length;
    if (length > limit) {
      throw ProblemError.of('payload_too_large', {
        detail: `The body is larger than the ${limit} bytes that this route takes${limit === BODY_BYTES_OF_COMMANDS ? '' : ' (FIRN_API_BODY_BYTES)'}.`,
        path: 'body',
      });
    }
    parts.push(part);
  }
  const whole = new Uint8Array(length); // memory of its own, so that it can be handed to a thread
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Nothing but what JSON allows around a value. */
export const isBlank = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
