import { type Reader, wrong } from '../arguments/reader.js';
import { required, signature } from '../arguments/signature.js';
import { TEXT } from '../arguments/text.js';
import { UsageError } from '../errors.js';

/** Upper-case hexadecimal, as Snowflake writes BINARY. */
export function hexText(bytes: Uint8Array): string;
export function hexText(...given: readonly unknown[]): string {
  const [bytes] = HEX_TEXT.read(given);
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
}

export function bytesOfHex(text: string): Uint8Array;
export function bytesOfHex(...given: readonly unknown[]): Uint8Array {
  const [text] = BYTES_OF_HEX.read(given);
  if (!/^(?:[0-9A-Fa-f]{2})*$/.test(text)) {
    throw new UsageError('invalid_argument', 'BINARY as text needs an even number of hexadecimal digits.');
  }
  return Uint8Array.from({ length: text.length / 2 }, (_, index) =>
    Number.parseInt(text.slice(2 * index, 2 * index + 2), 16),
  );
}

/** Bytes, of any realm; a Buffer is one. */
export const isBytes = (value: unknown): value is Uint8Array =>
  ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === '[object Uint8Array]';

const BYTES: Reader<Uint8Array, Uint8Array> = {
  allowed: 'a Uint8Array',
  read(given, place) {
    if (!isBytes(given)) throw wrong(place, this.allowed, given);
    return given;
  },
};

const HEX_TEXT = signature('hexText', required('bytes', BYTES));
const BYTES_OF_HEX = signature('bytesOfHex', required('text', TEXT));
