import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import { IllFormedText, refuseIllFormed } from './ill-formed.js';

const inflate = promisify(gunzip);

/** Drivers promise to stay under 128 MB; a literal or bind list of that size must still pass. */
export const MAX_BODY_BYTES = 256 * 1024 * 1024;

export class BadBody extends Error {
  override readonly name = 'BadBody';
}

/** Reads a JSON body, inflated where the header says so. Empty bodies and `null` are null. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    const buffer: Buffer = Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece));
    bytes += buffer.length;
    if (bytes > MAX_BODY_BYTES) throw new BadBody(`The request body is larger than ${MAX_BODY_BYTES} bytes.`);
    pieces.push(buffer);
  }
  if (bytes === 0) return null;
  const raw = Buffer.concat(pieces);
  try {
    const isZipped = request.headers['content-encoding']?.toLowerCase() === 'gzip';
    const bytes = isZipped ? await inflate(raw, { maxOutputLength: MAX_BODY_BYTES }) : raw;
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.trim() === '') return null;
    const value: unknown = JSON.parse(text);
    refuseIllFormed(text, value);
    return value;
  } catch (error) {
    if (error instanceof IllFormedText) throw error;
    throw new BadBody('The request body is no JSON.', { cause: error });
  }
}
