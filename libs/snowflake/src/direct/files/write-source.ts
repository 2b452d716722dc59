import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ByteSource, UsageError } from '@firn/snowpark';

/** Writes bytes to a file that only this user may read. @throws UsageError for a piece that is none */
export async function writeSource(source: ByteSource, path: string, signal: AbortSignal | undefined): Promise<void> {
  const file = createWriteStream(path, { mode: 0o600 });
  await pipeline(Readable.from(bytesOf(source), { objectMode: false }), file, signal === undefined ? {} : { signal });
}

async function* bytesOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  if (typeof source === 'string' || source instanceof Uint8Array) {
    yield bytes(source);
    return;
  }
  for await (const piece of source) yield bytes(piece);
}

const encoder = new TextEncoder();

function bytes(piece: unknown): Uint8Array {
  if (typeof piece === 'string') return encoder.encode(piece);
  if (piece instanceof Uint8Array) return piece;
  throw new UsageError(
    'invalid_argument',
    `putStream(source): a piece of it is neither bytes nor a text: ${typeof piece}.`,
  );
}
