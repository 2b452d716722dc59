import type { FixedType } from './snow-type.js';

/** Bytes of the whole number that Snowflake holds a decimal of so many digits in. */
export const bytesOfDigits = (digits: number): number =>
  digits <= 2 ? 1 : digits <= 4 ? 2 : digits <= 9 ? 4 : digits <= 18 ? 8 : 16;

export const fixedBytes = ({ precision }: FixedType): number => bytesOfDigits(precision);

/** A constant takes no more bytes than its own digits need. */
export function constantBytes(digits: string): number {
  const value = BigInt(digits.replace('.', ''));
  const bits = [8, 16, 32, 64].find((size) => BigInt.asIntN(size, value) === value) ?? 128;
  return bits / 8;
}
