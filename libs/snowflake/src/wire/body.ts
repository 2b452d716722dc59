import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip, gunzip } from 'node:zlib';

const unpack = promisify(gunzip);
const isPacked = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * The body of an answer, unpacked. gzip is told by its first two bytes, since object stores deliver files that were
 * stored packed without declaring it.
 */
export async function* unpackedBody(answer: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    const source: AsyncIterator<Buffer> = answer[Symbol.asyncIterator]();
    const first = await source.next();
    if (first.done === true) return;
    const body = joined(first.value, source);
    yield* isPacked(first.value) ? gunzipped(body) : body;
  } finally {
    answer.destroy(); // ends the transfer when the reader stopped early; nothing after a complete answer
  }
}

async function* gunzipped(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  // The error surfaces through the iteration; the callback only keeps it from being thrown twice.
  const unpacked = pipeline(body, createGunzip({ chunkSize: 64 * 1024 }), () => undefined);
  for await (const piece of unpacked) yield piece;
}

async function* joined(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** The whole body, unpacked. @throws RangeError above `limitBytes`: the caller expected an answer, not a result set. */
export async function bodyBytes(answer: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const bytes = await wholeBody(answer, limitBytes);
  return isPacked(bytes) ? unpack(bytes, { maxOutputLength: limitBytes }) : bytes;
}

/** Most answers come in one piece, and there are two for each query: events cost less than an iteration over them. */
function wholeBody(answer: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    answer.on('data', (piece: Buffer) => {
      size += piece.length;
      pieces.push(piece);
      if (size > limitBytes) answer.destroy(new RangeError(`The answer is longer than ${limitBytes} bytes.`));
    });
    answer.once('end', () =>
      resolve(pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces)),
    );
    answer.once('error', reject);
    answer.once('close', () => reject(new Error('The answer broke off.'))); // after its end this changes nothing
  });
}
