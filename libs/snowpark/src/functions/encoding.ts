import { constantOf, constantOrColumn } from '../arguments/columns.js';
import { word } from '../arguments/scalars.js';
import { constant } from '../column.js';
import type { AnyColumn } from '../shape/shape.js';
import { define } from './declare/define.js';
import * as p from './declare/parameters.js';
import { A_WHOLE, BYTES, BYTES_OR_NULL, NUMBER, TEXT, TEXT_OR_NULL } from './declare/results.js';

const lineLength = p.mayBeWhole<[lineLength?: number]>('lineLength', 0);
const alphabet = p.mayBeTextOrColumn<[alphabet?: p.Text]>('alphabet');
const letters = p.mayBeWhole<[letters?: 0 | 1]>('letters');
const BITS = [224, 256, 384, 512] as const;
type Bits = (typeof BITS)[number];
const bits = p.may<[bits?: Bits], 'constant'>('bits', constantOf(word(BITS)), constant(256));
const bitsOrColumn = p.may<[bits?: Bits | AnyColumn], 'value of numbers'>('bits', constantOrColumn(word(BITS)));

export const base64Encode = define('base64Encode', TEXT, p.textsOrBytes, lineLength, alphabet);
export const base64 = define(['base64', 'BASE64_ENCODE'], TEXT, p.textsOrBytes, lineLength, alphabet);
export const base64DecodeString = define('base64DecodeString', TEXT, p.texts, alphabet);
export const base64DecodeBinary = define('base64DecodeBinary', BYTES, p.texts, alphabet);
export const unbase64 = define(['unbase64', 'BASE64_DECODE_STRING'], TEXT, p.texts, alphabet);
export const tryBase64DecodeString = define('tryBase64DecodeString', TEXT_OR_NULL, p.texts, alphabet);
export const tryBase64DecodeBinary = define('tryBase64DecodeBinary', BYTES_OR_NULL, p.texts, alphabet);
/** `letters` 0 gives small ones. */
export const hexEncode = define('hexEncode', TEXT, p.textsOrBytes, letters);
export const hex = define(['hex', 'HEX_ENCODE'], TEXT, p.textsOrBytes, letters);
export const hexDecodeString = define('hexDecodeString', TEXT, p.texts);
export const hexDecodeBinary = define('hexDecodeBinary', BYTES, p.texts);
export const tryHexDecodeString = define('tryHexDecodeString', TEXT_OR_NULL, p.texts);
export const tryHexDecodeBinary = define('tryHexDecodeBinary', BYTES_OR_NULL, p.texts);

/** By a method such as `SNAPPY` or `ZSTD(1)`. */
export const compress = define('compress', BYTES, p.textsOrBytes, p.text);
export const decompressBinary = define('decompressBinary', BYTES, p.bytes, p.text);
export const decompressString = define('decompressString', TEXT, p.bytes, p.text);

/** A hexadecimal digest, as text. */
export const md5 = define('md5', TEXT, p.textsOrBytes);
export const md5Binary = define('md5Binary', BYTES, p.textsOrBytes);
export const md5NumberLower64 = define('md5NumberLower64', NUMBER, p.textsOrBytes);
export const md5NumberUpper64 = define('md5NumberUpper64', NUMBER, p.textsOrBytes);
export const sha1 = define('sha1', TEXT, p.textsOrBytes);
export const sha1Binary = define('sha1Binary', BYTES, p.textsOrBytes);
/**
 * The digest as hexadecimal text; 224, 256 (default), 384 or 512 bits.
 *
 * @example
 * ```ts
 * import { lit, sha2 } from '@firn/snowpark';
 *
 * console.log((await session.range(1).select(sha2(lit('a'), 256).as('v')).first())?.get('V')); // → ca978112
 * ```
 */
export const sha2 = define('sha2', TEXT, p.textsOrBytes, bits);
export const sha2Binary = define('sha2Binary', BYTES, p.textsOrBytes, bitsOrColumn);
/** A signed 64-bit digest of all columns together, NULLs too. */
export const hash = define('hash', A_WHOLE, p.columns);
