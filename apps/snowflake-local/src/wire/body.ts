import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { IllFormedText } from './ill-formed.js';
import { JsonShape } from './json-shape.js';
import { parseOffLoop } from './parse-off-loop.js';
import type { ParsedBody } from './parsed-body.js';

export interface BodyLimits {
  /** Inflated. */
  readonly bytes: number;
  /** Until the last byte has come. */
  readonly ms: number;
}

/** Of a client that has logged in: drivers promise to stay under 128 MB; a literal or bind list of that size must still pass. */
export const STATEMENT_LIMITS: BodyLimits = { bytes: 160 * 1024 * 1024, ms: 300_000 };
/** Of anybody. */
export const OPEN_LIMITS: BodyLimits = { bytes: 256 * 1024, ms: 15_000 };

/** The body cannot be taken. Answered with this HTTP status, and the connection is closed. */
export class BadBody extends Error {
  override readonly name = 'BadBody';
  constructor(
    readonly status: 400 | 408 | 413 | 415,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Reads a JSON body, inflated where the header says so.
 *
 * @throws BadBody as soon as a limit is passed, before anything is parsed; IllFormedText.
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<ParsedBody> {
  let overdue: NodeJS.Timeout | undefined;
  // The request itself lives on until it is answered: who is slow is told why.
  const late = new Promise<never>((_, reject) => {
    const error = new BadBody(408, `The request body did not come within ${limits.ms} ms.`);
    overdue = setTimeout(() => reject(error), limits.ms);
  });
  try {
    return await parseOffLoop(await Promise.race([readBytes(request, limits), late]));
  } catch (error) {
    if (error instanceof IllFormedText || error instanceof BadBody) throw error;
    throw new BadBody(400, 'The request body is no JSON.', { cause: error });
  } finally {
    clearTimeout(overdue);
  }
}

async function readBytes(request: IncomingMessage, { bytes: limit }: BodyLimits): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Buffer[] = [];
  const shape = new JsonShape();
  let bytes = 0;
  // Leaving the loop early ends the inflating with it.
  for await (const piece of inflated(request)) {
    bytes += piece.length;
    if (bytes > limit) throw new BadBody(413, `The request body is larger than ${limit} bytes.`);
    const excess = shape.excess(piece);
    if (excess !== null) throw new BadBody(413, `The request body ${excess}.`);
    pieces.push(piece);
  }
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function inflated(request: IncomingMessage): AsyncIterable<Buffer> {
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
  switch (encoding) {
    case 'identity':
      return request;
    case 'gzip': {
      const plain = createGunzip();
      request.once('error', (error) => plain.destroy(error));
      return Readable.from(request).pipe(plain);
    }
    default:
      throw new BadBody(415, `The content encoding ${encoding} is not known; allowed are gzip and identity.`);
  }
}
