import { UsageError } from '../errors.js';

/** Upper-case hexadecimal, as Snowflake writes BINARY. */
export const hexText = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');

export function bytesOfHex(text: string): Uint8Array {
  if (!/^(?:[0-9A-Fa-f]{2})*$/.test(text)) {
    throw new UsageError('invalid_argument', 'BINARY as text needs an even number of hexadecimal digits.');
  }
  return Uint8Array.from({ length: text.length / 2 }, (_, index) =>
    Number.parseInt(text.slice(2 * index, 2 * index + 2), 16),
  );
}
