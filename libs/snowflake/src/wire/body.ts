import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/**
 * The body of an answer, unpacked. gzip is told by its first two bytes, since object stores deliver files that were
 * stored packed without declaring it.
 */
export async function* unpackedBody(answer: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    const source: AsyncIterator<Buffer> = answer[Symbol.asyncIterator]();
    const first = await source.next();
    if (first.done === true) return;
    const packed = first.value[0] === 0x1f && first.value[1] === 0x8b;
    const body = joined(first.value, source);
    yield* packed ? gunzipped(body) : body;
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

/** The whole body as text. @throws RangeError above `limitBytes`: the caller expected an answer, not a result set. */
export async function bodyText(answer: IncomingMessage, limitBytes: number): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of unpackedBody(answer)) {
    size += piece.length;
    if (size > limitBytes) {
      answer.destroy();
      throw new RangeError(`The answer is longer than ${limitBytes} bytes.`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
