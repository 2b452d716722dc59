import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { SqlError } from '../errors.js';
import { type Compression, decompressor, detectCompression, MARK_BYTES } from './compression.js';
import type { StagedFile } from './stage-files.js';

/** How the bytes of a staged file become text. */
export interface TextEncoding {
  readonly compression: Compression;
  readonly replaceInvalidCharacters: boolean;
}

/**
 * The text of a staged file, piece by piece.
 *
 * @throws SqlError 100144 for bytes that are not UTF-8, unless the format replaces them; 100082 for a broken archive.
 */
export async function* fileText(
  file: StagedFile,
  { compression: asked, replaceInvalidCharacters }: TextEncoding,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: !replaceInvalidCharacters, ignoreBOM: true });
  const { stream, compression } = await openFile(file, asked, signal);
  try {
    for await (const bytes of stream) yield decode(decoder, bytes, file);
    yield decode(decoder, undefined, file);
  } catch (error) {
    throw isBrokenArchive(error) ? brokenArchive(file, compression) : error;
  } finally {
    stream.destroy();
  }
}

/** zlib's own codes; nothing else that reading can fail with has one of these. */
const isBrokenArchive = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  /^(?:Z_|ERR_.*BROTLI|ERR__)/.test(String(error.code));

const brokenArchive = (file: StagedFile, compression: Compression): SqlError =>
  new SqlError(
    '100082',
    '22000',
    `Invalid data encountered during decompression for file: '${file.path}', compression type used: '${compression}'`,
  );

function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Buffer | undefined, file: StagedFile): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    throw new SqlError('100144', '22000', `Invalid UTF8 detected in file '${file.path}'.`);
  }
}

async function openFile(
  file: StagedFile,
  asked: Compression,
  signal: AbortSignal,
): Promise<{ readonly stream: Readable; readonly compression: Compression }> {
  const compression = asked === 'AUTO' ? detectCompression(file.path, await firstBytes(file.file)) : asked;
  const source = createReadStream(file.file, { signal, highWaterMark: 1 << 18 });
  if (compression === 'NONE' || compression === 'AUTO') return { stream: source, compression };
  const plain = decompressor(compression);
  source.once('error', (error) => plain.destroy(error));
  plain.once('close', () => source.destroy());
  return { stream: source.pipe(plain), compression };
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MARK_BYTES), 0, MARK_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
