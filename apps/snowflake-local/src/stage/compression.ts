import { PassThrough, type Transform } from 'node:stream';
import {
  createBrotliCompress,
  createBrotliDecompress,
  createDeflate,
  createDeflateRaw,
  createGunzip,
  createGzip,
  createInflate,
  createInflateRaw,
} from 'node:zlib';
import { SqlError } from '../errors.js';
import { unreachable } from '../unreachable.js';

export type Compression = 'AUTO' | 'NONE' | 'GZIP' | 'BROTLI' | 'DEFLATE' | 'RAW_DEFLATE';

/** What Snowflake takes and this server does not: named in the refusal. */
const REFUSED = ['BZ2', 'ZSTD', 'LZO', 'SNAPPY'] as const;
const SUPPORTED: readonly Compression[] = ['AUTO', 'NONE', 'GZIP', 'BROTLI', 'DEFLATE', 'RAW_DEFLATE'];

export function compressionNamed(name: string): Compression {
  const found = SUPPORTED.find((compression) => compression === name.toUpperCase());
  if (found !== undefined) return found;
  if (REFUSED.some((refused) => refused === name.toUpperCase())) {
    throw unread(name);
  }
  throw new SqlError('001420', '22023', `SQL compilation error:\ninvalid value '${name}' for property 'COMPRESSION'`);
}

const unread = (name: string): SqlError =>
  new SqlError('000002', '0A000', `SQL compilation error:\nUnsupported feature 'COMPRESSION = ${name}'.`);

/** How files begin that are packed in a way which is not read here: their bytes are no text. */
const UNREAD_MARKS: readonly (readonly [name: (typeof REFUSED)[number], mark: RegExp])[] = [
  ['BZ2', /^425a683[1-9](?:314159265359|177245385090)/],
  ['ZSTD', /^28b52ffd/],
];
/** Bytes of the longest mark. */
export const MARK_BYTES = 10;

/** The file-name extension, dot included, of what `compression` writes. AUTO writes gzip. */
export function compressionExtension(compression: Compression): string {
  switch (compression) {
    case 'NONE':
      return '';
    case 'AUTO':
    case 'GZIP':
      return '.gz';
    case 'BROTLI':
      return '.br';
    case 'DEFLATE':
      return '.deflate';
    case 'RAW_DEFLATE':
      return '.raw_deflate';
    default:
      return unreachable(compression);
  }
}

/** How a file of this name and first `MARK_BYTES` is compressed. Brotli and raw deflate have no mark: the name tells them. */
export function detectCompression(fileName: string, firstBytes: Uint8Array): Compression {
  if (firstBytes[0] === 0x1f && firstBytes[1] === 0x8b) return 'GZIP';
  if (fileName.endsWith('.br')) return 'BROTLI';
  if (fileName.endsWith('.raw_deflate')) return 'RAW_DEFLATE';
  if (fileName.endsWith('.deflate')) return 'DEFLATE';
  const begins = Buffer.from(firstBytes).toString('hex');
  const packed = UNREAD_MARKS.find(([, mark]) => mark.test(begins));
  if (packed !== undefined) throw unread(packed[0]);
  return 'NONE';
}

export function compressor(compression: Compression): Transform {
  switch (compression) {
    case 'NONE':
      return new PassThrough();
    case 'AUTO':
    case 'GZIP':
      // Level 1: nine tenths of the saving for a third of the time.
      return createGzip({ level: 1 });
    case 'BROTLI':
      return createBrotliCompress();
    case 'DEFLATE':
      return createDeflate();
    case 'RAW_DEFLATE':
      return createDeflateRaw();
    default:
      return unreachable(compression);
  }
}

export function decompressor(compression: Exclude<Compression, 'AUTO'>): Transform {
  switch (compression) {
    case 'NONE':
      return new PassThrough();
    case 'GZIP':
      return createGunzip();
    case 'BROTLI':
      return createBrotliDecompress();
    case 'DEFLATE':
      return createInflate();
    case 'RAW_DEFLATE':
      return createInflateRaw();
    default:
      return unreachable(compression);
  }
}
